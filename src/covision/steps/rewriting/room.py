"""A project laid out for rewriting: its words, the guards, and what its people and customers said."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from covision.domain.corpus import Corpus
from covision.domain.project import Material
from covision.measures.lexicon import Lexicon
from covision.steps.drafting import write
from covision.steps.drafting.guard import Guard, guard_of
from covision.steps.drafting.units import Unit, units_of, usable
from covision.steps.drafting.voice import Voice, load_voice
from covision.steps.extract import Records, records_of
from covision.steps.support.sources import Ground

PROMPTS = "rewriting"


@dataclass(frozen=True)
class Room:
    """Made once for a rewrite. `ground` None: in a language without word lists nothing is checked for support."""

    material: Material
    units: tuple[Unit, ...]
    voice: Voice
    lexicon: Lexicon
    guard: Guard
    records: Records
    ground: Ground | None = None

    @property
    def language(self) -> str:
        """The language the statement is written in."""
        return self.material.organisation.language

    @property
    def ruled(self) -> bool:
        """True where the voice pack knows the language, so that code can make suggestions of its own."""
        return self.voice.language == self.language

    def said(self) -> list[Unit]:
        """The sentences that people answered."""
        return [unit for unit in self.units if unit.question]


def room_of(
    material: Material,
    corpus: Corpus,
    lexicon: Lexicon | None,
    shelf: Path,
    ground: Ground | None = None,
    near: Sequence[str] = (),
) -> Room:
    """Lay a project out; `near` are ids of the comments to show a writer, all in order where none is given."""
    language = material.organisation.language
    units, _ = usable(units_of(material))
    lists = lexicon or Lexicon(version=0, language=language)
    voice = load_voice(shelf, language)
    prompts = [write.prompt_of(name, shelf, language, PROMPTS) for name in ("span", "small")]
    shots = [text for prompt in prompts for text in prompt.examples()]
    guard = guard_of(material, units, corpus, lists, voice, shots)
    records = records_of(material, near, guard.lists)
    return Room(
        material=material,
        units=tuple(units),
        voice=voice,
        lexicon=lists,
        guard=guard.hearing(records.records),
        records=records,
        ground=ground,
    )
