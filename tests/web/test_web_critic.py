"""The critic's questions and suggestions on the page: escaped, told in words and not by colour, in both languages."""

import pytest
from payloads import ALL
from strict import read

from covision.domain.base import Span
from covision.domain.board import Cited
from covision.domain.critique import Critique, Handled
from covision.domain.draft import PromptRef, Usage
from covision.domain.events import ProjectState, Version
from covision.domain.project import Organisation, Participant
from covision.domain.rewriting import WISHES, Rewrite, RewriteAsked, Suggestion, Tracked, Wish
from covision.faces.web.presenters import critic, suggestions
from covision.faces.web.words import LANGUAGES, load_words
from covision.steps.critique.effects import Effect
from covision.steps.rewriting.check import REASONS
from covision.steps.rubric import load_rubric

TEXT = "You get quality bread, and you go home known by somebody."
SPAN = Span(start=8, end=21, text="quality bread")
PROMPT = PromptRef(id="rewriting/span.en", version="1", digest="d")


def question(number: int, text: str = "What changes?", span: Span | None = SPAN) -> Critique:
    said = Cited(ref="a", kind="answer", text=text, source="answers/pia/8", end=len(text))
    return Critique(
        id=f"score-{number}", source="score", question=text, why=text, span=span, gain=0.5, criterion=1,
        evidence=(said, said.model_copy(update={"kind": "snippet", "source": text})), worded_by=text,
    )  # fmt: skip


def rewrite(*tracked: Tracked, status: str = "done", **more: object) -> Rewrite:
    asked = RewriteAsked(version=1, span=SPAN, wish=Wish(kind="shorter"))
    told = {"run": "r", "asked": asked, "model": "test/m", "status": status, "suggestions": tracked, **more}
    return Rewrite.model_validate(told)


def tracked(id: str, text: str = "bread", author: str = "model:test/m", **more: object) -> Tracked:
    made = Suggestion(id=id, text=text, author=author, prompt=PROMPT if author.startswith("model:") else None)
    return Tracked.model_validate({"suggestion": made, **more})


def state(*rewrites: Rewrite, **more: object) -> ProjectState:
    told = {
        "id": "p", "organisation": Organisation(name="Bakery"),
        "participants": (Participant(id="pia", role="baker"),),
        "versions": (Version(version=1, statement=TEXT, author="pia"),), "rewrites": rewrites, **more,
    }  # fmt: skip
    return ProjectState.model_validate(told)


def shown(of: ProjectState, placed: dict[str, Span] | None = None, language: str = "en", **effects: object) -> str:
    status = {one.run: one.status for one in of.rewrites}
    told = {"w": (Effect(number=1, title="Says what changes", before=0.4, after=0.8),)}
    return suggestions.suggestions(
        of, status, {"w": SPAN} if placed is None else placed, told, load_words(language)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobodys_text_becomes_markup(hostile: ProjectState, language: str) -> None:
    words, rubric = load_words(language), load_rubric("en")
    span = Span(start=0, end=9, text=ALL[:9])
    odd = rewrite(tracked("w", ALL), tracked("x", ALL, ALL), tracked("y", ALL, decision="rejected"), reason=ALL)
    odd = odd.model_copy(
        update={"model": ALL, "asked": RewriteAsked(version=2, span=span, wish=Wish(words=ALL[:400]))}
    )
    done = (Handled(critique=question(9, ALL, span), outcome="answered", text=ALL, author=ALL),)
    of = hostile.model_copy(update={"rewrites": (odd, odd.model_copy(update={"run": "f"})), "critiques": done})
    status = {"r": "done", "f": "failed"}
    effects = {"w": (Effect(number=1, title=ALL, before=0.1, after=0.9),)}
    read(critic.view([question(at, ALL, span) for at in range(5)], of, words, looking=True))
    read(suggestions.box(ALL, rubric, words))
    read(suggestions.suggestions(of, status, {"w": Span(start=0, end=9, text=ALL[::-1][:9])}, effects, words))
    read(suggestions.progress(odd, "model", 3.2, words))


def test_a_question_has_its_words_its_reason_and_three_ways_on() -> None:
    page = critic.view([question(at) for at in range(5)], state(), load_words("en"))
    text = read(page)
    assert "About “quality bread”" in text and "Why this is asked" in text and "baker said:" in text
    assert 'data-words="quality bread"' in page and "More questions (2)" in text
    assert (
        page.count('data-do="dismiss"') == 5 == page.count('data-do="reword"') == page.count('data-form="answer"')
    )
    # What is about the whole can be answered and put aside, not reworded.
    whole = critic.view([question(1, span=None)], state(), load_words("en"))
    assert "About the whole sentence" in read(whole) and "reword" not in whole


def test_what_was_answered_stays_in_reach_and_folds_away_with_its_words() -> None:
    gone = Critique(id="score-2", source="score", question="Old?", span=Span(start=0, end=4, text="They"))
    done = (
        Handled(critique=question(1), outcome="answered", text="They stay.", author="pia"),
        Handled(critique=gone, outcome="dismissed", author="pia"),
    )
    page = critic.view([], state(critiques=done), load_words("en"))
    text = read(page)
    assert "No open question" in text and "Answered: “They stay.”" in text and page.count('data-do="reopen"') == 2
    assert "Answered or put aside (1)" in text and "no longer there (1)" in text and page.count("reword") == 1


def test_a_suggestion_shows_before_and_after_in_its_sentence_and_what_it_would_change() -> None:
    page = shown(state(rewrite(tracked("w"), offered=3, refused=("digit", "unsaid"), folded=1)))
    text = " ".join(read(page).split())
    assert "<del>" in page and "taken out: quality" in text and "and you go home known" in text
    assert "Says what changes: 0.4 to 0.8 (better)" in text
    assert "2 of 3 were not usable: a number that nobody named (1), something nobody said (1)." in text
    assert "One said the same" in text and "rewriting/span.en" in text and "test/m" in text
    assert 'aria-label="Accept: bread"' in page and 'aria-label="Reject: bread"' in page


def test_a_change_in_which_little_stays_is_one_change() -> None:
    page = shown(state(rewrite(tracked("w", "a loaf that somebody kept for you"))))
    assert page.count("<del>") == 1 == page.count("<ins>") and "put in:" in read(page)


def test_what_changed_since_is_told_and_has_no_button() -> None:
    page = shown(state(rewrite(tracked("w"))), placed={})
    assert (
        "One suggestion no longer fits: these words have changed since." in read(page)
        and 'data-do="accept"' not in page
    )


def test_all_can_be_accepted_where_several_parts_have_one() -> None:
    other = rewrite(tracked("v"))
    other = other.model_copy(update={"run": "s", "asked": other.asked.model_copy(update={"version": 1})})
    both = {"w": SPAN, "v": Span(start=27, end=38, text="you go home")}
    assert "Accept one for each part (2)" in read(shown(state(rewrite(tracked("w")), other), placed=both))
    assert "accept-all" not in shown(state(rewrite(tracked("w"), tracked("v"))), placed={"w": SPAN, "v": SPAN})


@pytest.mark.parametrize("status", ["interrupted", "stopped", "failed"])
def test_what_did_not_end_well_can_be_asked_again(status: str) -> None:
    of = state(rewrite(reason="It is busy.", status="failed"))
    page = suggestions.suggestions(of, {"r": status}, {}, {}, load_words("en"))
    assert 'data-do="repeat"' in page and "It is busy." in read(page)


def test_nothing_found_says_why_and_what_to_do() -> None:
    bare = read(shown(state(rewrite())))
    assert "No language model is set up" in bare and "no model asked" in bare
    tried = rewrite(offered=2, refused=("whole", "whole"), usage=Usage(calls=1, input_tokens=90, output_tokens=10))
    assert "Try a larger part" in read(shown(state(tried))) and "100 tokens in 1 calls" in read(shown(state(tried)))


def test_decided_ones_can_be_undone() -> None:
    page = shown(
        state(rewrite(tracked("w", decision="accepted", version=2), tracked("x", "loaf", decision="rejected")))
    )
    assert page.count('data-do="undo"') == 2 and "Decided (2)" in read(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wish_and_reason_has_words(language: str) -> None:
    words, rubric = load_words(language), load_rubric(language)
    page = suggestions.box(TEXT, rubric, words)
    assert page.count('class="wish"') == len(WISHES) and page.count("<option") == 3
    assert all(words(f"rewrite.reasons.{reason}") for reason in REASONS)
    assert "<select" in page and suggestions.box("", rubric, words) == ""
