"""Corpus entries: example visions as contrast, guidance cards, and the glossary."""

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


CorpusEntry = Annotated[VisionEntry | GuidanceEntry | GlossaryEntry, Field(discriminator="kind")]


class Corpus(Frozen):
    """The whole corpus; `digest` is the SHA-256 (first 16 hex digits) over its entries."""

    digest: str
    visions: tuple[VisionEntry, ...]
    guidance: tuple[GuidanceEntry, ...]
    glossary: tuple[GlossaryEntry, ...]
