"""Writes docs/cli.md, docs/settings.md and docs/mutations.md from the code, so that they stay true. `make docs` runs it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from covision.bench.mutation_page import page
from covision.bench.mutations import load_bases
from covision.faces.api.page import page as api_page
from covision.faces.cli.main import cli
from covision.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CLI_PAGE = ROOT / "docs" / "cli.md"
SETTINGS_PAGE = ROOT / "docs" / "settings.md"
API_PAGE = ROOT / "docs" / "api.md"
MUTATIONS_PAGE = ROOT / "docs" / "mutations.md"


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command and group, in the order of the help."""
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


def cli_page() -> str:
    """`docs/cli.md`: the help of every command."""
    lines = [
        "# The command line",
        "",
        "Made by `make docs` from the commands themselves. Results go to stdout, progress and remarks to stderr.",
        "Exit codes: 0 done, 1 failed (the reason, what is safe, what to do next), 2 wrong usage, 130 interrupted.",
        "`COVISION_DEBUG=1` shows the traceback of a failure.",
        "",
    ]
    runner = CliRunner()
    for path in commands(typer.main.get_command(cli)):
        words = " ".join(("covision", *path))
        shown = runner.invoke(
            cli, [*path, "--help"], prog_name="covision", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}
        )
        text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        lines += [f"## {words}", "", "```", text, "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _default(field: Any) -> str:
    if field.default_factory is not None:
        return "the platform's user data folder"
    value = field.default
    return "not set" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def settings_page() -> str:
    """`docs/settings.md`: every setting, its variable and default."""
    lines = [
        "# Settings",
        "",
        "Made by `make docs`. Each setting is an environment variable, or a line `name: value` in `settings.yaml`",
        "of the home folder; the environment wins. An unknown name in the file is an error that names it.",
        "",
        "| variable | in settings.yaml | default | what it does |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        what = (field.description or "").replace("|", "\\|")
        lines.append(f"| `COVISION_{name.upper()}` | `{name}` | {_default(field)} | {what} |")
    lines += [
        "",
        "`COVISION_DEBUG=1` (environment only) shows the traceback of a failure.",
        "Keys of model providers are read from their own variables, such as `OPENAI_API_KEY`.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    CLI_PAGE.write_text(cli_page(), encoding="utf-8")
    SETTINGS_PAGE.write_text(settings_page(), encoding="utf-8")
    API_PAGE.write_text(api_page(), encoding="utf-8")
    MUTATIONS_PAGE.write_text(page(load_bases()), encoding="utf-8")
