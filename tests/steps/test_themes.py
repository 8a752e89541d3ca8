"""Themes: counted by customers, quoted verbatim, parted by tone, the same again for the same research."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from theme_data import ALL, reviews, snippet, source

from covision.assets import folder
from covision.domain.model import Completion, ModelInfo, Structured
from covision.domain.research import Snippet, Theme, ThemeSet
from covision.errors import ModelUnavailable
from covision.gateways.embeddings import HashingEmbedder
from covision.prompting.shelf import load
from covision.steps.themes import find_themes, research_digest, segment_texts, strongest_quotes
from covision.steps.theming.wording import Worded


class Counting(HashingEmbedder):
    """Counts the texts it was asked for; fails after `most`."""

    def __init__(self, most: float = float("inf")) -> None:
        super().__init__(256)
        self.asked = 0
        self.most = most

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += len(texts)
        if self.asked > self.most:
            raise ModelUnavailable("The embedding model is away.")
        return super().embed(texts)


def found(*sources: Any, embedder: Any = None, **more: Any) -> ThemeSet:
    return asyncio.run(find_themes(sources, embedder or HashingEmbedder(256), **more))


def theme_with(themes: ThemeSet, word: str, kind: str | None = None) -> Theme:
    fits = [
        one
        for one in themes.themes
        if any(word in text.lower() for text in (one.label, *one.phrases)) and kind in (None, one.kind)
    ]
    assert fits, f"no theme of {word} ({kind}) in {[(one.kind, one.label, one.phrases) for one in themes.themes]}"
    return fits[0]


# What is found


def test_what_customers_speak_of_becomes_themes():
    themes = found(source(reviews()))
    assert themes.complete and themes.of == 24 and themes.embeddings == "hashing-256-v1"
    queue = theme_with(themes, "queue")
    assert queue.kind == "pain" and queue.count == 6 and queue.share == 0.25
    assert theme_with(themes, "parking").kind == "praise"


def test_praise_and_pain_of_one_thing_are_two_themes():
    themes = found(source(reviews()))
    friendly, rude = theme_with(themes, "friendly", "praise"), theme_with(themes, "rude", "pain")
    assert not set(friendly.snippets) & set(rude.snippets)
    assert friendly.count == rude.count == 6


def test_labels_are_different_and_in_customers_words():
    themes = found(source(reviews()))
    labels = [one.label.lower() for one in themes.themes if not one.label.endswith("general")]
    assert len(labels) == len(set(labels))
    whole = " ".join(one.text.lower() for one in reviews())
    assert all(part in whole for label in labels for part in label.split(", "))


def test_one_review_may_speak_of_several_things():
    both = tuple(snippet(at, f"{ALL[0][at % 6]} {ALL[3][at % 6]}", source="both.csv") for at in range(100, 112))
    themes = found(source(both, "both.csv"))
    assert theme_with(themes, "queue").count == 12 == theme_with(themes, "parking").count
    assert sum(one.share for one in themes.themes) > 1


def test_few_comments_are_listed_and_nothing_is_embedded():
    embedder = Counting()
    few = reviews()[:11]
    themes = found(source(few), embedder=embedder)
    assert themes.themes == () and themes.unthemed == tuple(one.id for one in few) and themes.of == 11
    assert "11" in themes.notes[0] and embedder.asked == 0


def test_comments_that_share_nothing_make_no_theme():
    words = [
        "anvil",
        "birch",
        "comet",
        "dune",
        "ember",
        "flute",
        "grove",
        "harp",
        "iris",
        "jade",
        "kelp",
        "lantern",
        "moss",
    ]
    alone = tuple(snippet(at, f"{word} {word}s {word}ing") for at, word in enumerate(words))
    themes = found(source(alone))
    assert themes.themes == () and len(themes.unthemed) == 13 and "listed" in themes.notes[-1]


def test_general_praise_is_one_theme_and_stands_last():
    plain = ["Great place.", "Loved it.", "Simply wonderful.", "Excellent!", "We had a great time.", "So good."]
    more = tuple(snippet(200 + at, text) for at, text in enumerate(plain))
    themes = found(source((*reviews(), *more)))
    general = [one for one in themes.themes if one.label == "Praise in general"]
    assert len(general) == 1 and general[0] is themes.themes[-1] and general[0].count >= 5


def test_the_name_of_the_firm_is_no_theme():
    named = tuple(
        snippet(300 + at, f"{text} That is Brewbarn for you, only Brewbarn.")
        for at, text in enumerate(sum(ALL, []))
    )
    themes = found(source(named))
    assert not any("brewbarn" in one.label.lower() for one in themes.themes)


# Counts


def test_customers_are_counted_once_with_their_copies():
    first, *rest = reviews()
    twice = snippet(900, "The queue was terribly long again, we waited in the queue.", copies=3)
    same_row = [
        snippet(901, "A long queue.", row=77, column="liked"),
        snippet(902, "Waited in a queue.", row=77, column="disliked"),
    ]
    themes = found(source((first, *rest, twice, *same_row)))
    assert themes.of == 24 + 3 + 1
    assert theme_with(themes, "queue").count == 6 + 3 + 1


def test_counts_split_by_file_rating_and_month():
    one, other = reviews(6), reviews(6, start=501)
    themes = found(source(one, "a.csv"), source(other, "b.csv"))
    queue = theme_with(themes, "queue")
    assert queue.sources == {"a.csv": 6, "b.csv": 6} and queue.ratings == {"1": 12}
    assert queue.months == {f"2025-{at:02d}": 2 for at in range(1, 7)}


# Quotes


def quotes_hold(themes: ThemeSet, snippets: Sequence[Snippet]) -> None:
    by_id = {one.id: one for one in snippets}
    for theme in themes.themes:
        assert len({quote.snippet for quote in theme.quotes}) == len(theme.quotes)
        for quote in theme.quotes:
            held = by_id[quote.snippet]
            assert held.text[quote.start : quote.end] == quote.text and quote.text.strip()
            assert quote.place == held.place and quote.snippet in theme.snippets


def test_a_theme_has_three_quotes_of_different_people():
    held = reviews()
    themes = found(source(held))
    quotes_hold(themes, held)
    for theme in themes.themes:
        assert len(theme.quotes) >= 3


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_every_quote_is_verbatim_whatever_the_text(data: st.DataObject):
    part = st.one_of(
        st.sampled_from([text for texts in ALL for text in texts]),
        st.text(max_size=60),
        st.sampled_from(
            ["\u200bzero width.", "👍🏽👍🏽", "e\u0301te\u0301.", "  \n\n ", "İstanbul ß ﬁ", "\ufffd�?"]
        ),
    )
    texts = data.draw(st.lists(st.lists(part, min_size=1, max_size=4).map(" ".join), min_size=12, max_size=30))
    held = tuple(snippet(at, text) for at, text in enumerate(texts))
    quotes_hold(found(source(held)), held)


def test_a_quote_with_an_address_in_it_comes_last():
    leaky = tuple(
        snippet(800 + at, f"The queue was long, write to jo{at}@example.org about this queue.") for at in range(6)
    )
    themes = found(source((*reviews(), *leaky)))
    shown = [[one.text for one in theme.quotes] for theme in themes.themes if {"s-0800"} & set(theme.snippets)]
    assert shown and all("@" not in text for texts in shown for text in texts[:3])


def test_planted_near_copies_do_not_fill_the_quotes():
    planted = tuple(
        snippet(700 + at, f"The queue was so long that I will never buy here again, believe me{dots}")
        for at, dots in enumerate([".", "!", "!!", "...", " .", "!!!"])
    )
    themes = found(source((*reviews(), *planted)))
    quotes = theme_with(themes, "queue").quotes
    assert sum("believe me" in quote.text for quote in quotes) <= 1 and len(quotes) >= 3


def test_files_take_turns_in_the_quotes():
    themes = found(source(reviews(6), "a.csv"), source(reviews(6, start=501)[:4], "b.csv"))
    places = [quote.place.split()[0] for quote in theme_with(themes, "parking").quotes[:2]]
    assert set(places) <= {"a.csv", "b.csv"}


def test_strongest_quotes_go_round_the_themes():
    themes = found(source(reviews()))
    chosen = strongest_quotes(themes, 4)
    assert len({theme.id for theme, _ in chosen}) == 4
    many = strongest_quotes(themes, 100)
    assert len({quote.snippet for _, quote in many}) == len(many) > 8
    assert strongest_quotes(None, 5) == [] == strongest_quotes(ThemeSet(), 5)


# Again, stopped, without a model


def test_the_same_research_costs_nothing_and_gives_the_same():
    embedder, held = Counting(), source(reviews())
    first = found(held, embedder=embedder)
    asked = embedder.asked
    assert found(held, embedder=embedder, before=first) is first and embedder.asked == asked
    assert found(held) == first
    assert first.digest == research_digest([held]) != research_digest([source(reviews()[:-1])])


def test_ids_stay_when_reviews_are_added_or_come_in_another_order():
    first = found(source(reviews(6)))
    later = found(source((*reversed(reviews(6)), *reviews(3, start=601))), before=first)
    for word, meant in (("queue", "pain"), ("parking", "praise"), ("friendly", "praise"), ("rude", "pain")):
        assert theme_with(first, word, meant).id == theme_with(later, word, meant).id
    assert len({one.id for one in later.themes}) == len(later.themes)


def test_an_id_follows_its_customers_not_its_words():
    first = found(source(reviews(6)))
    queue = theme_with(first, "queue")
    renamed = first.model_copy(
        update={"digest": "other", "themes": tuple(
            one.model_copy(update={"id": f"t-old-{at}"}) for at, one in enumerate(first.themes)
        )}
    )  # fmt: skip
    old = next(one for one in renamed.themes if one.snippets == queue.snippets)
    assert theme_with(found(source(reviews(6)), before=renamed), "queue").id == old.id


def test_stop_keeps_what_was_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("covision.steps.themes._BATCH", 8)
    seen: list[float] = []
    themes = found(
        source(reviews(30)),
        progress=lambda text, share: seen.append(share),
        stopped=lambda: bool(seen) and seen[-1] > 0.4,
    )
    assert not themes.complete and 0 < themes.of < 120 and themes.themes and "Stopped" in themes.notes[0]
    quotes_hold(themes, reviews(30))
    assert seen == sorted(seen) and seen[-1] == 1.0
    again = found(source(reviews(30)), before=themes)
    assert again.complete and again.of == 120


def test_stop_at_once_finds_nothing_and_does_not_fail():
    themes = found(source(reviews()), stopped=lambda: True)
    assert themes.themes == () and not themes.complete and themes.of == 0


def test_without_an_embedding_model_words_decide():
    themes = found(source(reviews()), embedder=Counting(most=0))
    assert "Without an embedding model" in themes.notes[0] and themes.complete
    assert theme_with(themes, "queue").count == 6


def test_themes_by_words_alone_are_looked_for_again_once_there_is_a_model():
    plain = found(source(reviews()), embedder=Counting(most=0))
    again = found(source(reviews()), before=plain)
    assert (plain.embeddings, again.embeddings) == ("", "hashing-256-v1") and again.notes == ()


def test_large_research_is_sampled_and_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("covision.steps.themes.MOST_SEGMENTS", 120)
    embedder = Counting()
    themes = found(source(reviews(60)), embedder=embedder)
    assert "of 240 comments" in themes.notes[0] and 0 < themes.of < 240 and embedder.asked < 260
    assert theme_with(themes, "queue").count <= themes.of


def test_what_was_embedded_can_be_told():
    held = source(reviews())
    seen: list[str] = []

    class Listening(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> Any:
            seen.extend(texts)
            return super().embed(texts)

    found(held, embedder=Listening(64))
    assert sorted(seen) == sorted(segment_texts([held]))


# Languages


def test_languages_share_a_theme_where_they_speak_of_the_same():
    cold = {
        "en": ["The room was so cold at night.", "Such a cold room, I wore my coat.", "A cold and damp room."],
        "pt": ["O quarto estava gelado à noite.", "Quarto frio, dormi de casaco.", "Muito frio no quarto."],
        "es": ["La habitación estaba muy fría.", "Pasamos frío en la habitación.", "Habitación fría y húmeda."],
        "de": ["Das Zimmer war sehr kalt.", "Ein kaltes Zimmer, leider.", "Im Zimmer war es nachts kalt."],
    }
    other = {
        "en": ["Lovely breakfast with fresh bread.", "The breakfast was generous.", "We enjoyed breakfast."],
        "pt": ["O pequeno-almoço era ótimo.", "Adorei o pequeno-almoço.", "Um bom pequeno-almoço."],
        "es": ["El desayuno era excelente.", "Un desayuno muy rico.", "Nos encantó el desayuno."],
        "de": ["Das Frühstück war super.", "Ein tolles Frühstück.", "Wir haben das Frühstück genossen."],
    }
    held = tuple(
        snippet(at, text, language=language)
        for at, (language, text) in enumerate(
            (language, text) for texts in (cold, other) for language in texts for text in texts[language]
        )
    )
    themes = found(source(held))
    languages = {one.id: one.language for one in held}
    big = [one for one in themes.themes if one.count >= 8]
    assert len(big) >= 2, [(one.label, one.count) for one in themes.themes]
    for theme in big:
        assert len({languages[id] for id in theme.snippets}) >= 3, theme.label
    assert {one.kind for one in big} >= {"praise", "pain"}


def test_a_language_without_lists_still_gives_themes():
    things = ["Kaffet", "Rummet", "Frukosten", "Parkeringen", "Bussen", "Duschen", "Balkongen", "Hissen", "Nyckeln"]
    said = ["var inte bra", "kostade för mycket", "tyckte vi om", "var stängd hela dagen", "luktade konstigt"]
    held = tuple(
        snippet(at, f"{things[at % 9]} {said[at % 5]} enligt {name}.", language="sv")
        for at, name in enumerate(
            f"{first}{last}" for first in "ABCDEFGHIJKL" for last in ("nna", "lma", "rik") * 4
        )
    )
    themes = found(source(held))
    assert (
        len({thing for thing in things for one in themes.themes if any(thing in text for text in one.phrases)}) > 5
    )
    quotes_hold(themes, held)


# A model's words


class Saying:
    """A model that answers with the same label and summary."""

    def __init__(self, label: str, summary: str = "", tier: str = "strong", remote: bool = False) -> None:
        self.answer = Worded(label=label, summary=summary)
        self.info = ModelInfo(name="test/saying", tier=tier, remote=remote)  # type: ignore[arg-type]
        self.asked: list[str] = []

    async def structured(self, request: Any, shape: Any) -> Structured[Any]:
        self.asked.append(" ".join(message.content for message in request.messages))
        return Structured(value=self.answer, completion=Completion(text="", model="x"), rung="schema")


def prompt(language: str) -> Any:
    return load("research/theme.en", folder("prompts"))


def test_a_model_words_a_theme_in_customers_words():
    model = Saying("Waiting in the long queue", "Customers were waiting in the queue.")
    themes = found(source(reviews()), model=model, prompt=prompt)
    worded = [one for one in themes.themes if one.worded_by]
    assert [one.label for one in worded] == ["Waiting in the long queue"] and worded[0].kind == "pain"
    assert worded[0].worded_by == "test/saying" and "queue" in worded[0].summary


def test_words_that_no_customer_wrote_are_not_shown():
    plain = found(source(reviews()))
    model = Saying("Queues cost you 40% of sales", "Call www.example.com now.")
    themes = found(source(reviews()), model=model, prompt=prompt)
    assert themes == plain and model.asked


def test_the_small_model_is_not_asked_and_a_remote_one_sees_no_personal_data():
    small = Saying("Waiting in the long queue", tier="small")
    found(source(reviews()), model=small, prompt=prompt)
    assert not small.asked
    remote = Saying("Waiting in the long queue", remote=True)
    leaky = tuple(
        one.model_copy(update={"text": one.text.replace(".", f" as canary{at}@example.org knows.")})
        for at, one in enumerate(reviews())
    )
    found(source(leaky), model=remote, prompt=prompt)
    assert remote.asked and "canary" not in " ".join(remote.asked) and "[email-" in " ".join(remote.asked)
