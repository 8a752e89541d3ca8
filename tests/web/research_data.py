"""A small table of comments, and how the research page looks at it."""

from covision.domain.reading import Reading
from covision.domain.research import ResearchSource, Snippet
from covision.faces.web.arriving import Given
from covision.faces.web.tray import Pending, looked_at, opened
from covision.steps.ingest import Choices
from covision.steps.ingest_plain import read_plain

TABLE = (
    "comment,reply,seen on,stars,where\n"
    "Nobody rushed my mother at the counter,Thank you so much for coming by,2026-02-03,5,till\n"
    "The seeded loaf was gone before eleven again,We are sorry to hear about that,2026-02-04,2,mail\n"
)


class Plain:
    """The reader of text files, as the page gets it."""

    def __init__(self) -> None:
        self.times = 0

    def read(self, name: str, content: bytes, **more: str | None) -> Reading:
        self.times += 1
        return read_plain(name, content, **more)


def look(content: str | bytes, choices: Choices = Choices(), name: str = "reviews.csv") -> Pending:
    raw = content.encode() if isinstance(content, str) else content
    return looked_at(opened(Given(name, raw), name), choices, Plain(), ())


def many(count: int) -> ResearchSource:
    snippets = tuple(Snippet(id=f"s{n}", text=f"Words of customer {n}", source="r", row=n) for n in range(count))
    return ResearchSource(name="r", rows=count, read=count, snippets=snippets)
