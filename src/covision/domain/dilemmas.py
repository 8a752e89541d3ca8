"""Dilemmas put to people: rounds, papers that each wrote alone, and how far a statement lets them decide alike."""

from typing import Any, Literal

from pydantic import Field, model_validator

from covision.domain.base import Frozen, Language, Span
from covision.domain.comparing import Figure
from covision.domain.people import same_person_key

LETTERS = "abc"
SILENT = ""
"""The choice of whoever finds that the statement does not say."""


class Dilemma(Frozen):
    """A dilemma as it is put to people; its text is kept with the round, whatever becomes of the corpus.

    `courses` are known by their letters `a`, `b`, `c` in this order. `source` is `corpus/<id>`, or `own` where the
    team told it from its everyday. `touches` are words of the statement for which it was proposed.
    """

    id: str = Field(min_length=1, max_length=80)
    title: str = Field(min_length=1, max_length=120)
    text: str = Field(min_length=1, max_length=2000)
    courses: tuple[str, ...] = Field(min_length=2, max_length=3)
    source: str = "own"
    tensions: tuple[str, ...] = ()
    criteria: tuple[int, ...] = (7,)
    touches: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        """The letters of its courses."""
        return LETTERS[: len(self.courses)]

    def course(self, letter: str) -> str:
        """The words of a course; "" for silence."""
        return self.courses[LETTERS.index(letter)] if letter else ""


class Choice(Frozen):
    """What somebody reads the statement as telling them: a course's letter or `SILENT`, and why in a line."""

    dilemma: str
    course: Literal["", "a", "b", "c"]
    reason: str = Field("", max_length=2000)


class Paper(Frozen):
    """One person's choices on every dilemma of a round, made alone. `at` is UTC ISO 8601, "" until it is kept."""

    participant: str = Field(min_length=1, max_length=80)
    choices: tuple[Choice, ...] = Field(min_length=1)
    at: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> "Paper":
        if len({one.dilemma for one in self.choices}) < len(self.choices) or not self.person:
            raise ValueError("a paper says whose it is, and answers each dilemma once")
        return self

    @property
    def person(self) -> str:
        """Who wrote it, however the name was typed."""
        return same_person_key(self.participant)

    def choice(self, dilemma: str) -> Choice | None:
        """What it says on a dilemma."""
        return next((one for one in self.choices if one.dilemma == dilemma), None)


class DilemmaRound(Frozen):
    """Dilemmas on one statement. `source` is `draft/<id>` or `version/<n>`. Closed where `closed_at` is not ""."""

    id: str
    statement: str
    source: str
    language: Language = "en"
    dilemmas: tuple[Dilemma, ...]
    opened_at: str = ""
    closed_at: str = ""
    papers: tuple[Paper, ...] = ()

    @property
    def open(self) -> bool:
        """True while papers are taken."""
        return not self.closed_at

    def paper(self, participant: str) -> Paper | None:
        """The paper of a person, however the name is typed."""
        key = same_person_key(participant)
        return next((one for one in self.papers if one.person == key), None) if key else None


class DilemmaBook(Frozen):
    """A project's own dilemmas, and all rounds in the order in which they were opened."""

    own: tuple[Dilemma, ...] = ()
    rounds: tuple[DilemmaRound, ...] = ()

    @property
    def newest(self) -> DilemmaRound | None:
        """The round opened last."""
        return self.rounds[-1] if self.rounds else None


def alone(book: DilemmaBook) -> dict[str, Any]:
    """The book as data for whoever may read the project: of a round that is open, who has answered and not what."""
    data = book.model_dump(mode="json")
    for round in data["rounds"]:
        if not round["closed_at"]:
            round["papers"] = [{"participant": one["participant"], "at": one["at"]} for one in round["papers"]]
    return data


class DilemmaAdded(Frozen):
    """The team told a dilemma from its everyday; one of the same id takes its place."""

    type: Literal["dilemma_added"] = "dilemma_added"
    dilemma: Dilemma


class DilemmaTakenOut(Frozen):
    """A dilemma of the team's own is not proposed any more; rounds that put it keep it."""

    type: Literal["dilemma_taken_out"] = "dilemma_taken_out"
    id: str


class DilemmasOpened(Frozen):
    """People may answer these dilemmas on this statement, each alone."""

    type: Literal["dilemmas_opened"] = "dilemmas_opened"
    round: str
    statement: str
    source: str
    language: Language = "en"
    dilemmas: tuple[Dilemma, ...] = Field(min_length=1)


class DilemmasAnswered(Frozen):
    """Somebody answered. It takes the place of the same person's paper only while nobody else has answered."""

    type: Literal["dilemmas_answered"] = "dilemmas_answered"
    round: str
    paper: Paper


class DilemmasClosed(Frozen):
    """No more papers are taken in this round; everybody may see it."""

    type: Literal["dilemmas_closed"] = "dilemmas_closed"
    round: str


Outcome = Literal["decides", "split", "silent", "few"]
"""`decides`: more than two thirds take one course. `split`: they do not. `silent`: at least half find that the
statement does not say. `few`: fewer than two have answered."""


class Taken(Frozen):
    """How many people chose a course (`""`: it does not say), and what they gave as reasons."""

    course: str
    people: int
    reasons: tuple[str, ...] = ()


class Verdict(Frozen):
    """One dilemma counted. `taken` is in the order of the courses, silence last.

    `share` is that of the people who take the course most take, with Wilson's interval; `chance` how probable it is
    that so many would agree on one course by guessing. `sure`: the answers are enough to tell; else guessing, or a
    statement that decides for nine of ten, could look the same. `refused`: where it decides, courses nobody took.
    """

    dilemma: str
    outcome: Outcome
    taken: tuple[Taken, ...]
    people: int
    alike: int
    course: str = SILENT
    share: Figure | None = None
    chance: float | None = None
    sure: bool = False
    refused: tuple[str, ...] = ()


class NamedWords(Frozen):
    """Words of the statement that people gave as reasons; `people` is how many different ones did."""

    span: Span
    people: int


class Raised(Frozen):
    """A question that a failing dilemma raises, bound to the words both sides name where there are such."""

    dilemma: str
    title: str
    outcome: Outcome
    text: str
    span: Span | None = None
    criteria: tuple[int, ...] = ()


class DilemmaResult(Frozen):
    """A round counted. `needed` people make more than two thirds; `decided` dilemmas have so many alike.

    `pairs` is the share of pairs of people who would do the same, over all dilemmas, silence never counted as the
    same, with an interval over dilemmas; `above` that share corrected for chance (1 full agreement, 0 guessing).
    Both are None below three people.
    """

    round: str
    people: int
    needed: int
    of: int
    decided: int
    silent: int
    verdicts: tuple[Verdict, ...]
    pairs: Figure | None = None
    above: Figure | None = None
    named: tuple[NamedWords, ...] = ()
    questions: tuple[Raised, ...] = ()
