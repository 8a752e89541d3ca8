"""Votes counted: one order by the method of Schulze, what is too close to call, and the reasons of the minority."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import combinations

from covision.domain.comparing import Ranked, Ranking
from covision.domain.people import same_person_key
from covision.domain.voting import Candidate, GivenReason, Majority, Round, Tally, Vote
from covision.measures.ranking import Contest, Elected, Outcome, schulze, tiers, win_rate
from covision.steps.comparing.orders import figure

LABEL = (
    "{voters} people, by the method of Schulze. Too close to call: one of them voting otherwise would change it."
)
LABEL_ONE = "One person's order. Too close to call: with one vote nothing is settled."
NOBODY = "Nobody has voted yet."
_REVERSED: dict[Outcome, Outcome] = {"first": "second", "second": "first", "tie": "tie"}
Pair = tuple[str, str]
Choices = dict[Pair, Outcome]


def preferences(round: Round) -> dict[str, Choices]:
    """What each person prefers of each pair (in the order of the candidates); the newest vote on a pair holds.

    A person is named as first written, however they wrote their name later.
    """
    place = {one.id: at for at, one in enumerate(round.candidates)}
    found: dict[str, Choices] = {}
    written: dict[str, str] = {}
    for vote in round.votes:
        rank = {name: at for at, group in enumerate(vote.ranking) for name in group if name in place}
        mine = found.setdefault(written.setdefault(same_person_key(vote.participant), vote.participant), {})
        for a, b in combinations(sorted(rank, key=place.__getitem__), 2):
            mine[a, b] = "tie" if rank[a] == rank[b] else "first" if rank[a] < rank[b] else "second"
    return found


def count(round: Round) -> Tally:
    """The result of a round, open or closed.

    A pair is clear where the order would stand even if any one person had voted on everything the other way round;
    else it is too close to call. `value` is the share of its pairings that a candidate won, with a t interval
    clustered by person; candidates that nobody ranked stand last, without a place.
    """
    said = preferences(round)
    ids = [one.id for one in round.candidates]
    elected = schulze(_ballots(said), ids)
    order = [name for group in elected.order for name in group]
    seen = {name for mine in said.values() for pair in mine for name in pair}
    ranked = [name for name in order if name in seen]
    clear = _clear(said, ids, elected)
    placed = tiers(ranked, clear) if ranked else {}
    contests = [Contest(*pair, outcome, who) for who, mine in said.items() for pair, outcome in mine.items()]
    standing = [_ranked(name, placed[name], contests) for name in ranked]
    left = [Ranked(id=name, tier=None, reason="Nobody ranked it.") for name in ids if name not in seen]
    voters = len(said)
    ranking = Ranking(
        basis="people",
        label=NOBODY if not voters else LABEL_ONE if voters == 1 else LABEL.format(voters=voters),
        order=(*standing, *left),
        close=tuple(pair for pair in combinations(ranked, 2) if pair not in clear),
        connected=_connected(said, seen),
    )
    return Tally(
        round=round.id,
        ranking=ranking,
        voters=voters,
        majorities=_majorities(said, ids),
        reasons=_reasons(round.votes, elected),
    )


def first_choices(round: Round) -> dict[str, int]:
    """How many people put a candidate before every other that they spoke of; one with an equal beside it is not.

    Only candidates that somebody put first, in the order of the round.
    """
    firsts = {one.id: 0 for one in round.candidates}
    for mine in preferences(round).values():
        named = {name for pair in mine for name in pair}
        for name in named:
            met = [
                outcome == ("first" if pair[0] == name else "second")
                for pair, outcome in mine.items()
                if name in pair
            ]
            # With pairs missing, winning the few that were asked says little: all others must have been met.
            firsts[name] += all(met) and len(met) == len(named) - 1
    return {name: n for name, n in firsts.items() if n}


def ballot(round: Round, participant: str) -> tuple[Candidate, ...]:
    """The candidates in an order of this person's own, the same at every look, so that no place is favoured."""
    key = f"{round.id}\0{same_person_key(participant)}\0"
    return tuple(
        sorted(round.candidates, key=lambda one: hashlib.sha256((key + one.id).encode("utf-8", "replace")).digest())
    )


def pairs_for(round: Round, participant: str) -> tuple[Pair, ...]:
    """All pairs of a round in this person's own order; the first of each is shown first (on the left, or above).

    Places are balanced: of n candidates, dealt anew for everybody, each is shown first in (n - 1) / 2 of its pairs,
    or in the whole number below or above it. Pairs go round in a circle, neighbours first.
    """
    names = [one.id for one in ballot(round, participant)]
    n = len(names)
    found: list[Pair] = []
    for step in range(1, n // 2 + 1):
        # Half way round each pair would come twice.
        starts = n // 2 if 2 * step == n else n
        found += [(names[at], names[(at + step) % n]) for at in range(starts)]
    return tuple(found)


def open_pairs(round: Round, participant: str) -> tuple[Pair, ...]:
    """The pairs of `pairs_for` that this person has not voted on yet, neither as a pair nor in an order."""
    who = same_person_key(participant)
    mine = next((said for name, said in preferences(round).items() if same_person_key(name) == who), {})
    return tuple(pair for pair in pairs_for(round, participant) if pair not in mine and pair[::-1] not in mine)


def _ballots(said: Mapping[str, Choices]) -> list[list[list[str]]]:
    found: list[list[list[str]]] = []
    for mine in said.values():
        for (a, b), outcome in mine.items():
            found.append([[a, b]] if outcome == "tie" else [[a], [b]] if outcome == "first" else [[b], [a]])
    return found


def _clear(said: Mapping[str, Choices], ids: Sequence[str], elected: Elected) -> set[Pair]:
    """Pairs (better, worse) whose order no single person could have changed."""
    found = {(a, b) for a in ids for b in ids if a != b and elected.beats(a, b)}
    for who, mine in said.items():
        turned = {**said, who: {pair: _REVERSED[outcome] for pair, outcome in mine.items()}}
        other = schulze(_ballots(turned), ids)
        found = {(a, b) for a, b in found if other.beats(a, b)}
    return found


def _ranked(name: str, tier: int, contests: Sequence[Contest]) -> Ranked:
    rate = win_rate(contests, name)
    won = figure(rate) if rate else None
    return Ranked(
        id=name,
        tier=tier,
        value=won.value if won else None,
        interval=won.interval if won else None,
        wins=won,
        contests=won.cases if won else 0,
    )


def _connected(said: Mapping[str, Choices], seen: set[str]) -> bool:
    reached = set(list(seen)[:1])
    pairs = [set(pair) for mine in said.values() for pair in mine]
    for _ in seen:
        for pair in pairs:
            if pair & reached:
                reached |= pair
    return reached == seen


def _majorities(said: Mapping[str, Choices], ids: Sequence[str]) -> tuple[Majority, ...]:
    found: list[Majority] = []
    for pair in combinations(ids, 2):
        told = [mine[pair] for mine in said.values() if pair in mine]
        if told:
            first, second = told.count("first"), told.count("second")
            found.append(
                Majority(
                    first=pair[0], second=pair[1], for_first=first, for_second=second, neither=told.count("tie")
                )
            )
    return tuple(found)


def _reasons(votes: Sequence[Vote], elected: Elected) -> tuple[GivenReason, ...]:
    found: list[GivenReason] = []
    for vote in votes:
        if not vote.reason.strip():
            continue
        against = [
            (a, b)
            for at, group in enumerate(vote.ranking)
            for a in group
            for later in vote.ranking[at + 1 :]
            for b in later
            if a in elected.names and b in elected.names and elected.beats(b, a)
        ]
        prefers, over = against[0] if against else ("", "")
        found.append(
            GivenReason(
                participant=vote.participant,
                reason=vote.reason,
                minority=bool(against),
                prefers=prefers,
                over=over,
            )
        )
    return tuple(sorted(found, key=lambda one: not one.minority))
