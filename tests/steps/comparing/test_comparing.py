"""Pairs in both orders, the designs, and rankings that say what is too close to call."""

import asyncio
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covision.domain.comparing import OrderVerdict, PairVerdict
from covision.domain.rubric import Criterion, CriterionScore, Rubric, Scorecard
from covision.steps.comparing import design
from covision.steps.comparing.compare import by_judge, by_scorecards, plan, read_pairs, settled_pairs
from covision.steps.comparing.measured import apart, by_measures, clear_pairs
from covision.steps.comparing.orders import joined, position
from covision.steps.comparing.strengths import at_equal_length, by_pairs, contests
from covision.steps.score import summarise

NUMBERS = range(1, 14)
RUBRIC = Rubric(
    version="t",
    criteria=tuple(
        Criterion(
            number=n, key=f"k{n}", title="t", asks="a", strong="s", weak="w", checks=("computed",), question="q"
        )
        for n in NUMBERS
    ),
)
TEXTS = {f"s{at}": f"statement {at} " + "word " * at for at in range(8)}


def card(id: str, values: dict[int, float | None], method: str = "measure") -> Scorecard:
    scores = tuple(
        CriterionScore(
            number=n,
            key=f"k{n}",
            status="unscored" if values.get(n) is None else "scored",
            value=values.get(n),
            method=method,
            trust=0.5,
            reason="none was there" if values.get(n) is None else "",
        )
        for n in NUMBERS
    )
    return Scorecard(id=id, statement=id, summary=summarise(scores, RUBRIC), criteria=scores)


def level(id: str, at: float, spread: float = 0.05, **more: str) -> Scorecard:
    return card(id, {n: min(1.0, max(0.0, at + spread * (n % 3 - 1))) for n in NUMBERS}, **more)


class By:
    """Reads by a rule over the two texts in the order they are read."""

    def __init__(self, rule):
        self.rule, self.calls = rule, 0

    async def __call__(self, first: str, second: str, *, repeat: int) -> OrderVerdict:
        self.calls += 1
        said = self.rule(first, second)
        return OrderVerdict(said=said, reason="" if said else "It wrote a poem.")


def better(worth):
    def rule(first: str, second: str) -> str:
        a, b = worth(first), worth(second)
        return "first" if a > b else "second" if b > a else "tie"

    return rule


def compared(rule, texts=TEXTS, **more):
    reader = By(rule)
    asked = design.pairs(list(texts), most=200)
    verdicts = asyncio.run(read_pairs(texts, asked, [reader], **more))
    cards = {id: level(id, 0.5) for id in texts}
    return by_judge(texts, cards, cards, RUBRIC, verdicts, "scripted/x"), reader


def test_a_steady_judge_ranks_in_its_order():
    # Worth that has nothing to do with length.
    worth = {text: int(id[1]) * 5 % 8 for id, text in TEXTS.items()}
    found, reader = compared(better(worth.get))
    assert [one.id for one in found.ranking.order] == sorted(TEXTS, key=lambda id: -worth[TEXTS[id]])
    assert reader.calls == 2 * 28 and found.position.consistent.value == 1 and found.position.flipped == 0
    assert found.position.first_share.value == 0.5
    assert len(found.ranking.tiers) > 1 and found.ranking.order[0].wins.value == 1
    assert ("s3", "s6") in found.ranking.close and ("s3", "s0") not in found.ranking.close
    assert not found.length.matters and found.warnings == ()


def test_a_judge_of_places_gives_ties_and_low_consistency():
    found, _ = compared(lambda first, second: "first")
    assert {pair.verdict for pair in found.pairs} == {"tie"} and all(
        pair.consistent is False for pair in found.pairs
    )
    assert found.position.consistent.value == 0 and found.position.first_share.value == 1
    assert len(found.ranking.tiers) == 1 and {one.value for one in found.ranking.order} == {0}
    assert any("order of reading in 28 of 28" in text for text in found.warnings)


def test_said_ties_are_consistent():
    found, _ = compared(lambda first, second: "tie")
    assert found.position.consistent.value == 1 and found.position.first_share is None
    assert {pair.verdict for pair in found.pairs} == {"tie"} and len(found.ranking.tiers) == 1


def test_a_judge_of_length_is_caught():
    found, _ = compared(better(len))
    assert found.ranking.order[0].id == "s7" and len(found.ranking.tiers) > 1
    assert found.length.matters and found.length.slope.value > 0 and found.length.longer_won.value == 1
    assert any("follow length" in text for text in found.warnings)
    raw = found.ranking.order[0].value - found.ranking.order[-1].value
    equal = {one.id: one.value for one in found.at_equal_length.order}
    assert abs(equal["s7"] - equal["s0"]) < raw and len(found.at_equal_length.tiers) == 1


def test_what_cannot_be_read_wins_nothing():
    silent = TEXTS["s3"]
    rule = better(len)
    found, _ = compared(lambda first, second: None if silent in (first, second) else rule(first, second))
    assert {pair.verdict for pair in found.pairs if "s3" in (pair.first, pair.second)} == {"unscored"}
    last = found.ranking.order[-1]
    assert last.id == "s3" and last.tier is None and last.value is None and last.reason
    assert any("7 pairs could not be read" in text and "poem" in text for text in found.warnings)
    one_way = joined("a", "b", [(OrderVerdict(said="first"), OrderVerdict(said=None, reason="cut"))], (3, 3))
    assert one_way.verdict == "unscored" and one_way.consistent is None and one_way.reason == "cut"
    nothing, _ = compared(lambda first, second: None)
    assert (
        nothing.ranking.basis == "measures" and "could be read" in nothing.refused and nothing.judge == "scripted/x"
    )


def test_probabilities_turn_with_the_order():
    async def reader(first: str, second: str, *, repeat: int) -> OrderVerdict:
        # Likes s1, and the place A by 0.1.
        liked = 0.8 if first == "one" else 0.2
        return OrderVerdict(said="first" if first == "one" else "second", preference=liked + 0.1)

    (pair,) = asyncio.run(read_pairs({"x": "one", "y": "two"}, [("x", "y")], [reader], repeats=2))
    assert pair.verdict == "first" and pair.consistent and pair.preference == pytest.approx(0.8)
    assert [couple[1].said for couple in pair.orders] == ["first", "first"]


def test_several_couples_decide_by_majority():
    def couple(one: str, other: str) -> tuple[OrderVerdict, OrderVerdict]:
        return OrderVerdict(said=one), OrderVerdict(said=other)

    win, lose, flip = couple("first", "first"), couple("second", "second"), couple("first", "second")
    assert joined("a", "b", [win, flip, flip], (1, 1)).verdict == "first"
    assert joined("a", "b", [win, lose, flip], (1, 1)).verdict == "tie"
    assert joined("a", "b", [couple("first", "tie")], (1, 1)).verdict == "tie"
    check = position([joined("a", "b", [win, flip], (1, 1))])
    assert check.consistent.value == 0.5 and check.flipped == 1


@settings(max_examples=60, deadline=None)
@given(n=st.integers(2, 14), most=st.integers(1, 60), valued=st.booleans(), seed=st.integers(0, 9))
def test_designs_connect_and_keep_the_cap(n, most, valued, seed):
    ids = [f"i{at}" for at in range(n)]
    values = {id: float(at % 5) for at, id in enumerate(ids[1:])} if valued else None
    found = design.pairs(ids, most=most, values=values, seed=seed)
    assert len(found) == len({frozenset(pair) for pair in found}) == min(n * (n - 1) // 2, max(most, n - 1))
    assert all(ids.index(a) < ids.index(b) for a, b in found)
    reached = {ids[0]}
    for _ in ids:
        reached |= {one for pair in found if reached & set(pair) for one in pair}
    assert reached == set(ids)
    assert found == design.pairs(ids, most=most, values=values, seed=seed)


def test_neighbours_by_value_are_asked_first():
    values = {"a": 0.1, "b": 0.9, "c": 0.5, "d": 0.8, "e": 0.2}
    found = design.pairs(list(values), most=4, values=values)
    assert {frozenset(pair) for pair in found} == {frozenset(pair) for pair in ("bd", "dc", "ce", "ea")}
    known = [("b", "d")]
    assert frozenset("bd") not in {frozenset(pair) for pair in design.pairs(list(values), most=4, settled=known)}


def test_of_many_statements_the_judges_scorecards_settle_what_is_clear():
    texts = {f"s{at}": f"text {at}" for at in range(7)}
    # A constant difference has no spread to learn from; these have.
    values = {id: {n: 0.1 * at + 0.004 * n * at for n in NUMBERS} for at, id in enumerate(texts)}
    measured = {id: card(id, values[id]) for id in texts}
    assert plan(texts, measured, RUBRIC).settled == () and len(plan(texts, measured, RUBRIC).pairs) == 21
    judged = {id: card(id, values[id], method="mixed") for id in texts}
    few = dict(list(texts.items())[:6])
    assert plan(few, {id: judged[id] for id in few}, RUBRIC).settled == ()
    chosen = plan(texts, judged, RUBRIC)
    assert chosen.large and ("s6", "s0") in chosen.settled and len(chosen.pairs) + len(chosen.settled) == 21
    found = by_judge(texts, judged, measured, RUBRIC, settled_pairs(texts, chosen), "m")
    assert found.position is None and f"{len(chosen.settled)} pairs settled by scorecards" in found.ranking.label
    assert found.ranking.order[0].id == "s6"


def test_measures_rank_by_differences_that_hold_over_criteria():
    wide = {n: 0.1 if n % 2 else 0.9 for n in NUMBERS}
    lifted = {n: value + 0.03 + 0.002 * n for n, value in wide.items()}
    cards = {"low": card("low", wide), "high": card("high", lifted), "odd": level("odd", 0.5)}
    found = by_measures(cards, RUBRIC)
    assert found.basis == "measures" and "no judge" in found.label
    # Their intervals overlap by far, yet one is above the other on every criterion.
    by_id = {one.id: one for one in found.order}
    assert by_id["low"].interval[1] > by_id["high"].interval[0]
    assert ("high", "low") in clear_pairs(cards, RUBRIC) and ("high", "low") not in found.close
    assert any({"odd", "low"} == set(pair) for pair in found.close)


def test_measures_are_honest_about_little():
    few = {"a": card("a", {1: 0.9, 2: 0.8}), "b": card("b", {1: 0.1, 2: 0.2}), "c": card("c", {})}
    found = by_scorecards({id: id for id in few}, few, RUBRIC)
    assert found.ranking.tiers == (("a", "b"),) and found.ranking.close == (("a", "b"),)
    assert found.ranking.order[-1].id == "c" and found.ranking.order[-1].reason == "none was there"
    assert apart(few["a"], few["c"], RUBRIC) is None and apart(few["a"], few["b"], RUBRIC).p is None
    same = level("x", 0.5)
    assert apart(same, same, RUBRIC).p == 1.0


def test_asking_again_is_no_further_evidence():
    texts = {id: TEXTS[id] for id in ("s0", "s1", "s2")}
    once, _ = compared(better(len), texts)
    often, _ = compared(better(len), texts, repeats=5)
    assert often.ranking == once.ranking and once.ranking.tiers == (("s2", "s1", "s0"),)
    win, flip = (OrderVerdict(said="first"),) * 2, (OrderVerdict(said="first"), OrderVerdict(said="second"))
    shaky = joined("a", "b", [win, win, flip], (1, 1))
    held, _ = contests([shaky, joined("a", "b", [win], (1, 1)), joined("a", "b", [flip], (1, 1))])
    assert [one.outcome for one in held] == ["first", "tie", "first", "first", "tie", "tie"]


def test_equal_lengths_say_nothing_of_length():
    pairs = [PairVerdict(first=a, second=b, verdict="first") for a, b in itertools.combinations("abc", 2)]
    texts = {id: id for id in "abc"}
    assert at_equal_length(texts, pairs, "x") is None and by_pairs(texts, pairs, "x").order[0].id == "a"


def test_two_models_over_many_cases_at_equal_length():
    # m is chosen exactly where it is longer: at equal length nothing is left of a win rate of 0.8.
    pairs = [
        PairVerdict(
            first="m", second="n", verdict="first" if at % 5 else "second", words_first=20 if at % 5 else 10,
            words_second=15,
        )
        for at in range(40)
    ]  # fmt: skip
    ranking, check = at_equal_length({"m": "", "n": ""}, pairs, "x")
    assert by_pairs({"m": "", "n": ""}, pairs, "x").tiers == (("m",), ("n",))
    assert check.matters and ranking.tiers in ((("m", "n"),), (("n", "m"),))


def test_of_reasons_that_are_as_frequent_the_first_is_told():
    scores = tuple(
        one.model_copy(update={"reason": f"reason {at}"}) for at, one in enumerate(card("a", {}).criteria)
    )
    (left,) = by_measures({"a": card("a", {}).model_copy(update={"criteria": scores})}, RUBRIC).order
    assert left.tier is None and left.reason == "reason 0"
