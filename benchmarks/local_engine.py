"""How fast the local engine is, as ratios within one run.

    python benchmarks/local_engine.py                 the engine against the library called directly
    python benchmarks/local_engine.py --candidates    ways to get several replies to one prompt
    python benchmarks/local_engine.py --spinning      tokens/s with and without spinning threads

Needs `covision models fetch qwen2.5-coder-0.5b`. Ratios, not seconds, are what carries over to another computer.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from covision.gateways.local.engine import LocalEngine
from covision.gateways.weights import WeightsStore
from covision.settings import get_settings

FACTS = "\n".join(
    f"Fact {i}: the desk answers within {i + 2} rings and explains every line of the bill." for i in range(10)
)


def messages(salt: str) -> list[dict[str, str]]:
    """A prompt of about 200 tokens; `salt` in front keeps the prefix cache of earlier rounds out."""
    return [
        {"role": "system", "content": f"{salt} You write one plain sentence.\n{FACTS}"},
        {"role": "user", "content": "What should customers feel? One sentence."},
    ]


def direct_server(weights: Path, slots: int, unified: bool) -> Any:
    """The library with its own defaults, but for slots and threads."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx = 4096
    params.n_parallel, params.kv_unified = slots, unified
    params.n_gpu_layers, params.verbosity, params.warmup = 0, 0, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = get_settings().threads or os.cpu_count() or 1
    return xllamacpp.Server(params)


def body(salt: str, seed: int, tokens: int) -> dict[str, Any]:
    """A request for exactly `tokens` tokens."""
    return {
        "messages": messages(salt),
        "max_tokens": tokens,
        "temperature": 0.7,
        "seed": seed,
        "ignore_eos": True,
        "logit_bias": [[151645, -100.0]],
    }


def overhead(weights: Path, rounds: int, tokens: int) -> dict[str, Any]:
    """One reply through `LocalEngine.complete` and through the library alone, in turns, same sampling."""
    engine, server = LocalEngine(weights), direct_server(weights, 1, False)
    ours, bare = [], []
    for number in range(rounds):
        salt = f"Note {number}."
        started = time.perf_counter()
        reply = engine.complete(messages(salt), max_tokens=tokens, temperature=0.7, seed=1)[0]
        ours.append(reply.completion_tokens / (time.perf_counter() - started))
        started = time.perf_counter()
        told = server.handle_chat_completions(
            {**body(salt, 1, tokens), "ignore_eos": False, "logit_bias": [], "top_k": 0, "min_p": 0.0}
        )
        bare.append(told["usage"]["completion_tokens"] / (time.perf_counter() - started))
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    return {"engine tokens/s": median(ours), "library tokens/s": median(bare), "ratio": median(ratios)}


def candidates(weights: Path, rounds: int, count: int, tokens: int, *, separate: bool) -> dict[str, Any]:
    """Seconds for `count` replies of `tokens` tokens to one new prompt, each way in turn, in every round.

    `separate`: also the two ways that send a request for each reply and read the prompt again for each.
    """
    one = direct_server(weights, 1, False)
    shared, split = direct_server(weights, count, True), direct_server(weights, count, False)

    def in_turn(salt: str) -> None:
        for seed in range(count):
            one.handle_chat_completions(body(salt, seed, tokens))

    def threads(server: Any, salt: str) -> None:
        with ThreadPoolExecutor(count) as pool:
            list(pool.map(lambda seed: server.handle_chat_completions(body(salt, seed, tokens)), range(count)))

    def together(server: Any, salt: str) -> None:
        told = server.handle_chat_completions({**body(salt, 0, tokens), "n": count})
        assert len(told["choices"]) == count, told

    ways: dict[str, Callable[[str], None]] = {
        "one slot, one after another, prefix kept": in_turn,
        f"{count} slots, own context each, one request n={count}": lambda salt: together(split, salt),
        f"{count} slots, shared context, one request n={count}": lambda salt: together(shared, salt),
    }
    if separate:
        ways[f"{count} slots, own context each, {count} requests"] = lambda salt: threads(split, salt)
        ways[f"{count} slots, shared context, {count} requests"] = lambda salt: threads(shared, salt)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            started = time.perf_counter()
            way(f"Note {number} {name}.")
            seconds[name].append(time.perf_counter() - started)
            print(f"{seconds[name][-1]:7.2f} s  {name}", file=sys.stderr, flush=True)
    base = seconds["one slot, one after another, prefix kept"]
    return {
        name: {
            "seconds": round(median(found), 2),
            "times faster": round(median(b / f for b, f in zip(base, found, strict=True)), 2),
        }
        for name, found in seconds.items()
    }


def spinning(weights: Path, tokens: int) -> dict[str, float]:
    """Tokens/s in a fresh process each, by OpenMP wait policy, alone and beside one busy process."""
    program = (
        "import sys,time\nfrom pathlib import Path\nfrom covision.gateways.local.engine import LocalEngine\n"
        "e=LocalEngine(Path(sys.argv[1]),slots=1)\nm=[{'role':'user','content':'Count to fifty in words.'}]\n"
        "e.complete(m,max_tokens=2)\nt=time.perf_counter()\nr=e.complete(m,max_tokens=int(sys.argv[2]))[0]\n"
        "print(r.completion_tokens/(time.perf_counter()-t))"
    )
    found = {}
    for beside in (False, True):
        for policy in ("active", "passive"):
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if beside else None
            try:
                told = subprocess.run(
                    [sys.executable, "-c", program, str(weights), str(tokens)],
                    env={**os.environ, "OMP_WAIT_POLICY": policy},
                    capture_output=True,
                    text=True,
                    check=True,
                )
            finally:
                if busy is not None:
                    busy.kill()
            found[f"{policy}, {'beside a busy process' if beside else 'alone'}"] = round(float(told.stdout), 1)
    return found


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="qwen2.5-coder-0.5b")
    parser.add_argument("--candidates", action="store_true")
    parser.add_argument("--spinning", action="store_true")
    parser.add_argument("--separate", action="store_true", help="with --candidates: also one request a reply")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=24)
    asked = parser.parse_args()
    weights = WeightsStore(get_settings().weights_dir).file(asked.model)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    if asked.candidates:
        figures = candidates(weights, asked.rounds, asked.count, asked.tokens, separate=asked.separate)
    elif asked.spinning:
        figures = spinning(weights, asked.tokens)
    else:
        figures = overhead(weights, asked.rounds, asked.tokens)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
