"""The page Compare on a large project: milliseconds to fill it, to add a statement, to find one, and what is sent.

    python benchmarks/compare.py [--drafts 40] [--versions 300] [--snippets 2000] [--rounds 9]

Everything is the product's own (store on the disk, scores, presenters); only the browser is missing. Scorecards are
kept, as they are where people draft and save, but for the newest version, which is scored anew each time.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.events import DraftingEnded, DraftingStarted, VersionSaved
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.faces.web import app
from covision.faces.web.panels.compare import Compare
from covision.settings import load_settings
from covision.wiring import House

SAID = "They had my loaf half out of the rack before I asked, and nobody hurried my mother at the counter."


def made(house: House, drafts: int, versions: int, snippets: int) -> str:
    """A project of this size; its id."""
    comments = tuple(
        Snippet(id=f"s{n}", text=f"{SAID} Visit {n}.", source="reviews.csv", row=n + 1) for n in range(snippets)
    )
    source = ResearchSource(name="reviews.csv", rows=snippets, read=snippets, snippets=comments)
    people = (Participant(id="owner", role="owner", answers={"2": SAID}),)
    state = house.engine.create(Organisation(name="Bakery"), participants=people, research=(source,))
    written = [_draft(n) for n in range(drafts)]
    cards = house.score_many([(one.id, one.statement) for one in written], material=state.material())
    scored = tuple(one.model_copy(update={"scorecard": card}) for one, card in zip(written, cards, strict=True))
    evidence = {"a": Evidence(kind="answer", text=SAID, source="answers/owner/2", participant="owner")}
    run = RunInfo(
        model="scripted/bench", prompt=PromptRef(id="p", version="1", digest="0"), corpus_digest="0",
        rubric_version="1", seed=0,
    )  # fmt: skip
    kept = DraftSet(project={}, run=run, evidence=evidence, drafts=scored)
    events: list[Any] = [
        DraftingStarted(run="r", model="scripted/bench", seed=0, wanted=drafts),
        DraftingEnded(run="r", outcome="done", drafts=kept),
    ]
    events += [
        VersionSaved(
            version=n, statement=f"You leave feeling expected, in edition {n}.", author="owner", note=f"edit {n}",
            scorecard=cards[0] if n < versions else None,
        )
        for n in range(1, versions + 1)
    ]  # fmt: skip
    house.stores.projects.append(state.id, events)
    return state.id


def _draft(n: int) -> Draft:
    text = f"You go home with bread that you are proud to put on the table, and you know who made it, {n} times."
    cut = text.index(",")
    clause = Clause(text=text[:cut], start=0, end=cut, kind="need", evidence=("a",))
    return Draft(
        id=f"d{n}", angle="pride", statement=text, language="en", clauses=(clause,), origin="scripted/bench"
    )


def timed(act: Callable[[], dict[Any, Any]], rounds: int) -> dict[str, float]:
    """Median and largest milliseconds, and kilobytes of what is sent."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        shown = act()
        spent.append(1000 * (time.perf_counter() - began))
    sent = sum(len(str(value).encode()) for value in shown.values())
    return {
        "median_ms": round(median(spent), 1),
        "most_ms": round(max(spent), 1),
        "kilobytes": round(sent / 1000, 1),
    }


def main() -> None:
    """Measure and print JSON."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, most in (("drafts", 40), ("versions", 300), ("snippets", 2000), ("rounds", 9)):
        asked.add_argument(f"--{name}", type=int, default=most)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(home=Path(folder), model="scripted/default", embeddings="hashing", index="numpy")
        with House(settings) as house:
            project = made(house, told.drafts, told.versions, told.snippets)
            screens: list[Compare] = []
            app.Compare = lambda page: screens.append(Compare(page)) or screens[0]  # type: ignore[assignment,misc]
            app.build(house)
            screen, engine = screens[0], house.engine
            began = time.perf_counter()
            shown = screen.fill(engine.state(project))
            first = round(1000 * (time.perf_counter() - began), 1)
            looks = shown[screen.looks]
            key = screen.search(project, f"edition {told.versions // 2}.", looks)[screen.list]
            key = key.split('data-do="add" data-with="')[1].split('"')[0]
            found = {
                "load": timed(lambda: {"": engine.state(project).id}, told.rounds),
                "first_fill_ms": first,
                "fill": timed(lambda: screen.fill(engine.state(project)), told.rounds),
                "add_one": timed(lambda: screen.add(project, key, looks), told.rounds),
                "search": timed(lambda: screen.search(project, "edition", looks), told.rounds),
                "blind": timed(lambda: screen.again(engine.state(project), _blind(looks)), told.rounds),
            }
    print(json.dumps(found, indent=2))


def _blind(looks: str) -> Any:
    from covision.faces.web.presenters.looks import read

    return read(looks).but(mode="blind", seed="5eed")


if __name__ == "__main__":
    main()
