"""How fast many calls of a judge are made: through covision's gateway and, where asked for, by other harnesses.

    python benchmarks/judging.py                        # covision alone
    python benchmarks/judging.py --flat                 # and cost per call from 500 to 10,000
    python benchmarks/judging.py --peers ../peers       # others beside it, each installed into that folder

A mock server on loopback answers after 0.2 s. 500 calls, 50 at once: 2.0 s is the least. Each harness runs in a
process of its own; what it takes to import is not counted, nor its first call. covision's calls go through litellm,
the cache, the meter, the breaker and the pace, and each reply is written to a log. A folder of peers must lie
outside the checkout.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CALLS, AT_ONCE = 500, 50
PEERS = {
    "inspect": ("inspect-ai", "openai"),
    "deepeval": ("deepeval", "openai"),
    "autoevals": ("autoevals", "openai"),
}
TEXT = "Customers of shop {i} leave with warm bread and a good word. " + "It is written down here. " * 60


def serve(delay: float) -> "tuple[subprocess.Popen[str], str]":
    """A mock server and its address."""
    words = [sys.executable, str(HERE / "mock_server.py"), "--delay", str(delay)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, f"http://127.0.0.1:{int(process.stdout.readline())}/v1"


async def covision(address: str, calls: int) -> dict[str, float]:
    """Seconds, milliseconds of processor a call, and seconds of the same again from the cache."""
    from covision.domain.draft import PromptRef
    from covision.domain.model import ChatModel, Message, Request
    from covision.gateways.models import build_models
    from covision.gateways.pace import Paces
    from covision.settings import load_settings
    from covision.wiring import open_house

    home = Path(tempfile.mkdtemp(prefix="covision-benchmark-"))
    own: dict[str, Any] = {"home": home, "api_base": address, "model": "openai/mock"}
    settings = load_settings(**own, embeddings="hashing", index="numpy", max_tokens_per_run=0)

    def request(i: int) -> Request:
        message = Message(role="user", content=TEXT.format(i=i))
        return Request(role="judge", messages=(message,), prompt=PromptRef(id="b", version="1", digest="b"))

    async def ask(chat: ChatModel, numbers: range, log: Any) -> None:
        waiting = iter(numbers)

        async def lane() -> None:
            for i in waiting:
                reply = await chat.complete(request(i))
                log.write(reply.model_dump_json() + "\n")

        # As a run has it: lanes that take the next one, not ten thousand tasks that wait.
        await asyncio.gather(*(lane() for _ in range(AT_ONCE)))

    found: dict[str, float] = {}
    with open_house(settings, shared=False) as house, (home / "log.jsonl").open("w", encoding="utf-8") as log:
        replies = house.kept_replies
        for name in ("warm", "fresh", "cached"):
            chat = build_models(settings, replies, pace_of=Paces(AT_ONCE, AT_ONCE)).of("judge")
            begun, used = time.perf_counter(), time.process_time()
            await ask(chat, range(-1, 0) if name == "warm" else range(calls), log)
            found[name] = time.perf_counter() - begun
            found[f"{name}_cpu_ms"] = 1000 * (time.process_time() - used) / calls
    return {
        "seconds": round(found["fresh"], 2),
        "cpu_ms_a_call": round(found["fresh_cpu_ms"], 2),
        "cached_seconds": round(found["cached"], 3),
        "cached_cpu_ms_a_call": round(found["cached_cpu_ms"], 3),
    }


def peer(name: str, folder: Path, address: str) -> dict[str, Any]:
    """A peer's figures, or why there are none; it is installed where it is not yet."""
    home = folder / name
    python = home / "bin" / "python"
    try:
        if not python.is_file():
            venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PEERS[name]], check=True, capture_output=True)
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        words = [str(python), str(HERE / "judging_peers.py"), name, address, str(CALLS), str(AT_ONCE)]
        done = subprocess.run(words, cwd=home, capture_output=True, text=True, env=clean, timeout=600)
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found
    except (subprocess.SubprocessError, OSError, ValueError, IndexError) as error:
        return {"failed": type(error).__name__}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--flat", action="store_true")
    parser.add_argument("--peers", type=Path)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(asyncio.run(covision(asked.one, asked.calls))))
        return
    server, address = serve(0.2)
    rows: dict[str, dict[str, Any]] = {"covision": own(address, CALLS)}
    if asked.peers is not None:
        rows |= {name: peer(name, asked.peers.resolve(), address) for name in PEERS}
    server.kill()
    if asked.flat:
        server, address = serve(0.02)
        for calls in (500, 2_000, 10_000):
            rows[f"covision, {calls:,} calls, 0.02 s each"] = own(address, calls)
        server.kill()
    mine = rows["covision"]["seconds"]
    for name, row in rows.items():
        if "seconds" in row and "0.02" not in name:
            row["times_covision"] = round(row["seconds"] / mine, 2)
        print(f"{name:40} {json.dumps(row)}")


def own(address: str, calls: int) -> dict[str, Any]:
    """covision's figures, from a process of its own."""
    words = [sys.executable, __file__, "--one", address, "--calls", str(calls)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
