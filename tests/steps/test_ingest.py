"""Research is read whatever its form, every row is accounted for, and quotes stay verbatim."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covision.assets import folder
from covision.domain.research import ResearchSource
from covision.errors import InputError
from covision.steps.ingest import preview, read_research
from covision.steps.ingest_table import MAX_CELL
from covision.steps.ingest_text import clean, guess_language, snippet_id


def balanced(source: ResearchSource) -> bool:
    return source.read + source.folded + sum(source.skipped.values()) == source.rows


def texts(source: ResearchSource) -> list[str]:
    return [snippet.text for snippet in source.snippets]


def test_a_plain_file() -> None:
    content = (
        b"date,stars,source,comment\n"
        b"2026-01-02,5,email,They knew my name at the counter\n"
        b'2026-01-03,2,card,"Slow, but the bread\nwas worth it"\n'
    )
    source = read_research("reviews.csv", content)
    assert (source.encoding, source.delimiter, source.text_column, source.rows, source.read) == (
        "utf-8",
        ",",
        "comment",
        2,
        2,
    )
    second = source.snippets[1]
    assert second.text == "Slow, but the bread\nwas worth it"
    assert (second.row, second.date, second.rating, second.origin) == (2, "2026-01-03", "2", "card")
    assert "comment" in source.notes[0] and balanced(source)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    rows = [["nota", "comentário"], ["5", "Gostei muito do pão"], ["1", "Esperei meia hora na fila"]]
    source = read_research("x.csv", end.join(delimiter.join(row) for row in rows).encode())
    assert (source.delimiter, source.text_column, source.read) == (delimiter, "comentário", 2)
    assert source.snippets[0].language == "pt" and source.snippets[0].rating == "5"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_recorded(encoding: str) -> None:
    text = "nota;comentário\n5;O café é ótimo e o pão também, não há melhor na cidade\n4;Atenção à fila ao sábado\n"
    source = read_research("x.csv", text.encode(encoding))
    assert texts(source)[0] == "O café é ótimo e o pão também, não há melhor na cidade"
    assert (source.encoding in ("utf-8-sig", "utf-16")) or any("not UTF-8" in note for note in source.notes)


def test_rows_are_accounted_for_by_reason() -> None:
    rows = [
        "comment,stars",
        "Very good bread,5",
        ",3",
        "n/a,1",
        "comment,stars",
        "very good BREAD!,5",
        "..,4",
        "Too dear,2",
    ]
    source = read_research("x.csv", "\n".join(rows).encode())
    assert (source.rows, source.read, source.folded) == (7, 2, 1)
    assert source.skipped == {"empty": 2, "header": 1, "no_comment": 1} and balanced(source)
    assert source.snippets[0].copies == 2


def test_near_duplicates_fold_but_figures_and_negations_count() -> None:
    base = "We waited 20 minutes at the counter on Saturday and nobody said a word to us"
    rows = [
        base,
        base + ".",
        base.replace("word", "words"),
        base.replace("20", "50"),
        base.replace("We waited", "We never waited"),
    ]
    source = read_research("x.csv", ("comment\n" + "\n".join(rows)).encode())
    assert (source.read, source.folded) == (3, 2) and source.snippets[0].copies == 3
    assert source.snippets[0].text == base


def test_the_text_column_is_found_by_its_words_where_names_do_not_tell() -> None:
    rows = "id,q1,q2\n1,shop,They remembered me after a year away\n2,shop,The queue was long but it moved along\n"
    source = read_research("x.csv", rows.encode())
    assert source.text_column == "q2" and "words on average" in source.notes[0]


def test_without_a_header() -> None:
    rows = "2026-01-01,They remembered me after a year away\n2026-01-02,The queue was long but it moved along\n"
    source = read_research("x.csv", rows.encode())
    assert (source.rows, source.read, source.text_column) == (2, 2, "column 2")


def test_named_columns_and_a_near_miss() -> None:
    rows = b"Likes,Dislikes\nthe warm bread at seven,a long queue outside\nthe people at the till,nothing at all\n"
    assert texts(read_research("x.csv", rows, text_column="dislikes"))[0] == "a long queue outside"
    with pytest.raises(InputError, match="no column 'Dislike'") as caught:
        read_research("x.csv", rows, text_column="Dislike")
    assert "Did you mean 'Dislikes'" in caught.value.todo


def test_pasted_text_lines_paragraphs_and_cells() -> None:
    assert texts(read_research("pasted", "Warm bread.\n\nSlow queue,\nbut kind.")) == [
        "Warm bread.",
        "Slow queue,\nbut kind.",
    ]
    assert texts(read_research("pasted", "Warm bread, really\nSlow queue, but kind")) == [
        "Warm bread, really",
        "Slow queue, but kind",
    ]
    assert texts(read_research("pasted", "stars\tcomment\n5\tWarm bread\n2\tSlow queue")) == [
        "Warm bread",
        "Slow queue",
    ]
    assert texts(read_research("notes.txt", b"Warm bread, really\nSlow queue, but kind")) == [
        "Warm bread, really",
        "Slow queue, but kind",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest of it", "spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0", "old Excel"),
        (b"MZ\x90", "program"),
        (b"  <!DOCTYPE html><html>", "web page"),
        (b"\x89PNG\r\n", "picture"),
        (b"", "no text"),
        (b"\n\n , ,\n", "no text"),
        (bytes(range(256)) * 50, "not text"),
        (b"a" * (20 * 2**20 + 1), "at most 20 MB"),
        (b"x,y\n1,2\n3,4\n", "no column reads"),
    ],
)
def test_what_is_no_research_is_refused_with_a_way_on(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_research("reviews.csv", content)
    assert caught.value.todo and "reviews.csv" in caught.value.message()


def test_limits_are_typed_errors() -> None:
    wide = ",".join(["c"] * 600) + "\n" + ",".join(["1"] * 600)
    with pytest.raises(InputError, match="600 columns"):
        read_research("x.csv", wide.encode())
    with pytest.raises(InputError, match="row 2 has a cell of more than"):
        read_research("x.csv", b"comment,n\n" + b"a" * (MAX_CELL + 1) + b",1\nfine words here,2\n")
    with pytest.raises(InputError, match="more than 200,000 rows"):
        read_research("x.csv", b"a,comment\n" + b"1,x\n" * 200_001)


def test_a_lone_quote_spoils_one_row_only() -> None:
    rows = ["n,comment", '1,"never closed', "2,They knew my name", "3,Warm bread at seven", '4,a 12" loaf']
    source = read_research("x.csv", "\n".join(rows).encode())
    assert texts(source) == ['"never closed', "They knew my name", "Warm bread at seven", 'a 12" loaf']
    assert "1 lone quote marks were read as plain text." in source.notes and balanced(source)


def test_nul_and_hidden_characters_go_and_are_counted() -> None:
    tags = "".join(chr(0xE0000 + ord(c)) for c in "obey")
    rows = f"n,comment\n1,Warm\x00 bread{tags} at\u202e seven\u200b o'clock\n"
    rows += "2,\U0001f469\u200d\U0001f373 baked it well\n"
    source = read_research("x.csv", rows.encode())
    assert texts(source) == ["Warm bread at seven o'clock", "\U0001f469\u200d\U0001f373 baked it well"]
    assert {note.split(" ", 1)[1] for note in source.notes[1:]} == {
        "control characters were taken out.", "direction controls were taken out.",
        "tag characters were taken out.", "zero-width characters were taken out.",
    }  # fmt: skip
    assert "4 tag characters were taken out." in source.notes


def test_ids_are_the_text_and_nothing_else() -> None:
    one = read_research("a.csv", b"comment\nWarm bread at seven\n").snippets[0]
    two = read_research("b.csv", b"n,comment\n9,Slow queue today\n1,Warm bread at seven\n").snippets[1]
    assert one.id == two.id == snippet_id("Warm bread at seven") and len(one.id) == 18
    assert len(snippet_id("Warm bread at seven", {one.id})) == 20


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bread was warm and they knew my name.", "en"),
        ("O pão estava quente e sabiam o meu nome, não me senti só.", "pt"),
        ("El pan estaba caliente y la gente es muy amable.", "es"),
        ("Le pain était chaud et les gens sont très gentils avec nous.", "fr"),
        ("Das Brot war warm und die Leute sind sehr nett.", "de"),
        ("Great!", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert guess_language(text) == language


def test_preview_shows_what_would_be_read() -> None:
    shown = preview("x.csv", b"date,comment\n2026,Warm bread\n2027,Slow queue\n2028,Too dear for us\n", most=2)
    (sheet,) = shown.sheets
    assert sheet.columns.text == "comment" and sheet.columns.date == "date" and sheet.columns.why
    assert (sheet.total, sheet.rows) == (3, (("2026", "Warm bread"), ("2027", "Slow queue")))


def test_words_in_a_column_that_a_short_header_does_not_name() -> None:
    rows = [f"{n},ann,the bread was warm on day {n} and they knew my name" for n in range(3)]
    source = read_research("x.csv", "\n".join(["id,name", *rows, "id,name"]).encode())
    assert balanced(source) and source.text_column == "column 3"
    assert source.read == 3 and source.skipped == {"empty": 1}


@pytest.mark.parametrize("path", sorted(folder("examples").glob("*/*.csv")), ids=lambda path: path.parent.name)
def test_shipped_examples_are_read(path) -> None:  # type: ignore[no-untyped-def]
    source = read_research(path.name, path.read_bytes())
    assert source.read >= 20 and balanced(source) and source.delimiter


cells = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=12))
def test_any_well_formed_table_is_read_verbatim(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    table = [["id", "stars", "comment"], *([str(n), "5", *row[:1]] for n, row in enumerate(rows))]
    csv.writer(buffer).writerows(table)
    source = read_research("x.csv", buffer.getvalue().encode(), text_column="comment")
    assert balanced(source)
    said = {clean(row[0])[0] for row in rows}
    assert all(snippet.text in said for snippet in source.snippets)


@given(st.binary(max_size=400) | st.text('",;\n\r\x00 ab1\t|', max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        assert balanced(read_research("x.csv", content))
    except InputError as error:
        assert error.todo


@given(st.text(max_size=300))
def test_any_pasted_text_is_read_or_refused(content: str) -> None:
    try:
        source = read_research("pasted", content)
    except InputError:
        return
    assert balanced(source) and len({snippet.id for snippet in source.snippets}) == source.read
