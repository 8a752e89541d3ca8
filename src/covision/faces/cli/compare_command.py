"""`covision compare`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from covision.errors import InputError, Place, UsageError
from covision.faces.cli.eval_exam import MODE
from covision.faces.cli.talk import JSON, note, result, result_json, wrapped

if TYPE_CHECKING:
    from covision.domain.comparing import Comparison, Figure, Ranked, Ranking
    from covision.domain.judging import ExamResult, JudgingMode
    from covision.domain.project import Material


def add(cli: typer.Typer) -> None:
    """Register the command."""
    cli.command("compare")(compare)


def compare(
    file: Path = typer.Argument(..., help='JSON lines: {"id": …, "statement": …} or a string each; - for stdin.'),
    judge: str = typer.Option(
        "none", "--judge", help="`none`: measures only; a model that reads pairs, or several with commas."
    ),
    project: Path = typer.Option(None, "--project", help="A project file: its answers and research count too."),
    pairs: int = typer.Option(120, "--pairs", min=1, help="Pairs that are read at most."),
    repeats: int = typer.Option(
        1, "--repeats", min=1, max=20, help="How often each pair is read in both orders; most decide."
    ),
    mode: str = MODE,
    at_once: int = typer.Option(
        8, "--at-once", min=1, max=200, help="Calls of a judge under way at the same time."
    ),
    language: str = typer.Option(
        None, "--language", help="Language of the statements; default: guessed, or the project's."
    ),
    as_json: bool = JSON,
) -> None:
    """Rank statements against each other, with intervals and what is too close to call.

    A judge reads pairs in both orders; where they disagree it is a tie. It sits its exam before it is first used,
    and is refused where it failed. Without a judge the order is that of the computed measures.
    """
    from covision.faces.cli.eval_exam import mode_of
    from covision.faces.cli.reading import read_material
    from covision.faces.cli.score_command import read_statements

    if project is not None and language is not None:
        raise UsageError("--language is not needed with --project: the project's language counts.")
    asked = _Asked(judge, pairs, repeats, mode_of(mode), at_once)
    items = read_statements(file)
    _check(items, str(file))
    found = _compared(dict(items), read_material(project) if project else None, language, asked)
    if as_json:
        result_json(found.model_dump(mode="json"))
        return
    for line in lines(found):
        result(line)


@dataclass(frozen=True)
class _Asked:
    judge: str
    pairs: int
    repeats: int
    mode: "JudgingMode"
    at_once: int


def _compared(
    statements: dict[str, str], material: "Material | None", language: str | None, asked: _Asked
) -> "Comparison":
    import asyncio

    from covision.faces.cli.eval_exam import Steps
    from covision.settings import load_settings
    from covision.steps.ingest_text import guess_language
    from covision.wiring import open_house
    from covision.wiring.comparing import compare as compare_in
    from covision.wiring.judging import names_of

    # One language for all: scores by different word lists are not on one scale.
    spoken = language or guess_language(" ".join(statements.values())) or "en"
    with open_house(load_settings(), shared=False) as house:
        return asyncio.run(
            compare_in(
                house,
                statements,
                names_of(asked.judge),
                material.organisation.language if material else spoken,
                material=material,
                mode=asked.mode,
                most=asked.pairs,
                repeats=asked.repeats,
                at_once=asked.at_once,
                say=note,
                told_exam=Steps("Exam"),
                told=Steps("Pairs"),
            )
        )


def _check(items: list[tuple[str, str]], file: str) -> None:
    if len({id for id, _ in items}) < len(items):
        raise InputError("two statements have one id.", place=Place(file), todo="Give each its own id.")
    if len(items) < 2:
        raise InputError("holds one statement.", place=Place(file), todo="Give two or more to compare.")


def lines(found: "Comparison") -> Iterator[str]:
    """A comparison as text for a terminal."""
    yield from _ranking(found.ranking, found)
    if found.at_equal_length is not None and found.length is not None:
        yield ""
        yield f"Ten words more change the odds of winning by a factor of {_odds(found.length.slope)}."
        if found.length.longer_won is not None:
            yield f"The longer statement won {_share(found.length.longer_won)} of the pairs that were decided."
        yield "At equal length: " + _tiers(found.at_equal_length)
    if found.position is not None:
        yield ""
        yield f"The same verdict in both orders: {_share(found.position.consistent)} of the pairs."
        if found.position.first_share is not None:
            yield f"What was read first was chosen {_share(found.position.first_share)} of the time."
    if found.ranking.basis == "judge":
        yield "By measures alone: " + _tiers(found.measures)
        yield ""
        yield from (wrapped(_exam(exam)) for exam in found.exams if exam.passed)
    if found.warnings:
        yield ""
        yield from (wrapped(text, "  ", "- ") for text in found.warnings)


def _ranking(ranking: "Ranking", found: "Comparison") -> Iterator[str]:
    yield wrapped(ranking.label)
    for one in ranking.order:
        yield ""
        yield wrapped(f"{one.id}: {found.statements[one.id]}", "      ", f"{_place(one)}  ")
        if one.value is not None:
            yield f"      {_value(one, ranking)}"
    clear = len(ranking.tiers) > 1
    yield ""
    if not clear:
        yield "Too close to call: all of them."
    elif ranking.close:
        # Within a tier nothing is clear; what is told here is what the places do not show.
        tier = {one.id: one.tier for one in ranking.order}
        across = [f"{a} and {b}" for a, b in ranking.close if tier[a] != tier[b]]
        yield "Statements with one number are too close to call."
        if across:
            yield wrapped(f"Too close to call also: {', '.join(across)}.")


def _exam(exam: "ExamResult") -> str:
    from covision.wiring.judging import verdict

    flips = exam.exam.flip_rate
    told = f" In its exam {flips:.0%} of the pairs changed with the order of reading." if flips is not None else ""
    return f"{verdict(exam)}{told}"


def _place(one: "Ranked") -> str:
    return f"{one.tier}." if one.tier is not None else "–"


def _value(one: "Ranked", ranking: "Ranking") -> str:
    shown = f"{one.value:.2f}" if ranking.basis == "measures" else f"{one.value:+.2f}"
    if one.interval is not None:
        low, high = one.interval
        shown += f" ({low:.2f} to {high:.2f})"
    if ranking.basis == "measures":
        return shown
    return f"{shown}, won {_share(one.wins)}" if one.wins else shown


def _tiers(ranking: "Ranking") -> str:
    return " > ".join(" = ".join(tier) for tier in ranking.tiers) or "no order"


def _share(figure: "Figure") -> str:
    text = f"{figure.value:.0%}"
    return f"{text} ({figure.interval[0]:.0%} to {figure.interval[1]:.0%})" if figure.interval else text


def _odds(figure: "Figure") -> str:
    from math import exp

    text = f"{exp(figure.value):.1f}"
    if figure.interval is None:
        return text
    return f"{text} ({exp(figure.interval[0]):.1f} to {exp(figure.interval[1]):.1f})"
