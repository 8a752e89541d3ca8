"""Answers to the critic, and rewrites: saved before they are told, undone, never twice, interrupted by a kill."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from covision.domain.base import Span
from covision.domain.critique import Critique
from covision.domain.draft import PromptRef, Usage
from covision.domain.events import ProjectState, VersionSaved
from covision.domain.lineage import marked_version
from covision.domain.project import Organisation, Participant
from covision.domain.rewriting import RewriteAsked, RewriteEnded, RewriteStarted, Suggestion, Wish
from covision.errors import Conflict, InputError, ModelBusy, NotFound, UsageError
from covision.projects.engine import ProjectEngine
from covision.steps.preferences import preferences

TEXT = "You get quality bread, and you go home known."
QUESTION = Critique(id="score-1", source="score", question="What changes?", span=Span(start=0, end=3, text="You"))
PROMPT = PromptRef(id="rewriting/span.en", version="1", digest="d")
Make = Callable[..., ProjectEngine]


class Rewriter:
    """Offers given words; waits where it is told to."""

    def __init__(self, *texts: str, fails: Exception | None = None, waits: bool = False) -> None:
        self.texts, self.fails = texts, fails
        self.calls: list[RewriteStarted] = []
        self.waits = waits
        self.called = asyncio.Event()

    async def __call__(
        self, state: ProjectState, started: RewriteStarted, say: Callable[[str], None]
    ) -> RewriteEnded:
        self.calls.append(started)
        self.called.set()
        say("model")
        if self.waits:
            await asyncio.Event().wait()
        if self.fails:
            raise self.fails
        made = tuple(
            Suggestion(id=f"{started.run}-{at}", text=text, author="model:test/m", prompt=PROMPT)
            for at, text in enumerate(self.texts)
        )
        return RewriteEnded(
            run=started.run, outcome="done", suggestions=made, offered=3, refused=("digit",), usage=Usage(calls=1)
        )


def begun(engine: ProjectEngine) -> str:
    people = [Participant(id="pia", role="baker")]
    project = engine.create(Organisation(name="Bakery"), participants=people).id
    engine.save_version(project, TEXT, "pia")
    return project


def span(part: str, whole: str = TEXT) -> Span:
    found = Span.of(whole, part)
    assert found is not None
    return found


async def run(events: Any) -> list[Any]:
    return [event async for event in events]


def asked(part: str = "quality bread", version: int = 1, whole: str = TEXT) -> RewriteAsked:
    return RewriteAsked(version=version, span=span(part, whole), wish=Wish(kind="plainer"), by="pia")


def rewritten(engine: ProjectEngine, project: str, one: RewriteAsked | None = None) -> ProjectState:
    asyncio.run(run(engine.rewrite(project, one or asked())))
    return engine.state(project)


def test_answers_and_dismissals_are_kept_and_taken_back(engine: ProjectEngine) -> None:
    project = begun(engine)
    with pytest.raises(InputError, match="no answer"):
        engine.answer_critique(project, QUESTION, "  ", "pia")
    state = engine.answer_critique(project, QUESTION, "They feel known.", "pia")
    assert state.material().participants[0].answers == {"critic.score-1": "They feel known."}
    assert len(engine.answer_critique(project, QUESTION, "They feel known.", "pia").critiques) == 1
    assert engine.dismiss_critique(project, QUESTION, "pia").critiques[0].outcome == "dismissed"
    assert engine.reopen_critique(project, "score-1").critiques == ()


def test_a_rewrite_is_saved_with_its_suggestions_and_changes_nothing_yet(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread", "our bread"))
    project = begun(engine)
    events = asyncio.run(run(engine.rewrite(project, asked("quality brea"))))
    assert isinstance(events[0], RewriteStarted) and isinstance(events[-1], RewriteEnded)
    state = engine.state(project)
    (rewrite,) = state.rewrites
    # Half a word is the whole word.
    assert rewrite.asked.span == span("quality bread") and rewrite.refused == ("digit",)
    assert [one.suggestion.text for one in rewrite.suggestions] == ["bread", "our bread"]
    assert len(state.versions) == 1 and engine.rewrite_status(state, rewrite) == "done"


def test_accepting_changes_these_words_alone_and_knows_whose_they_are(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread", "our bread"))
    project = begun(engine)
    first, second = (one.id for one in rewritten(engine, project).rewrites[0].suggestions)
    state = engine.accept_suggestions(project, [first], "pia")
    newest = state.versions[-1]
    assert (
        newest.statement == "You get bread, and you go home known." and newest.author == "pia" and newest.base == 1
    )
    marked = marked_version(2, state.versions)
    assert marked is not None
    at = newest.statement.index("bread")
    assert marked.origin(at).who == "test/m" and marked.origin(at).prompt == "rewriting/span.en@1"
    assert all(
        marked.origin(place).who == "pia"
        for place in range(len(newest.statement))
        if place not in range(at, at + 5)
    )
    # A double click makes no second version; the other one's words are gone, and that is said.
    assert len(engine.accept_suggestions(project, [first], "pia").versions) == 2
    with pytest.raises(Conflict, match="have changed"):
        engine.accept_suggestions(project, [second], "pia")
    # It counts as an edit, as one by hand does.
    pairs = preferences(engine.history(project), ())
    assert [(one.better, one.worse) for one in pairs] == [(newest.statement, TEXT)]


def test_taking_an_acceptance_back_brings_the_words_and_their_author_back(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread"))
    project = begun(engine)
    (one,) = (item.id for item in rewritten(engine, project).rewrites[0].suggestions)
    engine.accept_suggestions(project, [one], "pia")
    state = engine.undo_suggestions(project, [one], "pia")
    assert state.versions[-1].statement == TEXT and len(state.versions) == 3
    assert state.rewrites[0].suggestions[0].decision == "open"
    assert {mark.origin.who for mark in state.versions[-1].marks or ()} == {"pia"}
    # As with any restored version: what was restored is preferred to what it replaced.
    assert [one.better for one in preferences(engine.history(project), ())] == [TEXT]
    # And it can be accepted again.
    assert (
        engine.accept_suggestions(project, [one], "pia").versions[-1].statement
        == "You get bread, and you go home known."
    )


def test_what_was_written_since_is_never_lost_by_taking_back(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread"))
    project = begun(engine)
    (one,) = (item.id for item in rewritten(engine, project).rewrites[0].suggestions)
    engine.accept_suggestions(project, [one], "pia")
    engine.save_version(project, "Something else.", "pia", seen=2)
    with pytest.raises(Conflict, match="written on"):
        engine.undo_suggestions(project, [one], "pia")
    assert engine.state(project).versions[-1].statement == "Something else."


def test_rejecting_and_opening_again(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread"))
    project = begun(engine)
    (one,) = (item.id for item in rewritten(engine, project).rewrites[0].suggestions)
    assert engine.reject_suggestion(project, one, "pia").rewrites[0].suggestions[0].decision == "rejected"
    assert engine.undo_suggestions(project, [one], "pia").rewrites[0].suggestions[0].decision == "open"
    engine.accept_suggestions(project, [one], "pia")
    with pytest.raises(UsageError, match="accepted already"):
        engine.reject_suggestion(project, one, "pia")
    with pytest.raises(NotFound):
        engine.reject_suggestion(project, "nobody", "pia")


def test_accepting_all_takes_one_for_each_part_and_is_taken_back_as_one(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread", "warm bread"))
    project = begun(engine)
    rewritten(engine, project)
    engine._rewriter = Rewriter("leave")
    state = rewritten(engine, project, asked("go home"))
    ids = [one.id for rewrite in state.rewrites for one in rewrite.suggestions]
    state = engine.accept_suggestions(project, ids, "pia")
    assert state.versions[-1].statement == "You get bread, and you leave known."
    decided = {one.suggestion.text: one.decision for rewrite in state.rewrites for one in rewrite.suggestions}
    assert decided == {"bread": "accepted", "warm bread": "open", "leave": "accepted"}
    back = engine.undo_suggestions(project, [ids[0], ids[2]], "pia")
    assert back.versions[-1].statement == TEXT


def test_a_suggestion_moves_with_its_words_to_a_newer_version(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread"))
    project = begun(engine)
    (one,) = (item.id for item in rewritten(engine, project).rewrites[0].suggestions)
    engine.save_version(project, f"Here {TEXT[:1].lower()}{TEXT[1:]}", "pia", seen=1)
    state = engine.accept_suggestions(project, [one], "pia")
    assert state.versions[-1].statement == "Here you get bread, and you go home known."


def test_words_that_are_not_there_are_refused(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread"))
    project = begun(engine)
    wrong = RewriteAsked(version=1, span=Span(start=0, end=3, text="Yes"))
    for bad in (wrong, asked(version=7)):
        with pytest.raises(Conflict, match="have changed"):
            asyncio.run(run(engine.rewrite(project, bad)))
    assert engine.state(project).rewrites == ()


def test_a_double_click_is_one_rewrite_and_stop_is_saved(make: Make) -> None:
    rewriter = Rewriter("bread", waits=True)
    engine = make(rewriter=rewriter)
    project = begun(engine)

    async def twice() -> list[list[Any]]:
        watching = [asyncio.create_task(run(engine.rewrite(project, asked()))) for _ in range(2)]
        await rewriter.called.wait()
        state = engine.state(project)
        assert engine.rewrite_status(state, state.rewrites[0]) == "running"
        await engine.stop_rewrite(project)
        return [await one for one in watching]

    first, second = asyncio.run(twice())
    assert first[-1] == second[-1] and first[-1].outcome == "stopped"
    state = engine.state(project)
    assert len(rewriter.calls) == len(state.rewrites) == 1 and state.rewrites[0].status == "stopped"


def test_a_failure_is_told_and_what_was_interrupted_can_be_repeated(make: Make, store: Any) -> None:
    engine = make(rewriter=Rewriter(fails=ModelBusy("It is busy.", todo="Wait.")))
    project = begun(engine)
    state = rewritten(engine, project)
    assert state.rewrites[0].status == "failed" and "It is busy." in state.rewrites[0].reason
    # As a process leaves it that was killed in the middle.
    store.append(project, [RewriteStarted(run="killed", asked=asked(), model="m")])
    later = make(rewriter=Rewriter("bread"))
    state = later.state(project)
    assert later.rewrite_status(state, state.rewrites[-1]) == "interrupted"
    asyncio.run(run(later.repeat_rewrite(project, "killed")))
    assert [one.suggestion.text for one in later.state(project).rewrites[-1].suggestions] == ["bread"]
    later.save_version(project, "Other words.", "pia", seen=1)
    with pytest.raises(Conflict):
        asyncio.run(run(later.repeat_rewrite(project, "killed")))


def test_a_whole_project_keeps_questions_and_suggestions_through_a_bundle(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread", "our bread"))
    project = begun(engine)
    engine.answer_critique(project, QUESTION, "They feel known.", "pia")
    first, second = (one.id for one in rewritten(engine, project).rewrites[0].suggestions)
    engine.reject_suggestion(project, second, "pia")
    engine.accept_suggestions(project, [first], "pia")
    before = engine.state(project)
    content = engine.export(project, "whole").content
    after = engine.bring_whole(content.decode())
    assert (after.critiques, after.rewrites, after.versions) == (before.critiques, before.rewrites, before.versions)


def test_a_scorecard_goes_with_each_accepted_version(make: Make) -> None:
    engine = make(rewriter=Rewriter("bread"))
    project = begun(engine)
    (one,) = (item.id for item in rewritten(engine, project).rewrites[0].suggestions)
    scored: list[str] = []

    def score(state: ProjectState, text: str) -> Any:
        scored.append(text)

    engine.accept_suggestions(project, [one], "pia", score)
    saved = [stored.event for stored in engine.history(project) if isinstance(stored.event, VersionSaved)]
    assert scored == [saved[-1].statement]
