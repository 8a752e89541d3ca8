"""The parts that themes are made of: months, tone, word lists, pieces of a review, checked words of a model."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from theme_data import snippet

from covision.assets import folder
from covision.domain.model import ModelInfo
from covision.domain.research import Quote, Snippet, Theme, ThemeKind
from covision.errors import ModelUnavailable
from covision.prompting.shelf import load
from covision.steps.theming.groups import Group
from covision.steps.theming.label import labels, phrases
from covision.steps.theming.lists import LANGUAGES, load_lists
from covision.steps.theming.months import months
from covision.steps.theming.segments import pieces, segments
from covision.steps.theming.tone import kind, marks, ratings, tone
from covision.steps.theming.wording import check, worded


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2025-03-04", "2025/3/4", "2025.03.04T10:00"], ["2025-03"] * 3),
        (["2016-1"], ["2016-01"]),
        (["03/04/2025", "25/04/2025"], ["2025-04", "2025-04"]),
        (["03/04/2025", "04/25/2025"], ["2025-03", "2025-04"]),
        (["03/04/2025"], [None]),
        (["05/05/2025"], ["2025-05"]),
        (["03/04/2025", "25/04/2025", "04/25/2025"], [None, "2025-04", "2025-04"]),
        (["2/21/15 0:36"], ["2015-02"]),
        (["4 March 2025", "March 2025", "4. März 2025", "4 de maio de 2025", "4 juillet 2025"],
         ["2025-03", "2025-03", "2025-03", "2025-05", "2025-07"]),
        (["3/2025"], ["2025-03"]),
        (["yesterday", "", "2025", "99/99/2025", None], [None] * 5),
    ],
)  # fmt: skip
def test_months_are_read_as_the_column_shows(dates: list[str | None], expected: list[str | None]):
    held = [snippet(at, "x", date=date) for at, date in enumerate(dates)]
    assert months(held) == expected


def test_each_file_shows_its_own_order_of_day_and_month():
    held = [
        snippet(1, "x", date="03/04/2025", source="uk.csv"),
        snippet(2, "x", date="25/04/2025", source="uk.csv"),
        snippet(3, "x", date="03/04/2025", source="us.csv"),
        snippet(4, "x", date="04/25/2025", source="us.csv"),
    ]
    assert months(held) == ["2025-04", "2025-04", "2025-03", "2025-04"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_lists_are_whole(language: str):
    lists, english = load_lists(language), load_lists("en")
    assert lists.praise and lists.pain and lists.wish_runs and lists.feeling and lists.negation and lists.stop
    names = set(lists.concepts.values()) | set(lists.concept_runs.values())
    assert len(names) > 25
    unknown = names - set(english.concepts.values()) - set(english.concept_runs.values())
    assert not unknown, f"concepts that English has not: {unknown}"


# Tone


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("The staff were friendly.", 1),
        ("The staff were not friendly.", -1),
        ("It was never dirty.", 1),
        ("It wasn't crowded at all.", 1),
        ("Awful and far too expensive.", -1),
        ("We came on a bus.", 0),
        ("Please put a human on the phone.", 0),
        ("I was pleased with the scan.", 1),
        ("The rides had short wait lines.", 1),
        ("The drive through is anything but fast.", 0),
        ("This location is good for nothing.", -1),
        ("O quarto era lindo.", 1),
        ("O quarto não era limpo.", -1),
        ("Das Zimmer war sehr sauber.", 1),
        ("Le service était lent.", -1),
        ("La comida estaba deliciosa.", 1),
    ],
)
def test_tone_knows_negation_and_languages(text: str, sign: int):
    known = {"O quarto": "pt", "Das Zimmer": "de", "Le service": "fr", "La comida": "es"}
    language = known.get(" ".join(text.split()[:2]), "en")
    (one,) = segments([snippet(1, text, language=language)], load_lists)
    value = tone(one, load_lists(language)).value
    assert (value > 0.2) - (value < -0.2) == sign


def test_wishes_and_feelings_are_told_apart():
    texts = ["I wish there were more benches.", "Could you open on Sundays, please?", "They should have a ramp."]
    wishes = [tone(one, load_lists("en")) for one in segments([snippet(1, " ".join(texts))], load_lists)]
    assert kind(wishes) == "wish"
    felt = ["I felt ashamed of my teeth.", "She cried in the car.", "We felt at home."]
    feelings = [tone(one, load_lists("en")) for one in segments([snippet(1, " ".join(felt))], load_lists)]
    assert kind(feelings) == "feeling" and kind([]) == "mixed"


def test_one_wish_in_many_words_does_not_make_praise_of_a_few_matter_of_fact_calls():
    said = ["Rang eight times before anybody came.", "They rang to ask how he was, so caring.", "I rang on Monday."]
    tones = [tone(one, load_lists("en")) for one in segments([snippet(1, " ".join(said))], load_lists)]
    assert kind(tones) == "mixed" and kind([tones[1]] * 3) == "praise"


def test_what_pleased_people_is_no_wish():
    pleased, asked = (
        tone(segments([snippet(1, text)], load_lists)[0], load_lists("en"))
        for text in ("We were pleased with the garden.", "Please open on Sundays.")
    )
    assert not pleased.wish and asked.wish


def test_ratings_are_read_on_the_scale_of_their_file():
    held = [
        *(snippet(at, "x", rating=text, source="five") for at, text in enumerate(["1", "3", "5 stars"])),
        *(snippet(at, "x", rating=text, source="ten") for at, text in enumerate(["0", "10", "n/a"])),
    ]
    assert ratings(held) == [-1.0, 0.0, 1.0, -1.0, 1.0, None]


def test_marks_of_different_scales_are_not_added_up():
    stars = [snippet(at, "x", rating=mark, source="stars.csv") for at, mark in enumerate(("3", "5", "good", None))]
    tens = [snippet(at + 4, "x", rating=mark, source="survey.csv") for at, mark in enumerate(("3", "10"))]
    assert marks([*stars, *tens]) == ["3/5", "5/5", "good", None, "3/10", "10/10"]
    assert marks(stars) == ["3", "5", "good", None] and marks(tens) == ["3", "10"]


def named(said: list[str], term: str, meant: ThemeKind = "pain") -> str:
    """The label of a theme of these utterances, beside as many others that speak of a bus."""
    other = [f"We came on bus number {at} that day." for at in range(len(said))]
    found = segments([snippet(at, text) for at, text in enumerate([*said, *other])], load_lists)
    group = Group((term,), tuple(range(len(said))), dict.fromkeys(range(len(said)), 1.0), meant)
    return labels([group], phrases([group], found, load_lists), found, load_lists)[0]


def test_a_label_does_not_say_of_all_what_few_say_of_another_thing():
    fries = [
        f"The fries were {how} at noon" for how in ("salty", "gone", "brown", "limp", "few", "odd", "old", "bad")
    ]
    cold = ["We got cold fries again", "They handed me cold fries"]
    assert "cold" not in named(fries * 2 + cold, "en:fry") and "fries" in named(fries * 2 + cold, "en:fry")
    assert named([*cold * 6, *fries[:2]], "en:fry") == "cold fries"
    assert named([*cold, *["The soup was cold again and again"] * 12], "=cold") == "soup was cold"


def test_a_small_theme_is_named_by_what_is_shared_before_what_one_person_said():
    said = ["I rang and the phone went dead", "Nobody rang me on the phone", "They rang back about tablets"]
    assert set(named(said, "=phone").split(", ")) == {"rang", "phone"}
    said = ["Refused me over a sick plant on a wet Sunday", "The plant was bad", "A plant fell on the rude clerk"]
    assert named(said, "en:plant") == "The plant was bad"


def test_pieces_cover_all_words_in_order():
    text = "Ok. We waited for an hour, and nobody told us why, but the cake was good! Really? Yes. " * 2
    found_pieces = pieces(text)
    assert all(one.holds_in(text) for one in found_pieces)
    assert "".join("".join(one.text.split()) for one in found_pieces) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nobody rushed my mother", True),
        ('"nobody rushed my mother"', True),
        ("Nobody rushed my father", False),
        ("Mother", False),
        ("Nobody rushed my mother in 2024", False),
        ("Nobody rushed **my** mother", False),
        ("Nobody rushed\nmy mother", False),
        ("mother " * 9, False),
    ],
)
def test_a_label_holds_only_what_was_said(text: str, shown: bool):
    said = ["Nobody rushed my mother, who is slow on her feet.", "You never rushed my mother."]
    lists: Callable[[str], Any] = load_lists
    assert (check(text, said, "en", lists, most=8) is not None) is shown


class Silent:
    """A strong remote model that writes down what it is asked, and fails."""

    info = ModelInfo(name="test/silent", tier="strong", remote=True)

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def structured(self, request: Any, shape: Any) -> Any:
        self.asked += [message.content for message in request.messages]
        raise ModelUnavailable("It is away.")


def word(themes: tuple[Theme, ...], people: tuple[Snippet, ...], model: Any) -> tuple[Theme, ...]:
    shelf = load("research/theme.en", folder("prompts"))
    return asyncio.run(worded(themes, people, model, lambda _: shelf, load_lists, seconds=5))


def test_without_themes_there_is_nothing_to_word():
    model = Silent()
    assert word((), (), model) == () and not model.asked


def test_no_part_of_a_card_number_reaches_a_remote_model_where_a_quote_is_cut():
    said = ("The queue was long and the queue did not move " * 7)[:283] + " 4111 1111 1111 1111 in the queue"
    people = tuple(Snippet(id=id, text=said, source="x.csv") for id in "ab")
    quotes = tuple(Quote(snippet=id, text=said, start=0, end=len(said), place="x.csv") for id in "ab")
    model = Silent()
    word((Theme(id="t", label="queue", snippets=("a", "b"), quotes=quotes),), people, model)
    assert model.asked and "1111" not in " ".join(model.asked)
