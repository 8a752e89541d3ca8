"""How many of a model's wordings for a part of a statement are usable, prompt by prompt.

    .venv/bin/python benchmarks/rewriting.py MODEL [--suite core] [--cases 12] [--prompts DIR …] [--show]

The first sentence of each case's first foil is rewritten shorter, plainer, and from the customer's side. Usable is
what passes the guards of `steps/rewriting`: how many of those offered, for how many parts at least one, and why
others do not. `--prompts` are shelves to compare with the shipped one; `--show` prints what is usable, to be read.
"""

import argparse
import asyncio
import time
from collections import Counter
from pathlib import Path

from covision.assets import folder
from covision.domain.model import ChatModel
from covision.domain.rewriting import RewriteAsked, Wish, WishKind
from covision.measures.text import sentences
from covision.settings import load_settings
from covision.steps.rewriting.rewrite import rewrite
from covision.steps.rewriting.room import Room, room_of
from covision.steps.rewriting.span import chosen
from covision.steps.suites import load_suite, material_of
from covision.wiring import House, open_house
from covision.wiring.supporting import ground_of

KINDS: tuple[WishKind, ...] = ("shorter", "plainer", "customer")


def rooms(house: House, suite: str, cases: int, shelf: Path) -> list[tuple[Room, str]]:
    """Each case laid out, with a weak statement about it."""
    found = []
    for case in [one for one in load_suite(suite, folder("evals")).cases if one.foils][:cases]:
        material = material_of(case)
        sources = ground_of(house, material)
        room = room_of(material, house.corpus, house.lexicon(material.organisation.language), shelf, sources)
        found.append((room, case.foils[0]))
    return found


async def measured(house: House, model: ChatModel, laid: list[tuple[Room, str]], shelf: Path, show: bool) -> str:
    """The figures of one shelf, in a line."""
    offered, usable, helped, parts, reasons, began = 0, 0, 0, 0, Counter[str](), time.monotonic()
    for room, statement in laid:
        first = sentences(statement)[0]
        span = chosen(statement, first.start, first.end)
        for kind in KINDS:
            asked = RewriteAsked(version=1, span=span, wish=Wish(kind=kind))
            done = await rewrite(asked, statement, room, model, shelf, run="bench", enough=99)
            fit = done.offered - len(done.refused) - done.folded
            offered, usable = offered + done.offered, usable + fit
            helped, parts = helped + bool(fit), parts + 1
            reasons.update(done.refused)
            if show:
                print(
                    f"  [{kind}] {span.text}",
                    *(f"     {one.author:40} {one.text}" for one in done.suggestions),
                    sep="\n",
                )
    why = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    seconds = (time.monotonic() - began) / max(parts, 1)
    return (
        f"usable {usable} of {offered}; at least one for {helped} of {parts} parts; {seconds:.1f} s a part; "
        f"refused: {why or 'none'}"
    )


def main() -> None:
    """Print one line a shelf of prompts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--suite", default="core")
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--prompts", type=Path, nargs="*", default=[])
    parser.add_argument("--show", action="store_true")
    told = parser.parse_args()
    with open_house(load_settings(cache_replies=False), shared=False) as house:
        for shelf in (folder("prompts"), *told.prompts):
            laid = rooms(house, told.suite, told.cases, shelf)
            model = house.new_models(told.model).of("writer")
            print(f"{shelf.name}: {asyncio.run(measured(house, model, laid, shelf, told.show))}", flush=True)


if __name__ == "__main__":
    main()
