"""`report.html`: one file that needs nothing else, whatever words of customers and models stand in it."""

from functools import lru_cache
from typing import TYPE_CHECKING

from covision.bench.reports.values import contestants
from covision.bench.reports.wording import counted, exam_words, figured, number, spent
from covision.domain.evals import EvalRun
from covision.domain.summary import RunSummary

if TYPE_CHECKING:
    from jinja2 import Template


def page(run: EvalRun, summary: RunSummary) -> str:
    """The page. All that people and models wrote is escaped; nothing is fetched from anywhere."""
    return _template().render(run=run, summary=summary, contestants=contestants(run))


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    rooms = Environment(
        loader=PackageLoader("covision.bench.reports", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rooms.filters |= {"figured": figured, "number": number, "counted": counted, "spent": spent, "exam": exam_words}
    return rooms.get_template("report.html")
