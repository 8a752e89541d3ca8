"""The project's state after each event. Pure and total: an impossible event changes only the revision."""

from collections.abc import Callable
from typing import Any

from covision.domain import apply_critique, apply_rewriting
from covision.domain.adopting import Adoption
from covision.domain.apply_dilemmas import dilemma_changes
from covision.domain.comments import ClauseTended, CommentMade, CommentSettled, noted
from covision.domain.events import (
    Adopted,
    AdoptionTakenBack,
    Answered,
    AnsweredFollowUp,
    AskedFollowUp,
    Chosen,
    Created,
    CurrentStateSaved,
    DraftFound,
    Drafting,
    DraftingEnded,
    DraftingStarted,
    ProjectState,
    Renamed,
    ResearchAdded,
    ResearchRemoved,
    Skipped,
    Stored,
    ThemesFound,
    Version,
    VersionSaved,
    VoteCast,
    VotingClosed,
    VotingOpened,
    WeightsSet,
)
from covision.domain.interview import FollowUp
from covision.domain.people import same_person_key
from covision.domain.project import Participant
from covision.domain.voting import Round


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


def _themes_found(_: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, ThemesFound)
    return {"themes": event.themes}


def _current_state_saved(_: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, CurrentStateSaved)
    return {"current": event.current}


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
        marks=event.marks,
    )
    return {"versions": (*(item for item in state.versions if item.version != event.version), version)}


def _voting_opened(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, VotingOpened)
    if any(one.id == event.round for one in state.rounds):
        return {}
    opened = Round(id=event.round, candidates=event.candidates, blind=event.blind, opened_at=stored.at)
    return {"rounds": (*state.rounds, opened)}


def _vote_cast(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, VoteCast)
    vote = event.vote.model_copy(update={"at": stored.at})

    def voted(held: Round) -> dict[str, Any]:
        if not held.open or not set(vote.names) <= set(held.statements):
            return {}
        who, names = same_person_key(vote.participant), set(vote.names)
        others = [one for one in held.votes if same_person_key(one.participant) != who or set(one.names) != names]
        return {"votes": (*others, vote)}

    return _in_round(state, event.round, voted)


def _voting_closed(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, VotingClosed)
    return _in_round(state, event.round, lambda held: {"closed_at": stored.at} if held.open else {})


def _in_round(state: ProjectState, id: str, change: Callable[[Round], dict[str, Any]]) -> dict[str, Any]:
    return {"rounds": tuple(one.model_copy(update=change(one)) if one.id == id else one for one in state.rounds)}


def _weights_set(_: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, WeightsSet)
    return {"weights": event.weights}


def _adopted(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, Adopted)
    if any(one.number == event.number for one in state.adoptions):
        return {}
    adoption = Adoption(**event.model_dump(exclude={"type"}), at=stored.at)
    return {"adoptions": (*state.adoptions, adoption)}


def _adoption_taken_back(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, AdoptionTakenBack)
    return {
        "adoptions": tuple(
            one.model_copy(update={"taken_back_at": stored.at})
            if one.number == event.number and one.stands
            else one
            for one in state.adoptions
        )
    }


def _dilemmas(state: ProjectState, stored: Stored) -> dict[str, Any]:
    return dilemma_changes(state.dilemmas, stored.event, stored.at)


def _noted(state: ProjectState, stored: Stored) -> dict[str, Any]:
    event = stored.event
    assert isinstance(event, CommentMade | CommentSettled | ClauseTended)
    return noted(state.notes, event, stored.at)


_CHANGES = {
    "created": _created,
    "renamed": _renamed,
    "answered": _answered,
    "skipped": _skipped,
    "asked_follow_up": _asked,
    "answered_follow_up": _answered_follow_up,
    "research_added": _research_added,
    "research_removed": _research_removed,
    "themes_found": _themes_found,
    "current_state_saved": _current_state_saved,
    "drafting_started": _drafting_started,
    "draft_found": _draft_found,
    "drafting_ended": _drafting_ended,
    "chosen": _chosen,
    "version_saved": _version_saved,
    "voting_opened": _voting_opened,
    "vote_cast": _vote_cast,
    "voting_closed": _voting_closed,
    "weights_set": _weights_set,
    "adopted": _adopted,
    "adoption_taken_back": _adoption_taken_back,
    "dilemma_added": _dilemmas,
    "dilemma_taken_out": _dilemmas,
    "dilemmas_opened": _dilemmas,
    "dilemmas_answered": _dilemmas,
    "dilemmas_closed": _dilemmas,
    **apply_critique.CHANGES,
    **apply_rewriting.CHANGES,
    "comment_made": _noted,
    "comment_settled": _noted,
    "clause_tended": _noted,
}
