"""What is written beside the log of a run: for now a summary with the means of its cells."""

import json
from dataclasses import dataclass
from pathlib import Path

from covision.domain.evals import EvalRun

SUMMARY = "summary.json"


@dataclass(frozen=True)
class Outcome:
    """How a run ended for whoever asked: exit code, and lines to tell."""

    exit_code: int = 0
    lines: tuple[str, ...] = ()


def write_reports(run: EvalRun, out: Path, baseline: EvalRun | None = None, gate: Path | None = None) -> Outcome:
    """Write what there is to read about a run into `out`, beside its log."""
    models: dict[str, dict[str, float | int | None]] = {}
    for model in run.header.models:
        mine = [one for one in run.results if one.cell.model == model]
        tops = [one.drafts[0].draft.scorecard for one in mine if one.drafts]
        values = [card.summary.value for card in tops if card is not None and card.summary.value is not None]
        models[model] = {
            "done": sum(one.status == "done" for one in mine),
            "failed": sum(one.status == "failed" for one in mine),
            "not_enough": sum(one.status == "not_enough" for one in mine),
            "mean_of_top_drafts": round(sum(values) / len(values), 4) if values else None,
        }
    body = {"run": run.header.id, "suite": run.header.suite, "models": models}
    (out / SUMMARY).write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return Outcome()
