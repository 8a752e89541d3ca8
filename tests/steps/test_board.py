"""The evidence board: every quote stands where it says, contradictions are few and right, gaps are named."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest
from ask_data import lexicon, script
from tension_pairs import PAIRS, Pair

from covision.assets import folder
from covision.domain.base import Span
from covision.domain.board import Board, Cited
from covision.domain.draft import Clause, Draft, Evidence
from covision.domain.project import Material, Organisation, Participant
from covision.domain.research import Quote, ResearchSource, Snippet, Theme, ThemeSet
from covision.domain.search import Vectors
from covision.errors import ModelUnavailable
from covision.faces.cli.reading import read_material
from covision.measures.lexicon import Lexicon
from covision.steps.board import board, warnings_of
from covision.steps.current import resolves
from covision.steps.theming.lists import load_lists

EXAMPLES = sorted(path.parent.name for path in folder("examples").glob("*/project.yaml"))
TODAY = date(2026, 6, 1)
Similarity = Callable[[Sequence[str], Sequence[str]], Vectors]


def built(material: Material, language: str = "en", similarity: Similarity | None = None, **more: object) -> Board:
    return board(
        material, script(language), lexicon(language), load_lists(language), similarity=similarity, today=TODAY,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def material(
    answers: dict[str, str], *snippets: str | Snippet, language: str = "en", rating: str | None = None
) -> Material:
    made = [
        one
        if isinstance(one, Snippet)
        else Snippet(id=f"s{at}", text=one, source="r.csv", row=at, rating=rating, language=language)
        for at, one in enumerate(snippets, 1)
    ]
    source = ResearchSource(name="r.csv", rows=len(made), read=len(made), snippets=tuple(made))
    return Material(
        organisation=Organisation(name="Somewhere", language=language),
        participants=(Participant(id="me", role="owner", answers=dict(answers)),),
        research=(source,) if made else (),
    )


def cited(found: Board) -> list[Cited]:
    return [
        *(one for known in found.known for one in known.evidence),
        *(one for tension in found.tensions for one in (tension.answer, tension.research)),
        *(one.words for one in found.untaken),
    ]


def of_pair(pair: Pair, similarity: Similarity | None = None) -> Board:
    said = Snippet(
        id="s1", text=pair.customer, source="r.csv", row=1, rating=str(pair.rating), language=pair.language
    )
    return built(material({pair.question: pair.answer}, said, language=pair.language), pair.language, similarity)


@pytest.fixture(scope="module")
def minilm() -> Similarity:
    from covision.gateways.embeddings import make_embedder
    from covision.gateways.weights import WeightsStore
    from covision.settings import load_settings

    settings = load_settings().model_copy(update={"embeddings": "local"})
    store = WeightsStore(settings.weights_dir)
    if not store.ready("minilm-l6-int8"):
        pytest.skip("the embedding weights are not here: make weights")
    embedder = make_embedder(settings, store)
    return lambda one, other: np.asarray(embedder.embed(one) @ embedder.embed(other).T, dtype=np.float32)


def precision_and_recall(similarity: Similarity | None) -> tuple[float, float]:
    hits = [pair.label for pair in PAIRS if of_pair(pair, similarity).tensions]
    right = sum(label == "contradict" for label in hits)
    return right / len(hits), right / sum(pair.label == "contradict" for pair in PAIRS)


def test_labelled_pairs_are_enough_and_of_every_kind() -> None:
    assert len(PAIRS) >= 30
    for language in ("en", "pt"):
        assert {pair.label for pair in PAIRS if pair.language == language} == {"contradict", "support", "unrelated"}


def test_contradictions_by_words_alone() -> None:
    precision, recall = precision_and_recall(None)
    assert precision >= 0.95 and recall >= 0.7


def test_contradictions_with_embeddings(minilm: Similarity) -> None:
    precision, recall = precision_and_recall(minilm)
    assert precision >= 0.95 and recall >= 0.7


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_quote_stands_where_it_says(name: str) -> None:
    held = read_material(folder("examples") / name / "project.yaml")
    found = built(held, held.organisation.language)
    quotes = cited(found)
    assert any(one.kind == "snippet" for one in quotes) and any(one.kind == "answer" for one in quotes)
    for one in quotes:
        assert resolves(one, held), one
    assert sum(share.share for share in found.mix if share.kind == "snippet") == pytest.approx(1.0)


def test_the_team_that_admits_something_is_not_contradicted() -> None:
    complaint = Snippet(id="s", text="Nobody answers the phone at night.", source="r.csv", row=1, rating="1")
    promised = material({"8": "In trouble: a person answers the phone at night."}, complaint)
    admitted = material({"12": "What is not true yet: a person answers the phone at night."}, complaint)
    told = material({"7": "A person answers the phone at night, we said, and it was not so."}, complaint)
    assert built(promised).tensions
    assert not built(admitted).tensions
    assert not built(told).tensions


def test_a_tension_counts_who_else_says_so() -> None:
    said = "Nobody answers the phone at night, it rings and rings."
    one = Snippet(id="s1", text=said, source="r.csv", row=1, rating="1", copies=2, language="en")
    other = Snippet(id="s2", text="At night nobody answers the phone.", source="r.csv", row=9, rating="1")
    found = built(material({"8": "In trouble: a person answers the phone at night."}, one, other)).tensions
    assert len(found) == 1 and found[0].others == 2
    assert "phone" in found[0].why or "night" in found[0].why or "answers" in found[0].why


def test_customers_who_are_content_back_a_promise_and_others_do_not() -> None:
    promise = {"12": "Every parcel is weighed in front of the customer."}
    glad = Snippet(id="s", text="She weighed the parcel in front of me.", source="r.csv", row=1, rating="5")
    backed = next(one for one in built(material(promise, glad)).known if one.slot == "now_and_next")
    assert [one.ref for one in backed.evidence if one.kind == "snippet"] == ["s"] and backed.sources == 2
    cross = glad.model_copy(update={"rating": "1"})
    left = next(one for one in built(material(promise, cross)).known if one.slot == "now_and_next")
    assert all(one.kind == "answer" for one in left.evidence) and left.sources == 1


def test_without_embeddings_the_board_says_so_and_still_works() -> None:
    def fails(one: Sequence[str], other: Sequence[str]) -> Vectors:
        raise ModelUnavailable("no weights")

    held = material({"12": "Every parcel is weighed in front of the customer."}, "They weighed the parcel, good.")
    for similarity in (None, fails):
        found = built(held, similarity=similarity)
        assert any("only words" in note for note in found.notes)
        assert any(one.kind == "snippet" for known in found.known for one in known.evidence)


def test_a_language_without_word_lists_is_not_looked_at_and_says_so() -> None:
    held = material(
        {"8": "Es geht immer jemand ans Telefon."}, "Niemand geht ans Telefon.", language="de", rating="1"
    )
    found = board(held, script("en"), Lexicon(version=0, language="de"), load_lists("xx"), today=TODAY)
    assert not found.tensions and not found.untaken
    assert any("not looked for" in note for note in found.notes)


def test_snippets_in_another_language_are_counted() -> None:
    other = Snippet(id="s2", text="Ninguém atende o telefone.", source="r.csv", row=2, language="pt")
    found = built(material({"2": "They know when it is ready."}, "It was ready when they said.", other))
    assert any("1" in note and "another language" in note for note in found.notes)


def test_what_is_lacking_is_said_with_what_to_do() -> None:
    bare = built(material({"2": "They know when it is ready."})).lacking
    assert any("no customer words" in line for line in bare)
    assert any("Answer question 7" in line for line in bare)
    assert any("Only one person" in line for line in bare)
    glad = material(
        {"2": "They know when it is ready."}, *[f"Great bread number {n}" for n in range(14)], rating="5"
    )
    told = built(glad).lacking
    assert any("No customer complains" in line for line in told)
    assert any("come from one place" in line for line in told) and any("no dates" in line for line in told)
    assert not any("No customer is glad" in line for line in told)


def test_old_words_are_named_and_new_ones_are_not() -> None:
    def dated(day: str) -> tuple[str, ...]:
        said = Snippet(id="s", text="Great bread and a kind word", source="r.csv", row=1, date=day, rating="5")
        return built(material({"2": "They know when it is ready."}, said)).lacking

    assert any("2024-02" in line for line in dated("2024-02-11"))
    assert not any("newest customer words" in line for line in dated("2026-02-11"))
    assert any("2024-02" in line for line in dated("21/02/2024")) and not any(
        "2024" in x for x in dated("3 May 2026")
    )
    assert not any("no dates" in line or "newest" in line for line in dated("03/04/2024"))


def test_imported_words_are_words_that_somebody_offered() -> None:
    bare, held = (
        built(material({"9": "They know it is ready."})),
        built(material({}, "It was ready when they said.")),
    )
    assert any("No customer words" in line for line in bare.assumed)
    assert any("Answer question 13" in line for line in bare.lacking)
    assert not any("No customer words" in line for line in held.assumed)
    assert not any("Answer question 13" in line for line in held.lacking)


def _theme(id: str, snippets: Sequence[Snippet], count: int) -> Theme:
    first = snippets[0]
    quote = Quote(snippet=first.id, text=first.text, start=0, end=len(first.text), place=first.place)
    return Theme(
        id=id, label="door", kind="pain", snippets=tuple(one.id for one in snippets), count=count, quotes=(quote,)
    )


def test_themes_no_answer_took_up_come_first_and_those_taken_up_do_not_come() -> None:
    about_door = [
        Snippet(
            id=f"d{n}", text=f"The heavy door nearly broke my wrist, {word}.", source="r.csv", row=n, rating="1"
        )
        for n, word in enumerate(("again", "honestly", "really"), 1)
    ]
    about_bread = [
        Snippet(
            id=f"b{n}",
            text=f"The seeded loaf was sold out before noon, {word}.",
            source="r.csv",
            row=9 + n,
            rating="2",
        )
        for n, word in enumerate(("again", "honestly", "really"), 1)
    ]
    held = material({"7": "The seeded loaf is sold out before noon most days."}, *about_door, *about_bread)
    themes = ThemeSet(themes=(_theme("bread", about_bread, 9), _theme("door", about_door, 3)), of=12)
    found = built(held.model_copy(update={"themes": themes})).untaken
    assert found[0].theme == "door" and found[0].customers == 3
    assert all(one.theme != "bread" and "loaf" not in one.words.text for one in found)


def test_one_sentence_is_not_shown_for_two_themes() -> None:
    both = Snippet(
        id="q", text="The awful queue at the till made me leave my scones.", source="r.csv", row=1, rating="1"
    )
    other = Snippet(id="o", text="One till was open while the queue grew again.", source="r.csv", row=2, rating="2")
    themes = ThemeSet(themes=(_theme("scones", [both], 5), _theme("till", [both, other], 4)), of=9)
    till = themes.themes[1].model_copy(
        update={"quotes": tuple(_theme("", [one], 1).quotes[0] for one in (both, other))}
    )
    held = material({"9": "They know it is ready."}, both, other)
    found = built(
        held.model_copy(update={"themes": themes.model_copy(update={"themes": (themes.themes[0], till)})})
    )
    said = [one.words.text for one in found.untaken]
    assert len(said) == len(set(said)) and {one.theme for one in found.untaken} == {"scones", "till"}


def test_what_names_somebody_is_not_held_out_to_be_quoted() -> None:
    said = "The till took my card twice and nobody rang me on {} about it."
    held = [
        Snippet(id=f"p{n}", text=said.format(number), source="r.csv", row=n, rating="1")
        for n, number in enumerate(("01584 555 0199", "jo@example.com", "Monday"), 1)
    ]
    themes = ThemeSet(themes=(_theme("till", held, 3),), of=3)
    quotes = tuple(_theme("", [one], 1).quotes[0] for one in held)
    themes = ThemeSet(themes=(themes.themes[0].model_copy(update={"quotes": quotes}),), of=3)
    for shown in (themes, None):
        found = built(material({"9": "They know it."}, *held).model_copy(update={"themes": shown})).untaken
        assert [one.words.ref for one in found] == ["p3"]


def test_coverage_tells_who_fills_a_slot() -> None:
    said = Snippet(id="s", text="They lost our pram and never found it.", source="r.csv", row=1, rating="1")
    found = {
        one.slot: one for one in built(material({"7": "We lost a pram once and never found it."}, said)).coverage
    }
    assert (found["pain"].status, found["pain"].answers, found["pain"].customers) == ("both", 1, 1)
    assert found["governance"].status == "nobody"
    unasked = {one.slot: one for one in built(material({"2": "They know when it is ready."}, said)).coverage}
    assert unasked["pain"].status == "customers" and unasked["baseline"].status == "team"


def test_clauses_that_rest_on_one_source_are_named() -> None:
    text = "You know when it is ready, and nobody rushes you"
    clauses = (
        Clause(text=text[:26], start=0, end=26, kind="need", evidence=("a.me.2.1", "s1")),
        Clause(text=text[26:], start=26, end=len(text), kind="need", evidence=("a.me.9.1", "a.me.2.1")),
    )
    evidence = {
        "a.me.2.1": Evidence(kind="answer", text="x", source="answers/me/2", participant="me"),
        "a.me.9.1": Evidence(kind="answer", text="x", source="answers/me/9", participant="me"),
        "s1": Evidence(kind="snippet", text="x", source="r.csv row 1"),
    }
    draft = Draft(id="d1", angle="own", statement=text, language="en", clauses=clauses)
    found = built(material({"2": "x y z"}), drafts=(draft,), evidence=evidence).lone
    assert [(one.clause, one.source) for one in found] == [(text[26:], "answers/me")]


def test_warnings_for_drafts_name_both_sides() -> None:
    said = Snippet(id="s1", text="Nobody answers the phone at night.", source="r.csv", row=4, rating="1")
    found = built(material({"8": "In trouble: a person answers the phone at night."}, said))
    warning = warnings_of(found)[0]
    assert "a person answers the phone at night" in warning and said.text in warning and "r.csv row 4" in warning
    assert warnings_of(Board()) == ()


def test_the_place_of_a_quote_is_in_the_whole_text() -> None:
    long = "Parking was fine. She weighed the parcel in front of me. I paid by card."
    said = Snippet(id="s", text=long, source="r.csv", row=1, rating="5")
    found = built(material({"12": "We open at eight. Every parcel is weighed in front of the customer."}, said))
    quote = next(one for known in found.known for one in known.evidence if one.kind == "snippet")
    assert Span(start=quote.start, end=quote.end, text=quote.text).holds_in(long) and quote.start > 0
