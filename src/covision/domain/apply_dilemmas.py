"""What dilemmas change in a project. Pure and total: an impossible event changes nothing."""

from collections.abc import Callable
from typing import Any

from covision.domain.dilemmas import (
    DilemmaAdded,
    DilemmaBook,
    DilemmaRound,
    DilemmasAnswered,
    DilemmasClosed,
    DilemmasOpened,
    DilemmaTakenOut,
    Paper,
)


def dilemma_changes(book: DilemmaBook, event: object, at: str) -> dict[str, Any]:
    """The project's book of dilemmas after an event of theirs, kept at `at`."""
    return {"dilemmas": book.model_copy(update=_change(book, event, at))}


def stands(round: DilemmaRound, paper: Paper) -> bool:
    """True where this paper may be taken: on every dilemma a course that is there, and nobody's second thoughts.

    Whoever has answered may answer anew only while no other has: after that they may have seen how others chose.
    """
    asked = {one.id: one for one in round.dilemmas}
    if not round.open or {one.dilemma for one in paper.choices} != set(asked):
        return False
    if any(one.course and one.course not in asked[one.dilemma].letters for one in paper.choices):
        return False
    return round.paper(paper.participant) is None or len(round.papers) == 1


def _change(book: DilemmaBook, event: object, at: str) -> dict[str, Any]:
    if isinstance(event, DilemmaAdded):
        return {"own": (*(one for one in book.own if one.id != event.dilemma.id), event.dilemma)}
    if isinstance(event, DilemmaTakenOut):
        return {"own": tuple(one for one in book.own if one.id != event.id)}
    if isinstance(event, DilemmasOpened):
        if any(one.id == event.round for one in book.rounds):
            return {}
        told = event.model_dump(exclude={"type", "round", "dilemmas"})
        opened = DilemmaRound(id=event.round, dilemmas=event.dilemmas, opened_at=at, **told)
        return {"rounds": (*book.rounds, opened)}
    if isinstance(event, DilemmasAnswered):
        return _in_round(book, event.round, lambda held: _answered(held, event.paper, at))
    if isinstance(event, DilemmasClosed):
        return _in_round(book, event.round, lambda held: {"closed_at": at} if held.open else {})
    return {}


def _answered(held: DilemmaRound, paper: Paper, at: str) -> dict[str, Any]:
    if not stands(held, paper):
        return {}
    others = [one for one in held.papers if one.person != paper.person]
    return {"papers": (*others, paper.model_copy(update={"at": at}))}


def _in_round(book: DilemmaBook, id: str, change: Callable[[DilemmaRound], dict[str, Any]]) -> dict[str, Any]:
    return {"rounds": tuple(one.model_copy(update=change(one)) if one.id == id else one for one in book.rounds)}
