"""`covision score`."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from covision.errors import InputError, Place, UsageError
from covision.faces.cli.eval_exam import MODE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from covision.domain.project import Material
    from covision.domain.rubric import Scorecard
    from covision.wiring import House
    from covision.wiring.judging import Panel

_BATCH = 256  # statements that are embedded at once


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("score")(score)


def score(
    file: Path = typer.Argument(None, help='JSON lines: {"id": …, "statement": …} or a string each; - for stdin.'),
    statement: str = typer.Option(None, "--statement", help="One statement, instead of a file."),
    project: Path = typer.Option(None, "--project", help="A project file: its answers and research count too."),
    judge: str = typer.Option("none", "--judge", help="`none`: measures only; a model, or several with commas."),
    mode: str = MODE,
    at_once: int = typer.Option(
        8, "--at-once", min=1, max=200, help="Calls of a judge under way at the same time."
    ),
    language: str = typer.Option(
        None, "--language", help="Language of the statements; default: guessed, or the project's."
    ),
    text: bool = typer.Option(False, "--text", help="Print sentences instead of JSON lines."),
    as_json: bool = typer.Option(False, "--json", help="JSON lines, which is the default."),
) -> None:
    """Score statements by the rubric, as JSON lines.

    Without a judge: computed measures only, no model, no network, and the same result every time. A judge sits its
    exam before it is first used, and counts as much as that says.
    """
    from covision.faces.cli.eval_exam import Steps, mode_of
    from covision.faces.cli.reading import read_material
    from covision.faces.cli.talk import note
    from covision.settings import load_settings
    from covision.wiring import open_house

    if (file is None) == (statement is None):
        raise UsageError("Give a file or --statement, one of them.", todo="covision score --help shows both.")
    if text and as_json:
        raise UsageError("--text and --json exclude each other.")
    if project is not None and language is not None:
        raise UsageError("--language is not needed with --project: the project's language counts.")
    chosen = mode_of(mode)
    items = [("statement", statement)] if statement is not None else read_statements(file)
    material = read_material(project) if project else None
    with open_house(load_settings(), shared=False) as house:
        measured = _Measured(house, material, language, text)
        if judge.strip().lower() == "none":
            for start in range(0, len(items), _BATCH):
                for card, spoken in measured.cards(items[start : start + _BATCH]):
                    measured.show(card, spoken)
            return
        from covision.wiring.judging import names_of, seated

        async def work() -> None:
            told = Steps("Exam")
            panel = await seated(house, names_of(judge), chosen, note, at_once=at_once, told=told)
            await _judged(measured, panel, items, at_once)

        asyncio.run(work())


class _Measured:
    """Scores by measures, and shows scorecards."""

    def __init__(self, house: "House", material: "Material | None", language: str | None, text: bool) -> None:
        self.house, self.material, self.language, self.text = house, material, language, text

    def cards(self, items: "Sequence[tuple[str, str]]") -> "list[tuple[Scorecard, str]]":
        """Scorecards of computed measures in order, each with the language of its statement."""
        spoken = [self._spoken(words) for _, words in items]
        found: dict[int, Scorecard] = {}
        for language in dict.fromkeys(spoken):
            places = [at for at, one in enumerate(spoken) if one == language]
            chosen = [items[at] for at in places]
            cards = self.house.score_many(chosen, material=self.material, language=language)
            found.update(zip(places, cards, strict=True))
        return [(found[at], language) for at, language in enumerate(spoken)]

    def _spoken(self, words: str) -> str:
        from covision.steps.ingest_text import guess_language

        if self.material:
            return self.material.organisation.language
        return self.language or guess_language(words) or "en"

    def show(self, card: "Scorecard", spoken: str) -> None:
        """A scorecard on stdout."""
        from covision.faces.cli.show import card_lines
        from covision.faces.cli.talk import result, result_json
        from covision.steps.export_words import WORDS

        if not self.text:
            result_json(card.model_dump(mode="json"), lines=True)
            return
        result(f"{card.id}: {card.statement}")
        for line in card_lines(card, WORDS.get(spoken, WORDS["en"])):
            result(line)


async def _judged(measured: _Measured, panel: "Panel", items: list[tuple[str, str]], at_once: int) -> None:
    """Scorecards with the judges' verdicts, in the order of the statements; what must be said is said once."""
    from covision.faces.cli.talk import note

    said: set[str] = set()
    step = 4 * at_once
    for start in range(0, len(items), step):
        cards = measured.cards(items[start : start + step])
        found = await asyncio.gather(*(panel.card(card, spoken, measured.material) for card, spoken in cards))
        for (card, warnings), (_, spoken) in zip(found, cards, strict=True):
            for text in warnings:
                if text not in said:
                    said.add(text)
                    note(text)
            measured.show(card, spoken)
    for judge, _ in panel.judges:
        if judge.fatal is not None:
            note(f"{judge.model.info.name} was not asked any more: {judge.fatal.message()}")


def read_statements(file: Path) -> list[tuple[str, str]]:
    """Ids and statements of a JSON lines file; raises `InputError` for the first line that is wrong."""
    import sys

    from covision.faces.cli.talk import each_line, read_text

    name = "stdin" if str(file) == "-" else str(file)
    text = sys.stdin.read() if str(file) == "-" else read_text(file)
    found: list[tuple[str, str]] = []

    def use(number: int, line: str) -> None:
        found.append(_statement(line, Place(name, number), f"line-{number}"))

    each_line(text, use)
    if not found:
        raise InputError("holds no statement.", place=Place(name), todo='Write {"statement": "…"} on each line.')
    return found


def _statement(line: str, place: Place, otherwise: str) -> tuple[str, str]:
    todo = 'Write {"id": "a", "statement": "…"} or "…" on each line.'
    try:
        data: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"is not JSON: {error}.", place=place, todo=todo) from error
    if isinstance(data, str):
        data = {"statement": data}
    if not isinstance(data, dict) or not isinstance(data.get("statement"), str):
        raise InputError("has no statement.", place=place, todo=todo)
    stray = sorted(set(data) - {"id", "statement"})
    if stray:
        place = Place(place.file, place.line, key=stray[0])
        raise InputError("this key is not known.", place=place, todo="Known keys: id, statement.")
    if not data["statement"].strip():
        raise InputError("the statement is empty.", place=place, todo=todo)
    return str(data.get("id", otherwise)), data["statement"]
