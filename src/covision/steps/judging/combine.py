"""What judges say, laid over what measures found. A judge counts as much as its exam says, down to nothing.

Nothing here turns a missing verdict into a value: where no judge that passed could be read, the measures stand, and
what they cannot tell stays unscored with the reason.
"""

import math
import statistics
from collections.abc import Sequence

from covision.domain.base import Frozen
from covision.domain.judging import ExamResult, Judgement, JudgeVerdict
from covision.domain.model import ModelInfo
from covision.domain.rubric import Criterion, CriterionScore, Exam, Judge, Rubric, Scorecard
from covision.steps.score_summary import summarise

LEAST_ERROR = 0.1
"""No grade of the exam is finer than this, so no interval is."""

_Z95 = 1.96
_WORDS = {
    "en": {
        "judge": "Judge",
        "failed": "This judge failed its exam, so its verdict counts nothing: {why}",
        "unexamined": "This judge has not sat its exam, so its verdict counts nothing.",
        "chance": "On this criterion this judge failed its exam: it did no better than chance.",
        "unread": "The judge's verdict could not be read: {why}",
        "spread": "The judges are {spread:.2f} apart.",
        "withheld": "{count} sentence(s) that speak to a machine were kept from the judge.",
        "family": "Judge {judge} and writer {writer} are of one family ({family}): a judge favours its own kind.",
        "quick": "Judge {judge} sat only the short form of its exam: its weights are uncertain.",
    },
    "pt": {
        "judge": "Juiz",
        "failed": "Este juiz chumbou no exame, por isso o seu veredicto não conta: {why}",
        "unexamined": "Este juiz ainda não fez o exame, por isso o seu veredicto não conta.",
        "chance": "Neste critério este juiz chumbou no exame: não fez melhor do que o acaso.",
        "unread": "O veredicto do juiz não se pôde ler: {why}",
        "spread": "Os juízes diferem em {spread:.2f}.",
        "withheld": "{count} frase(s) que falam a uma máquina não foram mostradas ao juiz.",
        "family": "O juiz {judge} e quem escreveu, {writer}, são da mesma família ({family}): um juiz favorece os "
        "seus.",
        "quick": "O juiz {judge} fez apenas a forma curta do exame: os seus pesos são incertos.",
    },
}


class Opinion(Frozen):
    """One judge's verdicts and its exam; None where it has not sat one, and then it counts nothing."""

    judgement: Judgement
    exam: ExamResult | None = None

    def weight(self, number: int) -> float:
        """What this judge's verdict on a criterion counts, 0..1."""
        return self.exam.weights.get(number, 0.0) if self.exam is not None and self.exam.passed else 0.0


def combine(card: Scorecard, opinions: Sequence[Opinion], rubric: Rubric) -> Scorecard:
    """The scorecard with judges in it; several judges count by their weights.

    A criterion that measures scored too becomes the mean of both, weighted by trust; its trust is the larger of
    the two, since nobody measured how far they err together. Criteria that only people can tell stay as they are.
    """
    if not opinions:
        return card
    criteria = {one.number: one for one in rubric.criteria}
    scores = tuple(_with_judges(one, criteria.get(one.number), opinions, rubric.language) for one in card.criteria)
    judge = Judge(model=" + ".join(one.judgement.model for one in opinions), exam=_exam(opinions))
    return card.model_copy(update={"criteria": scores, "summary": summarise(scores, rubric), "judge": judge})


def warnings(opinions: Sequence[Opinion], language: str = "en", writer: ModelInfo | None = None) -> tuple[str, ...]:
    """What whoever reads the scorecard must know: failed and short exams, one family with the writer, cut text."""
    words = _WORDS.get(language, _WORDS["en"])
    found: list[str] = []
    for one in opinions:
        judgement, exam = one.judgement, one.exam
        if exam is None:
            found.append(f"{judgement.model}: {words['unexamined']}")
        elif not exam.passed:
            found.append(f"{judgement.model}: {words['failed'].format(why=' '.join(exam.reasons))}")
        elif exam.quick:
            found.append(words["quick"].format(judge=judgement.model))
        if writer is not None and writer.family and writer.family == judgement.family:
            found.append(words["family"].format(judge=judgement.model, writer=writer.name, family=writer.family))
        if judgement.withheld:
            found.append(words["withheld"].format(count=judgement.withheld))
    return tuple(dict.fromkeys(found))


def _with_judges(
    score: CriterionScore, criterion: Criterion | None, opinions: Sequence[Opinion], language: str
) -> CriterionScore:
    if criterion is None or "judge" not in criterion.checks:
        return score
    words = _WORDS.get(language, _WORDS["en"])
    heard = [
        (verdict, one.weight(score.number), one)
        for one in opinions
        for verdict in one.judgement.verdicts
        if verdict.number == score.number
    ]
    heard = [one for one in heard if one[1] > 0 and one[0].value is not None]
    counted = [(verdict, weight) for verdict, weight, _ in heard]
    if not counted:
        if score.status == "scored":
            return score
        return score.model_copy(update={"reason": _silence(score, opinions, words)})
    value, trust = _mean(counted)
    best = max(counted, key=lambda pair: pair[1])[0]
    said = " ".join(part for part in (best.reason, _apart(counted, words)) if part)
    # A measure that counts nothing has said nothing: neither its value nor its reason stands in the verdict.
    measured = score.status == "scored" and score.value is not None and score.trust > 0
    if measured and score.value is not None:
        value = (score.value * score.trust + value * trust) / (score.trust + trust)
        trust = max(trust, score.trust)
    return score.model_copy(
        update={
            "status": "scored",
            "value": round(value, 6),
            "interval": _interval(value, score.number, [one for _, _, one in heard]),
            "method": "mixed" if measured else "judge",
            "trust": round(trust, 4),
            "span": best.span or score.span,
            "reason": f"{score.reason} {words['judge']}: {said}".strip() if measured else said,
        }
    )


def _mean(counted: Sequence[tuple[JudgeVerdict, float]]) -> tuple[float, float]:
    """Mean verdict and mean weight, both weighted by the weights."""
    total = sum(weight for _, weight in counted)
    value = sum((verdict.value or 0.0) * weight for verdict, weight in counted) / total
    return value, sum(weight * weight for _, weight in counted) / total


def _apart(counted: Sequence[tuple[JudgeVerdict, float]], words: dict[str, str]) -> str:
    values = [verdict.value for verdict, _ in counted if verdict.value is not None]
    return words["spread"].format(spread=max(values) - min(values)) if len(values) > 1 else ""


def _silence(score: CriterionScore, opinions: Sequence[Opinion], words: dict[str, str]) -> str:
    """Why no judge could tell."""
    reasons: list[str] = []
    for one in opinions:
        verdict = next((v for v in one.judgement.verdicts if v.number == score.number), None)
        if one.exam is None:
            reasons.append(words["unexamined"])
        elif not one.exam.passed:
            reasons.append(words["failed"].format(why=" ".join(one.exam.reasons)))
        elif one.weight(score.number) <= 0:
            reasons.append(words["chance"])
        elif verdict is None or verdict.value is None:
            reasons.append(words["unread"].format(why=verdict.reason if verdict else ""))
    return " ".join(dict.fromkeys(reasons)) or score.reason


def _interval(value: float, number: int, opinions: Sequence[Opinion]) -> tuple[float, float] | None:
    """The value within 1.96 root mean square errors of the exams of the judges that counted, cut at 0 and 1; None
    where unknown.

    Also where measures count too: it is not known how far those are off.
    """
    errors = [one.exam.errors[number] for one in opinions if one.exam and number in one.exam.errors]
    if not errors:
        return None
    reach = _Z95 * math.sqrt(statistics.fmean(max(LEAST_ERROR, error) ** 2 for error in errors))
    return (round(max(0.0, value - reach), 4), round(min(1.0, value + reach), 4))


def _exam(opinions: Sequence[Opinion]) -> Exam:
    """The exam that is shown: of several judges the one with the lowest area under the curve."""
    exams = [one.exam.exam for one in opinions if one.exam is not None]
    return min(exams, key=lambda exam: exam.auc if exam.auc is not None else 0.0) if exams else Exam()
