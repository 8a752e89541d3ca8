"""The page Compare: side by side, blind without a leak, votes by people in turn, and the way on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from compare_data import TELLING, TEXTS, html, looks, project
from payloads import ALL
from strict import read as text_of

from covision.domain.events import ProjectState
from covision.domain.voting import Candidate, Round, Vote
from covision.errors import Conflict
from covision.faces.web.app import build
from covision.faces.web.panels.compare import Compare
from covision.faces.web.presenters import common, compare
from covision.faces.web.presenters.looks import Looks
from covision.faces.web.words import LANGUAGES, load_words
from covision.settings import load_settings
from covision.wiring import House


def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str = "en") -> Iterator[Compare]:
    settings = load_settings(
        home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy", language=language
    )
    with House(settings) as house:
        made: list[Compare] = []
        monkeypatch.setattr("covision.faces.web.app.Compare", lambda page: made.append(Compare(page)) or made[0])
        build(house)
        yield made[0]


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compare]:
    yield from opened(tmp_path, monkeypatch)


@pytest.fixture
def here(screen: Compare) -> str:
    return project(screen.page.engine, screen.page.house)


def click(screen: Compare, here: str, do: str, value: str, before: Looks) -> dict[Any, Any]:
    """What a click on the page does: the handler that is bound to its name."""
    look = screen._look
    acts: dict[str, Any] = {
        "view": look(lambda now, name: now.but(view=name)), "choosing": look(lambda now, _: now.but(choosing=True)),
        "against": look(lambda now, key: now.but(against=key)), "hide": screen.hide, "add": screen.add,
        "drop": screen.drop, "work": screen.work, **screen.votes.acts(),
    }  # fmt: skip
    found: dict[Any, Any] = acts[do](here, value, before.model_dump_json())
    return found


def first(screen: Compare, here: str) -> dict[Any, Any]:
    return screen.fill(screen.page.engine.state(here))


# Side by side


def test_the_best_drafts_stand_side_by_side_with_what_differs_and_what_they_rest_on(
    screen: Compare, here: str
) -> None:
    shown = first(screen, here)
    sides = text_of(shown[screen.sides])
    for told in (*TEXTS, "secret-angle 2", "What it gives up", "secret-feel"):
        assert told in sides
    assert "A, B and C all rest on 1 answer of the team" in text_of(shown[screen.evidence])
    assert "“They were expected.”" in text_of(shown[screen.evidence])
    criteria = text_of(shown[screen.scores])
    assert "Says what changes for the customer" in criteria and "could not be looked at" in criteria
    assert (
        shown[screen.scores].count('role="img"') >= 10 and 'aria-label="Says what changes' in shown[screen.scores]
    )
    assert "Counted without a model and without people" in text_of(shown[screen.measures])


def test_an_edited_version_is_marked_against_the_draft_it_came_from(screen: Compare, here: str) -> None:
    engine = screen.page.engine
    engine.choose(here, "secret-id-1")
    engine.save_version(here, TEXTS[0].replace("expected", "known"), "owner", seen=1)
    shown = first(screen, here)
    sides, now = shown[screen.sides], looks(screen, shown)
    assert now.against == now.picked[0] and "Version 2" in text_of(sides)
    assert '<ins class="differs"><span class="sr">[added: </span>expected<span class="sr">] </span></ins>' in sides
    assert '<del class="differs"><span class="sr">[taken out: </span>known<span class="sr">] </span></del>' in sides
    bare = click(screen, here, "against", "", now)[screen.sides]
    assert '<span class="sr">' not in bare


def test_up_to_four_can_be_chosen_and_two_stay(screen: Compare, here: str) -> None:
    engine = screen.page.engine
    for n in range(1, 31):
        engine.save_version(here, f"Another sentence, number {n}.", "owner", note="zebra" if n == 7 else "")
    shown = first(screen, here)
    now = looks(screen, shown)
    listed = click(screen, here, "choosing", "", now)
    assert "33 of 33 statements" in text_of(listed[screen.list]) and "13 more" in text_of(listed[screen.list])
    found = screen.search(here, "zeb", now.model_dump_json())[screen.list]
    assert text_of(found).count("Another sentence") == 1 and "1 of 33 statements" in text_of(found)
    assert "Nothing has these words" in screen.search(here, "giraffe", now.model_dump_json())[screen.list]
    key = found.split('data-do="add" data-with="')[1].split('"')[0]
    four = click(screen, here, "add", key, now)
    assert "Another sentence, number 7." in four[screen.sides] and len(looks(screen, four).picked) == 4
    assert "more cannot be read" in html(click(screen, here, "add", "other", looks(screen, four)))
    left = looks(screen, four)
    for n in (0, 1):
        left = looks(screen, click(screen, here, "drop", left.picked[n], left))
    assert left.picked == (now.picked[1], key) and "stay side by side" in html(
        click(screen, here, "drop", key, left)
    )


def test_a_radar_is_the_second_view_and_says_what_it_cannot(screen: Compare, here: str) -> None:
    shown = click(screen, here, "view", "radar", looks(screen, first(screen, here)))
    told = text_of(shown[screen.scores])
    assert "cannot show how sure" in told and 'class="radar"' in shown[screen.scores]
    assert "may be" in told, "the table has the intervals"


def test_working_on_one_of_them_makes_it_the_newest_version(screen: Compare, here: str) -> None:
    now = looks(screen, first(screen, here))
    click(screen, here, "work", now.picked[2], now)
    state = screen.page.engine.state(here)
    assert len(state.versions) == 1 and state.versions[0].statement in TEXTS
    count = len(state.versions)
    newest = looks(screen, first(screen, here)).picked[0]
    click(screen, here, "work", newest, now)
    assert len(screen.page.engine.state(here).versions) == count


@pytest.mark.parametrize(("count", "told"), [(0, "nothing to compare yet"), (1, "one statement so far")])
def test_fewer_than_two_statements_teach(screen: Compare, count: int, told: str) -> None:
    id = project(screen.page.engine, screen.page.house, count)
    shown = first(screen, id)
    assert told in text_of(shown[screen.vote]) and shown[screen.sides] == ""


# Blind


def blind(screen: Compare, here: str) -> dict[Any, Any]:
    engine = screen.page.engine
    engine.choose(here, "secret-id-1", "secret-note")
    engine.save_version(here, "You leave known, and fed.", "secret-author", note="secret-note", seen=1)
    return click(screen, here, "hide", "", looks(screen, first(screen, here)))


def test_nothing_of_who_wrote_what_is_on_the_page_where_somebody_reads_blind(screen: Compare, here: str) -> None:
    shown = blind(screen, here)
    state = screen.page.engine.state(here)
    open_page = html(first(screen, here))
    assert all(told in open_page for told in TELLING if told != "secret-id"), "the open page tells them"
    opened_now = screen.votes.open(here, "blind", looks(screen, shown).model_dump_json())
    voting = first(screen, here)
    assert looks(screen, voting).mode == "vote"
    who = screen.votes.sent(here, {"looks": voting[screen.looks], "name": "Ann", "way": "pairs"})
    ordered = click(screen, here, "way", "all", looks(screen, who))
    for page in (shown, opened_now, voting, who, ordered):
        told = html(page)
        for word in (
            *TELLING,
            "Version ",
            "Draft ",
            "of 100",
            *(f"version/{one.version}" for one in state.versions),
        ):
            assert word not in told, word
        assert TEXTS[1] in told or "choice-first" in told
    telling = ("drafts", "desk", "dilemmas", "takeaway")
    other = [one for name in telling for one in screen.page.screens[name].components()]
    emptied = {one for one in other if type(one).__name__ == "HTML"}
    for page in (shown, opened_now, voting):
        assert emptied and all(page[one] == "" for one in emptied)


def test_letters_come_by_chance_stay_in_the_round_and_are_not_the_order_before(screen: Compare, here: str) -> None:
    now = looks(screen, first(screen, here))
    before = [one.statement for one in _options(screen, here, now)]
    orders = set()
    for seed in ("1", "2", "3", "4", "5", "6"):
        shown = screen.again(screen.page.engine.state(here), now.but(mode="blind", seed=seed))
        order = sorted(TEXTS, key=shown[screen.sides].index)
        assert order != before
        orders.add(tuple(order))
        again = screen.again(screen.page.engine.state(here), now.but(mode="blind", seed=seed))
        assert again[screen.sides] == shown[screen.sides]
    assert len(orders) > 1
    screen.votes.open(here, "blind", looks(screen, shown).model_dump_json())
    held = screen.page.engine.state(here).rounds[-1]
    assert [one.statement for one in held.candidates] == sorted(TEXTS, key=shown[screen.sides].index)


def _options(screen: Compare, here: str, now: Looks) -> list[Any]:
    from covision.steps.comparing.options import options

    every = {one.key: one for one in options(screen.page.engine.state(here))}
    return [every[key] for key in now.picked]


# Votes


def vote_on_all(screen: Compare, here: str, name: str, best: str, why: str = "") -> dict[Any, Any]:
    """Somebody sits down and judges every pair: the one with `best` in it wins, else no preference."""
    shown = screen.votes.sent(here, {"looks": first(screen, here)[screen.looks], "name": name, "way": "pairs"})
    engine = screen.page.engine
    letter = next(
        one.id for one in engine.state(here).rounds[-1].candidates if one.statement == best
    )  # fmt: skip
    while 'name="pair"' in shown[screen.vote]:
        pair = shown[screen.vote].split('name="pair" value="')[1][:2]
        choice = "tie" if letter not in pair else "first" if pair[0] == letter else "second"
        fields = {"looks": shown[screen.looks], "pair": pair, "choice": choice, "reason": why}
        shown = screen.votes.sent(here, fields)
    return shown


def test_two_people_vote_the_vote_closes_and_the_winner_is_gone_on_with(screen: Compare, here: str) -> None:
    click(screen, here, "vote", "blind", looks(screen, first(screen, here)))
    for name in ("Ann", "Bob", " bob"):
        shown = vote_on_all(screen, here, name, TEXTS[1], f"{name.strip()} could say it aloud.")
    assert "Thank you, " in text_of(shown[screen.vote]) and "2 people have voted: Ann and Bob" in text_of(
        shown[screen.vote]
    )
    vote_on_all(screen, here, "Cid", TEXTS[2], "It keeps a promise.")
    held = screen.page.engine.state(here).rounds[-1]
    assert held.blind and "could say it aloud" not in html(first(screen, here))
    closed = click(screen, here, "close", held.id, Looks(mode="vote", round=held.id))
    told = text_of(closed[screen.vote])
    assert "3 people voted without knowing who wrote what." in told
    assert "Too close to call" in told or "too close to call" in told
    assert told.index("It keeps a promise.") < told.index("Ann could say it aloud."), "the minority comes first"
    assert "secret-angle 2" in told, "who wrote what is told again"
    with pytest.raises(Conflict):
        vote_pair = {"looks": closed[screen.looks], "pair": "AB", "choice": "first"}
        screen.votes.sent(here, vote_pair)
    letter = next(one.id for one in held.candidates if one.statement == TEXTS[1])
    desk = click(screen, here, "take", letter, looks(screen, closed))
    state = screen.page.engine.state(here)
    assert state.versions[-1].statement == TEXTS[1] and state.versions[-1].note == "chosen by a vote"
    assert 'data-at="desk"' in html(desk)


def test_going_on_with_one_can_be_undone_at_once(screen: Compare, here: str) -> None:
    engine = screen.page.engine
    engine.save_version(here, "What we had.", "owner")
    click(screen, here, "vote", "open", looks(screen, first(screen, here)))
    held = engine.state(here).rounds[-1]
    assert not held.blind and "Who wrote what is shown" in html(first(screen, here))
    engine.close_round(here, held.id)
    at = Looks(mode="result", round=held.id)
    assert "Nobody voted" in html(screen.again(engine.state(here), at))
    other = next(one.id for one in held.candidates if one.statement != "What we had.")
    desk = click(screen, here, "take", other, at)
    assert 'data-do="undo-taken" data-with="1"' in html(desk)
    screen.votes.undo(here, "1")
    assert engine.state(here).versions[-1].statement == "What we had."
    newest = next(one.id for one in held.candidates if one.statement == "What we had.")
    count = len(engine.state(here).versions)
    assert "newest version already" in html(click(screen, here, "take", newest, at))
    assert len(engine.state(here).versions) == count


def test_an_order_of_all_is_one_vote_and_the_same_place_is_a_tie(screen: Compare, here: str) -> None:
    click(screen, here, "vote", "blind", looks(screen, first(screen, here)))
    shown = screen.votes.sent(here, {"looks": first(screen, here)[screen.looks], "name": "Ann", "way": "all"})
    places = {"place-A": "2", "place-B": "1", "place-C": "2"}
    fields = {"looks": shown[screen.looks], "order": "all", **places, "reason": "B is plain."}
    done = screen.votes.sent(here, fields)
    votes = screen.page.engine.state(here).rounds[-1].votes
    assert [one.ranking for one in votes] == [(("B",), ("A", "C"))] and "Thank you, Ann" in done[screen.vote]
    back = click(screen, here, "way", "all", looks(screen, done))[screen.vote]
    assert back.count("selected") == 3, "the order that was given is there to change"
    one = {**fields, "place-A": "", "place-C": ""}
    assert "at least two statements" in html(screen.votes.sent(here, one))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": " "}, "Write your name first"),
        ({"name": "\u200b"}, "Write your name first"),
        ({"pair": "AB"}, "Choose one of the two"),
        ({"pair": "AB", "choice": "both"}, "Choose one of the two"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_saved(
    screen: Compare, here: str, fields: dict[str, str], told: str
) -> None:
    click(screen, here, "vote", "blind", looks(screen, first(screen, here)))
    at = first(screen, here)[screen.looks]
    assert told in html(screen.votes.sent(here, {"looks": at, **fields}))
    assert screen.page.engine.state(here).rounds[-1].votes == ()


def test_a_closed_vote_can_be_followed_by_a_new_one_on_the_same(screen: Compare, here: str) -> None:
    click(screen, here, "vote", "blind", looks(screen, first(screen, here)))
    held = screen.page.engine.state(here).rounds[-1]
    click(screen, here, "close", held.id, Looks())
    listed = first(screen, here)[screen.rounds]
    assert "3 statements, 0 people · closed" in text_of(listed)
    click(screen, here, "revote", held.id, Looks())
    again = screen.page.engine.state(here).rounds[-1]
    assert again.id != held.id and again.open
    assert {one.statement for one in again.candidates} == set(TEXTS)


# Everybody's text


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_stay_words_on_every_face_of_the_page(
    hostile: ProjectState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for screen in opened(tmp_path, monkeypatch, language):
        rounds = tuple(
            Round(
                id=f"r{at}",
                candidates=(Candidate(id="A", statement=ALL, source="draft/d1"), Candidate(id="B", statement=ALL[::-1], source="version/2")),
                votes=(Vote.on_pair(ALL[:80], "A", "B", "first", reason=ALL), Vote.on_pair("b", "A", "B", "second", reason=ALL)),
                opened_at="2026-05-01T10:00:00.000Z",
                closed_at=closed,
            )
            for at, closed in enumerate(("2026-05-01T10:00:00.000Z", ""))
        )  # fmt: skip
        other = hostile.drafts[1].model_copy(update={"statement": f"Quite another {ALL}", "clauses": ()})
        state = hostile.model_copy(update={"rounds": rounds, "drafts": (*hostile.drafts, other)})
        engine = screen.page.engine
        monkeypatch.setattr(engine, "tally", lambda _, id, held=rounds: _tally(held, id))
        faces = [
            Looks(), Looks(view="radar"), Looks(choosing=True), Looks(mode="blind", seed="x"),
            Looks(mode="result", round="r0"), Looks(mode="vote", round="r1"),
            Looks(mode="vote", round="r1", name=ALL[:80]), Looks(mode="vote", round="r1", name="c", way="all"),
            Looks(mode="vote", round="r1", name="c"),
        ]  # fmt: skip
        for face in faces:
            for component, value in screen.filled(state, face).items():
                if isinstance(value, str) and component is not screen.looks:
                    text_of(value)


def _tally(rounds: tuple[Round, ...], id: str) -> Any:
    from covision.steps.voting import count

    return count(next(one for one in rounds if one.id == id))


def test_what_the_engine_says_of_a_closed_vote_is_told_in_portuguese(screen: Compare, here: str) -> None:
    engine = screen.page.engine
    held = engine.open_round(here, ("draft/secret-id-1", "draft/secret-id-2")).rounds[-1]
    engine.close_round(here, held.id)
    with pytest.raises(Conflict) as closed:
        engine.vote_on_pair(here, held.id, "Ann", "A", "B", "first")
    told = text_of(common.trouble(closed.value, load_words("pt")))
    assert "Esta votação está fechada." in told and "Abra uma nova." in told and "vote" not in told.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_of_letters_read_as_people_say_them(language: str) -> None:
    words = load_words(language)
    joined = {"en": "A, B and C", "pt": "A, B e C"}[language]
    assert compare.listed("ABC", words) == joined and compare.listed("A", words) == "A"
    assert compare.listed((), words) == ""
