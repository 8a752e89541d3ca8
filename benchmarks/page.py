"""From `covision app` to a page that answers, against a bare Gradio page: `python benchmarks/page.py`.

Each run is a fresh process on a free loopback port with a home of its own; the time ends with the first whole reply
to GET /. Printed as JSON, seconds of wall time. With `--browser` both are up already, and a fresh browser context
goes to each in turn until its page can be used: wall time, and the processor time of its main thread, which a busy
computer does not change much.
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
from typing import Any

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


def in_browser(runs: int) -> None:
    """Both pages from a fresh context until something on them can be used."""
    from playwright.sync_api import sync_playwright

    told: dict[str, list[tuple[float, float]]] = {"covision app": [], "bare gradio page": []}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        ports = {name: free_port() for name in told}
        bare = [sys.executable, "-c", BARE, str(ports["bare gradio page"])]
        ours = [sys.executable, "-m", "covision", "app", "--port", str(ports["covision app"])]
        environment = {**os.environ, "COVISION_HOME": home, "COVISION_MODEL": "scripted/default"}
        environment["COVISION_EMBEDDINGS"] = "hashing"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        processes = [subprocess.Popen(command, env=environment, **quiet) for command in (bare, ours)]  # type: ignore[call-overload]
        chromium = os.environ.get("COVISION_TEST_CHROMIUM", "/usr/bin/chromium")
        try:
            for port in ports.values():
                wait_for(port)
            time.sleep(10)  # what covision does behind its page is not the page
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for _ in range(runs):
                for name, sign in (("bare gradio page", "text=hello"), ("covision app", ".visions")):
                    told[name].append(visit(browser, f"http://127.0.0.1:{ports[name]}/", sign))
            browser.close()
        finally:
            for process in processes:
                process.terminate()
                process.wait(timeout=20)
    shown = {
        name: {
            "wall": round(statistics.median(w for w, _ in found), 2),
            "processor": round(statistics.median(c for _, c in found), 2),
        }
        for name, found in told.items()
    }
    print(json.dumps({"runs": runs, "seconds": shown}, indent=2))


def wait_for(port: int) -> None:
    """Until a port answers."""
    started = time.perf_counter()
    while time.perf_counter() - started < PATIENCE:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:
                reply.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise SystemExit(f"no answer within {PATIENCE:.0f} s")


def visit(browser: Any, address: str, sign: str) -> tuple[float, float]:
    """Wall time until `sign` shows, and processor time of the page's main thread until then, seconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})
    started = time.perf_counter()
    page.goto(address, timeout=120_000)
    page.wait_for_selector(sign, timeout=120_000)
    wall = time.perf_counter() - started
    metrics = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    context.close()
    return wall, metrics["TaskDuration"]


def main() -> None:
    """Measure both in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--browser", action="store_true", help="time in the browser, both servers being up")
    given = parser.parse_args()
    runs = given.runs
    if given.browser:
        in_browser(runs)
        return
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
