"""The dilemmas screen: nothing anybody wrote becomes markup, and it says what the answers add up to."""

import re

import pytest
from payloads import ALL
from strict import read

from covision.domain.dilemmas import Choice, Dilemma, DilemmaBook, DilemmaRound, Paper
from covision.domain.events import ProjectState
from covision.faces.web.presenters import dilemma_result, dilemmas
from covision.faces.web.words import LANGUAGES, Words, load_words
from covision.steps.dilemmas.count import result

HOSTILE = Dilemma(id="own-x", title=ALL[:120], text=ALL, courses=(ALL[:200], ALL[200:]), touches=(ALL[:40],))
ASKED = (
    HOSTILE,
    Dilemma(id="d2", title="The last loaf", text="One is left.", courses=("Keep it.", "Sell it.", "Ring."),
            source="corpus/d2", tensions=("speed-care",)),
)  # fmt: skip
WORDS = load_words("en")


def round_of(*letters: str, asked=ASKED, reason: str = "", statement: str = "Known by name.") -> DilemmaRound:
    papers = tuple(
        Paper(
            participant=f"P{at}",
            choices=tuple(
                Choice(dilemma=one.id, course="" if letter == "-" else letter, reason=reason)
                for one, letter in zip(asked, told, strict=True)
            ),
        )
        for at, told in enumerate(letters)
    )  # fmt: skip
    return DilemmaRound(id="r1", statement=statement, source="version/1", dilemmas=asked, papers=papers)


def sheet(held: DilemmaRound, words: Words = WORDS) -> str:
    return dilemmas.sheet(held, held.dilemmas, lambda one: one.letters[::-1], words)


def outcome(held: DilemmaRound, words: Words = WORDS) -> str:
    return dilemma_result.result(result(held), held, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobodys_text_becomes_markup(hostile: ProjectState, language: str) -> None:
    words = load_words(language)
    held = round_of("aa", "b-", asked=ASKED, reason=ALL, statement=ALL).model_copy(
        update={"closed_at": "2026-05-01T10:00:00Z"}
    )
    named = held.model_copy(
        update={"papers": (*held.papers, held.papers[0].model_copy(update={"participant": ALL[:80]}))}
    )
    state = hostile.model_copy(update={"dilemmas": DilemmaBook(own=(HOSTILE,), rounds=(named, named))})
    for shown in (
        dilemmas.intro(state, words),
        dilemmas.prepare(state, "version/1", ASKED, (HOSTILE,), {"speed-care": ALL}, words),
        dilemmas.own(words),
        dilemmas.figure(named, words),
        sheet(named, words),
        dilemmas.sent(named, ALL[:80], words),
        dilemmas.around(named, words),
        dilemmas.past(state, "", words),
        outcome(named, words),
    ):
        assert read(shown)


def test_a_sheet_asks_for_every_dilemma_and_tells_nobodys_answers() -> None:
    held = round_of("aa", "bb", reason="secret")
    shown = sheet(held)
    assert "secret" not in shown and "2 people have answered: P0, P1." in read(shown)
    assert len(re.findall(r'type="radio"', shown)) == 3 + 4 and "checked" not in shown
    assert shown.count("<fieldset") == 2 and shown.count("<legend") == 2
    # In the person's own order, silence always last.
    values = re.findall(r'name="course-d2" value="(\w+)"', shown)
    assert values == ["c", "b", "a", "none"]
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert all(one in ids for one in re.findall(r' for="([^"]+)"', shown)), "every label has its field"
    assert sheet(round_of("aa")) != shown, "the next person's paper is another"


def test_what_is_proposed_says_why(hostile: ProjectState) -> None:
    shown = dilemmas.prepare(
        hostile, "version/2", ASKED[1:], ASKED[:1], {"speed-care": "speed against care"}, WORDS
    )
    told = read(shown)
    assert "speed against care" in told and "Others that fit (1)" in told
    assert re.search(r'id="use-d2"[^>]* checked', shown) and not re.search(r'id="use-own-x"[^>]* checked', shown)
    assert re.search(r'<option value="version/2" selected', shown) and 'data-picks="pick"' in shown
    touched = ASKED[1].model_copy(update={"touches": ("waits",)})
    assert "your sentence says “waits”" in read(dilemmas.prepare(hostile, "", [touched], [], {}, WORDS))


def test_an_empty_project_is_told_what_it_needs() -> None:
    told = read(dilemmas.intro(ProjectState(id="x"), WORDS))
    assert "no sentence to try yet" in told
    assert (
        dilemmas.sources(ProjectState(id="x"), WORDS) == [] and dilemmas.past(ProjectState(id="x"), "", WORDS) == ""
    )


@pytest.mark.parametrize(
    ("papers", "says"),
    [
        ((), "Nobody has answered."),
        (("aa",), "It takes two"),
        (("aa", "ab"), "Both people would do the same in 1 of 2 dilemmas. Two answers are too few to tell more."),
        (("aa", "ab", "aa"), "All 3 people would do the same in 1 of 2 dilemmas."),
        (("aa", "ab", "aa", "aa", "aa", "aa"), "At least 5 of 6 people would do the same in 2 of 2 dilemmas."),
    ],
)
def test_the_sentence_comes_first(papers: tuple[str, ...], says: str) -> None:
    held = round_of(*papers)
    assert says in dilemma_result.headline(result(held), WORDS)


def test_the_result_tells_counts_reasons_refusals_and_doubt() -> None:
    told = read(outcome(round_of("aa", "aa", "aa", "aa", "b-", reason="by name")))
    assert "4 of 5" in told and "“by name”" in told and "“Known by name” 5" not in told
    assert "It says no to: “Sell it”; “Ring”." in told
    assert "Of all pairs of people" in told and "People who only guess would in" in told
    assert "Agreement above chance" in told
    few = read(outcome(round_of("aa", "aa")))
    assert "Too few answers to tell: guessing could look like this." in few and "It says no to" not in few
    assert "Of all pairs" not in few


def test_failing_dilemmas_are_questions() -> None:
    shown = outcome(round_of("a-", "b-"))
    told = read(shown)
    assert "Questions this raises" in told and "2 of 2 people find nothing" in told and 'data-with="desk"' in shown
    assert "Questions this raises" not in read(outcome(round_of("aa", "aa")))


def test_words_that_people_named_are_marked_and_told_to_a_screen_reader() -> None:
    shown = outcome(round_of("aa", "aa", reason="they are KNOWN"))
    assert re.search(r"<mark[^>]*>Known</mark>", shown) and "(named by 2 people)" in read(shown)


def test_figures_use_the_marks_of_the_language() -> None:
    told = read(outcome(round_of("aa", "aa", "ab", "a-"), load_words("pt")))
    found = re.search(r"acima do acaso: (\S+)", told)
    assert found and re.fullmatch(r"−?\d,\d\d", found[1])
