"""`covision eval …`: offline evaluation. One small file a command; each is registered here."""

import typer

from covision.faces.cli import eval_mutations

group = typer.Typer(
    help="Examine whoever scores: planted damages, judges' exams, suites of cases.", no_args_is_help=True
)
eval_mutations.add(group)
