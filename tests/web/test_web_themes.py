"""Themes on the page: counts beside bars, exact words with their places, and why there are none."""

from pathlib import Path

import pytest
from payloads import ALL
from strict import read

from covision.assets import folder
from covision.domain.project import Organisation
from covision.domain.research import Quote, Snippet, Theme, ThemeSet
from covision.faces.web.presenters import themes
from covision.faces.web.words import LANGUAGES, load_words
from covision.settings import load_settings
from covision.wiring import House

SNIPPETS = tuple(Snippet(id=f"s{n}", text=f"Words {n}", source="r.csv", row=n) for n in range(40))


def quote(text: str, row: int) -> Quote:
    return Quote(
        snippet="s1", text=text, start=0, end=len(text), place=f"r.csv row {row}", date="2026-03-02", rating="5"
    )


def theme(**more: object) -> Theme:
    base = Theme(
        id="t-1", label="nobody rushed my mother", kind="praise", phrases=("nobody rushed", "my mother"), count=214,
        share=0.214, quotes=(quote("nobody rushed my mother", 1), quote("they wait for her", 2), quote("no hurry", 3)),
        months={"2026-03": 9, "2025-12": 4, "soon": 1}, ratings={"5": 9, "10": 2, "gut": 1, "4,5": 1},
    )  # fmt: skip
    return base.model_copy(update=more)


def page(found: ThemeSet | None, stale: bool = False, language: str = "en") -> str:
    return themes.page(found, SNIPPETS, load_words(language), stale=stale)


def test_a_theme_says_how_many_people_in_words_beside_its_bar() -> None:
    found = ThemeSet(themes=(theme(), theme(id="t-2", count=1, share=0.001)), of=1000, digest="d")
    shown = read(page(found))
    assert "“nobody rushed my mother”" in shown and "praise" in shown
    assert "214 people · 21%" in shown and "1 person · under 1%" in shown
    assert "width:100%" in page(found) and "width:2%" in page(found)
    assert "2 themes in what 1,000 people said" in read(themes.heading(found, load_words("en")))


def test_quotes_are_the_exact_words_with_place_date_and_rating() -> None:
    shown = read(page(ThemeSet(themes=(theme(),), of=1000)))
    assert "“they wait for her”r.csv row 2 · 2026-03-02 · rated 5" in shown
    assert page(ThemeSet(themes=(theme(),))).count("<blockquote>") == 3


def test_months_come_in_their_order_and_ratings_from_the_best() -> None:
    markup = page(ThemeSet(themes=(theme(),)))
    shown = read(markup)
    assert shown.index("December 2025") < shown.index("March 2026") < shown.index("soon")
    assert (
        markup.index(">10</th>") < markup.index(">5</th>") < markup.index(">4,5</th>") < markup.index(">gut</th>")
    )
    assert "By source" not in shown


def test_a_label_of_a_model_is_no_quotation() -> None:
    shown = read(
        page(ThemeSet(themes=(theme(label="Unhurried care", worded_by="local/tiny", summary="Said so."),)))
    )
    assert "“drive, thru”" not in read(page(ThemeSet(themes=(theme(label="drive, thru"),))))
    assert "Unhurried care" in shown and "“Unhurried care”" not in shown
    assert "Worded by local/tiny" in shown and "Said so." in shown


def test_too_few_comments_are_people_and_it_says_why() -> None:
    few = themes.page(None, SNIPPETS[:7], load_words("en"), stale=False)
    assert "7 comments are people, not statistics" in read(few) and "From 12" in read(few)
    assert themes.page(None, (), load_words("en"), stale=False) == ""


def test_themes_out_of_date_say_so_with_one_click_to_renew() -> None:
    markup = page(ThemeSet(themes=(theme(),)), stale=True)
    assert "has changed" in read(markup) and 'data-do="renew"' in markup
    assert 'data-do="renew"' not in page(ThemeSet(themes=(theme(),)))


def test_a_stopped_search_and_comments_in_no_theme_are_told() -> None:
    found = ThemeSet(
        themes=(theme(),), complete=False, unthemed=tuple(f"s{n}" for n in range(20)), notes=("A note.",)
    )
    shown = read(page(found))
    assert "The search was stopped" in shown and "20 comments are in no theme" in shown and "and 14 more" in shown
    assert "A note." in shown
    assert "clearly enough" in read(page(ThemeSet()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_stay_text(language: str) -> None:
    bad = Quote(snippet="s", text=ALL, start=0, end=1, place=ALL, date=ALL, rating=ALL)
    hostile = theme(
        id=ALL, label=ALL, summary=ALL, worded_by=ALL, phrases=(ALL,), quotes=(bad,), months={ALL: 1}, ratings={ALL: 2},
        sources={ALL: 1, "b": 2},
    )  # fmt: skip
    plain = hostile.model_copy(update={"worded_by": "", "id": "x"})
    snippets = [Snippet(id=f"s{n}", text=ALL, source=ALL) for n in range(12)]
    found = ThemeSet(themes=(hostile, plain), unthemed=("s1",), notes=(ALL,), complete=False)
    shown = read(themes.page(found, snippets, load_words(language), stale=True))
    assert shown.count("<script>alert(1)</script>") >= 10
    read(themes.progress(load_words(language), ALL, 7.5, 3.2))
    read(themes.heading(found, load_words(language)))


def test_progress_says_what_for_how_long_and_how_far() -> None:
    shown = themes.progress(load_words("en"), "Reading the comments", 0.4, 3.7)
    assert "Reading the comments · 3 s" in read(shown) and "width:40%" in shown


async def test_research_that_is_taken_out_and_put_back_is_never_shown_with_half_its_themes(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, model="scripted/default", embeddings="hashing", index="numpy")
    with House(settings) as house:
        engine = house.engine
        project = engine.create(Organisation(name="Café")).id
        for name in ("harbour-street-bakery", "willow-dental"):
            content = (folder("examples") / name / "comments.csv").read_bytes()
            state = engine.add_research(project, f"{name}.csv", content)
        before = [step async for step in engine.find_themes(project)][-1]
        assert before.themes.themes and not engine.themes_stale(before)
        gone = next(source for source in state.research if source.name == "willow-dental.csv")
        assert engine.themes_stale(engine.remove_research(project, gone.name))
        back = engine.put_research(project, gone)
        assert engine.themes_stale(back)
        again = [step async for step in engine.find_themes(project)][-1]
        assert not engine.themes_stale(again)
        assert [theme.count for theme in again.themes.themes] == [theme.count for theme in before.themes.themes]


def test_words_in_quotation_marks_are_not_quoted_twice() -> None:
    said = ("“If he leaves I leave.”", '"Great" he said', "« Merci »")
    shown = read(page(ThemeSet(themes=(theme(quotes=tuple(quote(text, 1) for text in said)),), of=1000)))
    for text in ("“If he leaves I leave.”", '“"Great" he said”', "“ Merci ”"):
        assert text in shown
    assert "““" not in shown and "””" not in shown
