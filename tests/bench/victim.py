"""Run as a script: a process that has everything imported and forks one that runs `covision …` for each line read.

A line is JSON: `{"environment": {…}, "words": [[…], …]}`; a child is forked for each list of words, all at once. Their
process ids are written on one line; when all have ended, their exit codes on another.
"""

import importlib
import json
import os
import sys
import threading

READY = (
    "openai.resources",
    "covision.bench.evaluate",
    "covision.faces.cli.eval_run",
    "covision.faces.cli.main",
    "covision.gateways.litellm_chat",
    "covision.steps.draft",
    "covision.stores.opening",
)


def child(words: list[str], environment: dict[str, str]) -> int:
    """The command in this process; what it says is nobody's."""
    os.environ.update(environment)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    from covision.faces.cli.main import main

    return main(words)


def serve() -> None:
    """Fork as told until the input ends."""
    for line in sys.stdin:
        told = json.loads(line)
        children = []
        for words in told["words"]:
            pid = os.fork()
            if pid == 0:
                code = 70
                try:
                    code = child(words, told["environment"])
                finally:
                    os._exit(code)
            children.append(pid)
        sys.stdout.write(f"{json.dumps(children)}\n")
        sys.stdout.flush()
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
        sys.stdout.write(f"{json.dumps(codes)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    # Set up before it is imported: by itself litellm asks the network for prices.
    importlib.import_module("covision.gateways.vendor").litellm()
    for name in READY:
        importlib.import_module(name)
    assert threading.active_count() == 1, "a fork takes only its own thread along"
    serve()
