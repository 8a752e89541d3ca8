"""`covision eval …`: offline evaluation. One small file a command; each is registered here."""

import typer

from covision.faces.cli import eval_agree, eval_calibrate, eval_compare, eval_exam, eval_mutations, eval_run

group = typer.Typer(
    help="Evaluate models and prompts on suites of cases; examine whoever scores.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
eval_run.add(group)
eval_compare.add(group)
eval_agree.add(group)
eval_exam.add(group)
eval_calibrate.add(group)
eval_mutations.add(group)
