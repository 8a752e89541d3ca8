"""What can happen to a project, and the project's state as the sum of it. Pure: no clock, no ids made here."""

from typing import Annotated, Any, Literal

from pydantic import Field

from covision.domain.base import Frozen, Language
from covision.domain.draft import Draft, DraftSet
from covision.domain.interview import FollowUp
from covision.domain.project import Material, Organisation, Participant, ResearchSource, Statements
from covision.domain.rubric import Scorecard


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


class DraftingStarted(Frozen):
    """Drafting began; without an end it shows as interrupted after a restart."""

    type: Literal["drafting_started"] = "drafting_started"
    run: str
    model: str
    seed: int
    wanted: int = 3


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
    """A statement was saved; `author` is a participant id or `model:<name>`, `base` the version it came from."""

    type: Literal["version_saved"] = "version_saved"
    version: int
    statement: str
    author: str
    note: str = ""
    base: int | None = None
    scorecard: Scorecard | None = None


Event = Annotated[
    Created | Renamed | Answered | Skipped | AskedFollowUp | AnsweredFollowUp | ResearchAdded | ResearchRemoved
    | DraftingStarted | DraftFound | DraftingEnded | Chosen | VersionSaved,
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
    drafting: Drafting | None = None
    drafts: tuple[Draft, ...] = ()
    evidence: dict[str, Any] = Field(default_factory=dict)
    draft_set: DraftSet | None = None
    chosen: str | None = None
    versions: tuple[Version, ...] = ()

    def material(self) -> Material:
        """What drafting may rest on."""
        return Material(
            organisation=self.organisation,
            statements=self.statements,
            goals=self.goals,
            participants=self.participants,
            research=self.research,
        )


def apply(state: ProjectState, stored: Stored) -> ProjectState:
    """The state after an event. Total: every event has a handler, an impossible one changes only the revision."""
    event = stored.event
    change: dict[str, Any] = _CHANGES[event.type](state, stored)
    return state.model_copy(update={**change, "revision": stored.seq, "changed_at": stored.at})


def _created(_: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, Created)
    return {
        "organisation": event.organisation,
        "statements": event.statements,
        "goals": event.goals,
        "participants": event.participants,
        "interview_language": event.interview_language,
        "created_at": stored.at,
    }


def _renamed(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, Renamed)
    return {
        "organisation": event.organisation,
        "statements": event.statements if event.statements is not None else state.statements,
        "goals": event.goals if event.goals is not None else state.goals,
    }


def _with_answer(state: ProjectState, who: str, question: str, text: str | None) -> tuple[Participant, ...]:
    people = state.participants
    if all(person.id != who for person in people):
        people = (*people, Participant(id=who, role=who))
    return tuple(
        person.model_copy(update={"answers": {**person.answers, question: text}}) if person.id == who else person
        for person in people
    )


def _answered(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, Answered)
    key = (event.participant, event.question)
    return {
        "participants": _with_answer(state, event.participant, event.question, event.text),
        "skipped": tuple(item for item in state.skipped if item != key),
        "pending": _without_pending(state, event.participant, event.question),
    }


def _skipped(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, Skipped)
    key = (event.participant, event.question)
    return {
        "participants": _with_answer(state, event.participant, event.question, None),
        "skipped": (*(item for item in state.skipped if item != key), key),
        "pending": _without_pending(state, event.participant, event.question),
    }


def _without_pending(state: ProjectState, who: str, question: str) -> tuple[tuple[str, FollowUp], ...]:
    return tuple(item for item in state.pending if item[0] != who or item[1].trigger.question != question)


def _asked(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, AskedFollowUp)
    item = (event.participant, event.follow_up)
    return {"follow_ups": (*state.follow_ups, item), "pending": (*state.pending, item)}


def _answered_follow_up(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, AnsweredFollowUp)
    pending = _without_pending(state, event.participant, event.question)
    if not event.text.strip():
        return {"pending": pending}
    before = next((p.answers.get(event.question) for p in state.participants if p.id == event.participant), None)
    text = f"{before}\n{event.text}" if before else event.text
    key = (event.participant, event.question)
    return {
        "participants": _with_answer(state, event.participant, event.question, text),
        "skipped": tuple(item for item in state.skipped if item != key),
        "pending": pending,
    }


def _research_added(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, ResearchAdded)
    others = tuple(source for source in state.research if source.name != event.source.name)
    return {"research": (*others, event.source)}


def _research_removed(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, ResearchRemoved)
    return {"research": tuple(source for source in state.research if source.name != event.name)}


def _drafting_started(_: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, DraftingStarted)
    drafting = Drafting(run=event.run, model=event.model, seed=event.seed, wanted=event.wanted, status="running")
    return {"drafting": drafting, "drafts": (), "evidence": {}, "draft_set": None}


def _draft_found(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, DraftFound)
    if state.drafting is None or state.drafting.run != event.run:
        return {}
    others = tuple(draft for draft in state.drafts if draft.id != event.draft.id)
    return {"drafts": (*others, event.draft), "evidence": {**state.evidence, **event.evidence}}


def _drafting_ended(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, DraftingEnded)
    if state.drafting is None or state.drafting.run != event.run:
        return {}
    ended = state.drafting.model_copy(update={"status": event.outcome, "reason": event.reason})
    change: dict[str, Any] = {"drafting": ended}
    if event.drafts is not None:
        change |= {
            "drafts": event.drafts.drafts,
            "draft_set": event.drafts,
            "evidence": {key: item.model_dump(mode="json") for key, item in event.drafts.evidence.items()},
        }
    return change


def _chosen(_: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, Chosen)
    return {"chosen": event.draft}


def _version_saved(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, VersionSaved)
    version = Version(
        version=event.version,
        statement=event.statement,
        author=event.author,
        note=event.note,
        base=event.base,
        at=stored.at,
        scorecard=event.scorecard,
    )
    return {"versions": (*(item for item in state.versions if item.version != event.version), version)}


_CHANGES = {
    "created": _created,
    "renamed": _renamed,
    "answered": _answered,
    "skipped": _skipped,
    "asked_follow_up": _asked,
    "answered_follow_up": _answered_follow_up,
    "research_added": _research_added,
    "research_removed": _research_removed,
    "drafting_started": _drafting_started,
    "draft_found": _draft_found,
    "drafting_ended": _drafting_ended,
    "chosen": _chosen,
    "version_saved": _version_saved,
}
