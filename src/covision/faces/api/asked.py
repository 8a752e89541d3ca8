"""What programs may send: every key is known, every text has its limit."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from covision.domain.base import Frozen
from covision.projects.core import MAX_ANSWER

Name = Annotated[str, StringConstraints(max_length=200)]
Line = Annotated[str, StringConstraints(max_length=2000)]
Text = Annotated[str, StringConstraints(max_length=MAX_ANSWER)]
Id = Annotated[str, StringConstraints(max_length=80)]
Mode = Literal["solo", "team", "workshop"]
MOST_SCORED, MOST_COMPARED = 100, 40


class NewProject(Frozen):
    """A new project: the organisation, and who answers the interview."""

    name: Name = Field(min_length=1, description="Name of the organisation.")
    sector: Name = ""
    size: Name = ""
    language: Literal["en", "pt"] = Field("en", description="Language of the interview and the drafts.")
    role: Name = Field("owner", description="Role of the first participant.")


class NewAnswer(Frozen):
    """An answer to a question, or to the follow-up that is pending for it."""

    question: Id = Field(description="The question's id, as `next` tells it.")
    text: Text = Field(description="What the person said, verbatim. Blank text skips.")
    participant: Id | None = Field(None, description="Who answers; the project's first participant by default.")
    follow_up: bool = Field(False, description="True where this answers the follow-up that `next` told.")
    mode: Mode = "solo"


class NewSkip(Frozen):
    """A question that is passed over; it becomes an assumption."""

    question: Id
    participant: Id | None = None
    follow_up: bool = False
    mode: Mode = "solo"


class NewDrafts(Frozen):
    """What to draft."""

    drafts: int = Field(3, ge=1, le=12, description="How many drafts.")
    seed: int = Field(0, ge=0, le=2**31 - 1)
    own_words_first: bool = Field(True, description="Wait until somebody wrote one sentence of their own.")


class Scoring(Frozen):
    """Statements to score."""

    statements: dict[Id, Text] = Field(
        min_length=1, max_length=MOST_SCORED, description="Statements by ids of your own."
    )
    project: Id | None = Field(None, description="Its answers and research count too, and its language.")
    language: Annotated[str, StringConstraints(max_length=10)] | None = None
    judge: Literal["none", "configured"] = Field(
        "none", description="`none`: computed measures only. `configured`: the judge of the settings too."
    )


class Comparing(Scoring):
    """Statements to rank against each other."""

    statements: dict[Id, Text] = Field(
        min_length=2, max_length=MOST_COMPARED, description="Statements by ids of your own."
    )


class NewVersion(Frozen):
    """An edited statement."""

    statement: Text = Field(min_length=1)
    author: Name = Field(min_length=1, description="A person's name or role, or `model:…`.")
    note: Line = ""
    seen: int = Field(ge=0, description="Number of the newest version that its writer looked at; 0 for none.")
