"""Word lists for themes: how praise, pain, wishes and feelings sound, and words of one meaning."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from covision.assets import folder
from covision.domain.base import Frozen, Language
from covision.errors import InputError, Place
from covision.measures.phrases import root
from covision.measures.stems import form
from covision.measures.text import fold, words

LANGUAGES = ("en", "pt", "es", "de", "fr")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ThemeWords(Frozen):
    """The lists of one language; `concepts` have the same keys in every language. `stop` are function words,
    `neutral` phrases whose words mean something else together ("fast food")."""

    version: int
    language: Language
    praise: tuple[str, ...] = ()
    pain: tuple[str, ...] = ()
    wish: tuple[str, ...] = ()
    feeling: tuple[str, ...] = ()
    negation: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    concepts: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Lists:
    """Word lists made ready for looking up: single words by stem, phrases as runs of folded words."""

    def __init__(self, given: ThemeWords) -> None:
        self.language = given.language
        self.praise, self.praise_runs = self._split(given.praise)
        self.pain, self.pain_runs = self._split(given.pain)
        self.wish, self.wish_runs = self._split(given.wish)
        self._asking = frozenset(fold(word) for word in given.wish)
        self.feeling, self.feeling_runs = self._split(given.feeling)
        self.negation = frozenset(fold(word) for word in given.negation)
        self.stop = frozenset(fold(word) for word in given.stop)
        self.neutral_runs = self._split(given.neutral)[1]
        self.general = self._split(given.general)[0]
        # Words that judge the whole; where a language lists none, what judges and names nothing.
        self.verdict = self._split(given.verdict)[0] or self.general & (self.praise | self.pain)
        self.concepts: dict[str, str] = {}
        self._by_root: dict[str, str] = {}
        self.concept_runs: dict[tuple[str, ...], str] = {}
        for name, listed in given.concepts.items():
            # By form, not by stem: "parking" is no park, and "lost" no loss.
            parts = [tuple(word.lower for word in words(entry)) for entry in listed]
            self.concepts |= {form(part[0], self.language): name for part in parts if len(part) == 1}
            self._by_root |= {root(part[0], self.language): name for part in parts if len(part) == 1}
            self.concept_runs |= {part: name for part in parts if len(part) > 1}

    def concept(self, word: str) -> str | None:
        """The concept that a folded word names, if any."""
        return self.concepts.get(form(word, self.language))

    def concept_of(self, stem: str) -> str | None:
        """The concept that a word of this stem likely names: enough to tell what a phrase is about."""
        return self._by_root.get(stem)

    def asks(self, word: str, stem: str) -> bool:
        """True for a folded word that wishes; where its stem praises too ("pleased"), only in the form listed."""
        return stem in self.wish and (stem not in self.praise or word in self._asking)

    def _split(self, listed: tuple[str, ...]) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
        parts = [tuple(word.lower for word in words(entry)) for entry in listed]
        single = frozenset(root(part[0], self.language) for part in parts if len(part) == 1)
        return single, frozenset(part for part in parts if len(part) > 1)


@lru_cache(maxsize=16)
def load_lists(language: str, override: Path | None = None) -> Lists:
    """The lists of a language from `evals/rubric/themes`; empty ones for a language that has none.

    Raises `InputError` with file and key where the file is wrong.
    """
    path = folder("evals", override) / "rubric" / "themes" / f"{language}.yaml"
    if not path.is_file():
        return Lists(ThemeWords(version=0, language=language))
    try:
        return Lists(ThemeWords.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)))  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValidationError) as fault:
        raise InputError(f"cannot be read: {fault}", place=Place(str(path)), todo="Correct this file.") from fault
