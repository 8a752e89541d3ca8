"""Several files at once: the good ones are saved, the bad ones are told, the known ones are not read again."""

import time

from covision.domain.project import Organisation
from covision.domain.reading import Reading
from covision.gateways.documents.reader import Documents
from covision.projects.engine import ProjectEngine
from covision.steps.ingest import Choices

GOOD = b"date,comment\n2026-01-02,They knew my name at the counter\n"
OTHER = b"comment\nThe queue was long and nobody said a word\n"


class Watched(Documents):
    """A reader that remembers what it read."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def read(
        self, name: str, content: bytes, *, encoding: str | None = None, delimiter: str | None = None
    ) -> Reading:
        self.names.append(name)
        return super().read(name, content, encoding=encoding, delimiter=delimiter)


def start(engine: ProjectEngine) -> str:
    return engine.create(Organisation(name="Bakery")).id


def test_one_bad_file_does_not_stop_the_others(engine: ProjectEngine) -> None:
    project = start(engine)
    files = [("a.csv", GOOD), ("b.csv", b"MZ\x90\x00" * 40), ("c.xlsx", b"PK\x03\x04 cut"), ("d.csv", OTHER)]
    added = engine.add_files(project, files)
    assert [source.name for source in added.sources] == ["a.csv", "d.csv"]
    assert [failure.name for failure in added.failures] == ["b.csv", "c.xlsx"]
    assert all(failure.reason and failure.todo for failure in added.failures)
    assert [source.name for source in engine.state(project).research] == ["a.csv", "d.csv"]


def test_unchanged_files_are_not_read_again(engine: ProjectEngine) -> None:
    reader = Watched()
    engine._reader = reader
    project = start(engine)
    engine.add_files(project, [("a.csv", GOOD)])
    revision = engine.state(project).revision
    again = engine.add_files(project, [("a.csv", GOOD), ("copy of a.csv", GOOD), ("b.csv", OTHER)])
    assert again.unchanged == ("a.csv", "copy of a.csv") and [one.name for one in again.sources] == ["b.csv"]
    assert reader.names == ["a.csv", "b.csv"] and again.state.revision == revision + 1
    chosen = engine.add_files(project, [("a.csv", GOOD)], Choices(text_column="date"))
    assert chosen.unchanged == () and chosen.sources[0].text_column == "date"
    assert engine.add_research(project, "b.csv", OTHER).revision == chosen.state.revision
    assert reader.names == ["a.csv", "b.csv", "a.csv"]


def test_two_files_of_one_name_are_two_sources(engine: ProjectEngine) -> None:
    project = start(engine)
    added = engine.add_files(project, [("a.csv", GOOD), ("a.csv", OTHER)])
    assert [source.name for source in added.state.research] == ["a.csv", "a (2).csv"]


def test_a_preview_saves_nothing(engine: ProjectEngine) -> None:
    project = start(engine)
    shown = engine.preview_research("a.csv", GOOD)
    assert shown.sheets[0].columns.text == "comment" and engine.state(project).research == ()


def test_reading_again_is_far_faster_than_reading(engine: ProjectEngine) -> None:
    engine._reader = Documents()
    project = start(engine)
    rows = "".join(f"{n},On day {n} they knew my name at counter {n * 7}\n" for n in range(4_000))
    content = f"n,comment\n{rows}".encode()
    begun = time.process_time()
    engine.add_files(project, [("a.csv", content)])
    first = time.process_time() - begun
    begun = time.process_time()
    assert engine.add_files(project, [("a.csv", content)]).unchanged == ("a.csv",)
    again = time.process_time() - begun
    assert first > 20 * again
