"""Whose the words of saved versions and drafts are. Pure; see `marks`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from covision.domain.draft import Draft
from covision.domain.events import ProjectState, Version
from covision.domain.marks import Marked, Merged, Origin, attributed, follow, fresh, merge, origin_of


@dataclass(frozen=True)
class Fork:
    """Two versions that came from one, neither of which knew the other: `theirs` was saved first."""

    base: Version
    theirs: Version
    mine: Version


def fork(versions: Sequence[Version]) -> Fork | None:
    """The newest version and the one before it, where both were written side by side and say different things."""
    if len(versions) < 2:
        return None
    theirs, mine = versions[-2], versions[-1]
    base = next((one for one in versions if one.version == mine.base), None)
    if base is None or base.version == theirs.version:
        return None
    # A version that is restored says what its base says: that was somebody's wish.
    alike = mine.statement in (base.statement, theirs.statement)
    return None if alike else Fork(base, theirs, mine)


def joined(both: Fork, versions: Sequence[Version]) -> Merged:
    """Both edits in one, where their changes stand apart; see `marks.merge`."""
    base, mine, theirs = (marked_version(one.version, versions) for one in (both.base, both.mine, both.theirs))
    return merge(base, mine, theirs) if base and mine and theirs else Merged()


def marked_version(number: int, versions: Sequence[Version]) -> Marked | None:
    """A version with whose its words are; None where there is no such version.

    Where it was saved without marks it is held against the version it came from, and that one against its own.
    """
    by_number = {one.version: one for one in versions}
    chain: list[Version] = []
    at: int | None = number
    while at is not None and at in by_number and by_number[at] not in chain:
        chain.append(by_number[at])
        at = chain[-1].base if chain[-1].marks is None else None
    told: Marked | None = None
    for one in reversed(chain):
        if one.marks is not None:
            told = Marked(text=one.statement, marks=one.marks)
            continue
        origin = origin_of(one.author, one.version)
        told = follow(told, one.statement, origin) if told else fresh(one.statement, origin)
    return told


def marked_draft(draft: Draft, state: ProjectState, version: int | None = None) -> Marked:
    """A draft with whose its words are: those that somebody said are theirs, the rest whoever worded the draft."""
    model = state.drafting.model if state.drafting else "unknown"
    run = state.draft_set.run if state.draft_set else None
    origin = origin_of(draft.origin or f"model:{model}", version)
    if origin.kind == "model" and run is not None:
        origin = origin.model_copy(update={"prompt": f"{run.prompt.id}@{run.prompt.version}"})
    return attributed(draft.statement, origin, _said(state, version))


def _said(state: ProjectState, version: int | None) -> Iterator[tuple[Origin, str]]:
    """What people said, then what customers did."""
    for person in state.participants:
        for text in person.answers.values():
            if text:
                yield Origin(kind="person", who=person.id, version=version), text
    for source in state.research:
        for snippet in source.snippets:
            yield Origin(kind="customer", who=snippet.id, version=version), snippet.text
