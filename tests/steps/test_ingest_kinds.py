"""JSON, running text, damaged characters, choices, and the account of every row."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covision.domain.reading import Part, Reading
from covision.domain.research import ResearchSource, distinct
from covision.errors import InputError
from covision.steps.ingest import Choices, preview, read_research, source_digest
from covision.steps.ingest_damage import is_damaged
from covision.steps.ingest_encoding import LOST, decode
from covision.steps.ingest_rows import ranges
from covision.steps.ingest_text import nothing_said

SAID = "They knew my name at the counter"
SLOW = "The queue was long and nobody said a word"


def texts(source: ResearchSource) -> list[str]:
    return [snippet.text for snippet in source.snippets]


def whole(source: ResearchSource) -> bool:
    """Every row accounted for, and every row that is no snippet listed."""
    left = sum(item.count for item in source.left_out)
    gone = sum(source.skipped.values()) + source.folded
    return source.read + gone == source.rows and left == gone


class Given:
    """A reader that gives what a test made."""

    def __init__(self, *parts: Part) -> None:
        self.parts = parts

    def read(
        self, name: str, content: bytes, *, encoding: str | None = None, delimiter: str | None = None
    ) -> Reading:
        return Reading("xlsx", list(self.parts))


@pytest.mark.parametrize(
    "data",
    [
        [{"review": SAID, "stars": 5}, {"review": SLOW, "stars": 2}],
        {"meta": {"n": 2}, "data": {"reviews": [{"review": SAID, "stars": 5}, {"review": SLOW, "stars": 2}]}},
        [
            {"author": {"name": "A"}, "content": {"text": SAID}},
            {"author": {"name": "B"}, "content": {"text": SLOW}},
        ],
        [SAID, SLOW],
        {"comments": [SAID, SLOW]},
    ],
)
def test_json_in_its_usual_shapes(data: object) -> None:
    source = read_research("any name", json.dumps(data).encode())
    assert (source.format, texts(source)) == ("json", [SAID, SLOW]) and whole(source)


def test_json_lines_with_a_broken_one() -> None:
    lines = [json.dumps({"text": SAID, "date": "2026-01-02"}), "{oops", "", json.dumps({"text": SLOW})]
    source = read_research("x.jsonl", "\n".join(lines).encode())
    assert (source.format, texts(source), source.skipped) == ("jsonl", [SAID, SLOW], {"unreadable": 1})
    assert source.left_out[0].rows == "2" and source.snippets[0].date == "2026-01-02" and whole(source)


def test_numbers_in_json_stay_as_they_are_written() -> None:
    content = b'[{"comment": "' + SAID.encode() + b'", "rating": 4.50}]'
    assert read_research("x.json", content).snippets[0].rating == "4.50"


def test_markdown_lists_headings_and_offsets() -> None:
    content = f"# Interviews\n\nShe said:\n- {SAID}\n- {SLOW}\n\n> {SAID} again\nand again\n\nPage 3 of 10\n"
    source = read_research("notes.md", content.encode())
    assert source.format == "markdown" and source.skipped == {"boilerplate": 1, "heading": 1} and whole(source)
    assert texts(source) == ["She said:", SAID, SLOW, f"{SAID} again\nand again"]
    lines = content.split("\n")
    assert source.snippets[1].start == 2 and lines[3][2:] == source.snippets[1].text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Page 3 of 10", "boilerplate"),
        ("- Página 4 -", "boilerplate"),
        ("Seite 3 von 9", "boilerplate"),
        ("Sent from my iPhone", "boilerplate"),
        ("Enviado do meu iPhone", "boilerplate"),
        ("Sent from my table I watched the cooks for an hour and loved it", None),
        ("10/10", "no_comment"),
        ("9 of 10 times they know me", None),
        ("n/a", "no_comment"),
        ("…", "empty"),
    ],
)
def test_what_says_nothing(text: str, why: str | None) -> None:
    assert nothing_said(text) == why


def test_what_many_say_in_the_same_words_is_folded_and_not_left_out() -> None:
    rows = "\n".join(["comment", *["The bread is good"] * 40, SAID])
    source = read_research("x.csv", rows.encode())
    assert source.snippets[0].copies == 40 and source.folded == 39 and not source.skipped
    (left,) = source.left_out
    assert (left.why, left.rows, left.count) == ("folded", "2-40", 39)


def test_every_left_out_row_is_listed_by_its_number() -> None:
    rows = ["n,comment", f"1,{SAID}", "2,", "3,n/a", "4,", "5,", f"6,{SAID}!", "n,comment", f"8,{SLOW}"]
    source = read_research("x.csv", "\n".join(rows).encode())
    told = {left.why: left.rows for left in source.left_out}
    assert told == {"empty": "2, 4-5", "no_comment": "3", "folded": "6", "header": "7"} and whole(source)


@given(st.sets(st.integers(1, 60)))
def test_ranges_tell_every_number(numbers: set[int]) -> None:
    found: set[int] = set()
    for part in ranges(sorted(numbers)).split(", ") if numbers else []:
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    assert found == numbers


PT = "nota;comentário\n5;O café é ótimo e o pão também, não há melhor\n4;Atenção à fila ao sábado de manhã\n"
DE = "Sterne;Kommentar\n5;Das Brot war schön warm und die Leute sind natürlich nett\n1;Für Gäste zu wenig Plätze\n"
FR = "note;commentaire\n5;Le café était très bon, à côté de la gare\n2;Trop cher, et ça prend du temps\n"
ES = "nota;comentario\n5;El café está muy bueno y la señora es amable\n2;Mañana no vuelvo, ¡qué lío!\n"
PL = "ocena;opinia klienta\n5;Obsługa była bardzo miła i pomocna, dziękuję\n2;Zbyt długa kolejka w sobotę rano\n"


@pytest.mark.parametrize("text", [PT, DE, FR, ES])
@pytest.mark.parametrize(
    "encoding", ["cp1252", "iso8859-1", "mac_roman", "cp850", "utf-8", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_western_files_read_right_in_any_encoding(text: str, encoding: str) -> None:
    got, found, notes = decode("x.csv", text.encode(encoding))
    assert got.removeprefix("\ufeff") == text
    assert found.startswith("utf") or any("not UTF-8" in note for note in notes)


@pytest.mark.parametrize(("text", "encoding"), [(PL, "cp1250"), ("оценка;отзыв\n5;Хлеб был тёплый, меня знали по имени\n" * 5, "cp1251"),
                                                ("点;感想\n5;パンが温かくて、名前を覚えていてくれた\n" * 8, "shift_jis")])  # fmt: skip
def test_other_scripts(text: str, encoding: str) -> None:
    assert decode("x.csv", text.encode(encoding))[0] == text


def test_a_file_that_mixes_encodings_is_read_place_by_place() -> None:
    head, first, second = PT.splitlines(keepends=True)
    content = head.encode() + first.encode() + second.encode("cp1252") * 3
    text, encoding, notes = decode("x.csv", content)
    assert text == head + first + second * 3 and encoding == "mixed" and "mixes encodings" in notes[0]


def test_characters_that_no_encoding_explains_are_shown_as_lost() -> None:
    rows = [
        b"n,comment",
        b"1,I like that the d\x92\xa9cor is upscale",
        b"2,all \xe2\x80\x9cfine\xe2\x80\x9d here for us",
    ]
    source = read_research("x.csv", b"\n".join(rows))
    assert texts(source) == [f"I like that the d{LOST}{LOST}cor is upscale", "all “fine” here for us"]
    assert [snippet.damaged for snippet in source.snippets] == [True, False]
    assert any("row 1" in note for note in source.notes) and any(
        "no known encoding" in note for note in source.notes
    )


@pytest.mark.parametrize(
    ("text", "language", "damaged"),
    [
        ("O cafÃ© Ã© Ã³timo", "pt", True),
        ("Itâ€™s warm", "en", True),
        ("Gosto do p�o", "pt", True),
        ("A informa??o estava errada", "pt", True),
        ("O p?o n?o estava quente", "pt", True),
        ("What?no bread", "en", False),
        ("Veja www.pao.pt/a?b=1 para saber", "pt", False),
        ("NÃO VOLTO, MANHÃ… PERDIDA", "pt", False),
        ("Really?! Why??", "en", False),
    ],
)
def test_damage_is_told_from_words(text: str, language: str, damaged: bool) -> None:
    assert is_damaged(text, language) is damaged


def test_damaged_words_are_never_mended() -> None:
    source = read_research("x.csv", "n,comment\n1,O cafÃ© Ã© muito bom para nÃ³s\n".encode())
    assert texts(source) == ["O cafÃ© Ã© muito bom para nÃ³s"] and source.snippets[0].damaged


def test_an_encoding_can_be_chosen_and_a_wrong_name_is_said() -> None:
    content = PL.encode("cp1250")
    source = read_research("x.csv", content, choices=Choices(encoding="cp1250"))
    assert "miła" in source.snippets[0].text and source.encoding == "cp1250"
    for wrong in ("klingon", "zip", "unicode_escape"):
        with pytest.raises(InputError, match="no encoding") as caught:
            read_research("x.csv", content, choices=Choices(encoding=wrong))
        assert "utf-8" in caught.value.todo


def test_a_delimiter_can_be_chosen() -> None:
    content = f"n§comment\n1§{SAID}\n2§{SLOW}\n".encode()
    source = read_research("x.csv", content, choices=Choices(delimiter="§"))
    assert texts(source) == [SAID, SLOW] and source.delimiter == "§"
    assert read_research("x.csv", content.replace("§".encode(), b"~")).delimiter == "~"


def test_sheets_with_schemas_of_their_own() -> None:
    reader = Given(
        Part([["Date", "Comment"], ["2026-01-01", SAID], ["2026-01-02", SLOW]], name="2026"),
        Part([["Kunde", "Bewertung", "Note"], ["A", "Das Brot war warm und die Leute sind nett", "1"]], name="Alt"),
        Part([["Comment"], [f"{SAID}!"], ["Hidden words"]], name="Old", hidden=True),
        Part([["1", "2"], ["3", "4"]], name="Sums"),
    )
    source = read_research("x.xlsx", b"", reader=reader)
    assert [(s.sheet, s.column, s.language) for s in source.snippets] == [
        ("2026", "Comment", "en"), ("2026", "Comment", "en"), ("Alt", "Bewertung", "de")]  # fmt: skip
    assert source.skipped == {"hidden": 2, "no_text_column": 2} and whole(source)
    shown = preview("x.xlsx", b"", reader)
    assert [(sheet.name, sheet.columns.text, sheet.hidden) for sheet in shown.sheets] == [
        ("2026", "Comment", False), ("Alt", "Bewertung", False), ("Old", "Comment", True), ("Sums", None, False)]  # fmt: skip
    chosen = read_research("x.xlsx", b"", reader=reader, choices=Choices(sheets=("2026", "Old")))
    assert [s.sheet for s in chosen.snippets] == ["2026", "2026", "Old"] and chosen.folded == 1
    assert chosen.skipped["not_chosen"] == 3 and whole(chosen)
    other = read_research("x.xlsx", b"", reader=reader, choices=Choices(columns={"Alt": "Kunde"}))
    assert [s.text for s in other.snippets][-1] == "A"
    with pytest.raises(InputError, match="no sheet 'Alter'"):
        read_research("x.xlsx", b"", reader=reader, choices=Choices(sheets=("Alter",)))


def test_titles_above_a_table() -> None:
    rows = ["Survey of spring,,", ",,", "Date,Stars,Comment", f"2026-01-01,5,{SAID}", f"2026-01-02,1,{SLOW}"]
    source = read_research("x.csv", "\n".join(rows).encode())
    assert source.text_column == "Comment" and [s.row for s in source.snippets] == [1, 2]
    assert source.skipped == {"empty": 1, "heading": 1} and whole(source)


def test_a_surveys_questions_are_its_header_however_long() -> None:
    asked = "How likely are you to recommend our garden centres to friends and family? (0-10)"
    head = f"Respondent,Completed,Store,{asked},What should we do better?"
    rows = [
        head,
        f"1,2026-01-01,Ross,7,{SAID}",
        f"2,2026-01-02,Kington,3,{SLOW}",
        "3,2026-01-03,Ross,9,Nothing really",
    ]
    for above in (["Spring survey,,,,", ",,,,"], []):
        table = "\n".join([*above, *rows]).encode()
        shown = preview("x.csv", table).sheets[0].columns
        assert (shown.text, shown.rating, shown.origin) == ("What should we do better?", asked, "Store")
        source = read_research("x.csv", table)
        assert [(s.rating, s.origin) for s in source.snippets][:2] == [("7", "Ross"), ("3", "Kington")]
        assert whole(source) and "What should we do better?" not in texts(source)
    bare = read_research("x.csv", f"Ross,n/a,{SAID}\nKington,3,{SLOW}\nRoss,9,Warm bread and a kind word".encode())
    assert bare.read == 3 and whole(bare)


def test_a_date_column_is_found_by_its_form() -> None:
    rows = ["a,b,said", f"2026-01-03,12.50,{SAID}", f"2026-02-03,3.25,{SLOW}"]
    shown = preview("x.csv", "\n".join(rows).encode())
    columns = shown.sheets[0].columns
    assert (columns.text, columns.date, columns.rating) == ("said", "a", None) and "'a'" in columns.why


def test_several_languages_in_one_file() -> None:
    said = {"en": "The bread was warm and they knew my name", "pt": "O pão estava quente e não me senti só",
            "es": "El pan estaba caliente y la gente es muy amable", "de": "Das Brot war warm und die Leute sind nett",
            "fr": "Le pain était chaud et les gens sont très gentils"}  # fmt: skip
    source = read_research("x.csv", "\n".join(["comment", *said.values()]).encode())
    assert [snippet.language for snippet in source.snippets] == list(said)


def test_the_digest_knows_content_and_choices() -> None:
    content = f"comment\n{SAID}\n".encode()
    digest = source_digest(content)
    assert read_research("a.csv", content).digest == digest == source_digest(content)
    others = {source_digest(content + b"x"), source_digest(content, "survey"), source_digest(content.decode()),
              source_digest(content, choices=Choices(text_column="comment"))}  # fmt: skip
    assert len(others | {digest}) == 5


def test_overlapping_exports_count_a_customer_once() -> None:
    first = read_research("a.csv", f"comment\n{SAID}\n{SAID}\n{SLOW}\n".encode())
    second = read_research("b.csv", f"comment\n{SAID}\nQuite another word from another person\n".encode())
    once = distinct([second, first])
    assert len(once) == 3 and len({snippet.id for snippet in once}) == 3
    assert (once[0].source, once[0].copies) == ("b.csv", 2)


def test_fifty_thousand_rows_are_read_in_seconds() -> None:
    rows = "\n".join(f"{n},{SAID} on day {n % 9000} of the year, and the bread was warm" for n in range(50_000))
    started = time.process_time()
    source = read_research("x.csv", f"n,comment\n{rows}\n".encode())
    assert source.read == 9000 and source.folded == 41_000
    assert time.process_time() - started < 20


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["cp1252", "utf-8", "mac_roman"]))
def test_decoding_never_fails_but_by_its_own_error(noise: bytes, encoding: str) -> None:
    content = PT.encode(encoding) + noise
    try:
        text, _, _ = decode("x.csv", content)
    except InputError as error:
        assert error.todo
        return
    # What is ASCII is never touched.
    kept = [char for char in text if char.isascii()]
    wide = b"\x00" in content
    assert wide or kept == [chr(byte) for byte in content if byte < 128]
