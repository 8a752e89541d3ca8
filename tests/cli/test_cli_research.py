"""`covision research` on files of every kind, folders, and files that fail."""

import io
import json

import docx
import openpyxl
import pytest

from covision.assets import folder

BAKERY = folder("examples") / "harbour-street-bakery" / "project.yaml"
SAID = "They knew my name at the counter"
SLOW = "The queue was long and nobody said a word"


@pytest.fixture
def pile(tmp_path):
    """A folder as people keep them."""
    pile = tmp_path / "pile"
    (pile / "old").mkdir(parents=True)
    (pile / "a.csv").write_text(f"n,comment\n1,{SAID}\n2,\n")
    (pile / "old" / "a.csv").write_text(f"n,comment\n1,{SLOW}\n")
    book = openpyxl.Workbook()
    book.active.append(["Datum", "Kommentar"])
    book.active.append(["2026-01-02", "Das Brot war warm und die Leute sind nett"])
    book.save(pile / "b.xlsx")
    notes = docx.Document()
    notes.add_paragraph("I would walk a mile for that loaf of bread")
    notes.save(pile / "c.docx")
    (pile / "d.pdf").write_bytes(b"%PDF-1.4 cut")
    (pile / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (pile / ".hidden.csv").write_text("comment\nnobody asked for this file\n")
    return pile


def test_a_folder_is_read_whole_and_what_fails_is_told(run, home, pile):
    done = run("research", pile, "--no-themes", "--json")
    told = json.loads(done.out)
    assert [source["name"] for source in told["sources"]] == ["a.csv", "b.xlsx", "c.docx", "old/a.csv"]
    assert [failure["name"] for failure in told["failures"]] == ["d.pdf"]
    assert done.code == 1 and "d.pdf: is damaged" in done.err and "photo.jpg was passed over" in done.err
    shown = run("research", pile, "--no-themes").out
    assert "a.csv, column comment: 2 rows, 1 read, 1 skipped (empty)." in shown and "empty: rows 2" in shown


def test_a_file_that_is_too_large_is_never_in_memory_and_the_others_go_on(run, home, pile):
    with (pile / "huge.csv").open("wb") as file:
        file.truncate(1 << 32)
    for more in ((), ("--preview",)):
        done = run("research", pile / "a.csv", pile / "huge.csv", pile / "nowhere.csv", "--no-themes", *more)
        assert done.code == 1 and "huge.csv: is 4,096.0 MB; at most 20 MB" in done.err and "a.csv" in done.out
        assert "nowhere.csv: there is no such file" in done.err


def test_a_preview_shows_columns_and_saves_nothing(run, home, pile):
    done = run("research", pile / "b.xlsx", "--preview")
    assert done.code == 0 and "text: Kommentar, date: Datum" in done.out and "Das Brot war warm" in done.out
    (shown,) = json.loads(run("research", pile / "a.csv", "--preview", "--json").out)
    assert shown["format"] == "csv" and shown["sheets"][0]["columns"]["text"] == "comment"
    assert not home.exists()


def test_files_in_a_project_are_known_again(run, home, pile):
    id = run("project", "import", BAKERY).out.strip()
    (pile / "d.pdf").unlink()
    first = run("research", pile, "--project", id, "--no-themes")
    assert first.code == 0 and "unchanged" not in first.err
    again = run("research", pile, "--project", id, "--no-themes")
    assert again.code == 0 and again.err.count("unchanged") == 4


def test_a_project_file_may_name_any_kind_of_research(run, home, pile, tmp_path):
    from covision.faces.cli.reading import read_material

    file = pile / "project.yaml"
    file.write_text(
        "version: 1\norganisation: {name: Bakery}\nresearch: [b.xlsx, c.docx, {file: a.csv, text_column: comment}]\n"
    )
    material = read_material(file, [pile / "old"])
    assert [source.name for source in material.research] == [
        "b.xlsx",
        "c.docx",
        "a.csv",
        str(pile / "old" / "a.csv"),
    ]
    assert [snippet.text for snippet in material.snippets()][-1] == SLOW


def test_a_folder_without_research_says_what_can_be_read(run, home, tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("research", tmp_path / "empty")
    assert done.code == 1 and ".xlsx" in done.err


def test_one_sheet_one_encoding(run, home, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Now"
    book.active.append(["comment", "n"])
    book.active.append([SAID, 1])
    other = book.create_sheet("Then")
    other.append(["comment", "n"])
    other.append([SLOW, 2])
    buffer = io.BytesIO()
    book.save(buffer)
    (tmp_path / "x.xlsx").write_bytes(buffer.getvalue())
    told = json.loads(run("research", tmp_path / "x.xlsx", "--sheet", "Then", "--no-themes", "--json").out)
    (source,) = told["sources"]
    assert [one["text"] for one in source["snippets"]] == [SLOW] and source["skipped"] == {"not_chosen": 1}
    (tmp_path / "pl.csv").write_bytes("n;opinia\n1;Obsługa była miła\n".encode("cp1250"))
    told = json.loads(run("research", tmp_path / "pl.csv", "--encoding", "cp1250", "--text-column", "opinia",
                          "--delimiter", ";", "--no-themes", "--json").out)  # fmt: skip
    assert told["sources"][0]["snippets"][0]["text"] == "Obsługa była miła"
