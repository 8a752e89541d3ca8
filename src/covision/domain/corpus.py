"""Corpus entries: example visions as contrast, guidance cards, the glossary, and dilemmas."""

from typing import Annotated, Literal

from pydantic import Field

from covision.domain.base import Frozen, Language

EntryId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Label(Frozen):
    """Our judgement on one criterion, with its reason."""

    criterion: int = Field(ge=1, le=99)
    why: str = Field(min_length=3)


class VisionSource(Frozen):
    """Where a vision was quoted; `document` None for statements written for covision."""

    document: str | None
    note: str


class VisionEntry(Frozen):
    """An example vision: never a template, always shown with what it gives up."""

    id: EntryId
    kind: Literal["vision"]
    language: Language
    owner: str
    sector: str
    standing: Literal["published", "contrast"]
    text: str
    source: VisionSource
    strong: tuple[Label, ...] = ()
    weak: tuple[Label, ...] = ()
    gives_up: str


class GuidanceEntry(Frozen):
    """A guidance card in our own words; `documents` are the founding documents it rests on."""

    id: EntryId
    kind: Literal["guidance"]
    language: Language
    title: str
    text: str
    documents: tuple[str, ...] = Field(min_length=1)
    promises: tuple[int, ...] = ()
    criteria: tuple[int, ...] = ()
    questions: tuple[str, ...] = ()


class TermTranslation(Frozen):
    """A glossary term in another language."""

    term: str
    text: str


class GlossaryEntry(Frozen):
    """A term of the field in our own words."""

    id: EntryId
    kind: Literal["glossary"]
    language: Language
    term: str
    text: str
    documents: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    translations: dict[str, TermTranslation] = Field(default_factory=dict)


class DilemmaText(Frozen):
    """A dilemma in one language: what happens, and two or three things somebody could do, none of them silly."""

    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    courses: tuple[str, ...] = Field(min_length=2, max_length=3)


class DilemmaEntry(DilemmaText):
    """A small trade-off of everyday work. `sector` and `tensions` are ids of `TradeOffs`; courses stand in the same
    order in every language.
    """

    id: EntryId
    kind: Literal["dilemma"]
    language: Language
    sector: EntryId
    tensions: tuple[EntryId, ...] = Field(min_length=1, max_length=2)
    criteria: tuple[int, ...] = ()
    translations: dict[str, DilemmaText] = Field(default_factory=dict)

    def told(self, language: str) -> DilemmaText:
        """The words in a language; in its own where there are none in that one."""
        own = DilemmaText(title=self.title, text=self.text, courses=self.courses)
        return self.translations.get(language, own) if language != self.language else own


class Sort(Frozen):
    """A sector or a tension: its name by language, and words by which it is known (`*` ends a beginning)."""

    id: EntryId
    titles: dict[str, str]
    words: dict[str, tuple[str, ...]]


class TradeOffs(Frozen):
    """What dilemmas are sorted by: sectors (`any` stands for every place), and goods set against each other."""

    sectors: tuple[Sort, ...] = ()
    tensions: tuple[Sort, ...] = ()


CorpusEntry = Annotated[VisionEntry | GuidanceEntry | GlossaryEntry | DilemmaEntry, Field(discriminator="kind")]


class Corpus(Frozen):
    """The whole corpus; `digest` is the SHA-256 (first 16 hex digits) over its entries."""

    digest: str
    visions: tuple[VisionEntry, ...]
    guidance: tuple[GuidanceEntry, ...]
    glossary: tuple[GlossaryEntry, ...]
    dilemmas: tuple[DilemmaEntry, ...] = ()
    trade_offs: TradeOffs = TradeOffs()
