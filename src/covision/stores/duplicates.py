"""Which events say again what already holds: a double click or a retry must not be kept twice.

The rule is by meaning, not by time: an event is dropped only where keeping it would change nothing that
anybody could want. An answer given again with the same words is dropped (it would otherwise throw away the
follow-up that its first copy led to); the same words over a *changed* answer are an edit and are kept.
"""

from collections.abc import Callable, Sequence
from typing import Any

from covision.domain.adopting import adopted_now
from covision.domain.apply import apply
from covision.domain.comments import ClauseTended, CommentMade, CommentSettled
from covision.domain.dilemmas import DilemmaAdded, DilemmasAnswered, DilemmasClosed, DilemmasOpened, DilemmaTakenOut
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
    DraftingEnded,
    DraftingStarted,
    Event,
    ProjectState,
    Renamed,
    ResearchAdded,
    ResearchRemoved,
    Skipped,
    Stored,
    ThemesFound,
    VersionSaved,
    VoteCast,
    VotingClosed,
    VotingOpened,
    WeightsSet,
)
from covision.domain.research import ResearchSource
from covision.errors import Conflict
from covision.stores import duplicates_desk

Newest = Callable[[str], Event | None]
"""The newest kept event of a type in this project, or None."""


def is_duplicate(state: ProjectState, event: Event, newest: Newest) -> bool:
    """True if `event` only repeats what `state` already holds; raises `Conflict` where it would overwrite."""
    return bool(_RULES[event.type](state, event, newest))


def replayed(project: str, history: Sequence[Stored]) -> tuple[list[Stored], ProjectState, list[ResearchSource]]:
    """Events of elsewhere as those of `project`, the state that they make, and research that they drop with words.

    Raises `Conflict` where one contradicts those before it, such as a second text for a version that was saved.
    """
    kept: list[Stored] = []
    state, dropped = ProjectState(id=project), []
    for seq, one in enumerate(history, start=1):
        if kept:
            is_duplicate(state, one.event, lambda kind: _newest(kept, kind))
        kept.append(one.model_copy(update={"project": project, "seq": seq}))
        after = apply(state, kept[-1])
        dropped += [item for item in state.research if item.snippets and item not in after.research]
        state = after
    return kept, state, dropped


def _newest(kept: Sequence[Stored], kind: str) -> Event | None:
    return next((one.event for one in reversed(kept) if one.event.type == kind), None)


def _created(state: ProjectState, event: Created, _: Newest) -> bool:
    raise Conflict(
        f"The project {state.id} exists already.", safe="It was not changed.", todo="Start a new project instead."
    )


def _answer(state: ProjectState, who: str, question: str) -> str | None:
    return next((person.answers.get(question) for person in state.participants if person.id == who), None)


def _answered(state: ProjectState, event: Answered, _: Newest) -> bool:
    if (event.participant, event.question) in state.skipped:
        return False
    return _answer(state, event.participant, event.question) == event.text


def _skipped(state: ProjectState, event: Skipped, _: Newest) -> bool:
    return (event.participant, event.question) in state.skipped


def _asked(state: ProjectState, event: AskedFollowUp, _: Newest) -> bool:
    return (event.participant, event.follow_up) in state.pending


def _answered_follow_up(state: ProjectState, event: AnsweredFollowUp, newest: Newest) -> bool:
    # Answering takes the follow-up off the list, so a second copy finds nothing pending.
    pending = any(
        who == event.participant and follow_up.trigger.question == event.question
        for who, follow_up in state.pending
    )
    return not pending and newest(event.type) == event


def _renamed(state: ProjectState, event: Renamed, _: Newest) -> bool:
    return (
        event.organisation == state.organisation
        and event.statements in (None, state.statements)
        and event.goals in (None, state.goals)
    )


def _research_added(state: ProjectState, event: ResearchAdded, _: Newest) -> bool:
    return event.source in state.research


def _research_removed(state: ProjectState, event: ResearchRemoved, _: Newest) -> bool:
    return all(source.name != event.name for source in state.research)


def _themes_found(state: ProjectState, event: ThemesFound, _: Newest) -> bool:
    return event.themes == state.themes


def _current_state_saved(state: ProjectState, event: CurrentStateSaved, _: Newest) -> bool:
    return event.current == state.current


def _drafting_started(state: ProjectState, event: DraftingStarted, _: Newest) -> bool:
    return state.drafting is not None and state.drafting.run == event.run


def _draft_found(state: ProjectState, event: DraftFound, newest: Newest) -> bool:
    return newest(event.type) == event and event.draft in state.drafts


def _drafting_ended(state: ProjectState, event: DraftingEnded, newest: Newest) -> bool:
    return newest(event.type) == event


def _chosen(state: ProjectState, event: Chosen, newest: Newest) -> bool:
    return state.chosen == event.draft and newest(event.type) == event


def _version_saved(state: ProjectState, event: VersionSaved, _: Newest) -> bool:
    held = next((item for item in state.versions if item.version == event.version), None)
    if held is not None and held.statement != event.statement:
        raise Conflict(
            f"Somebody else saved version {event.version} first.",
            safe="Their text is kept and yours is still on your screen.",
            todo="Read theirs, then save yours as the next version.",
        )
    last = held or (state.versions[-1] if state.versions else None)
    if last is None:
        return False
    same = (last.statement, last.author, last.note) == (event.statement, event.author, event.note)
    return same and event.scorecard in (None, last.scorecard)


def _voting_opened(state: ProjectState, event: VotingOpened, _: Newest) -> bool:
    return any(one.id == event.round for one in state.rounds)


def _vote_cast(state: ProjectState, event: VoteCast, _: Newest) -> bool:
    votes = [vote for one in state.rounds if one.id == event.round for vote in one.votes]
    # An older vote that comes again is a change of mind back, unless nothing was said on its candidates since.
    last = next((vote for vote in reversed(votes) if vote.participant == event.vote.participant), None)
    return last is not None and last.model_copy(update={"at": event.vote.at}) == event.vote


def _voting_closed(state: ProjectState, event: VotingClosed, _: Newest) -> bool:
    return any(one.id == event.round and not one.open for one in state.rounds)


def _weights_set(state: ProjectState, event: WeightsSet, _: Newest) -> bool:
    return state.weights == event.weights


def _adopted(state: ProjectState, event: Adopted, _: Newest) -> bool:
    held = adopted_now(state.adoptions)
    told = event.model_dump(exclude={"type", "number"})
    if held is not None and held.model_dump(include=set(told)) == told:
        return True
    if any(one.number == event.number for one in state.adoptions):
        raise Conflict(
            "Somebody else adopted a version first.",
            safe="Theirs is kept and yours is still on your screen.",
            todo="Look at theirs, then adopt yours if it should take its place.",
        )
    return False


def _adoption_taken_back(state: ProjectState, event: AdoptionTakenBack, _: Newest) -> bool:
    return all(one.number != event.number or not one.stands for one in state.adoptions)


def _dilemma_added(state: ProjectState, event: DilemmaAdded, _: Newest) -> bool:
    return event.dilemma in state.dilemmas.own


def _dilemma_taken_out(state: ProjectState, event: DilemmaTakenOut, _: Newest) -> bool:
    return all(one.id != event.id for one in state.dilemmas.own)


def _dilemmas_opened(state: ProjectState, event: DilemmasOpened, _: Newest) -> bool:
    return any(one.id == event.round for one in state.dilemmas.rounds)


def _dilemmas_answered(state: ProjectState, event: DilemmasAnswered, _: Newest) -> bool:
    papers = [paper for one in state.dilemmas.rounds if one.id == event.round for paper in one.papers]
    return any(paper.model_copy(update={"at": event.paper.at}) == event.paper for paper in papers)


def _dilemmas_closed(state: ProjectState, event: DilemmasClosed, _: Newest) -> bool:
    return any(one.id == event.round and not one.open for one in state.dilemmas.rounds)


def _comment_made(state: ProjectState, event: CommentMade, _: Newest) -> bool:
    told = (event.place, event.text, event.who)
    return any(
        one.id == event.comment or ((one.place, one.text, one.who) == told and not one.settled_at)
        for one in state.notes.comments
    )


def _comment_settled(state: ProjectState, event: CommentSettled, _: Newest) -> bool:
    return all(one.id != event.comment or event.open != bool(one.settled_at) for one in state.notes.comments)


def _clause_tended(state: ProjectState, event: ClauseTended, _: Newest) -> bool:
    same = [one for one in state.notes.tended if one.place == event.place]
    return bool(same) and same[-1] == event


_RULES: dict[str, Callable[[ProjectState, Any, Newest], bool]] = {
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
    "dilemma_added": _dilemma_added,
    "dilemma_taken_out": _dilemma_taken_out,
    "dilemmas_opened": _dilemmas_opened,
    "dilemmas_answered": _dilemmas_answered,
    "dilemmas_closed": _dilemmas_closed,
    **duplicates_desk.RULES,
    "comment_made": _comment_made,
    "comment_settled": _comment_settled,
    "clause_tended": _clause_tended,
}
