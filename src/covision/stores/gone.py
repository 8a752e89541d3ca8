"""Which words went with removed research: measured against what is left, never guessed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from covision import assets
from covision.domain.events import ProjectState
from covision.domain.research import ResearchSource, Snippet, distinct
from covision.errors import CovisionError

RUN = 5
"""So many words in a row are a quotation, though each of them be common."""
_WORD = re.compile(r"\w+")
_Run = tuple[str, ...]


class Measure(Protocol):
    """What cleaning an event asks. `left` are the sources that stay, `kept` their comments by id."""

    ids: frozenset[str]
    husks: Mapping[str, str]
    kept: Mapping[str, Snippet]
    left: Sequence[ResearchSource]
    language: str

    def tells(self, text: str) -> bool:
        """True if a text holds words that only the removed research had."""


@dataclass
class Listener:
    """Writes down every text that it is asked about, and finds nothing wrong with any."""

    left: Sequence[ResearchSource]
    heard: list[str] = field(default_factory=list)
    ids: frozenset[str] = frozenset()
    husks: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, Snippet] = field(default_factory=dict)
    language: str = "en"

    def tells(self, text: str) -> bool:
        """Never."""
        self.heard.append(text)
        return False


class Gone:
    """Research that was removed or replaced. `husks` are the new names of sources that are no more."""

    def __init__(self, dropped: Sequence[ResearchSource], state: ProjectState) -> None:
        self.left: Sequence[ResearchSource] = state.research
        self.kept: Mapping[str, Snippet] = {one.id: one for one in distinct(state.research)}
        gone = {one.id: one for source in dropped for one in source.snippets if one.id not in self.kept}
        self.ids = frozenset(gone)
        alive = {source.name for source in state.research}
        names = dict.fromkeys(source.name for source in dropped if source.name not in alive)
        self.husks: Mapping[str, str] = {
            name: f"removed-{state.revision}-{at}" for at, name in enumerate(names, start=1)
        }
        self.language = state.organisation.language
        self._gone = [one.text for one in gone.values()] + list(names)
        self._left = [one.text for one in self.kept.values()] + list(_own_words(state)) + list(alive)
        self._words: frozenset[str] = frozenset()
        self._runs: frozenset[_Run] = frozenset()

    @property
    def lost(self) -> bool:
        """True if a comment or a source is no more; a newer file that has all that the older one had loses none."""
        return bool(self.ids or self.husks)

    def learn(self, texts: Iterable[str]) -> None:
        """Find out which words and runs of these texts only the removed research had; `tells` knows no others."""
        asked: set[str] = set()
        runs: set[_Run] = set()
        for text in texts:
            found = _words(text)
            asked.update(found)
            runs.update(_runs(found))
        held, held_runs = _held(self._gone, asked, runs)
        left, left_runs = _held(self._left, held, held_runs)
        self._words = frozenset(held - left - everyday())
        self._runs = frozenset(held_runs - left_runs)

    def tells(self, text: str) -> bool:
        """True if a text holds words that only the removed research had."""
        found = _words(text)
        return any(word in self._words for word in found) or any(run in self._runs for run in _runs(found))


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Words that give nobody away: those of covision's own questions, criteria, guidance and word lists."""
    found: set[str] = set()
    for name, pattern in (("prompts", "**/*.yaml"), ("evals", "rubric/**/*.yaml"), ("corpus", "**/*.yaml")):
        try:
            for file in sorted(assets.folder(name).glob(pattern)):
                found.update(_words(file.read_text(encoding="utf-8")))
        except (CovisionError, OSError, UnicodeDecodeError):
            continue
    return frozenset(found)


def _own_words(state: ProjectState) -> Iterable[str]:
    """What the team itself wrote; drafts are not among it, they may be made of the removed words."""
    yield from (text for person in state.participants for text in person.answers.values() if text)
    yield from (state.organisation.name, state.organisation.sector, state.statements.mission or "")
    yield from (*state.statements.values, state.statements.slogan or "", *state.goals)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(found: Sequence[str]) -> Iterable[_Run]:
    return zip(*(found[at:] for at in range(RUN)), strict=False)


def _held(texts: Iterable[str], asked: set[str], runs: set[_Run]) -> tuple[set[str], set[_Run]]:
    """Which of the words and runs occur in the texts."""
    held: set[str] = set()
    held_runs: set[_Run] = set()
    for text in texts if asked else ():
        found = _words(text)
        held.update(word for word in found if word in asked)
        if runs:
            held_runs.update(run for run in _runs(found) if run in runs)
    return held, held_runs
