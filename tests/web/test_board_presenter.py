"""The evidence board: nobody's text becomes markup, every card teaches where it is empty, lines can be changed."""

import re

import pytest
from payloads import ALL
from strict import read

from covision.domain.board import (
    QUADRANTS,
    Board,
    Cited,
    Coverage,
    CurrentState,
    Finding,
    Known,
    LoneClause,
    SourceShare,
    Tension,
    Untaken,
)
from covision.domain.events import ProjectState
from covision.faces.web.presenters import board
from covision.faces.web.words import LANGUAGES, load_words

ANSWER = Cited(ref="a.owner.9.1", kind="answer", text=ALL, source="answers/owner/9", end=len(ALL))
SAID = Cited(ref="s", kind="snippet", text=ALL, source=ALL, end=len(ALL))
HOSTILE = Board(
    known=(Known(text=ALL, slot="baseline", evidence=(ANSWER, SAID), sources=2),),
    assumed=(ALL,),
    lacking=(ALL,),
    tensions=(Tension(answer=ANSWER, research=SAID, question="9", why=ALL, strength=0.9, others=3),),
    untaken=(Untaken(words=SAID, customers=3, why=ALL),),
    coverage=(Coverage(slot="x", label=ALL, status="nobody"),),
    mix=(SourceShare(source=ALL, kind="snippet", count=3, share=1.0), SourceShare(source="owner", kind="answer", count=1, share=1)),
    lone=(LoneClause(draft="d1-x", clause=ALL, source=ALL),),
    notes=(ALL,),
)  # fmt: skip
CURRENT = CurrentState(
    findings=(
        Finding(id="s-1", quadrant="strength", text=ALL, evidence=(ANSWER, SAID)),
        Finding(id="t-own-2", quadrant="threat", text=ALL, author=ALL),
        Finding(id="w-3", quadrant="weakness", text=ALL),
    ),
    dismissed=("w-3", "gone"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobodys_text_becomes_markup(hostile: ProjectState, language: str) -> None:
    words = load_words(language)
    for made in (board.page(HOSTILE, hostile, words), board.current(CURRENT, hostile, words)):
        assert "<script>alert(1)</script>" in read(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_says_what_would_stand_there(hostile: ProjectState, language: str) -> None:
    words = load_words(language)
    bare = hostile.model_copy(update={"research": (), "participants": ()})
    text = read(board.page(Board(), bare, words))
    for key in ("known", "assumed", "lacking", "tensions", "untaken"):
        assert words(f"board.{key}") in text and words(f"board.{key}_lead") in text
    assert words("board.known_empty") in text and words("board.untaken_none") in text
    assert words("board.tensions_none") in text and words("board.tensions_empty") not in text


def test_no_contradiction_found_is_told_apart_from_none_looked_for(hostile: ProjectState) -> None:
    words = load_words("en")
    found = Board(known=(Known(text="x", evidence=(ANSWER,), sources=1),))
    assert words("board.tensions_empty") in read(board.page(found, hostile, words))


def test_both_sides_of_a_tension_stand_with_who_said_them(hostile: ProjectState) -> None:
    words = load_words("en")
    said = SAID.model_copy(update={"text": "Waited an hour.", "source": "r.csv row 4"})
    answer = ANSWER.model_copy(update={"text": "Nobody waits."})
    found = Board(
        tensions=(Tension(answer=answer, research=said, question="9", why="Both speak of it.", others=1),)
    )
    text = read(board.page(found, hostile, words))
    assert text.index("Nobody waits.") < text.index("Waited an hour.") < text.index("r.csv row 4")
    assert "question 9" in text and "1 more customer says something like it." in text


def test_every_line_can_be_changed_and_taken_out_and_every_part_takes_new_ones(hostile: ProjectState) -> None:
    made = board.current(CURRENT, hostile, load_words("en"))
    assert re.findall(r'data-do="take-out" data-with="([^"]+)"', made) == ["s-1", "t-own-2"]
    assert re.findall(r'data-do="put-back" data-with="([^"]+)"', made) == ["w-3"]
    for quadrant in QUADRANTS:
        assert f'name="quadrant" value="{quadrant}"' in made
    names = re.findall(r'<textarea[^>]* id="([^"]+)"', made)
    assert len(names) == len(set(names)) == len(QUADRANTS) + 2
    assert all(f'for="{name}"' in made for name in names)


def test_lines_of_people_are_told_from_those_filled_in(hostile: ProjectState) -> None:
    own = Finding(id="x", quadrant="threat", text="A chain opens.", author="me")
    text = read(board.current(CurrentState(findings=(own,)), hostile, load_words("en")))
    assert "Worded by me" in text
    filled = own.model_copy(update={"author": "evidence"})
    assert "Worded by" not in read(board.current(CurrentState(findings=(filled,)), hostile, load_words("en")))
