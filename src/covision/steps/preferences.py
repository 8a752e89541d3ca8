"""Edits and votes as labels: what a project's history prefers to what, and the weights that would follow it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from covision.domain.base import Frozen
from covision.domain.comparing import Figure
from covision.domain.events import Stored, Version, VersionSaved, VotingClosed
from covision.domain.preferences import PlaceChange, Preference, Suggestion, WeightChange
from covision.domain.rubric import CriterionScore, Rubric, Scorecard
from covision.domain.voting import Round
from covision.measures.text import words
from covision.measures.weighing import Weighed, weigh
from covision.steps.comparing.orders import figure
from covision.steps.score_summary import summarise
from covision.steps.voting import preferences as voted

NEEDED = 12
"""Pairs below which nothing is said about weights."""
SOURCES = 4
"""Edits and rounds of votes together, below which nothing is said: pairs of one round depend on each other."""
MOST = 200
ALPHA = 0.05
CLEAR = 0.02
"""A weight that would change by less is not listed."""
LARGE = 0.25
"""In words only the criteria whose weight would change by this part or more."""
_SIGNS = re.compile(r"[\W_]+")


def preferences(history: Sequence[Stored], rounds: Sequence[Round]) -> tuple[Preference, ...]:
    """What was preferred, the oldest first, at most the newest `MOST`.

    A version that a person saved over another is preferred to it, unless only signs changed; restoring an earlier
    version takes that back, for all versions in between, and prefers it to the one it replaced. Of a closed round
    the majority on each pair counts, as far as it goes.
    """
    closed: dict[str, int] = {}
    for stored in history:
        if isinstance(stored.event, VotingClosed):
            closed.setdefault(stored.event.round, stored.seq)
    edits = _edits((stored.seq, stored.event) for stored in history if isinstance(stored.event, VersionSaved))
    last = history[-1].seq if history else 0
    votes = [(closed.get(held.id, last), one) for held in rounds if not held.open for one in _votes(held)]
    # Rounds of many candidates make many pairs: by time, so that they crowd out no newer edit.
    found = sorted([*edits.values(), *votes], key=lambda pair: pair[0])
    return tuple(one for _, one in found[-MOST:])


def count(versions: Sequence[Version], rounds: Sequence[Round]) -> int:
    """How many `preferences` there are, told without the history: it is long, and a page waits."""
    votes = sum(len(_votes(held)) for held in rounds if not held.open)
    return min(MOST, len(_edits(enumerate(versions))) + votes)


def _edits(saved: Iterable[tuple[int, VersionSaved | Version]]) -> dict[int, tuple[int, Preference]]:
    """What edits prefer, by the number of the version, each with when it was saved."""
    by_number: dict[int, VersionSaved | Version] = {}
    edits: dict[int, tuple[int, Preference]] = {}
    last: VersionSaved | Version | None = None
    for seq, event in saved:
        base = by_number.get(event.base) if event.base is not None else None
        if base is not None and base.statement == event.statement:
            for number in [number for number in edits if number > base.version]:
                del edits[number]
            base = last
        if base is not None and not event.author.startswith("model:") and _differ(event.statement, base.statement):
            made = Preference(
                better=event.statement, worse=base.statement, kind="edit", group=f"version/{event.version}"
            )
            edits[event.version] = seq, made
        by_number[event.version] = last = event
    return edits


def _differ(one: str, other: str) -> bool:
    # Other letters are other words; reading the words is for texts whose letters are the same.
    if _SIGNS.sub("", one).lower() != _SIGNS.sub("", other).lower():
        return True
    return [word.lower for word in words(one)] != [word.lower for word in words(other)]


def _votes(held: Round) -> list[Preference]:
    said = voted(held)
    statements = held.statements
    found: list[Preference] = []
    for pair in dict.fromkeys(pair for mine in said.values() for pair in mine):
        told = [mine[pair] for mine in said.values() if pair in mine]
        ahead = told.count("first") - told.count("second")
        if ahead:
            better, worse = pair if ahead > 0 else pair[::-1]
            found.append(
                Preference(
                    better=statements[better],
                    worse=statements[worse],
                    kind="vote",
                    group=f"round/{held.id}",
                    share=abs(ahead) / len(told),
                )
            )
    return found


class Statement(Frozen):
    """A statement of the project that is ranked, and where it is: `draft/<id>` or `version/<n>`."""

    source: str
    text: str


def suggest(
    found: Sequence[Preference],
    score: Callable[[str], Scorecard],
    rubric: Rubric,
    *,
    applied: Mapping[int, float] | None = None,
    ranked: Sequence[Statement] = (),
) -> Suggestion:
    """Weights that follow the preferences, with their effect, or why there are none; nothing is changed.

    `score` gives the scorecard of a statement of this project (asked once each); `rubric` has the shipped weights.
    Suggested only where p is at most 0.05 and the pairs left out of the fit agree more often than before.
    """
    card = cache(score)
    rows, held = [], []
    for one in found:
        row = _parts(card(one.better), card(one.worse), rubric)
        if any(row):
            rows.append(row)
            held.append(one)
    now = dict(applied or {})
    edits = sum(1 for one in held if one.kind == "edit")
    base = Suggestion(
        status="not_enough",
        told="",
        pairs=len(held),
        edits=edits,
        votes=len(held) - edits,
        needed=NEEDED,
        applied=now,
    )
    if len(held) < NEEDED or len({one.group for one in held}) < SOURCES:
        return base.model_copy(update={"told": _too_few(base)})
    weighed = weigh(
        np.array(rows),
        [one.weight for one in rubric.criteria],
        shares=[one.share for one in held],
        groups=[one.group for one in held],
    )
    assert weighed is not None
    base = base.model_copy(
        update={"before": figure(weighed.before), "after": figure(weighed.after), "p": round(weighed.p, 4)}
    )
    if weighed.p > ALPHA or weighed.after.value <= weighed.before.value:
        return base.model_copy(update={"status": "as_shipped", "told": _as_shipped(base)})
    weights = _weights(weighed, rubric)
    changes = _changes(weights, now, rubric)
    return base.model_copy(
        update={
            "status": "suggested",
            "told": _suggested(base, changes),
            "weights": weights,
            "changes": changes,
            "places": _places(ranked, card, reweighed(rubric, now), reweighed(rubric, weights)),
        }
    )


def reweighed(rubric: Rubric, weights: Mapping[int, float]) -> Rubric:
    """The rubric with other weights; criteria that are not named keep the shipped ones."""
    if not weights:
        return rubric
    criteria = tuple(
        one.model_copy(update={"weight": weights.get(one.number, one.weight)}) for one in rubric.criteria
    )
    return rubric.model_copy(update={"criteria": criteria})


def with_weights(card: Scorecard, rubric: Rubric, weights: Mapping[int, float]) -> Scorecard:
    """The scorecard with its summary by a project's weights; no verdict on a criterion changes."""
    if not weights:
        return card
    return card.model_copy(update={"summary": summarise(card.criteria, reweighed(rubric, weights))})


def _parts(better: Scorecard, worse: Scorecard, rubric: Rubric) -> list[float]:
    """What each criterion adds to the difference of the summaries, over the criteria that both have scored."""
    ours, theirs = ({one.number: one for one in card.criteria if _told(one)} for card in (better, worse))
    weights = {
        one.number: one.weight * (ours[one.number].trust + theirs[one.number].trust) / 2.0
        for one in rubric.criteria
        if one.number in ours and one.number in theirs
    }
    whole = sum(weights.values())
    return [
        weights[one.number] / whole * ((ours[one.number].value or 0.0) - (theirs[one.number].value or 0.0))
        if weights.get(one.number, 0.0) > 0
        else 0.0
        for one in rubric.criteria
    ]


def _told(one: CriterionScore) -> bool:
    return one.status == "scored" and one.value is not None


def _weights(weighed: Weighed, rubric: Rubric) -> dict[int, float]:
    pairs = zip(rubric.criteria, weighed.multipliers, strict=True)
    return {one.number: round(one.weight * times, 4) for one, times in pairs}


def _changes(weights: Mapping[int, float], now: Mapping[int, float], rubric: Rubric) -> tuple[WeightChange, ...]:
    """The criteria whose weight would change, the largest change first."""
    found = [
        WeightChange(
            number=one.number,
            key=one.key,
            title=one.title,
            shipped=one.weight,
            now=now.get(one.number, one.weight),
            suggested=weights[one.number],
        )
        for one in rubric.criteria
        if abs(weights[one.number] - one.weight) >= CLEAR or abs(now.get(one.number, one.weight) - one.weight) > 0
    ]
    return tuple(sorted(found, key=lambda one: (-abs(one.suggested - one.shipped), one.number)))


def _places(
    ranked: Sequence[Statement], card: Callable[[str], Scorecard], before: Rubric, after: Rubric
) -> tuple[PlaceChange, ...]:
    values = {
        one.source: tuple(summarise(card(one.text).criteria, rubric).value for rubric in (before, after))
        for one in ranked
    }

    def place(source: str, at: int) -> int | None:
        mine = values[source][at]
        if mine is None:
            return None
        return 1 + sum(1 for other in values.values() if other[at] is not None and (other[at] or 0.0) > mine)

    found = [
        PlaceChange(
            source=one.source,
            statement=one.text,
            before=values[one.source][0],
            after=values[one.source][1],
            place_before=place(one.source, 0),
            place_after=place(one.source, 1),
        )
        for one in ranked
    ]
    return tuple(sorted(found, key=lambda one: (one.place_after or len(found) + 1, one.source)))


def _too_few(base: Suggestion) -> str:
    return (
        f"Not enough to tell: {base.pairs} pairs from edits and votes; {NEEDED} are needed, of {SOURCES} edits or "
        "votes at least."
    )


def _as_shipped(base: Suggestion) -> str:
    return (
        f"Your {base.edits} edits and {base.votes} votes give no reason to change the weights. {_agrees(base)}; no "
        "others are known to agree better."
    )


def _suggested(base: Suggestion, changes: Sequence[WeightChange]) -> str:
    large = [one for one in changes if abs(one.suggested - one.shipped) >= LARGE * one.shipped] or list(changes[:1])
    more = [one.title for one in large if one.suggested > one.shipped][:2]
    less = [one.title for one in large if one.suggested < one.shipped][:2]
    parts = [f"{_listed(more)} {_count(more)} more for you"] if more else []
    parts += [f"{_listed(less)} {_count(less)} less"] if less else []
    after = base.after or Figure(value=0.0)
    return (
        f"Your {base.edits} edits and {base.votes} votes suggest that {' and '.join(parts)}. {_agrees(base)}; "
        f"these would agree with {after.value:.0%}."
    )


def _agrees(base: Suggestion) -> str:
    before = base.before or Figure(value=0.0)
    return f"The shipped weights agree with {before.value:.0%} of the pairs"


def _count(titles: Sequence[str]) -> str:
    return "counts" if len(titles) == 1 else "count"


def _listed(titles: Sequence[str]) -> str:
    return " and ".join(f"“{title}”" for title in titles)


def newest(versions: Sequence[Version]) -> Statement | None:
    """The newest version as a statement to rank, None without any."""
    return Statement(source=f"version/{versions[-1].version}", text=versions[-1].statement) if versions else None
