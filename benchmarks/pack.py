"""A pack of three scored drafts against the longest chain of its own model calls.

    python benchmarks/pack.py [examples/…/project.yaml] [--runs 5]

A mock server in a process of its own answers every call after 0.2 s, through litellm, for a strong writer. Drafts
of one project are made again and again after a first time that is not counted; replies are not kept. The server
writes down when each call came and was answered; the longest chain is the largest number of calls that followed one
another. Printed are the seconds of each run, the least a chain of that length takes, their ratio, and the processor
time.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from drafts import load

from covision.domain.draft import DraftSet
from covision.domain.project import Material
from covision.settings import get_settings, load_settings
from covision.wiring import House, open_house

HERE = Path(__file__).resolve().parent
DELAY = 0.2


def replies_of(material: Material) -> list[str]:
    """Statements a writer might give: sentences of the team's own answers."""
    said = [text for person in material.participants for text in person.answers.values() if text]
    sentences = [part.strip() for text in said for part in text.replace("!", ".").split(".")]
    fit = [one for one in dict.fromkeys(sentences) if 6 <= len(one.split()) <= 25]
    return [json.dumps({"statement": f"{one}."}, ensure_ascii=False) for one in fit]


def chain(calls: list[tuple[float, float]]) -> int:
    """The largest number of calls of which each began after the one before it had ended."""
    most, free = 0, float("-inf")
    for came, done in sorted(calls, key=lambda call: call[1]):
        if came >= free:
            most, free = most + 1, done
    return most


async def pack(house: House, material: Material, seed: int) -> DraftSet:
    """One pack, with its scores."""
    async for item in house.draft(material, workspace="bench", run="bench", seed=seed):
        if isinstance(item, DraftSet):
            return item
    raise SystemExit("no pack came")


async def measure(house: House, material: Material, address: str, runs: int) -> list[dict[str, Any]]:
    """Each run: seconds, calls, longest chain, ratio, processor seconds."""
    rows = []
    for seed in range(runs + 1):
        seen = len(_calls(address))
        begun, used = time.perf_counter(), time.process_time()
        found = await pack(house, material, seed)
        seconds, worked = time.perf_counter() - begun, time.process_time() - used
        calls = _calls(address)[seen:]
        scored = sum(draft.scorecard is not None for draft in found.drafts)
        least = DELAY * chain(calls)
        rows.append(
            {"drafts": len(found.drafts), "scored": scored, "calls": len(calls), "chain": chain(calls),
             "seconds": round(seconds, 3), "least": round(least, 3), "ratio": round(seconds / least, 3),
             "cpu_seconds": round(worked, 3)}
        )  # fmt: skip
    return rows[1:]


def _calls(address: str) -> list[tuple[float, float]]:
    with urllib.request.urlopen(f"{address}/calls") as reply:
        return [tuple(call) for call in json.load(reply)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "project", type=Path, nargs="?", default=HERE.parent / "examples" / "willow-dental" / "project.yaml"
    )
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    material = load(asked.project)
    home = Path(tempfile.mkdtemp(prefix="covision-pack-"))
    told = home / "replies.jsonl"
    told.write_text("\n".join(replies_of(material)), encoding="utf-8")
    words = [sys.executable, str(HERE / "mock_server.py"), "--delay", str(DELAY), "--replies", str(told)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = f"http://127.0.0.1:{int(server.stdout.readline())}"
    own: dict[str, Any] = {"home": home, "api_base": f"{address}/v1", "model": "openai/mock", "tier": "strong"}
    own["weights"] = get_settings().weights_dir
    try:
        with open_house(load_settings(**own, cache_replies=False), shared=False) as house:
            rows = asyncio.run(measure(house, material, address, asked.runs))
    finally:
        server.kill()
    for row in rows:
        print(json.dumps(row))
    best = min(rows, key=lambda row: row["ratio"])
    print(
        f"least ratio {best['ratio']}, processor seconds beside the calls {min(row['cpu_seconds'] for row in rows)}"
    )


if __name__ == "__main__":
    main()
