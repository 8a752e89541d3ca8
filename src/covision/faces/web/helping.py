"""The help as data: what stands in `help/<language>.yaml`, read and checked."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from covision.domain.base import Frozen
from covision.errors import AssetMissing
from covision.faces.web.words import LANGUAGES

FOLDER = Path(__file__).resolve().parent / "help"
SectionId = Annotated[str, Field(pattern=r"^[a-z]+$")]


class Table(Frozen):
    """A table; every row has as many cells as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Block(Frozen):
    """One piece of a section; exactly one of these is set."""

    p: str = ""
    quote: str = ""
    steps: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    table: Table | None = None


class Section(Frozen):
    """A part of the page; `id` is its address. `terms` are ids of the glossary; `rubric`: it lists the criteria."""

    id: SectionId
    title: str
    body: tuple[Block, ...] = ()
    terms: tuple[str, ...] = ()
    rubric: bool = False


class OtherLanguage(Frozen):
    """The link to the other language, in that language."""

    text: str
    code: str


class Help(Frozen):
    """The whole page in one language."""

    title: str
    lead: str
    contents: str
    home: str
    language: OtherLanguage
    print: str
    sections: tuple[Section, ...]


@lru_cache(maxsize=4)
def load_help(language: str) -> Help:
    """The help in a language, in English where there is none. Raises `AssetMissing`."""
    path = FOLDER / f"{language if language in LANGUAGES else 'en'}.yaml"
    if not path.is_file():
        raise AssetMissing(f"The file {path} that ships with covision is missing.", todo="Install covision again.")
    return Help.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def help_style() -> str:
    """The look of the page."""
    return (FOLDER / "page.css").read_text(encoding="utf-8")
