"""Opening the desk of a big project, and scores that follow typing: `python benchmarks/desk.py`.

A project of 40 drafts, 300 versions with their scorecards and 2,000 comments, against an empty one, in one run: the
work of the page in this process (from the database at first, from memory afterwards), the round trip over HTTP to a
server of its own, and what the parts of the desk take after a pause in typing. Printed as JSON, milliseconds, the
median of `--times`; what ends in `_cpu` is this process's own time, which other programs do not lengthen.
"""

import argparse
import json
import os
import random
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

DRAFTS, VERSIONS, COMMENTS = 40, 300, 2_000
SAID = """nobody rushed my mother the bread was warm and they knew her name queue long saturday morning friendly
staff parcel lost order late again fresh loaf smile quick answer phone helpful table proud street friend day home"""
WORDS = tuple(SAID.split())


def sentence(chance: random.Random, words: int) -> str:
    """Words of customers in a row."""
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def build(house: Any, drafts: int, versions: int, comments: int) -> str:
    """A project of this size in the house's database; its id."""
    from covision.domain.draft import Draft, DraftSet, PromptRef, RunInfo
    from covision.domain.events import Chosen, DraftFound, DraftingEnded, DraftingStarted, VersionSaved
    from covision.domain.marks import follow, fresh, origin_of
    from covision.domain.project import Organisation, Participant
    from covision.domain.research import ResearchSource, Snippet

    chance = random.Random(7)
    person = Participant(id="owner", role="Owner", answers={str(n): sentence(chance, 60) for n in range(1, 13)})
    engine, store = house.engine, house.stores.projects
    project = engine.create(Organisation(name="Harbour Street Bakery", sector="bakery"), participants=[person]).id
    told = tuple(
        Snippet(id=f"s{n}", text=sentence(chance, 25), source="reviews.csv", row=n) for n in range(1, comments + 1)
    )
    if told:
        source = ResearchSource(name="reviews.csv", rows=comments, read=comments, snippets=told)
        engine.put_research(project, source)
    state = engine.state(project)
    material = state.material()
    made = [
        Draft(id=f"d{n}", angle="care", statement=sentence(chance, 20), language="en", origin="model:local/one")
        for n in range(drafts)
    ]
    cards = house.score_many([(one.id, one.statement) for one in made], material=material) if made else []
    made = [one.model_copy(update={"scorecard": card}) for one, card in zip(made, cards, strict=True)]
    if made:
        prompt = PromptRef(id="draft", version="3", digest="0")
        run = RunInfo(model="local/one", prompt=prompt, corpus_digest="0", rubric_version="1", seed=1)
        whole = DraftSet(project={}, run=run, drafts=tuple(made))
        events = [
            DraftingStarted(run="r", model="local/one", seed=1, wanted=drafts),
            *(DraftFound(run="r", draft=one) for one in made),
            DraftingEnded(run="r", outcome="done", drafts=whole),
            Chosen(draft="d0"),
        ]
        store.append(project, events)
    marked, saved = None, []
    for n in range(1, versions + 1):
        text = (marked.text if marked else sentence(chance, 20)).split()
        text[chance.randrange(len(text))] = chance.choice(WORDS)
        origin = origin_of("owner" if n % 3 else "model:local/one", n)
        marked = follow(marked, " ".join(text), origin) if marked else fresh(" ".join(text), origin)
        card = house.score(marked.text, id="desk", material=material)
        saved.append(
            VersionSaved(
                version=n,
                statement=marked.text,
                author="owner",
                base=n - 1 or None,
                scorecard=card,
                marks=marked.marks,
            )
        )
    for at in range(0, len(saved), 50):
        store.append(project, saved[at : at + 50])
    return str(project)


def median(act: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds, the median."""
    found = []
    for _ in range(times):
        began = clock()
        act()
        found.append(1000 * (clock() - began))
    return round(statistics.median(found), 1)


def inside(home: str, projects: dict[str, str], times: int) -> dict[str, dict[str, float]]:
    """The page's own work in this process."""
    from covision.faces.web.app import build as build_page
    from covision.faces.web.page import Page
    from covision.settings import load_settings
    from covision.wiring import House

    held: list[Page] = []
    whole = Page.gather

    def gather(page: Page, *more: Any) -> None:
        held.append(page)
        whole(page, *more)

    Page.gather = gather  # type: ignore[method-assign]
    found: dict[str, dict[str, float]] = {}
    with House(load_settings()) as house:
        build_page(house)
        page = held[0]
        desk: Any = page.screens["desk"]
        desk.typed(projects["big"], "Warm up.")
        for name, project in projects.items():
            house.stores.projects._states.clear()
            first = median(partial(page.show, project, "desk"), 1, time.process_time)
            again = median(partial(page.show, project, "desk"), times)
            texts = (f"Whoever comes in leaves known, {n} times a day." for n in count())
            typed = median(partial(_typed, desk, project, texts), times)
            work = median(partial(page.show, project, "desk"), times, time.process_time)
            found[name] = {
                "first_opening_cpu": first,
                "opening": again,
                "opening_cpu": work,
                "after_a_pause": typed,
            }
    return found


def _typed(desk: Any, project: str, texts: Iterator[str]) -> None:
    desk.typed(project, next(texts))


class Client:
    """Opens a project as a browser does."""

    def __init__(self, address: str) -> None:
        self.address = address
        # The page gives a cookie, and answers nobody who does not bring it back.
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self.browser.open(address, timeout=60).read()
        self.config = json.loads(self.browser.open(f"{address}config", timeout=60).read())
        names = {one["id"]: one.get("props", {}).get("elem_id") for one in self.config["components"]}
        self.load = self._of(lambda target: target[1] == "load")
        self.arrival = self._of(lambda target: target[1] == "click" and names.get(target[0]) == "arrival")

    def _of(self, wanted: Callable[[list[Any]], bool]) -> int:
        for one in self.config["dependencies"]:
            if any(wanted(target) for target in one["targets"]):
                return int(one["id"])
        raise SystemExit("the page has no such event")

    def ask(self, index: int, data: list[Any], event: object = None) -> str:
        """One round trip; the whole reply."""
        session = secrets.token_hex(5)
        body = {"data": data, "fn_index": index, "session_hash": session, "event_data": event, "trigger_id": None}
        request = urllib.request.Request(
            f"{self.address}gradio_api/queue/join",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        self.browser.open(request, timeout=60).read()
        told = ""
        heard = f"{self.address}gradio_api/queue/data?session_hash={session}"
        with self.browser.open(heard, timeout=60) as reply:
            for line in reply:
                told += line.decode()
                if "process_completed" in told:
                    return told
        return told

    def open(self, project: str) -> None:
        """The desk of a project, as by its address: the page asks, and fetches what waits for it."""
        told = self.ask(self.load, ["", f"?project={project}&at=desk"])
        token = re.search(r"data-relay=\W+([\w-]+)", told)
        if token is None:
            raise SystemExit(f"nothing waits for the page: {told[:3000]}")
        told = self.ask(self.arrival, [project], {"do": "relay", "with": token[1]})
        if "desk-intro" not in told and 'data-at=\\"desk' not in told:
            raise SystemExit(f"the desk did not come: {told[:2000]}")


def outside(projects: dict[str, str], times: int) -> dict[str, float]:
    """The whole round trip to a server of its own, on a database that it opens."""
    code = "from covision.faces.cli.main import main; raise SystemExit(main(['app', '--port', '0']))"
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        line = next(one for one in server.stdout if "http://" in one)
        threading.Thread(target=server.stdout.read, daemon=True).start()
        found = re.search(r"http://\S+/", line)
        assert found is not None
        client = Client(found[0])
        client.open(projects["empty"])
        return {
            name: median(lambda project=project: client.open(project), times) for name, project in projects.items()
        }  # type: ignore[misc]
    finally:
        server.terminate()
        server.wait(timeout=20)


def main() -> None:
    """Build, open, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "COVISION_HOME": home,
            "COVISION_MODEL": "scripted/default",
            "COVISION_EMBEDDINGS": "hashing",
            "COVISION_INDEX": "numpy",
        }
        from covision.settings import load_settings
        from covision.wiring import House

        with House(load_settings()) as house:
            projects = {"empty": build(house, 0, 0, 0), "big": build(house, DRAFTS, VERSIONS, COMMENTS)}
        found = inside(home, projects, asked.times)
        trips = outside(projects, asked.times)
        for name in projects:
            found[name]["round_trip"] = trips[name]
        ratios = {key: round(found["big"][key] / max(found["empty"][key], 0.1), 1) for key in found["big"]}
        print(json.dumps({**found, "ratio": ratios, "load": os.getloadavg()[0]}, indent=1))


if __name__ == "__main__":
    main()
