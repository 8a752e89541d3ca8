"""A project is the sum of its events: total, pure, and the same however often it is computed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from covision.domain.apply import apply
from covision.domain.base import Span
from covision.domain.critique import Critique, CritiqueAnswered, CritiqueDismissed, CritiqueReopened
from covision.domain.draft import Clause, Draft, DraftSet, PromptRef, RunInfo
from covision.domain.events import (
    Adopted,
    AdoptionTakenBack,
    Answered,
    AnsweredFollowUp,
    AskedFollowUp,
    Chosen,
    Created,
    DraftFound,
    DraftingEnded,
    DraftingStarted,
    Event,
    ProjectState,
    Renamed,
    ResearchAdded,
    ResearchRemoved,
    Skipped,
    Stored,
    VersionSaved,
    VoteCast,
    VotingClosed,
    VotingOpened,
    WeightsSet,
)
from covision.domain.interview import FollowUp, Trigger
from covision.domain.project import Organisation, Participant, ProjectFile
from covision.domain.research import ResearchSource
from covision.domain.rewriting import (
    RewriteAsked,
    RewriteEnded,
    RewriteStarted,
    Suggestion,
    SuggestionAccepted,
    SuggestionRejected,
    SuggestionReopened,
)
from covision.domain.voting import Candidate, Vote

BAKERY = Organisation(name="Bakery")
ASKED = AskedFollowUp(
    participant="owner", follow_up=FollowUp(trigger=Trigger(id="thin", question="2"), text="And?")
)


def made(*events: Any) -> ProjectState:
    state = ProjectState(id="p")
    for seq, event in enumerate(events, start=1):
        state = apply(state, Stored(project="p", seq=seq, at=f"t{seq}", event=event))
    return state


def draft(id: str) -> Draft:
    return Draft(id=id, angle="a", statement=f"Statement {id}.", language="en")


def a_set(*drafts: Draft) -> DraftSet:
    run = RunInfo(
        model="m", prompt=PromptRef(id="p", version="1", digest="d"), corpus_digest="c", rubric_version="1", seed=1
    )
    return DraftSet(project={}, run=run, drafts=drafts)


def test_created_and_renamed() -> None:
    state = made(Created(organisation=BAKERY, goals=("g",)), Renamed(organisation=Organisation(name="Bread")))
    assert (state.organisation.name, state.goals, state.revision) == ("Bread", ("g",), 2)
    assert (state.created_at, state.changed_at) == ("t1", "t2")


def test_the_newest_answer_holds_and_a_stranger_becomes_a_participant() -> None:
    state = made(
        Created(organisation=BAKERY),
        Answered(participant="pia", question="2", text="one"),
        Answered(participant="pia", question="2", text="two"),
    )
    assert [(p.id, p.answers) for p in state.participants] == [("pia", {"2": "two"})]


def test_skip_and_answer_undo_each_other() -> None:
    skipped = made(Answered(participant="pia", question="2", text="one"), Skipped(participant="pia", question="2"))
    assert skipped.skipped == (("pia", "2"),) and skipped.participants[0].answered("2") is None
    back = made(Skipped(participant="pia", question="2"), Answered(participant="pia", question="2", text="one"))
    assert back.skipped == () and back.participants[0].answered("2") == "one"


@pytest.mark.parametrize(("text", "answer"), [("They come back.", "Known.\nThey come back."), ("  ", "Known.")])
def test_follow_up_joins_the_answer_or_is_passed_over(text: str, answer: str) -> None:
    state = made(
        Answered(participant="owner", question="2", text="Known."),
        ASKED,
        AnsweredFollowUp(participant="owner", question="2", text=text),
    )
    assert state.participants[0].answers["2"] == answer
    assert state.pending == () and len(state.follow_ups) == 1


def test_a_new_answer_ends_the_pending_follow_up() -> None:
    state = made(Answered(participant="owner", question="2", text="x"), ASKED)
    assert len(state.pending) == 1
    again = made(
        Answered(participant="owner", question="2", text="x"),
        ASKED,
        Answered(participant="owner", question="2", text="y"),
    )
    assert again.pending == ()
    assert len(made(ASKED, Answered(participant="owner", question="3", text="y")).pending) == 1


def test_research_with_the_same_name_is_replaced() -> None:
    state = made(
        ResearchAdded(source=ResearchSource(name="a.csv", rows=1)),
        ResearchAdded(source=ResearchSource(name="b.csv")),
        ResearchAdded(source=ResearchSource(name="a.csv", rows=2)),
        ResearchRemoved(name="b.csv"),
        ResearchRemoved(name="never there"),
    )
    assert [(source.name, source.rows) for source in state.research] == [("a.csv", 2)]


def test_drafts_of_another_run_are_ignored() -> None:
    start = DraftingStarted(run="r1", model="m", seed=1)
    state = made(
        start,
        DraftFound(run="r1", draft=draft("a")),
        DraftFound(run="r0", draft=draft("late")),
        DraftFound(run="r1", draft=draft("a")),
        DraftingEnded(run="r0", outcome="failed", reason="late"),
    )
    assert [d.id for d in state.drafts] == ["a"] and state.drafting and state.drafting.status == "running"


def test_the_whole_set_replaces_what_was_found_and_a_failure_keeps_it() -> None:
    start, found = DraftingStarted(run="r", model="m", seed=1), DraftFound(run="r", draft=draft("a"))
    done = made(start, found, DraftingEnded(run="r", outcome="done", drafts=a_set(draft("b"))))
    assert [d.id for d in done.drafts] == ["b"] and done.drafting and done.drafting.status == "done"
    failed = made(start, found, DraftingEnded(run="r", outcome="failed", reason="why"))
    assert [d.id for d in failed.drafts] == ["a"] and failed.drafting and failed.drafting.reason == "why"
    assert made(start, found, DraftingStarted(run="r2", model="m", seed=1)).drafts == ()


def test_choice_and_versions() -> None:
    state = made(
        Chosen(draft="a"),
        VersionSaved(version=1, statement="One.", author="owner"),
        VersionSaved(version=2, statement="Two.", author="model:m", base=1),
    )
    assert state.chosen == "a" and [(v.version, v.statement, v.at) for v in state.versions] == [
        (1, "One.", "t2"),
        (2, "Two.", "t3"),
    ]


def opened(id: str, *names: str) -> VotingOpened:
    return VotingOpened(
        round=id, candidates=tuple(Candidate(id=name, statement=name, source=f"draft/{name}") for name in names)
    )


def test_a_later_vote_on_the_same_candidates_holds_and_a_closed_round_takes_none() -> None:
    def cast(choice: Any, who: str = "pia", names: str = "AB", round: str = "r") -> VoteCast:
        return VoteCast(round=round, vote=Vote.on_pair(who, *names, choice))

    state = made(
        opened("r", "A", "B", "C"),
        cast("first"),
        cast("second", names="BA"),
        cast("tie"),
        cast("first", who="owner"),
        cast("first", names="BC"),
        cast("first", names="AX"),
        cast("first", round="other"),
        VotingClosed(round="r"),
        cast("first"),
    )
    (held,) = state.rounds
    assert [(vote.participant, vote.ranking, vote.at) for vote in held.votes] == [
        ("pia", (("A", "B"),), "t4"),
        ("owner", (("A",), ("B",)), "t5"),
        ("pia", (("B",), ("C",)), "t6"),
    ]
    assert held.closed_at == "t9" and made(opened("r", "A", "B"), opened("r", "A", "C")).rounds[0].statements == {
        "A": "A",
        "B": "B",
    }


@pytest.mark.parametrize("ranking", [(), (("A",),), (("A",), ("A",)), (("A",), (), ("B",))])
def test_a_vote_orders_two_or_more_each_once(ranking: Any) -> None:
    with pytest.raises(ValidationError, match="two or more"):
        Vote(participant="pia", ranking=ranking)


ASKED_BACK = [
    Critique(id="score-a", source="score", question="A?"),
    Critique(id="score-b", source="board", question="B?"),
]
A_REWRITE = RewriteAsked(version=1, span=Span(start=0, end=2, text="We"))
OTHER_WORDS = Suggestion(id="w", text="You", author="rules")


def test_an_answer_to_the_critic_is_evidence_until_it_is_taken_back() -> None:
    answered = CritiqueAnswered(critique=ASKED_BACK[0], text="They stay.", author="pia")
    state = made(Created(organisation=BAKERY), Answered(participant="pia", question="2", text="one"), answered)
    assert state.material().participants[0].answers == {"2": "one", "critic.score-a": "They stay."}
    assert state.participants[0].answers == {"2": "one"}
    again = made(answered, answered.model_copy(update={"text": "They go."}))
    assert [(one.text, one.at) for one in again.critiques] == [("They go.", "t2")]
    assert again.material().participants[0].id == "pia"
    aside = made(answered, CritiqueDismissed(critique=ASKED_BACK[0], author="pia"))
    assert aside.critiques[0].outcome == "dismissed" and aside.material().participants == ()
    assert made(answered, CritiqueReopened(critique="score-a")).critiques == ()


def test_a_suggestion_is_decided_and_taken_back() -> None:
    start = RewriteStarted(run="r", asked=A_REWRITE, model="m")
    end = RewriteEnded(
        run="r", outcome="done", suggestions=(OTHER_WORDS, OTHER_WORDS), offered=3, refused=("digit",)
    )
    assert made(start).rewrites[0].status == "running"
    done = made(start, start, end, RewriteEnded(run="r", outcome="failed"))
    (rewrite,) = done.rewrites
    assert (rewrite.status, rewrite.offered, rewrite.refused) == ("done", 3, ("digit",))
    assert [(one.id, one.decision) for one in rewrite.suggestions] == [("w", "open")]
    accepted = made(start, end, SuggestionAccepted(suggestion="w", version=2, by="pia")).rewrites[0].suggestions[0]
    assert (accepted.decision, accepted.version, accepted.by) == ("accepted", 2, "pia")
    back = made(start, end, SuggestionRejected(suggestion="w", by="pia"), SuggestionReopened(suggestion="w"))
    assert back.rewrites[0].suggestions[0].decision == "open"
    # The same id in a later run is never another suggestion's.
    later = made(start, end, start.model_copy(update={"run": "s"}), end.model_copy(update={"run": "s"}))
    assert [len(one.suggestions) for one in later.rewrites] == [1, 0]


text = st.text(max_size=8)
who = st.sampled_from(["owner", "pia"])
question = st.sampled_from(["1", "2", "9"])
run = st.sampled_from(["r1", "r2"])
critic_events = st.one_of(
    st.builds(CritiqueAnswered, critique=st.sampled_from(ASKED_BACK), text=text, author=who),
    st.builds(CritiqueDismissed, critique=st.sampled_from(ASKED_BACK), author=who),
    st.builds(CritiqueReopened, critique=st.sampled_from(["score-a", "score-b"])),
    st.builds(RewriteStarted, run=run, asked=st.just(A_REWRITE), model=text),
    st.builds(
        RewriteEnded,
        run=run,
        outcome=st.sampled_from(["done", "stopped", "failed"]),
        suggestions=st.sampled_from([(), (OTHER_WORDS,)]),
    ),
    st.builds(SuggestionAccepted, suggestion=st.sampled_from(["w", "?"]), version=st.integers(1, 4), by=who),
    st.builds(SuggestionRejected, suggestion=st.sampled_from(["w", "?"]), by=who),
    st.builds(SuggestionReopened, suggestion=st.sampled_from(["w", "?"])),
)
events = st.one_of(
    st.builds(Renamed, organisation=st.just(BAKERY)),
    st.builds(Answered, participant=who, question=question, text=text),
    st.builds(Skipped, participant=who, question=question),
    st.just(ASKED),
    st.builds(AnsweredFollowUp, participant=who, question=question, text=text),
    st.builds(ResearchAdded, source=st.builds(ResearchSource, name=text)),
    st.builds(ResearchRemoved, name=text),
    st.builds(DraftingStarted, run=run, model=text, seed=st.integers(0, 9)),
    st.builds(DraftFound, run=run, draft=st.sampled_from([draft("a"), draft("b")])),
    st.builds(DraftingEnded, run=run, outcome=st.sampled_from(["done", "stopped", "failed"])),
    st.builds(Chosen, draft=text),
    st.builds(VersionSaved, version=st.integers(1, 4), statement=text, author=text),
    st.sampled_from([opened("r1", "A", "B"), opened("r2", "A", "B", "C")]),
    st.builds(
        lambda round, who, choice: VoteCast(round=round, vote=Vote.on_pair(who, "A", "B", choice)),
        run,
        who,
        st.sampled_from(["first", "second", "tie"]),
    ),
    st.builds(VotingClosed, round=run),
    st.sampled_from([WeightsSet(), WeightsSet(weights={3: 2.0}, pairs=12)]),
    st.builds(Adopted, number=st.integers(1, 3), version=st.integers(1, 4), statement=text, review=st.dates()),
    st.builds(AdoptionTakenBack, number=st.integers(1, 3)),
    critic_events,
)


@given(st.lists(events, max_size=25))
def test_any_order_of_events_has_a_state(history: list[Event]) -> None:
    state = made(Created(organisation=BAKERY), *history)
    assert state.revision == len(history) + 1
    assert all(count == 1 for count in [sum(p.id == q.id for q in state.participants) for p in state.participants])
    assert len({v.version for v in state.versions}) == len(state.versions)
    assert len({one.number for one in state.adoptions}) == len(state.adoptions)
    assert all(who in {p.id for p in state.participants} for who, _ in state.skipped)
    assert ProjectState.model_validate_json(state.model_dump_json()) == state


@given(events | st.builds(Created, organisation=st.just(BAKERY)))
def test_events_survive_storage(event: Event) -> None:
    adapter: TypeAdapter[Event] = TypeAdapter(Event)
    assert adapter.validate_json(adapter.dump_json(event)) == event


def test_a_clause_must_stand_where_it_says() -> None:
    with pytest.raises(ValidationError, match="not at 0:3"):
        Draft(
            id="d",
            angle="",
            statement="You leave.",
            language="en",
            clauses=(Clause(text="Me!", start=0, end=3, kind="need"),),
        )


def test_evidence_must_resolve() -> None:
    clause = Clause(text="You", start=0, end=3, kind="need", evidence=("gone",))
    with pytest.raises(ValidationError, match="gone"):
        a_set(Draft(id="d", angle="", statement="You leave.", language="en", clauses=(clause,)))


@given(text, text, st.integers(0, 3))
def test_spans_read_verbatim(whole: str, part: str, since: int) -> None:
    span = Span.of(whole, part, since)
    assert span is None or (span.holds_in(whole) and span.text == part and span.start >= since)
    assert (span is None) == (not part or part not in whole[since:])


def test_project_file_is_lenient_where_people_are() -> None:
    file = ProjectFile.model_validate(
        {
            "version": 1,
            "organisation": {"name": "B", "size": 9},
            "participants": [{"id": "a", "answers": {1: "x"}}],
            "research": ["r.csv"],
        }
    )
    assert (
        file.organisation.size == "9"
        and file.participants[0].answers == {"1": "x"}
        and file.research[0].file == "r.csv"
    )
    with pytest.raises(ValidationError, match="two participants"):
        ProjectFile(version=1, organisation=BAKERY, participants=(Participant(id="a"), Participant(id="a")))


@pytest.mark.parametrize("weight", ["-1", "1e999", "1e300"])
def test_a_weight_that_no_mean_can_be_made_with_is_refused(weight: str) -> None:
    with pytest.raises(ValidationError):
        WeightsSet.model_validate_json(f'{{"weights": {{"1": {weight}}}}}')
