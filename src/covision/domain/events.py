"""What can happen to a project, and the project's state as the sum of it. Pure: no clock, no ids made here."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from covision.domain.adopting import Adoption
from covision.domain.base import Frozen, Language
from covision.domain.board import CurrentState
from covision.domain.comments import ClauseTended, CommentMade, CommentSettled, Notes
from covision.domain.critique import CritiqueAnswered, CritiqueDismissed, CritiqueReopened, Handled, with_answers
from covision.domain.dilemmas import (
    DilemmaAdded,
    DilemmaBook,
    DilemmasAnswered,
    DilemmasClosed,
    DilemmasOpened,
    DilemmaTakenOut,
)
from covision.domain.draft import Draft, DraftSet
from covision.domain.interview import FollowUp
from covision.domain.marks import Mark, check
from covision.domain.project import Material, Organisation, Participant, Statements
from covision.domain.research import ResearchSource, ThemeSet
from covision.domain.rewriting import (
    Rewrite,
    RewriteEnded,
    RewriteStarted,
    SuggestionAccepted,
    SuggestionRejected,
    SuggestionReopened,
)
from covision.domain.rubric import Scorecard
from covision.domain.voting import Candidate, Round, Vote


class Created(Frozen):
    """A project begins."""

    type: Literal["created"] = "created"
    organisation: Organisation
    statements: Statements = Statements()
    goals: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()
    interview_language: Language = "en"


class Renamed(Frozen):
    """The organisation is described anew."""

    type: Literal["renamed"] = "renamed"
    organisation: Organisation
    statements: Statements | None = None
    goals: tuple[str, ...] | None = None


class Answered(Frozen):
    """A participant answered a question; the newest answer to a question holds."""

    type: Literal["answered"] = "answered"
    participant: str
    question: str
    text: str


class Skipped(Frozen):
    """A question was skipped: it becomes an assumption."""

    type: Literal["skipped"] = "skipped"
    participant: str
    question: str


class AskedFollowUp(Frozen):
    """A follow-up was asked; its wording is kept so that a reload shows the same."""

    type: Literal["asked_follow_up"] = "asked_follow_up"
    participant: str
    follow_up: FollowUp


class AnsweredFollowUp(Frozen):
    """A follow-up was answered (joined to the answer), or passed over with empty text."""

    type: Literal["answered_follow_up"] = "answered_follow_up"
    participant: str
    question: str
    text: str


class ResearchAdded(Frozen):
    """Customer research was read; a source with the same name is replaced."""

    type: Literal["research_added"] = "research_added"
    source: ResearchSource


class ResearchRemoved(Frozen):
    """A source was taken out."""

    type: Literal["research_removed"] = "research_removed"
    name: str


class ThemesFound(Frozen):
    """Themes of the research were found; they replace those before."""

    type: Literal["themes_found"] = "themes_found"
    themes: ThemeSet


class CurrentStateSaved(Frozen):
    """The current state (SWOT and baseline) was edited; the newest one holds."""

    type: Literal["current_state_saved"] = "current_state_saved"
    current: CurrentState


class DraftingStarted(Frozen):
    """Drafting began; without an end it shows as interrupted after a restart. `request` is a program's own name for
    what it asked, so that asking again starts nothing.
    """

    type: Literal["drafting_started"] = "drafting_started"
    run: str
    model: str
    seed: int
    wanted: int = 3
    request: str | None = Field(None, max_length=200, exclude_if=lambda value: value is None)


class DraftFound(Frozen):
    """One draft is ready and scored; `evidence` are the entries its clauses name."""

    type: Literal["draft_found"] = "draft_found"
    run: str
    draft: Draft
    evidence: dict[str, Any] = Field(default_factory=dict)


class DraftingEnded(Frozen):
    """Drafting ended: `done` with the whole set, or `stopped` / `failed` with a reason."""

    type: Literal["drafting_ended"] = "drafting_ended"
    run: str
    outcome: Literal["done", "stopped", "failed"]
    reason: str = ""
    drafts: DraftSet | None = None


class Chosen(Frozen):
    """The team goes on with this draft."""

    type: Literal["chosen"] = "chosen"
    draft: str
    why: str = ""


class VersionSaved(Frozen):
    """A statement was saved; `author` is a participant id or `model:<name>`, `base` the version it came from.

    `marks` say whose each character is; None in projects from before, where `lineage` tells it from the versions.
    """

    type: Literal["version_saved"] = "version_saved"
    version: int
    statement: str
    author: str
    note: str = ""
    base: int | None = None
    scorecard: Scorecard | None = None
    marks: tuple[Mark, ...] | None = None

    @model_validator(mode="after")
    def _marks_cover(self) -> Self:
        if self.marks is not None:
            check(self.statement, self.marks)
        return self


class VotingOpened(Frozen):
    """People may vote on these candidates."""

    type: Literal["voting_opened"] = "voting_opened"
    round: str
    candidates: tuple[Candidate, ...]
    blind: bool = True


class VoteCast(Frozen):
    """Somebody voted; it takes the place of their vote on the same candidates of this round."""

    type: Literal["vote_cast"] = "vote_cast"
    round: str
    vote: Vote


class VotingClosed(Frozen):
    """No more votes are taken in this round."""

    type: Literal["voting_closed"] = "voting_closed"
    round: str


class WeightsSet(Frozen):
    """The summary of scorecards counts criteria by these weights (by number) from now on; empty: as shipped.

    `pairs` is how many edits and votes they were fitted to.
    """

    type: Literal["weights_set"] = "weights_set"
    weights: dict[int, Annotated[float, Field(ge=0, le=1000)]] = Field(default_factory=dict)
    pairs: int = 0


class Adopted(Frozen):
    """The team adopts a version: `statement` is its text, frozen. It supersedes the adoption before it."""

    type: Literal["adopted"] = "adopted"
    number: int
    version: int
    statement: str
    owner: str = ""
    review: date | None = None
    given_up: str = ""
    why: str = ""


class AdoptionTakenBack(Frozen):
    """An adoption was a mistake; the one before it holds again. Both stay on record."""

    type: Literal["adoption_taken_back"] = "adoption_taken_back"
    number: int


Event = Annotated[
    Created | Renamed | Answered | Skipped | AskedFollowUp | AnsweredFollowUp | ResearchAdded | ResearchRemoved
    | ThemesFound | CurrentStateSaved | DraftingStarted | DraftFound | DraftingEnded | Chosen | VersionSaved
    | VotingOpened | VoteCast | VotingClosed | WeightsSet | Adopted | AdoptionTakenBack
    | DilemmaAdded | DilemmaTakenOut | DilemmasOpened | DilemmasAnswered | DilemmasClosed
    | CritiqueAnswered | CritiqueDismissed | CritiqueReopened
    | RewriteStarted | RewriteEnded | SuggestionAccepted | SuggestionRejected | SuggestionReopened
    | CommentMade | CommentSettled | ClauseTended,
    Field(discriminator="type"),
]  # fmt: skip


class Stored(Frozen):
    """An event as it was kept: `seq` counts from 1 without gaps, `at` is UTC ISO 8601."""

    project: str
    seq: int
    at: str
    event: Event


class Drafting(Frozen):
    """The newest drafting run. `running` in a state that was just loaded means: interrupted."""

    run: str
    model: str
    seed: int
    wanted: int
    status: Literal["running", "done", "stopped", "failed"]
    reason: str = ""


class Version(Frozen):
    """A saved statement."""

    version: int
    statement: str
    author: str
    note: str = ""
    base: int | None = None
    at: str = ""
    scorecard: Scorecard | None = None
    marks: tuple[Mark, ...] | None = None


class ProjectState(Frozen):
    """A project as all its events made it; `revision` is the seq of the newest event."""

    id: str
    revision: int = 0
    created_at: str = ""
    changed_at: str = ""
    organisation: Organisation = Organisation(name="?")
    statements: Statements = Statements()
    goals: tuple[str, ...] = ()
    interview_language: Language = "en"
    participants: tuple[Participant, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    follow_ups: tuple[tuple[str, FollowUp], ...] = ()
    pending: tuple[tuple[str, FollowUp], ...] = ()
    research: tuple[ResearchSource, ...] = ()
    themes: ThemeSet | None = None
    current: CurrentState | None = None
    drafting: Drafting | None = None
    drafts: tuple[Draft, ...] = ()
    evidence: dict[str, Any] = Field(default_factory=dict)
    draft_set: DraftSet | None = None
    chosen: str | None = None
    versions: tuple[Version, ...] = ()
    rounds: tuple[Round, ...] = ()
    weights: dict[int, float] = Field(default_factory=dict)
    adoptions: tuple[Adoption, ...] = ()
    notes: Notes = Notes()
    dilemmas: DilemmaBook = DilemmaBook()
    critiques: tuple[Handled, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()

    def material(self) -> Material:
        """What drafting may rest on: answers to the critic are among it."""
        told = Material(
            organisation=self.organisation,
            statements=self.statements,
            goals=self.goals,
            participants=self.participants,
            research=self.research,
            themes=self.themes,
        )
        return with_answers(told, self.critiques)
