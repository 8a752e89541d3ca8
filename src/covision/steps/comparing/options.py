"""What can be compared in a project: its drafts and versions, each text once, and which of them first."""

import hashlib
from collections.abc import Iterable, Sequence

from covision.domain.base import Frozen
from covision.domain.draft import Draft
from covision.domain.events import ProjectState, Version
from covision.domain.rubric import Scorecard
from covision.measures.text import fold

MOST = 4
"""Statements side by side; more cannot be read against each other."""
FIRST = 3
"""How many are chosen already."""


class Option(Frozen):
    """One statement that can be compared; `source` is `version/<n>`, or `draft/<id>` where no version is the same.

    `version` is the newest with these words, `draft` the draft with them, `place` its number among the drafts (from
    1). `newest`: it is the newest version.
    """

    key: str
    source: str
    statement: str
    version: Version | None = None
    draft: Draft | None = None
    place: int = 0
    newest: bool = False

    @property
    def card(self) -> Scorecard | None:
        """Its scorecard as kept, None where none was."""
        own = self.version.scorecard if self.version else None
        return own or (self.draft.scorecard if self.draft else None)


def options(state: ProjectState) -> tuple[Option, ...]:
    """All of a project: drafts in their order, then versions that are no draft, the newest first."""
    drafts = {
        _plain(draft.statement): (at, draft) for at, draft in reversed(list(enumerate(state.drafts, start=1)))
    }
    versions = {_plain(one.statement): one for one in state.versions}
    newest = state.versions[-1].version if state.versions else 0
    found: list[Option] = []
    for text, (at, draft) in sorted(drafts.items(), key=lambda one: one[1][0]):
        found.append(_option(state.id, versions.get(text), draft, at, newest))
    for text, version in sorted(versions.items(), key=lambda one: -one[1].version):
        if text not in drafts:
            found.append(_option(state.id, version, None, 0, newest))
    return tuple(found)


def first_choice(every: Sequence[Option]) -> tuple[Option, ...]:
    """The newest version and the drafts with the best summaries; without drafts the newest versions."""
    newest = [one for one in every if one.newest]
    drafts = sorted((one for one in every if one.draft and not one.newest), key=_worth)
    versions = [one for one in every if one.version and not one.newest and not one.draft]
    return tuple((newest + drafts + versions)[:FIRST])


def found(every: Iterable[Option], query: str) -> tuple[Option, ...]:
    """The options in which every word of `query` begins a word of the statement, angle, author or note, or is a
    number of the version or draft; all of them for a blank query."""
    asked = fold(query).split()
    if not asked:
        return tuple(every)
    return tuple(one for one in every if all(_holds(_searched(one), word) for word in asked))


def key_of(project: str, source: str) -> str:
    """A name for a candidate that tells nothing of it, the same at every look."""
    return hashlib.blake2b(f"{project}\0{source}".encode("utf-8", "replace"), digest_size=6).hexdigest()


def _option(project: str, version: Version | None, draft: Draft | None, at: int, newest: int) -> Option:
    source = f"version/{version.version}" if version else f"draft/{draft.id if draft else ''}"
    return Option(
        key=key_of(project, source),
        source=source,
        statement=version.statement if version else draft.statement if draft else "",
        version=version,
        draft=draft,
        place=at,
        newest=bool(version and version.version == newest),
    )


def _plain(statement: str) -> str:
    return " ".join(statement.split())


def _worth(one: Option) -> float:
    card = one.card
    return -(card.summary.value if card and card.summary.value is not None else -1.0)


def _searched(one: Option) -> str:
    parts = [one.statement, str(one.place or "")]
    if one.version:
        parts += [str(one.version.version), one.version.author, one.version.note]
    if one.draft:
        parts += [one.draft.angle, one.draft.origin]
    return f" {fold(' '.join(parts))}"


def _holds(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        if not text[at - 1].isalnum():
            return True
        at = text.find(word, at + 1)
    return False
