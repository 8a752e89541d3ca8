"""People's ratings against each other and against a run's scorecards: alpha, confusion, and who is higher."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from covision.bench.ratings import Item, Ratings, items_of, raters_of
from covision.bench.reports.values import criterion_of, figure
from covision.domain.agreeing import Agreement, Alpha, Confusions, CriterionAgreement
from covision.domain.evals import EvalRun
from covision.domain.rubric import Criterion
from covision.measures.agreement import alpha, confusion
from covision.measures.statistics import clustered_interval

Row = list[float | None]


def agree(ratings: Ratings, run: EvalRun, criteria: Sequence[Criterion]) -> Agreement:
    """The whole report, one criterion after the other in the order of the rubric.

    An instrument's value is put at the nearest step of the people's scale before the two are compared: finer values
    would count as disagreement. The instrument is held against the median of the people.
    """
    items = items_of(run, every=True)
    raters = tuple(raters_of(ratings))
    given = {(row.rater, row.item, row.criterion): row.value for row in ratings.rows}
    rated = {row.criterion for row in ratings.rows}
    parts = [_Part(one, ratings, raters, given, items) for one in criteria if one.key in rated]
    return Agreement(
        run=run.header.id,
        scale=ratings.scale.name,
        raters=raters,
        ratings=len(ratings.rows),
        drafts=len({row.item for row in ratings.rows}),
        people=_alpha(_joined([part.people for part in parts]), interval=False),
        instrument=_alpha(_joined([part.both for part in parts]), interval=False),
        criteria=tuple(part.told() for part in parts),
    )


class _Part:
    """The ratings of one criterion: rows of raters over the items that anybody rated."""

    def __init__(
        self,
        criterion: Criterion,
        ratings: Ratings,
        raters: Sequence[str],
        given: Mapping[tuple[str, str, str], float],
        items: Mapping[str, Item],
    ) -> None:
        self.criterion = criterion
        self.steps = ratings.scale.steps(criterion)
        self.ids = [id for id in items if any((rater, id, criterion.key) in given for rater in raters)]
        self.items = [items[id] for id in self.ids]
        self.people: list[Row] = [[given.get((rater, id, criterion.key)) for id in self.ids] for rater in raters]
        self.middle = [_median([row[at] for row in self.people]) for at in range(len(self.ids))]
        found = [criterion_of(item.card, criterion.key) for item in self.items]
        self.seen = [one.value if one is not None and one.status == "scored" else None for one in found]
        self.methods = Counter(one.method for one in found if one is not None and one.status == "scored")
        self.both: list[Row] = [
            [self._step(one) for one in self.middle],
            [self._step(one) if one is not None else None for one in self.seen],
        ]

    def _step(self, value: float) -> float:
        return min(self.steps, key=lambda step: (abs(step - value), -step))

    def told(self) -> CriterionAgreement:
        """The figures."""
        places = [at for at, value in enumerate(self.seen) if value is not None]
        gaps = [self.seen[at] - self.middle[at] for at in places]  # type: ignore[operator]
        groups = [self.items[at].group for at in places]
        return CriterionAgreement(
            number=self.criterion.number,
            key=self.criterion.key,
            title=self.criterion.title,
            items=len(self.ids),
            ratings=sum(value is not None for row in self.people for value in row),
            both=len(places),
            method=self.methods.most_common(1)[0][0] if self.methods else "",
            people=_alpha(self.people),
            instrument=_alpha(self.both),
            above=figure(clustered_interval(gaps, groups, bounds=(-1.0, 1.0))),
            confusion=self._confusion() if places else None,
        )

    def _confusion(self) -> Confusions:
        found = confusion(self.both[0], self.both[1], self.steps)
        return Confusions(
            steps=tuple(f"{step:.2g}" for step in self.steps), counts=found.counts, same=figure(found.agreement)
        )


def _median(values: Sequence[float | None]) -> float:
    return median(value for value in values if value is not None)


def _alpha(rows: Sequence[Row], *, interval: bool = True) -> Alpha | None:
    found = alpha(rows, "ordinal", draws=1000 if interval else 1) if rows else None
    if found is None:
        return None
    reach = found.interval if interval else None
    return Alpha(
        value=round(found.value, 6),
        interval=(round(reach[0], 6), round(reach[1], 6)) if reach else None,
        items=found.items,
        ratings=found.ratings,
    )


def _joined(parts: Sequence[list[Row]]) -> list[Row]:
    """The items of all criteria side by side, each an item of its own."""
    return [[value for part in parts for value in part[at]] for at in range(len(parts[0]))] if parts else []
