"""The board and the current state of a project: computed anew, people's lines kept."""

from collections.abc import Callable
from typing import Any

import pytest

from covision.domain.board import Board
from covision.domain.events import CurrentStateSaved
from covision.domain.project import Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.errors import InputError, NotFound
from covision.projects import boarding
from covision.projects.engine import ProjectEngine
from covision.steps import ask_compare
from covision.steps.boarding import said
from covision.steps.current import shown

NIGHT = "In trouble: a person answers the phone at night."


def source(name: str, *texts: str, rating: str = "1") -> ResearchSource:
    made = tuple(
        Snippet(id=f"{name}-{at}", text=text, source=name, row=at, rating=rating, language="en")
        for at, text in enumerate(texts, 1)
    )
    return ResearchSource(name=name, rows=len(made), read=len(made), snippets=made)


@pytest.fixture
def project(engine: ProjectEngine) -> str:
    people = (Participant(id="me", role="owner", answers={"8": NIGHT, "6": "She cried with joy at the till."}),)
    found = source("r.csv", "Nobody answers the phone at night.")
    return engine.create(Organisation(name="Somewhere"), participants=people, research=(found,)).id


def lines(engine: ProjectEngine, project: str) -> dict[str, str]:
    return {one.id: one.text for one in shown(engine.current(project))}


def saved(engine: ProjectEngine, project: str) -> int:
    return sum(isinstance(one.event, CurrentStateSaved) for one in engine.history(project))


def test_the_board_follows_the_state(engine: ProjectEngine, project: str) -> None:
    before = engine.board(project)
    assert [one.answer.text for one in before.tensions] == [NIGHT]
    engine.add_finding(project, "threat", "A chain opens next door.", "me")
    assert engine.board(project) is before is engine.board_at_hand(engine.state(project))
    state = engine.answer(project, "me", "8", "They can bring it back.")
    assert engine.board_at_hand(state) is None
    assert not engine.board(project).tensions


def test_drafting_can_read_board_and_current_state_of_an_empty_project(engine: ProjectEngine) -> None:
    bare = engine.create(Organisation(name="Somewhere")).id
    assert engine.board(bare).known == () and engine.current(bare).findings == ()


def test_looking_saves_nothing(engine: ProjectEngine, project: str) -> None:
    revision = engine.state(project).revision
    assert lines(engine, project)
    assert engine.state(project).revision == revision


def test_an_edit_stays_when_research_comes(engine: ProjectEngine, project: str) -> None:
    first = next(id for id, text in lines(engine, project).items() if "cried with joy" in text)
    engine.edit_finding(project, first, "  People cry\nwith joy. ", "me")
    engine.put_research(project, source("more.csv", "The staff were kind and quick.", rating="5"))
    now = lines(engine, project)
    assert now[first] == "People cry with joy." and any("kind and quick" in text for text in now.values())
    engine.edit_finding(project, first, "People cry with joy.", "me")
    assert saved(engine, project) == 1


def test_the_first_wording_gives_a_line_back_to_the_evidence(engine: ProjectEngine, project: str) -> None:
    first, text = next((id, text) for id, text in lines(engine, project).items() if "cried with joy" in text)
    engine.edit_finding(project, first, "Other words.", "me")
    state = engine.edit_finding(project, first, text, "me")
    assert state.current is not None and state.current.findings == ()
    assert lines(engine, project)[first] == text


def test_what_was_taken_out_stays_out_and_can_come_back(engine: ProjectEngine, project: str) -> None:
    first = next(id for id, text in lines(engine, project).items() if "cried with joy" in text)
    engine.dismiss_finding(project, first)
    engine.put_research(project, source("more.csv", "The staff were kind and quick.", rating="5"))
    assert first not in lines(engine, project)
    engine.dismiss_finding(project, first)
    assert saved(engine, project) == 1
    engine.restore_finding(project, first)
    engine.restore_finding(project, first)
    assert first in lines(engine, project) and saved(engine, project) == 2


def test_a_line_of_ones_own_can_be_added_edited_taken_out_and_put_back(engine: ProjectEngine, project: str) -> None:
    engine.add_finding(project, "threat", "A chain opens next door.", "me")
    engine.add_finding(project, "threat", "A chain opens next door.", "me")
    assert saved(engine, project) == 1
    added = next(id for id, text in lines(engine, project).items() if "chain" in text)
    engine.edit_finding(project, added, "Two chains open next door.", "me")
    engine.dismiss_finding(project, added)
    assert added not in lines(engine, project)
    engine.restore_finding(project, added)
    assert lines(engine, project)[added] == "Two chains open next door."


def test_blank_words_and_unknown_lines_are_refused(engine: ProjectEngine, project: str) -> None:
    first = next(iter(lines(engine, project)))
    with pytest.raises(InputError, match="nothing to save"):
        engine.edit_finding(project, first, " \n ", "me")
    with pytest.raises(InputError):
        engine.add_finding(project, "threat", "", "me")
    with pytest.raises(InputError, match="at most 1000"):
        engine.add_finding(project, "threat", "x" * 1001, "me")
    for act in (
        lambda: engine.edit_finding(project, "s-none", "x", "me"),
        lambda: engine.dismiss_finding(project, "s-none"),
    ):
        with pytest.raises(NotFound):
            act()


def test_nothing_of_removed_research_is_kept_in_the_lines(engine: ProjectEngine, project: str) -> None:
    assert any("Nobody answers" in text for text in lines(engine, project).values())
    engine.remove_research(project, "r.csv")
    assert not any("Nobody answers" in text for text in lines(engine, project).values())


def test_two_people_editing_at_once_lose_nothing(
    make: Callable[..., ProjectEngine], engine: ProjectEngine, project: str
) -> None:
    ids = [id for id, text in lines(engine, project).items() if "“" in text][:2]
    other = make()
    engine.edit_finding(project, ids[0], "First.", "me")
    other.edit_finding(project, ids[1], "Second.", "you")
    now = lines(engine, project)
    assert (now[ids[0]], now[ids[1]]) == ("First.", "Second.")


@pytest.mark.parametrize("how", ["taken out", "replaced", "deleted"])
async def test_words_that_are_erased_are_nowhere_in_memory(engine: ProjectEngine, project: str, how: str) -> None:
    other = engine.create(Organisation(name="Elsewhere")).id
    engine.board(project)
    kept = engine.board(other)
    assert "Nobody answers" in held_words(engine)
    if how == "taken out":
        await engine.take_out(project, "r.csv")
    elif how == "replaced":
        engine.put_research(project, source("r.csv", "They were kind."))
    else:
        await engine.delete(project)
    assert "Nobody answers" not in held_words(engine)
    assert engine.board_at_hand(engine.state(other)) is kept


def test_a_board_that_was_begun_before_words_were_erased_is_not_held(
    engine: ProjectEngine, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, real = engine.state(project), boarding.board

    def meanwhile(*given: Any, **more: Any) -> Board:
        made = real(*given, **more)
        engine.remove_research(project, "r.csv")
        return made

    monkeypatch.setattr(boarding, "board", meanwhile)
    assert engine._board(state).tensions
    assert "Nobody answers" not in held_words(engine)


def held_words(engine: ProjectEngine) -> str:
    """All boards that are held, and whether the readings of texts hold anything."""
    read = said._parts.cache_info().currsize + ask_compare._sentences.cache_info().currsize
    boards = " ".join(one.model_dump_json() for one in engine._boards().values())
    return f"{boards} {'Nobody answers, as it was read' if read else ''}"
