"""The voice pack of a language: how a team's phrases are found and turned into clauses about the customer."""

import re
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from pydantic import ConfigDict, ValidationError

from covision.domain.base import Frozen, Language
from covision.errors import InputError, Place


class Angle(Frozen):
    """What a draft is about: a title for its card, and why a team might take it."""

    title: str
    why: str


class Voice(Frozen):
    """Patterns and sentence forms of one language (`prompts/drafting/voice.<language>.yaml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    version: int
    language: Language
    stages: dict[str, tuple[str, ...]]
    feel: str
    think: str
    do: str
    further: str
    mind: str
    openers: tuple[str, ...]
    customer: tuple[str, ...] = ()
    spelling: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    verbs: str = ""
    wanted: str = ""
    one: str = ""
    quoted: str = ""
    thought: tuple[str, ...] = ()
    leads: tuple[str, ...]
    asides: tuple[str, ...]
    fringes: tuple[str, ...] = ()
    wish: str
    company: str
    past: str
    first_person: str
    distant: str
    not_yet: str
    negation: str
    interview: tuple[str, ...] = ()
    life: tuple[str, ...] = ()
    pronouns: dict[str, str]
    subjects: dict[str, str]
    audiences: dict[str, str]
    sentences: dict[str, str]
    within: dict[str, str]
    leaving: str
    can: str
    joint: str
    angles: dict[str, Angle]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    def pattern(self, text: str) -> re.Pattern[str]:
        """A pattern of this pack, compiled once, ignoring case."""
        found = self._patterns.get(text)
        if found is None:
            found = self._patterns[text] = re.compile(text, re.IGNORECASE)
        return found

    def has(self, name: str, text: str) -> bool:
        """Whether one of the pack's single patterns occurs in the text."""
        # "I" is the only pronoun that case tells apart from a letter in a list.
        return self.pattern(getattr(self, name)).search(text) is not None

    def swap(self, text: str, rules: tuple[str, ...]) -> str:
        """The text after replacements, in their order."""
        for rule in rules:
            found, _, new = rule.rpartition("=")
            text = self.pattern(found).sub(new, text)
        return text

    def strip(self, text: str, patterns: tuple[str, ...]) -> str:
        """The text without these beginnings, as often as one matches (at most six times)."""
        for _ in range(6):
            for pattern in patterns:
                match = self.pattern(pattern).match(text)
                if match and match.end():
                    text = text[match.end() :].lstrip(" ,")
                    break
            else:
                return text
        return text

    def negations(self, text: str) -> int:
        """How often the text denies something: an edit must keep that number."""
        return len(self.pattern(self.negation).findall(text))


@lru_cache(maxsize=8)
def load_voice(folder: Path, language: Language) -> Voice:
    """The voice pack of a language; where there is none, that of English serves and its patterns find less.

    Raises `InputError` naming the key that is wrong.
    """
    path = folder / "drafting" / f"voice.{language}.yaml"
    if not path.is_file():
        path = folder / "drafting" / "voice.en.yaml"
    try:
        return Voice.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise InputError(f"voice pack: {error}", place=Place(str(path))) from error
