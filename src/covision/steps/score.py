"""The scoring floor: every computed criterion of a statement, without a model, a network or chance.

What a judge or people must tell stays unscored with the reason; a later step may fill it in. The registry
`MEASURES` ties a criterion's `measure` to a function: a new criterion is an entry in the rubric and a line here.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from covision.domain.base import Frozen, Language
from covision.domain.corpus import Corpus
from covision.domain.project import Material
from covision.domain.rubric import Criterion, CriterionScore, Method, Rubric, Scorecard
from covision.errors import InputError
from covision.measures import fitting, weak_signs, wording
from covision.measures.grounding import Sources
from covision.measures.learned import Learned
from covision.measures.lexicon import Lexicon, Matcher, matcher
from covision.measures.overlap import reference
from covision.measures.reading import content_stems, foreign, read
from covision.measures.reasons import say
from covision.measures.stems import LANGUAGES
from covision.measures.subject import Background, ClauseBacking, Subject, shared_vocabulary, source
from covision.measures.text import fold, sentences, word_set, words
from covision.measures.verdict import Scored, Unscored, Verdict
from covision.steps.score_orders import to_people
from covision.steps.score_reading import Embed, LearnedReader, Mixed, Told, mix
from covision.steps.score_summary import summarise

Measure = Callable[[Subject], Verdict]
MEASURES: dict[str, Measure] = {
    "customer_result": wording.customer_result,
    "feel_think_do": weak_signs.feel_think_do,
    "picturable": wording.picturable,
    "one_idea": wording.one_idea,
    "distinctive": fitting.distinctive,
    "simple": wording.simple,
    "decides": weak_signs.decides,
    "now_and_aspiration": fitting.now_and_aspiration,
    "observable_promise": wording.observable_promise,
    "fits_customers": fitting.fits_customers,
    "not_strategy": wording.not_strategy,
    "no_number": wording.no_number,
    "own_wording": fitting.own_wording,
    "human_voice": fitting.human_voice,
    "survives_translation": wording.survives_translation,
}
READING = "reading"
"""The measure of a criterion that no rule can tell: the learned reading alone."""

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


class Asked(Frozen):
    """A statement to be scored with what belongs to it alone: cosine similarities (-1..1) to the nearest indexed
    statements, the owner of the nearest, and links of its clauses; None: nobody looked."""

    id: str
    statement: str
    similarities: tuple[float, ...] | None = None
    nearest: str = ""
    clauses: tuple[ClauseEvidence, ...] | None = None


class Scorer:
    """Scores many statements of one project: the project's texts are read once.

    Words that speak to whoever marks the statement are not measured.

    `learned` None: rules alone. `embed` None, or a language that it does not help: the learned reading goes by
    signs alone, and says so.
    """

    def __init__(
        self,
        rubric: Rubric,
        lexicon: Lexicon | None,
        context: ScoringContext,
        learned: Learned | None = None,
        embed: Embed | None = None,
    ) -> None:
        self.rubric = rubric
        self.context = context
        known = lexicon is not None and lexicon.language in LANGUAGES and context.language == lexicon.language
        self._lists = matcher(lexicon, senses=True) if known and lexicon is not None else None
        self._background = _compile(context, self._lists) if self._lists else None
        self._reader: LearnedReader | None = None
        if learned is not None and self._lists is not None:
            self._reader = LearnedReader(learned, self._lists, context.organisation, embed)

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
        asked = Asked(
            id=id,
            statement=statement,
            similarities=None if similarities is None else tuple(similarities),
            nearest=nearest,
            clauses=None if clauses is None else tuple(clauses),
        )
        return self.score_many([asked])[0]

    def score_many(self, asked: Sequence[Asked], *, clauses: bool = True) -> list[Scorecard]:
        """Scorecards in the order asked, each the same as alone; a batch is embedded at once.

        `clauses` False: the reading does not look which clause matters most, which saves most of its time.

        Raises `InputError` for the first statement that is empty or longer than `MAX_CHARACTERS`.
        """
        for one in asked:
            _check(one.statement)
        if self._background is None:
            return [self._card(one, [self._without_lists(item) for item in self.rubric.criteria]) for one in asked]
        subjects = [self._subject(one, self._background) for one in asked]
        blocked = [_blocked(subject) for subject in subjects]
        free = [at for at, why in enumerate(blocked) if why is None]
        told: list[Told | None] = [None] * len(asked)
        # Embedding leaves the interpreter free: the rules are measured meanwhile.
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="covision-read") as beside:
            reader, readings = self._reader, [subjects[at].reading for at in free]
            work = beside.submit(reader.read, readings, clauses) if reader is not None and free else None
            verdicts = [self._verdicts(subject, why) for subject, why in zip(subjects, blocked, strict=True)]
            for at, found in zip(free, work.result() if work is not None else [None] * len(free), strict=True):
                told[at] = found
        return [self._card(*whole) for whole in zip(asked, verdicts, told, strict=True)]

    def _subject(self, one: Asked, background: Background) -> Subject:
        if one.similarities is not None or one.clauses is not None:
            background = _with(background, one.similarities, one.nearest, one.clauses)
        return Subject(read(to_people(one.statement), background.lists, background.name), background)

    def _verdicts(self, subject: Subject, blocked: Unscored | None) -> list[Verdict | None]:
        """Of every criterion what its rule says; None where only a reading, a judge or people can tell."""
        found: list[Verdict | None] = []
        for criterion in self.rubric.criteria:
            measure = MEASURES.get(criterion.measure) if criterion.measure else None
            if criterion.measure in (None, READING):
                found.append(blocked if criterion.measure else None)
            elif measure is None:
                found.append(Unscored(say(self.rubric.language, "un.measure", about=[str(criterion.measure)])))
            elif blocked:
                found.append(_on_digits(str(criterion.measure), measure, subject) or blocked)
            else:
                found.append(measure(subject))
        return found

    def _card(self, one: Asked, verdicts: Sequence[Verdict | None], told: Told | None = None) -> Scorecard:
        scores = []
        for criterion, verdict in zip(self.rubric.criteria, verdicts, strict=True):
            mixed: Mixed | None = None
            if told is not None and self._reader is not None and criterion.measure is not None:
                mixed = mix(criterion.number, verdict, told, self._reader, self.rubric.language)
            scores.append(_criterion_score(criterion, verdict, mixed, self.rubric.language))
        summary = summarise(scores, self.rubric)
        return Scorecard(id=one.id, statement=one.statement, summary=summary, criteria=tuple(scores))

    def _without_lists(self, criterion: Criterion) -> Verdict:
        if criterion.measure in (None, READING):
            return _needs_others(criterion, self.rubric.language)
        return Unscored(say(self.rubric.language, "un.lists"))


def _on_digits(name: str, measure: Measure, subject: Subject) -> Verdict | None:
    """Digits speak in any language: found ones count; none found proves nothing about unreadable words."""
    verdict = measure(subject) if name == "no_number" else None
    return verdict if isinstance(verdict, Scored) and verdict.span is not None else None


def score(
    statement: str, rubric: Rubric, lexicon: Lexicon | None, context: ScoringContext, *, id: str = "statement"
) -> Scorecard:
    """The scorecard of one statement by rules alone. For many, or with the learned reading, make a `Scorer`.

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


def _criterion_score(
    criterion: Criterion, verdict: Verdict | None, mixed: Mixed | None, language: str
) -> CriterionScore:
    if mixed is not None:
        verdict = mixed.verdict
    elif verdict is None:
        verdict = _needs_others(criterion, language)
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
        interval=mixed.interval if mixed is not None else None,
        method="measure",
        trust=round(criterion.trust * (mixed.trust if mixed is not None else verdict.share), 4),
        span=verdict.span,
        reason=verdict.reason,
        question=verdict.question or criterion.question,
    )


def _method(criterion: Criterion) -> Method:
    """Who would have to tell, where nothing was scored."""
    if criterion.measure not in (None, READING):
        return "measure"
    return "judge" if "judge" in criterion.checks else "people"


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
