"""The research page without a browser: what waits, what was read, what is masked, and files on their way."""

import httpx
import pytest
from fastapi import FastAPI, Request
from holding import HELD
from payloads import ALL
from research_data import TABLE, Plain, look, many
from strict import read

from covision.domain.research import LeftOut, ResearchSource, Snippet
from covision.errors import InputError
from covision.faces.web import arriving, tray
from covision.faces.web.arriving import Arriving, Given, tidy_name
from covision.faces.web.panels.research import _masked, _told
from covision.faces.web.presenters import pending, research
from covision.faces.web.presenters.research import FEW, PAGE, PREVIEW, Look, Masked, key
from covision.faces.web.server import Guard, accept
from covision.faces.web.tray import MAX_FILES, Pending, Tray, chosen, looked_at, opened, refused
from covision.faces.web.words import LANGUAGES, Words, load_words
from covision.steps import mask
from covision.steps.ingest import Choices, Columns, Preview, SheetPreview

# What waits


def test_a_file_is_looked_at_once_and_says_what_would_be_added() -> None:
    reader = Plain()
    one = looked_at(opened(Given("r.csv", TABLE.encode()), "r.csv"), Choices(), reader, ())
    assert reader.times == 1
    assert one.ready and one.source is not None and one.source.read == 2
    shown = read(pending.tray(Tray(files=[one]), load_words("en")))
    assert "Add 2 comments" in shown and "2 read · 0 said twice · 0 left out · of 2 rows" in shown
    assert "Nothing is added yet" in shown
    assert "The first 2 of 2 rows" in shown


def test_another_column_is_chosen_by_its_number_and_the_file_is_read_anew() -> None:
    one = look(TABLE)
    again = looked_at(one, chosen(one, "text", "1"), Plain(), ())
    assert again.choices.text_column == "reply"
    assert again.source is not None and again.source.snippets[0].text.startswith("Thank you")
    without = looked_at(one, chosen(one, "date", "-"), Plain(), ())
    assert one.source is not None and one.source.snippets[0].date == "2026-02-03"
    assert without.source is not None and without.source.snippets[0].date is None


@pytest.mark.parametrize(
    ("what", "value"),
    [("text", "-"), ("text", "99"), ("text", "comment"), ("date", ""), ("encoding", "99"), ("encoding", "-"),
     ("sheet", "7 1"), ("sheet", "x"), ("__class__", "0"), ("", "")],
)  # fmt: skip
def test_a_choice_that_no_list_offers_changes_nothing(what: str, value: str) -> None:
    one = look(TABLE)
    assert chosen(one, what, value) == one.choices


def test_reading_another_way_forgets_columns_of_the_first_way() -> None:
    one = look(TABLE, Choices(text_column="reply"))
    choices = chosen(one, "delimiter", "1")
    assert (choices.delimiter, choices.text_column) == (";", None)


def test_a_file_without_a_text_column_keeps_its_first_rows_so_that_one_can_be_chosen() -> None:
    one = look("a,b\n1,2\n3,4\n")
    assert not one.ready and one.preview is not None and "column" in one.problem
    shown = pending.tray(Tray(files=[one]), load_words("en"))
    assert "choose a column" in read(shown) and 'id="add-files"' not in shown


def test_one_file_fails_in_its_own_card_and_the_others_go_on() -> None:
    good, bad = look(TABLE), look(b"%PDF-1.7 and nothing that can be read", name="broken.pdf")
    assert bad.problem and bad.todo and not bad.ready
    shown = read(pending.tray(Tray(files=[bad, good]), load_words("en")))
    assert bad.problem in shown and bad.todo in shown
    assert "Add 2 comments" in shown and " from " not in shown.partition("Add 2 comments")[2][:8]


def test_several_files_are_added_by_one_button_that_says_how_many_comments() -> None:
    files = [
        look(TABLE),
        look(TABLE, name="two.csv"),
        refused("x.csv", "This file has more than 20 MB.", "Split it."),
    ]
    assert "Add 4 comments from 2 files" in read(pending.tray(Tray(files=files), load_words("en")))
    assert "Juntar 4 comentários de 2 ficheiros" in read(pending.tray(Tray(files=files), load_words("pt")))


def test_what_is_here_already_is_not_offered_again() -> None:
    first = look(TABLE)
    assert first.source is not None
    again = looked_at(first, Choices(), Plain(), (first.source,))
    assert again.known and not again.ready
    other = look(TABLE.replace("mother", "father"))
    changed = looked_at(other, Choices(), Plain(), (first.source,))
    assert changed.replaces and changed.ready


def workbook() -> Pending:
    names = ("comment", "score")
    sheets = tuple(
        SheetPreview(
            name=name, columns=Columns(names=names, text="comment", rating="score"), rows=(("good", "5"),), total=1,
            hidden=name == "notes",
        )
        for name in ("2025", "2026", "notes")
    )  # fmt: skip
    preview = Preview(format="xlsx", encoding=None, delimiter=None, language="en", sheets=sheets)
    return Pending(key="k", name="survey.xlsx", preview=preview)


def test_sheets_are_taken_and_left_by_their_boxes_and_one_always_stays() -> None:
    book = workbook()
    fewer = chosen(book, "sheet", "0 0")
    assert fewer.sheets == ("2026",)
    one = Pending(key="k", name="survey.xlsx", preview=book.preview, choices=fewer)
    assert chosen(one, "sheet", "1 0").sheets == ("2026",)
    assert chosen(one, "sheet", "2 1").sheets == ("2026", "notes")
    shown = read(pending.tray(Tray(files=[one]), load_words("en")))
    assert "3 sheets" in shown and "notes (1 row)" in shown and "hidden in the file" in shown


def test_each_sheet_has_its_own_column_of_words() -> None:
    book = workbook()
    assert chosen(book, "words", "1 1").columns == {"2026": "score"}
    assert (
        chosen(book, "words", "1 7") == chosen(book, "words", "9 0") == chosen(book, "words", "x") == book.choices
    )
    shown = pending.tray(Tray(files=[book]), load_words("en"))
    assert shown.count('data-with="k words ') == 2 and 'data-with="k text"' not in shown


def test_sheets_that_differ_show_that_they_do_and_can_be_put_back_to_what_was_found() -> None:
    book = workbook()
    assert book.preview is not None
    first = book.preview.sheets[0]
    other = first.model_copy(update={"columns": first.columns.model_copy(update={"rating": "comment"})})
    preview = book.preview.model_copy(update={"sheets": (other, *book.preview.sheets[1:])})
    mixed = Pending(key="k", name="s.xlsx", preview=preview, choices=Choices(rating_column="score"))
    assert "a different one in each sheet" in read(pending.tray(Tray(files=[mixed]), load_words("en")))
    assert chosen(mixed, "rating", "=").rating_column is None


def test_the_tray_is_capped_and_belongs_to_one_project() -> None:
    held = Tray().of("a")
    for _ in range(MAX_FILES):
        assert held.room(1)
        held.put(refused("x", "y", "z"))
    assert not held.room(1)
    assert not Tray().room(tray.MAX_BYTES + 1)
    assert held.of("b").files == []


def test_files_of_one_name_from_two_folders_both_stay() -> None:
    held = Tray(
        files=[Pending(key="1", name="r.csv"), Pending(key="2", name="r (2).csv"), Pending(key="3", name="n")]
    )
    assert held.free_name("r.csv") == "r (3).csv" and held.free_name("n") == "n (2)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_cells_columns_and_names_stay_text(language: str) -> None:
    words = load_words(language)
    columns = Columns(names=(ALL, f"{ALL} 2"), text=ALL, date=f"{ALL} 2", why=ALL)
    sheet = SheetPreview(name=ALL, columns=columns, rows=((ALL, ALL),), total=1)
    preview = Preview(
        format=ALL, encoding=ALL, delimiter=ALL, language=ALL, sheets=(sheet, sheet), notes=(ALL,), hidden={ALL: 2}
    )
    damaged = Snippet(id="s", text=ALL, source=ALL, damaged=True)
    source = ResearchSource(name=ALL, rows=1, read=1, snippets=(damaged,), hidden={ALL: 1})
    one = Pending(key="k", name=ALL, preview=preview, source=source, problem=ALL, todo=ALL, replaces=True)
    shown = read(pending.tray(Tray(files=[one, refused(ALL, ALL, ALL)]), words))
    assert shown.count("<script>alert(1)</script>") > 8
    masked = Masked(kind="email", before=ALL, found=ALL, after=ALL, seen=ALL)
    whole = source.model_copy(
        update={
            "personal": {"email": 3, ALL: 1},
            "left_out": (LeftOut(why=ALL, rows=ALL, count=2, sheet=ALL),),
            "skipped": {ALL: 2},
            "notes": (ALL,),
            "text_column": ALL,
            "encoding": ALL,
        }
    )
    for seen in (Look(), Look(key(ALL), 1), Look(key(ALL), 0, (masked,))):
        assert "<script>alert(1)</script>" in read(research.sources((whole,), words, seen))


# What was read


def words_en() -> Words:
    return load_words("en")


def test_two_thousand_comments_are_not_sent_at_once() -> None:
    source, words = many(2000), words_en()
    first = research.sources((source,), words)
    assert first.count('class="customer"') == PREVIEW and "Read all 2,000" in read(first)
    assert len(first) < 8_000
    page = research.sources((source,), words, Look(key("r"), PAGE + 1))
    assert page.count('class="customer"') == PAGE
    assert f"{PAGE + 1} to {2 * PAGE} of 2,000" in read(page)
    last = research.sources((source,), words, Look(key("r"), 10**9))
    assert "1,993 to 2,000" in read(last) or "of 2,000" in read(last)
    assert ">Next<" not in last and ">Before<" in last


def test_a_few_people_are_listed_all() -> None:
    assert research.sources((many(FEW),), words_en()).count('class="customer"') == FEW


def test_every_row_that_was_left_out_is_named_with_its_reason() -> None:
    left = (LeftOut(why="empty", rows="3, 7-9", count=4), LeftOut(why="folded", rows="12", count=1, sheet="May"))
    source = ResearchSource(name="r", rows=7, read=2, folded=1, skipped={"empty": 4}, left_out=left)
    shown = read(research.sources((source,), words_en()))
    assert "2 read · 1 said twice · 4 left out · of 7 rows" in shown
    assert "blank: rows 3, 7-9" in shown and "said already in another row: row 12 of the sheet “May”" in shown


def test_personal_data_is_counted_by_kind_and_names_are_not_promised() -> None:
    source = many(3).model_copy(update={"personal": {"email": 2, "phone": 1}})
    assert "Personal data: 2 e-mail addresses, 1 phone number." in read(research.sources((source,), words_en()))
    text = "Write to joan.pell@example.com if anything changes"
    found = mask.review([text], 5)[0]
    shown = _masked(found, text, mask.Masker([text]))
    assert (shown.found, shown.seen) == ("joan.pell@example.com", "Write to [email-1] if anything changes")
    page = read(research.sources((source,), words_en(), Look(key("r"), 0, (shown,))))
    assert "[email-1]" in page and "Names of people" in page and "and 2 more" in page


def test_what_would_be_sent_is_shown_masked_also_where_only_the_words_beside_tell() -> None:
    text = "Call me on 5551234 or 5557654, or write to joan.pell@example.com"
    masker = mask.Masker([text])
    for found in mask.review([text], 5):
        seen = _masked(found, text, masker).seen
        assert found.text not in seen and f"[{found.kind}-" in seen and seen in masker.mask(text)
    assert len(mask.review([text], 5)) == 3


def test_hidden_and_damaged_things_are_counted() -> None:
    damaged = Snippet(id="s", text="caf\ufffd", source="r", damaged=True)
    source = ResearchSource(name="r", rows=1, read=1, hidden={"tag characters": 1200}, snippets=(damaged,))
    shown = read(research.sources((source,), words_en()))
    assert "1,200 hidden things were taken out unread" in shown and "characters that the file had lost" in shown
    assert "caf\ufffd" in shown


def test_an_empty_page_teaches_what_three_reviews_make_possible() -> None:
    assert "three reviews" in read(research.sources((), words_en()))


def test_a_sources_key_survives_names_that_cannot_be_sent_as_they_are() -> None:
    assert key("a\u202eb") != key("ab") and key("a\ud800") and len(key(ALL)) == 16


def test_limits_are_told_before_anything_is_chosen() -> None:
    shown = read(research.drop(words_en(), most=arriving.MAX_BYTES, many=MAX_FILES))
    assert "Up to 20 MB a file, 20 files at a time" in shown


# Files on their way


@pytest.mark.parametrize(
    "said", ["", "null", "[]", "7", '{"files": 3}', '{"files": ["a"]}', '{"left": 1}', "{" * 9]
)
def test_whatever_the_browser_says_of_files_is_no_error(said: str) -> None:
    assert _told(said) == ([], 0)


def test_only_so_many_files_are_taken_at_once() -> None:
    named = ", ".join(['{"name": "a", "token": "t"}'] * 50)
    told, left = _told(f'{{"files": [{named}], "left": 30}}')
    assert len(told) == MAX_FILES and left == 30 and told[0] == ("a", "t", "")


def test_a_file_that_arrived_is_taken_once_and_dropped_when_nobody_takes_it() -> None:
    now = [0.0]
    files = Arriving(lambda: now[0])
    token = files.put("a.csv", b"abc")
    assert files.waiting == 3
    assert files.take(token) == Given("a.csv", b"abc")
    assert files.take(token) is None and files.take("x") is None
    files.put("b.csv", b"abcd")
    now[0] = arriving.MAX_SECONDS + 1
    files.put("c.csv", b"e")
    assert files.waiting == 1


def test_too_much_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "MAX_WAITING", 5)
    files = Arriving()
    files.put("a", b"123")
    with pytest.raises(InputError):
        files.put("b", b"123")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\r.csv", "r.csv"), ("a\u202efdp.exe\x00\n", "afdp.exe"), ("", "file"),
     ("/", "file"), ("x" * 300 + ".csv", "x" * 116 + ".csv"), ("caf\u00e9 1.csv", "caf\u00e9 1.csv")],
)  # fmt: skip
def test_a_files_name_has_no_folder_and_nothing_unseen(name: str, kept: str) -> None:
    assert tidy_name(name) == kept


async def give(content: bytes, **headers: str) -> tuple[httpx.Response, Arriving]:
    files, app = Arriving(), FastAPI()

    @app.post("/give")
    async def route(request: Request, name: str = ""):  # type: ignore[no-untyped-def]  # noqa: ANN202
        return await accept(request, name, files)

    transport = httpx.ASGITransport(app=Guard(app, "127.0.0.1", own=("/give",)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860", cookies=HELD) as client:
        return await client.post("/give", params={"name": "../r.csv"}, content=content, headers=headers), files


async def test_the_page_gives_files_to_memory_by_a_token() -> None:
    reply, files = await give(b"a,b", Origin="http://127.0.0.1:7860")
    assert reply.status_code == 200
    assert files.take(reply.text) == Given("r.csv", b"a,b")


async def test_a_file_that_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "MAX_BYTES", 10)
    reply, files = await give(b"x" * 11)
    assert (reply.status_code, files.waiting) == (413, 0)


async def test_another_sites_script_gives_nothing() -> None:
    reply, files = await give(b"a", Origin="https://evil.example")
    assert (reply.status_code, files.waiting) == (403, 0)
