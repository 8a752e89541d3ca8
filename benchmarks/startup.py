"""How long `covision --help` and its neighbours take: `python benchmarks/startup.py`.

Each is a fresh process; the median and range of the runs are printed as JSON, seconds of wall time. A bare Python
process and a bare `import gradio` stand beside them for comparison.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

CASES = {
    "python -c pass": ["-c", "pass"],
    "import covision": ["-c", "import covision"],
    "covision --help": ["-m", "covision", "--help"],
    "covision score --statement": ["-m", "covision", "score", "--statement", "You are known by name."],
    "import litellm (for comparison)": ["-c", "import covision.bootstrap as b; b.prepare(); import litellm"],
    "import gradio (for comparison)": ["-c", "import covision.bootstrap as b; b.prepare(); import gradio"],
}


def seconds(arguments: list[str]) -> float:
    """Wall time of one process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure every case, one run of each in turn, so that a busy moment hits all alike."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for arguments in CASES.values():
        seconds(arguments)  # warms the file cache; not counted
    for _ in range(runs):
        for name, arguments in CASES.items():
            times[name].append(seconds(arguments))
    shown = {
        name: {
            "median": round(statistics.median(took), 3),
            "least": round(min(took), 3),
            "most": round(max(took), 3),
        }
        for name, took in times.items()
    }
    print(json.dumps({"runs": runs, "python": sys.version.split()[0], "seconds": shown}, indent=2))


if __name__ == "__main__":
    main()
