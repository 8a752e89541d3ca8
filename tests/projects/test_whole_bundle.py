"""A bundle brings everything back: export, import and export again are the same bytes, and no model is asked."""

import json
import socket
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covision.domain.adopting import adopted_now
from covision.domain.base import Span
from covision.domain.board import CurrentState, Finding
from covision.domain.dilemmas import (
    Choice,
    Dilemma,
    DilemmaAdded,
    DilemmasAnswered,
    DilemmasClosed,
    DilemmasOpened,
    DilemmaTakenOut,
    Paper,
)
from covision.domain.draft import Draft
from covision.domain.events import (
    Adopted,
    AdoptionTakenBack,
    Answered,
    AskedFollowUp,
    Chosen,
    CurrentStateSaved,
    DraftFound,
    DraftingEnded,
    DraftingStarted,
    Event,
    Renamed,
    ResearchAdded,
    ResearchRemoved,
    Skipped,
    ThemesFound,
    VersionSaved,
    VoteCast,
    VotingClosed,
    VotingOpened,
    WeightsSet,
)
from covision.domain.interview import FollowUp, Trigger
from covision.domain.project import Organisation
from covision.domain.research import ResearchSource, Snippet, ThemeSet
from covision.domain.voting import Candidate, Vote
from covision.errors import Conflict, InputError

SNIPPETS = tuple(Snippet(id=f"s{n}", text=f"Comment {n} <b> “é”", source="r.csv", row=n) for n in range(3))
SOURCE = ResearchSource(name="r.csv", rows=3, read=3, snippets=SNIPPETS)
ROUND = VotingOpened(
    round="r1",
    candidates=tuple(Candidate(id=id, statement=id, source=f"version/{n}") for n, id in enumerate("AB", 1)),
)
DILEMMA = Dilemma(id="d", title="Both", text="What now? <b>", courses=("This.", "That."))
ASKED = DilemmasOpened(round="q1", statement="You leave calm.", source="version/1", dilemmas=(DILEMMA,))
text = st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12)
numbers = st.integers(1, 3)
EVENTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(Answered, participant=st.just("owner"), question=st.sampled_from("12"), text=text),
    st.builds(Skipped, participant=st.just("owner"), question=st.sampled_from("12")),
    st.just(AskedFollowUp(
        participant="owner",
        follow_up=FollowUp(trigger=Trigger(id="thin", question="2", span=Span(start=0, end=1, text="x")), text="And?"),
    )),
    st.builds(Renamed, organisation=st.builds(Organisation, name=st.just("Café <b>"), sector=text)),
    st.sampled_from([
        ResearchAdded(source=SOURCE), ResearchAdded(source=SOURCE.model_copy(update={"name": "b.csv"})),
        ResearchRemoved(name="r.csv"), ResearchRemoved(name="b.csv"),
        ThemesFound(themes=ThemeSet(of=3)), ROUND, VotingClosed(round="r1"),
        CurrentStateSaved(current=CurrentState(findings=(Finding(id="f", quadrant="threat", text="A chain."),))),
        DraftingStarted(run="r", model="m", seed=1), DraftingEnded(run="r", outcome="failed", reason="why"),
        DilemmaAdded(dilemma=DILEMMA), DilemmaTakenOut(id="d"), ASKED, DilemmasClosed(round="q1"),
        WeightsSet(), WeightsSet(weights={3: 2.0}, pairs=12),
    ]),
    st.builds(
        DraftFound, run=st.just("r"),
        draft=st.builds(Draft, id=st.sampled_from("ab"), angle=text, statement=text, language=st.just("en")),
    ),
    st.builds(Chosen, draft=st.sampled_from("ab"), why=text),
    st.builds(
        lambda who, choice, why: VoteCast(round="r1", vote=Vote.on_pair(who, "A", "B", choice, reason=why)),
        st.sampled_from(["ann", "ben"]), st.sampled_from(["first", "second", "tie"]), text,
    ),
    st.builds(AdoptionTakenBack, number=numbers),
    st.builds(
        lambda who, course, why: DilemmasAnswered(
            round="q1", paper=Paper(participant=who, choices=(Choice(dilemma="d", course=course, reason=why),))
        ),
        st.sampled_from(["ann", " Ann", "ben"]), st.sampled_from(["", "a", "b", "c"]), text,
    ),
)  # fmt: skip


def bundle(engine: Any, project: str) -> bytes:
    made = engine.export(project, "whole")
    assert made.name.startswith("vision-") and made.name.endswith(".whole.json")
    content: bytes = made.content
    return content


def same_but_id(engine: Any, one: str, other: str) -> bool:
    left, right = (engine.state(id).model_dump(exclude={"id"}) for id in (one, other))
    return bool(left == right)


def with_versions(engine: Any, project: str, happened: list[Event]) -> None:
    """Random events between versions and adoptions that are numbered as the engine numbers them."""
    for number, event in enumerate(happened):
        engine._store.append(project, [event])
        if number % 3 == 0:
            state = engine.save_version(project, f"Version of {number}.", ("ann", "model:m")[number % 2])
            engine.adopt(project, version=1 + number % len(state.versions), review=date(2027, 1, 1 + number))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=st.lists(EVENTS, max_size=12))
def test_there_and_back_again(engine: Any, happened: list[Event]) -> None:
    project = engine.create(Organisation(name="Café"), research=[SOURCE]).id
    with_versions(engine, project, happened)
    first = bundle(engine, project)
    back = engine.bring_whole(first.decode())
    assert back.id != project and bundle(engine, back.id) == first
    assert same_but_id(engine, project, back.id) and engine.state(back.id) == back


def test_votes_weights_research_and_adoption_are_back_without_any_connection(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = engine.create(Organisation(name="Café"), research=[SOURCE]).id
    engine.save_version(project, "One.", "ann")
    engine.save_version(project, "Two.", "ben")
    engine.adopt(project, owner="Ann", review=date(2027, 5, 1), given_up="Speed.", why="Asked.")
    vote = VoteCast(round="r1", vote=Vote.on_pair("ann", "A", "B", "first", reason="plainer"))
    engine._store.append(project, [ROUND, vote, VotingClosed(round="r1"), WeightsSet(weights={3: 2.0}, pairs=12)])
    content = bundle(engine, project)

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refused)
    back = engine.bring_whole(content.decode())
    was = engine.state(project)
    assert back.rounds == was.rounds and back.weights == {3: 2.0} and back.research == was.research
    assert back.versions == was.versions and adopted_now(back.adoptions) == adopted_now(was.adoptions)
    again = engine.save_version(back.id, "Three.", "ann", seen=2)
    assert again.versions[-1].version == 3 and len(engine.state(project).versions) == 2


def changed(content: bytes, change: Any) -> str:
    data = json.loads(content)
    change(data)
    return json.dumps(data)


BROKEN = (
    lambda data: data.pop("covision_project"),
    lambda data: data.update(covision_project=99),
    lambda data: data["events"].clear(),
    lambda data: data["events"].pop(0),
    lambda data: data["events"][1].update(at="yesterday"),
    lambda data: data["events"][1].pop("at"),
    lambda data: data["events"][1].update(at=7),
    lambda data: data["events"][1]["event"].update(type="unheard_of"),
    lambda data: data["events"][1].update(event="x"),
    lambda data: data["events"][-1]["event"].update(statement="Something nobody saved."),
    lambda data: data.update(events={}),
)


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_a_bundle_that_is_wrong_brings_nothing(engine: Any, number: int) -> None:
    project = engine.create(Organisation(name="Café")).id
    engine.save_version(project, "One.", "ann")
    engine.adopt(project)
    before = len(engine.projects())
    with pytest.raises(InputError):
        engine.bring_whole(changed(bundle(engine, project), BROKEN[number]))
    assert len(engine.projects()) == before


@pytest.mark.parametrize("junk", ["", "no json", "[]", "null", "[" * 100_000, '{"covision_project": 1}', "\x00"])
def test_anything_else_is_told_in_plain_words(engine: Any, junk: str) -> None:
    with pytest.raises(InputError, match="mine.json"):
        engine.bring_whole(junk, "mine.json")


def test_a_second_text_for_a_version_is_refused(store: Any, engine: Any) -> None:
    project = engine.create(Organisation(name="Café")).id
    engine.save_version(project, "One.", "ann")
    copied = json.loads(bundle(engine, project))
    second = VersionSaved(version=1, statement="Another.", author="ann").model_dump(mode="json")
    copied["events"].append({"seq": 3, "at": copied["events"][-1]["at"], "event": second})
    if type(store).__name__ == "MemoryStore":
        pytest.skip("the store of the tests refuses nothing")
    with pytest.raises(Conflict):
        engine.bring_whole(json.dumps(copied))
    assert len(engine.projects()) == 1


def test_research_that_a_bundle_takes_out_leaves_no_words(store: Any, engine: Any) -> None:
    project = engine.create(Organisation(name="Café")).id
    copied = json.loads(bundle(engine, project))
    at = copied["events"][0]["at"]
    for event in (ResearchAdded(source=SOURCE), ResearchRemoved(name="r.csv")):
        copied["events"].append({"seq": 0, "at": at, "event": event.model_dump(mode="json")})
    if type(store).__name__ == "MemoryStore":
        pytest.skip("the store of the tests erases nothing")
    back = engine.bring_whole(json.dumps(copied))
    assert back.research == () and b"Comment 1" not in bundle(engine, back.id)


def test_an_adoption_names_words_that_were_saved(engine: Any) -> None:
    project = engine.create(Organisation(name="Café")).id
    copied = json.loads(bundle(engine, project))
    event = Adopted(number=1, version=4, statement="x").model_dump(mode="json")
    copied["events"].append({"seq": 2, "at": copied["events"][0]["at"], "event": event})
    with pytest.raises(InputError, match=r"events\.1"):
        engine.bring_whole(json.dumps(copied))
