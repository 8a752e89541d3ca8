"""`covision draft` and `covision demo`."""

from pathlib import Path

import typer

from covision.faces.cli.talk import JSON

DEFAULT_EXAMPLE = "harbour-street-bakery"

_RESEARCH = typer.Option(None, "--research", help="A file of customer comments, besides those in the project.")
_DRAFTS = typer.Option(3, "--drafts", min=1, max=12, help="How many drafts.")
_MODEL = typer.Option(None, "--model", help="Any litellm model name, local/… or scripted/…; default: settings.")
_JUDGE = typer.Option("none", "--judge", help="`none`: measures only; a model, or several with commas.")
_SEED = typer.Option(0, "--seed", min=0, help="The same seed repeats a run as far as the model can.")
_OUT = typer.Option(None, "--out", help="Folder for drafts.json and drafts.md; default ./drafts-<name>.")


def add(cli: typer.Typer) -> None:
    """Register the commands."""
    cli.command("draft")(draft)
    cli.command("demo")(demo)


def draft(
    project: Path = typer.Argument(..., help="A project file (YAML)."),
    research: list[Path] = _RESEARCH,
    drafts: int = _DRAFTS,
    model: str = _MODEL,
    judge: str = _JUDGE,
    seed: int = _SEED,
    out: Path = _OUT,
    as_json: bool = JSON,
) -> None:
    """Draft from a project file: three grounded, scored drafts.

    They are shown and written to drafts.json and drafts.md. Weights that are missing are fetched first.
    """
    from covision.faces.cli.drafting import Asked, run

    name = project.resolve().parent.name if project.stem == "project" else project.stem
    run(
        Asked(
            project=project,
            research=tuple(research or ()),
            wanted=drafts,
            model=model,
            judge=judge,
            seed=seed,
            out=out or Path(f"drafts-{name}"),
            as_json=as_json,
        )
    )


def demo(
    example: str = typer.Option(DEFAULT_EXAMPLE, "--example", help="Which of the examples that ship."),
    research: list[Path] = _RESEARCH,
    drafts: int = _DRAFTS,
    model: str = _MODEL,
    judge: str = _JUDGE,
    seed: int = _SEED,
    out: Path = _OUT,
    as_json: bool = JSON,
) -> None:
    """Draft from an example that ships with covision.

    The same as `draft` with the project file of the example.
    """
    from covision.assets import folder
    from covision.errors import UsageError
    from covision.faces.cli.drafting import Asked, run
    from covision.settings import load_settings

    examples = folder("examples", load_settings().assets)
    project = examples / example / "project.yaml"
    if not project.is_file() or "/" in example:
        known = ", ".join(sorted(item.parent.name for item in examples.glob("*/project.yaml")))
        raise UsageError(f"There is no example {example!r}.", todo=f"Examples: {known}.")
    run(
        Asked(
            project=project,
            research=tuple(research or ()),
            wanted=drafts,
            model=model,
            judge=judge,
            seed=seed,
            out=out or Path(f"drafts-{example}"),
            as_json=as_json,
        )
    )
