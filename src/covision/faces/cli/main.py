"""`covision …`: all commands, and how they end.

Commands import what they use when they run, so that `covision --help` waits for none of the large libraries.
"""

import logging
import os
import sys
from collections.abc import Sequence

import typer

from covision import __version__, bootstrap
from covision.errors import CovisionError, Stopped
from covision.faces.cli import (
    api_commands,
    app_command,
    check_command,
    compare_command,
    corpus_commands,
    doctor_command,
    draft_commands,
    eval_commands,
    mcp_command,
    model_commands,
    project_commands,
    research_command,
    score_command,
)

INTERRUPTED = 130

cli = typer.Typer(
    name="covision",
    help="Write, ground and score a customer experience vision.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"covision {__version__}")
        raise typer.Exit


@cli.callback()
def _whole(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """Write, ground and score a customer experience vision."""


app_command.add(cli)
draft_commands.add(cli)
check_command.add(cli)
score_command.add(cli)
compare_command.add(cli)
research_command.add(cli)
cli.add_typer(corpus_commands.group, name="corpus")
cli.add_typer(project_commands.group, name="project")
cli.add_typer(model_commands.group, name="models")
cli.add_typer(api_commands.group, name="api")
cli.add_typer(eval_commands.group, name="eval")
mcp_command.add(cli)
doctor_command.add(cli)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; nothing but results goes to stdout."""
    bootstrap.prepare()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    command = typer.main.get_command(cli)
    try:
        result = command.main(
            args=list(sys.argv[1:] if argv is None else argv), prog_name="covision", standalone_mode=False
        )
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except KeyboardInterrupt:
        _say("Stopped. What is done is kept.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; the rest is nobody's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    if os.environ.get("COVISION_DEBUG"):
        import traceback

        traceback.print_exc()
    if isinstance(error, CovisionError):
        for text in (error.what, error.safe, error.todo):
            if text.strip():
                _say(text)
        return INTERRUPTED if isinstance(error, Stopped) else error.exit_code
    if type(error).__name__ == "Abort":
        _say("Stopped. What is done is kept.")
        return INTERRUPTED
    # The errors of the command line parser: it is vendored by some versions of typer, so there is no class to name.
    show = getattr(error, "show", None)
    if show is not None:
        show()
        return int(getattr(error, "exit_code", 2))
    _say(f"Something inside covision went wrong: {type(error).__name__}: {error}")
    _say("What was saved is safe. Run the command again with COVISION_DEBUG=1 and report what it shows.")
    return 1


def _say(text: str) -> None:
    typer.echo(text, err=True)
