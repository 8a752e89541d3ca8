"""From `covision app` to a page that answers, against a bare Gradio page: `python benchmarks/page.py`.

Each run is a fresh process on a free loopback port with a home of its own; the time ends with the first whole reply
to GET /. Printed as JSON, seconds of wall time.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

BARE = """
import covision.bootstrap as b
b.prepare()
import gradio as gr, sys
with gr.Blocks(analytics_enabled=False) as page:
    gr.Markdown("hello")
page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), ssr_mode=False, quiet=True)
"""
PATIENCE = 120.0


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_answer(command: list[str], port: int, home: str) -> float:
    """Seconds until GET / is answered with 200; the process is ended afterwards."""
    environment = {**os.environ, "COVISION_HOME": home, "COVISION_MODEL": "scripted/default"}
    environment["COVISION_EMBEDDINGS"] = "hashing"
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        while time.perf_counter() - started < PATIENCE:
            if process.poll() is not None:
                raise SystemExit(f"{' '.join(command[:4])} ended with {process.returncode} before it answered")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:
                    reply.read()
                    if reply.status == 200:
                        return time.perf_counter() - started
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise SystemExit(f"no answer within {PATIENCE:.0f} s")
    finally:
        process.terminate()
        process.wait(timeout=20)


def main() -> None:
    """Measure both in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    times: dict[str, list[float]] = {"covision app": [], "bare gradio page": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as home:
            port = free_port()
            command = [sys.executable, "-m", "covision", "app", "--port", str(port)]
            times["covision app"].append(until_answer(command, port, home))
            port = free_port()
            times["bare gradio page"].append(until_answer([sys.executable, "-c", BARE, str(port)], port, home))
    shown = {
        name: {
            "median": round(statistics.median(took), 2),
            "least": round(min(took), 2),
            "most": round(max(took), 2),
        }
        for name, took in times.items()
    }
    print(json.dumps({"runs": runs, "seconds": shown}, indent=2))


if __name__ == "__main__":
    main()
