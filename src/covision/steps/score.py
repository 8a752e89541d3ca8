"""The scoring floor: every computed criterion of a statement, without a model, a network or chance.

What a judge or people must tell stays unscored with the reason; a later step may fill it in. The registry
`MEASURES` ties a criterion's `measure` to a function: a new criterion is an entry in the rubric and a line here.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from covision.domain.base import Frozen, Language
from covision.domain.corpus import Corpus
from covision.domain.project import Material
from covision.domain.rubric import Criterion, CriterionScore, Method, Rubric, Scorecard, Summary
from covision.errors import InputError
from covision.measures import fitting, wording
from covision.measures.grounding import Sources
from covision.measures.lexicon import Lexicon, Matcher, matcher
from covision.measures.overlap import reference
from covision.measures.reading import content_stems, foreign, read
from covision.measures.reasons import say
from covision.measures.stems import LANGUAGES
from covision.measures.subject import Background, ClauseBacking, Subject, shared_vocabulary, source
from covision.measures.text import fold, sentences, word_set, words
from covision.measures.verdict import Scored, Unscored, Verdict

Measure = Callable[[Subject], Verdict]
MEASURES: dict[str, Measure] = {
    "customer_result": wording.customer_result,
    "picturable": wording.picturable,
    "one_idea": wording.one_idea,
    "distinctive": fitting.distinctive,
    "simple": wording.simple,
    "now_and_aspiration": fitting.now_and_aspiration,
    "observable_promise": wording.observable_promise,
    "fits_customers": fitting.fits_customers,
    "not_strategy": wording.not_strategy,
    "no_number": wording.no_number,
    "own_wording": fitting.own_wording,
    "human_voice": fitting.human_voice,
    "survives_translation": wording.survives_translation,
}
MAX_CHARACTERS = 100_000
STORY_QUESTIONS, GAP_QUESTIONS, BOTH_QUESTION = ("6",), ("7", "18"), "12"
_NOT_YET = {
    "en": word_set(
        "not never nobody nothing yet isn't aren't don't doesn't can't won't wasn't didn't hasn't haven't"
    ),
    "pt": word_set("não nunca ninguém nada ainda falta faltam"),
}


class Said(Frozen):
    """Words of a person: an answer (`question` is its id) or a customer's comment."""

    id: str
    text: str
    who: str = ""
    question: str = ""
    copies: int = 1


class Known(Frozen):
    """Another organisation's statement, to compare the wording with."""

    owner: str
    text: str


class ClauseEvidence(Frozen):
    """A clause of the statement, verbatim, and the ids of customers' comments linked to it."""

    text: str
    snippets: tuple[str, ...] = ()


class ScoringContext(Frozen):
    """What is known round a statement. Empty fields leave the criteria that need them unscored.

    `similarities` are cosine similarities (-1..1) to the nearest indexed statements and `nearest` the owner of the
    closest; `clauses` are links that an earlier step made. Both None or empty: nobody looked.
    """

    language: Language = "en"
    organisation: str = ""
    sector: str = ""
    answers: tuple[Said, ...] = ()
    snippets: tuple[Said, ...] = ()
    statements: tuple[Known, ...] = ()
    similarities: tuple[float, ...] | None = None
    nearest: str = ""
    clauses: tuple[ClauseEvidence, ...] | None = None


def context_of(material: Material, corpus: Corpus | None = None) -> ScoringContext:
    """The scoring context of a project: all its answers and comments, and the corpus visions of other owners."""
    organisation = material.organisation
    answers = tuple(
        Said(id=f"answers/{person.id}/{question}", text=text, who=person.id, question=question)
        for person in material.participants
        for question, text in person.answers.items()
        if text and text.strip()
    )
    comments = tuple(Said(id=item.id, text=item.text, copies=item.copies) for item in material.snippets())
    return ScoringContext(
        language=organisation.language,
        organisation=organisation.name,
        sector=organisation.sector,
        answers=answers,
        snippets=comments,
        statements=tuple(Known(owner=vision.owner, text=vision.text) for vision in corpus.visions)
        if corpus
        else (),
    )


class Scorer:
    """Scores many statements of one project: the project's texts are read once."""

    def __init__(self, rubric: Rubric, lexicon: Lexicon | None, context: ScoringContext) -> None:
        self.rubric = rubric
        self.context = context
        known = lexicon is not None and lexicon.language in LANGUAGES and context.language == lexicon.language
        self._lists = matcher(lexicon, senses=True) if known and lexicon is not None else None
        self._background = _compile(context, self._lists) if self._lists else None

    def score(
        self,
        statement: str,
        *,
        id: str,
        similarities: Sequence[float] | None = None,
        nearest: str = "",
        clauses: Sequence[ClauseEvidence] | None = None,
    ) -> Scorecard:
        """The scorecard of one statement; what belongs to this statement alone is given here.

        Raises `InputError` where it is empty or longer than `MAX_CHARACTERS`.
        """
        _check(statement)
        background = self._background
        if background and (similarities is not None or clauses is not None):
            background = _with(background, similarities, nearest, clauses)
        verdicts = self._verdicts(statement, background)
        scores = tuple(
            _criterion_score(one, verdict) for one, verdict in zip(self.rubric.criteria, verdicts, strict=True)
        )
        summary = summarise(scores, self.rubric)
        return Scorecard(id=id, statement=statement, summary=summary, criteria=scores)

    def _verdicts(self, statement: str, background: Background | None) -> list[Verdict]:
        language = self.rubric.language
        if background is None:
            return [self._without_lists(criterion) for criterion in self.rubric.criteria]
        reading = read(statement, background.lists, background.name)
        subject = Subject(reading, background)
        blocked = _blocked(subject)
        found: list[Verdict] = []
        for criterion in self.rubric.criteria:
            measure = MEASURES.get(criterion.measure) if criterion.measure else None
            if criterion.measure is None:
                found.append(_needs_others(criterion, language))
            elif measure is None:
                found.append(Unscored(say(language, "un.measure", about=[criterion.measure])))
            elif blocked:
                found.append(_on_digits(criterion.measure, measure, subject) or blocked)
            else:
                found.append(measure(subject))
        return found

    def _without_lists(self, criterion: Criterion) -> Verdict:
        if criterion.measure is None:
            return _needs_others(criterion, self.rubric.language)
        return Unscored(say(self.rubric.language, "un.lists"))


def _on_digits(name: str, measure: Measure, subject: Subject) -> Verdict | None:
    """Digits speak in any language: found ones count; none found proves nothing about unreadable words."""
    verdict = measure(subject) if name == "no_number" else None
    return verdict if isinstance(verdict, Scored) and verdict.span is not None else None


def score(
    statement: str, rubric: Rubric, lexicon: Lexicon | None, context: ScoringContext, *, id: str = "statement"
) -> Scorecard:
    """The scorecard of one statement. For many of one project, a `Scorer` saves the search for what was compiled.

    Raises `InputError` where the statement is empty or longer than `MAX_CHARACTERS`.
    """
    return _scorer(rubric, lexicon, context).score(statement, id=id)


@lru_cache(maxsize=4)
def _scorer(rubric: Rubric, lexicon: Lexicon | None, context: ScoringContext) -> Scorer:
    return Scorer(rubric, lexicon, context)


def _check(statement: str) -> None:
    if not statement.strip():
        raise InputError("The statement is empty.", todo="Write one sentence, however rough, then score it again.")
    if len(statement) > MAX_CHARACTERS:
        raise InputError(
            f"The statement has {len(statement):,} characters; a vision is one or two sentences.",
            todo="Give the statement alone, not the document round it.",
        )


def _blocked(subject: Subject) -> Unscored | None:
    """Why no word list can judge this text, None where they can."""
    if not any(not word.number for word in subject.reading.words):
        return Unscored(say(subject.language, "un.words"))
    if foreign(subject.reading, subject.background.lists):
        return Unscored(say(subject.language, "un.language"))
    return None


def _needs_others(criterion: Criterion, language: str) -> Unscored:
    key = "un.judge" if "judge" in criterion.checks else "un.people"
    return Unscored(criterion.unscored or say(language, key))


def _criterion_score(criterion: Criterion, verdict: Verdict) -> CriterionScore:
    if isinstance(verdict, Unscored):
        return CriterionScore(
            number=criterion.number,
            key=criterion.key,
            status="unscored",
            method=_method(criterion),
            reason=verdict.reason,
            question=criterion.question,
        )
    return CriterionScore(
        number=criterion.number,
        key=criterion.key,
        status="scored",
        value=round(verdict.value, 6),
        method="measure",
        trust=round(criterion.trust * verdict.share, 4),
        span=verdict.span,
        reason=verdict.reason,
        question=verdict.question or criterion.question,
    )


def _method(criterion: Criterion) -> Method:
    """Who would have to tell, where nothing was scored."""
    if criterion.measure is not None:
        return "measure"
    return "judge" if "judge" in criterion.checks else "people"


_T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


def summarise(scores: Sequence[CriterionScore], rubric: Rubric) -> Summary:
    """Mean of the scored criteria, each weighted by its weight times its trust, with how many were scored.

    The interval is a 95% jackknife: each criterion is left out in turn, and t times the standard error of those
    means is laid round the value (Tukey 1958), cut at 0 and 1. It says how far the summary hangs on which criteria
    could be scored; it knows nothing of how wrong a single criterion may be. None below three scored criteria.
    """
    weights = {criterion.number: criterion.weight for criterion in rubric.criteria}
    parts = [
        (one.value, weights.get(one.number, 0.0) * one.trust)
        for one in scores
        if one.status == "scored" and one.value is not None
    ]
    parts = [(value, weight) for value, weight in parts if weight > 0]
    if not parts:
        return Summary(covered=0, of=len(scores))
    total = sum(weight for _, weight in parts)
    mean = sum(value * weight for value, weight in parts) / total
    interval = None
    n = len(parts)
    if n >= 3:
        left_out = [(mean * total - value * weight) / (total - weight) for value, weight in parts]
        centre = sum(left_out) / n
        error = math.sqrt((n - 1) / n * sum((one - centre) ** 2 for one in left_out))
        reach = _t95(n - 1) * error
        interval = (round(max(0.0, mean - reach), 4), round(min(1.0, mean + reach), 4))
    return Summary(value=round(mean, 4), interval=interval, covered=n, of=len(scores))


def _t95(freedom: int) -> float:
    """Two-sided 95% point of Student's t: from the table up to 30, above it close to 1.96 + 2.5 / freedom."""
    return _T95[freedom - 1] if freedom <= len(_T95) else 1.96 + 2.5 / freedom


def _compile(context: ScoringContext, lists: Matcher) -> Background:
    own = fold(context.organisation)
    others = [known for known in context.statements if not own or fold(known.owner) != own]
    references = tuple(reference(one.text, one.owner, lambda text: content_stems(text, lists)) for one in others)
    stories, gaps = _stories_and_gaps(context, lists)
    background = Background(
        lists=lists,
        name=context.organisation,
        answers=Sources(tuple(source(one.id, one.text, lists, who=one.who) for one in context.answers)),
        stories=stories,
        gaps=gaps,
        snippets=Sources(tuple(source(one.id, one.text, lists, copies=one.copies) for one in context.snippets)),
        references=references,
        sector=frozenset(content_stems(context.sector, lists)),
        shared=shared_vocabulary(references),
    )
    return _with(background, context.similarities, context.nearest, context.clauses)


def _with(
    background: Background,
    similarities: Sequence[float] | None,
    nearest: str,
    clauses: Sequence[ClauseEvidence] | None,
) -> Background:
    changed = dict(vars(background))
    if similarities is not None:
        changed.update(similarities=tuple(similarities), nearest=nearest)
    if clauses is not None:
        changed["clauses"] = tuple(ClauseBacking(one.text, one.snippets, len(one.snippets)) for one in clauses)
    return Background(**changed)


def _stories_and_gaps(context: ScoringContext, lists: Matcher) -> tuple[Sources, Sources]:
    """True stories (6, and what 12 says is so) and gaps (7, 18, and what 12 says is not so yet)."""
    stories = [source(one.id, one.text, lists) for one in context.answers if one.question in STORY_QUESTIONS]
    gaps = [source(one.id, one.text, lists) for one in context.answers if one.question in GAP_QUESTIONS]
    told = bool(stories)
    for one in context.answers:
        if one.question != BOTH_QUESTION:
            continue
        told = True
        for sentence in sentences(one.text):
            denied = any(word.lower in _NOT_YET.get(lists.language, ()) for word in words(sentence.text))
            (gaps if denied else stories).append(source(one.id, sentence.text, lists))
    # Without a word about what is true today, questions 7 and 18 alone cannot tell now from aspiration.
    return (Sources(tuple(stories)), Sources(tuple(gaps))) if told else (Sources(()), Sources(()))
