"""The check of grounding on the examples' drafts and on suites: verdicts, swap and deletion, with intervals.

    .venv/bin/python benchmarks/support.py [core …] [--examples] [--words]

Of a suite its references and foils are checked; `--examples` drafts the five examples with the scripted model and
checks those drafts, citations too. Meaning is compared where the embedding weights are there; `--words` leaves it
out.
"""

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from covision.assets import folder
from covision.bench.support_figures import SupportFigures, Told, figures, mean
from covision.domain.draft import DraftSet
from covision.faces.cli.reading import read_material
from covision.measures.estimates import Estimate
from covision.settings import load_settings
from covision.steps.suites import load_suite, material_of
from covision.steps.support.sources import Ground
from covision.wiring import House, open_house
from covision.wiring.supporting import ground_of


def ground(house: House, material: object, words: bool) -> Ground | None:
    """The sources of a case; with `words` without vectors."""
    made = ground_of(house, material)  # type: ignore[arg-type]
    return replace(made, similarity=None, _made={}) if made is not None and words else made


def of_suite(house: House, name: str, words: bool) -> tuple[list[Told], list[tuple[str, Ground]]]:
    """References and foils of a suite, and its cases."""
    suite = load_suite(name, folder("evals"))
    told: list[Told] = []
    cases: list[tuple[str, Ground]] = []
    for case in suite.cases:
        sources = ground(house, material_of(case), words)
        if sources is None:
            continue
        cases.append((case.group, sources))
        told += [Told("reference", case.group, suite.references[id].text, sources) for id in case.references]
        told += [Told("foil", case.group, text, sources) for text in case.foils]
    return told, cases


def of_examples(house: House, words: bool) -> tuple[list[Told], list[tuple[str, Ground]]]:
    """Drafts of the examples by the scripted model."""
    told: list[Told] = []
    cases: list[tuple[str, Ground]] = []
    for path in sorted(folder("examples").glob("*/project.yaml")):
        material = read_material(path)
        sources = ground(house, material, words)
        assert sources is not None
        cases.append((path.parent.name, sources))
        drafts = asyncio.run(drafted(house, material, path))
        told += [Told("draft", path.parent.name, one.statement, sources, one) for one in drafts.drafts]
    return told, cases


async def drafted(house: House, material: object, path: Path) -> DraftSet:
    """The drafts of one project."""
    models = house.new_models("scripted/default")
    async for item in house.draft(material, workspace=path.parent.name, run="bench", models=models):  # type: ignore[arg-type]
        if isinstance(item, DraftSet):
            return item
    raise SystemExit(f"{path}: no drafts")


def lines(kind: str, found: SupportFigures) -> Iterator[str]:
    """The figures of one kind of statement, for a reader."""
    yield f"{kind}: {found.statements} statements, claims {dict(sorted(found.verdicts.items()))}"
    yield f"  claims that rest on something   {shown(found.resting)}"
    yield f"  claims that are contradicted    {shown(found.denied)}"
    yield f"  precision of support, mean      {shown(mean(found.precisions))}"
    yield f"  taken up of what was said most  {shown(mean(found.recalls))}"
    yield f"  citations that carry, mean      {shown(mean(found.cited))}"
    yield f"  exchanges that lose support     {shown(found.losing)}"
    yield f"  loss by exchange, mean          {shown(mean(found.drops, (-1.0, 1.0)))}"
    yield f"  claims that fall when cut       {shown(found.falling)}"


def shown(found: Estimate | None) -> str:
    """An estimate with its interval."""
    if found is None:
        return "nothing to count"
    low, high = found.interval or (float("nan"), float("nan"))
    return f"{found.value:.2f} ({low:.2f} to {high:.2f}), n = {found.cases}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*")
    parser.add_argument("--examples", action="store_true")
    parser.add_argument("--words", action="store_true")
    given = parser.parse_args()
    with open_house(load_settings(), shared=False) as house:
        work = [(name, of_suite(house, name, given.words)) for name in given.suites]
        if given.examples:
            work.append(("examples", of_examples(house, given.words)))
        for name, (told, cases) in work:
            print(f"\n{name}, {len(cases)} cases")
            for kind, found in figures(told, cases).items():
                print("\n".join(lines(kind, found)))


if __name__ == "__main__":
    main()
