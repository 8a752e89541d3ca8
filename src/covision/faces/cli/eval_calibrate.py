"""`covision eval calibrate`."""

from typing import TYPE_CHECKING

import typer

from covision.errors import CovisionError
from covision.faces.cli.talk import JSON

if TYPE_CHECKING:
    from covision.domain.calibration import Area, CalibrationFigures


def add(group: typer.Typer) -> None:
    """Register the command."""
    group.command("calibrate")(calibrate)


def calibrate(
    check: bool = typer.Option(False, "--check", help="Write nothing: does a fresh run agree with what ships?"),
    as_json: bool = JSON,
) -> None:
    """Make the learned reading anew from the graded statements that ship, and measure it on hands it never saw.

    Writes the model, its figures and the trust of the criteria. Needs the weights for embeddings, nothing else.
    """
    from covision.assets import folder
    from covision.bench import calibrate as bench
    from covision.faces.cli.fetching import fetch
    from covision.faces.cli.talk import note, result_json
    from covision.gateways.embeddings import LocalMiniLM
    from covision.gateways.weights_table import EMBEDDING
    from covision.settings import load_settings
    from covision.wiring import open_house

    settings = load_settings()
    with open_house(settings, shared=False) as house:
        fetch(house, [EMBEDDING])
        made = bench.calibrate(LocalMiniLM(house.weights, threads=settings.threads), settings.assets)
    wrong = bench.differences(made, settings.assets) if check else []
    if not check:
        place = folder("evals", settings.assets)
        bench.write(made, place)
        note(f"Written: {place / 'calibration'}.")
    if as_json:
        result_json({**made.figures.model_dump(mode="json"), "differences": wrong})
    else:
        _show(made.figures)
    if wrong:
        raise CovisionError(" ".join(wrong), todo="Run `covision eval calibrate` and read the figures.")


def _show(figures: "CalibrationFigures") -> None:
    from covision.faces.cli.talk import result, table

    hands = ", ".join(f"{hand} {count}" for hand, count in figures.hands.items())
    result(f"{figures.statements} statements ({hands}), data {figures.data_digest}, {figures.embeddings}")
    for name, whole in figures.whole.items():
        result()
        result(f"{name}: strong against weak on hands that were left out: {_area(whole.summary)}")
        result(
            f"  rules alone {_area(whole.rules)}, signs {_area(whole.signs)}, meaning {_area(whole.meaning)}, "
            f"fewer words {_area(whole.words)}, fewer long words {_area(whole.long_words)}"
        )
        result("  " + ", ".join(f"{hand} {_area(one)}" for hand, one in whole.by_hand.items()))
        rows = [("criterion", "labels", "own marks", "whole grade", "rule", "reading", "share", "trust")]
        for one in figures.criteria[name]:
            areas = (_area(one.own), _area(one.whole), _area(one.rule), _area(one.reading))
            rows.append((str(one.number), str(one.labels), *areas, f"{one.share:g}", f"{one.trust:g}"))
        table(rows)


def _area(found: "Area | None") -> str:
    if found is None:
        return "-"
    reach = f" ({found.interval[0]:.2f} to {found.interval[1]:.2f})" if found.interval else ""
    return f"{found.auc:.2f}{reach}"
