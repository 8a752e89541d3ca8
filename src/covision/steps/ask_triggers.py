"""When a follow-up is due: computed from the words alone, never a model's opinion."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from covision.domain.base import Span
from covision.domain.events import ProjectState
from covision.domain.interview import Question, Script, Trigger
from covision.domain.project import Participant
from covision.domain.research import Snippet
from covision.domain.search import Vectors
from covision.measures.lexicon import Category, Lexicon, matcher
from covision.measures.reading import Reading, read
from covision.steps.ask_compare import contradiction, roles_apart, unclaimed
from covision.steps.ask_words import AMBIGUOUS, names_something, scene_words
from covision.steps.assumptions import OWN_SENTENCE, THIN_WORDS, is_blank, questions

Similarity = Callable[[Sequence[str], Sequence[str]], Vectors]
"""Cosine similarity of two lists of texts, shape (len(first), len(second))."""

PRAISE_SLOTS = frozenset(("baseline", "themes", "feel_think_do", "own_sentence", "why_ladder", "difference"))
VOICE_SLOTS = frozenset(("baseline", "themes", "own_sentence", "difference"))
TACTIC_SLOTS = frozenset(("baseline", "themes", "own_sentence", "feel_think_do", "difference", "decision_rule"))
METRIC_FREE_SLOTS = frozenset(("scope", "evidence", "governance", "goals"))
STORY_SLOTS = frozenset(("customer_job", "delight_story", "pain", "headlines", "evidence", "divergence", "limits"))
"""What is told there may well clash with the rest: a let-down contradicts no promise."""
EVIDENCE_SLOT = "evidence"
BASELINE_SLOT = "baseline"


@dataclass(frozen=True)
class TriggerContext:
    """All that triggers look at besides the question and its answer.

    `earlier` are (question, words) of this participant's other answers; `others` the answers of the other
    participants to the same questions, empty while answers are private; `asked` what was asked of this participant.
    """

    script: Script
    lexicon: Lexicon
    mode: str = "solo"
    person: Participant | None = None
    earlier: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    snippets: tuple[Snippet, ...] = ()
    asked: tuple[Trigger, ...] = ()
    asked_others: tuple[Trigger, ...] = ()
    similarity: Similarity | None = None

    @classmethod
    def of(
        cls,
        state: ProjectState,
        script: Script,
        *,
        participant: str,
        lexicon: Lexicon,
        mode: str = "solo",
        similarity: Similarity | None = None,
    ) -> "TriggerContext":
        """The context of one participant; other people's answers stay hidden in the mode `team`."""
        person = next((p for p in state.participants if p.id == participant), None)
        rest = () if mode == "team" else tuple(p for p in state.participants if p.id != participant)
        return cls(
            script=script,
            lexicon=lexicon,
            mode=mode,
            person=person,
            earlier=_said([person] if person else []),
            others=_said(rest),
            snippets=tuple(state.material().snippets()),
            asked=tuple(follow_up.trigger for who, follow_up in state.follow_ups if who == participant),
            asked_others=tuple(item.trigger for who, item in state.follow_ups if who != participant),
            similarity=similarity,
        )


def _said(people: Iterable[Participant]) -> tuple[tuple[str, str], ...]:
    return tuple((id, text) for p in people for id, text in p.answers.items() if text and not is_blank(text))


def triggers(question: Question, answer: str | None, context: TriggerContext) -> list[Trigger]:
    """Every trigger that this answer sets off, most important first (the order of the interview's rules).

    A question that had its follow-up already is only asked again for a contradiction or the second rung of the
    ladder. A blank answer can only set off `gap` and `unclaimed_research`.
    """
    found: list[Trigger | None] = []
    asked_here = [old for old in context.asked if old.question == question.id]
    if answer is not None and not is_blank(answer):
        reading = _read(answer, context.lexicon)
        found.append(_contradiction(question, reading, context))
        if asked_here:
            found.append(_second_rung(question, answer, asked_here, context))
        else:
            found += [
                _adjective(question, reading),
                _company_subject(question, reading),
                _no_scene(question, reading),
                _only_metric(question, reading),
                _tactic(question, reading),
                _thin(question, reading, context),
            ]
    found.append(_gap(question, context))
    if not asked_here:
        found += [_unclaimed(question, context), _roles_apart(question, answer, context)]
    return [trigger for trigger in found if trigger is not None]


@lru_cache(maxsize=4096)
def _read(text: str, lexicon: Lexicon) -> Reading:
    return read(text, matcher(lexicon))


def forget() -> None:
    """Drop what was read from memory: texts that were erased are in it."""
    _read.cache_clear()


def _contradiction(question: Question, reading: Reading, context: TriggerContext) -> Trigger | None:
    if question.slot in STORY_SLOTS:
        return None
    stories = {item.id for item in context.script.questions if item.slot in STORY_SLOTS}
    earlier = [text for id, text in context.earlier if id != question.id and id not in stories]
    if context.mode == "workshop":
        earlier += [text for id, text in context.others if id not in stories]
    research = [item.text for item in context.snippets if item.language == context.lexicon.language]
    pair = contradiction(reading, earlier, research, context.lexicon)
    if pair is None:
        return None
    return Trigger(id="contradiction", question=question.id, span=pair[0], other=pair[1])


def _praise(reading: Reading, question: Question) -> Span | None:
    """The first service adjective or superlative that is not the question's own word."""
    own = question.text.lower()
    categories: tuple[Category, ...] = ("service_adjectives", "superlatives")
    for match in sorted((m for c in categories for m in reading.matches(c)), key=lambda m: m.start):
        said = {match.text.lower(), match.entry}
        if not said & AMBIGUOUS and match.text.lower() not in own:
            return reading.span(match)
    return None


def _adjective(question: Question, reading: Reading) -> Trigger | None:
    if question.slot not in PRAISE_SLOTS:
        return None
    span = _praise(reading, question)
    return Trigger(id="adjective", question=question.id, span=span) if span else None


def _second_rung(
    question: Question, answer: str, asked: Sequence[Trigger], context: TriggerContext
) -> Trigger | None:
    """Due where the reply to the first rung is itself praise, or thin; a passed-over first rung ends the ladder."""
    first = next((old for old in asked if old.id == "adjective" and old.rung == 1), None)
    if first is None or first.span is None or any(old.rung == 2 for old in asked):
        return None
    added = answer.rsplit("\n", 1)[-1]
    if "\n" not in answer or first.span.text in added:
        return None
    reading = _read(added, context.lexicon)
    praise = _praise(reading, question)
    if praise is None and reading.word_count() >= THIN_WORDS:
        return None
    span = Span.of(answer, praise.text, len(answer) - len(added)) if praise else None
    return Trigger(id="adjective", question=question.id, span=span, rung=2)


def _company_subject(question: Question, reading: Reading) -> Trigger | None:
    """Every clause opens with the organisation, and no customer stands in any of them."""
    if question.slot not in VOICE_SLOTS or not reading.clauses or reading.matches("customer_subjects"):
        return None
    subjects = reading.matches("company_subjects")
    for clause in reading.clauses:
        first = [word.start for word in reading.words if clause.start <= word.start < clause.end][:2]
        if not any(match.start in first for match in subjects):
            return None
    longest = max(reading.clauses, key=lambda span: len(span.text))
    return Trigger(id="company_subject", question=question.id, span=longest)


def _no_scene(question: Question, reading: Reading) -> Trigger | None:
    if not question.story:
        return None
    scene = scene_words(reading.language)
    if any(word.number for word in reading.words) or scene.intersection(reading.stems):
        return None
    return None if names_something(reading.text) else Trigger(id="no_scene", question=question.id)


def _only_metric(question: Question, reading: Reading) -> Trigger | None:
    """Measures and figures, and hardly a word besides."""
    if question.slot in METRIC_FREE_SLOTS:
        return None
    measured = reading.matches("metrics")
    figures = [word for word in reading.words if word.number]
    if not measured and not (figures and "%" in reading.text):
        return None
    taken = {at for match in measured for at in range(match.first, match.last)}
    if len([at for at in reading.content if at not in taken]) > 3:
        return None
    places = [(m.start, m.end) for m in measured] + [(w.start, w.end) for w in figures]
    start, end = min(p[0] for p in places), max(p[1] for p in places)
    end += reading.text[end : end + 1] == "%"
    return Trigger(id="only_metric", question=question.id, span=_span(reading.text, start, end))


def _tactic(question: Question, reading: Reading) -> Trigger | None:
    if question.slot not in TACTIC_SLOTS:
        return None
    own = question.text.lower()
    match = next((m for m in reading.matches("tactics") if m.text.lower() not in own), None)
    return Trigger(id="tactic", question=question.id, span=reading.span(match)) if match else None


def _thin(question: Question, reading: Reading, context: TriggerContext) -> Trigger | None:
    """Few words, or the question's own words come back. A sentence of one's own may be short."""
    if question.slot == OWN_SENTENCE:
        return None
    asked = set(_read(question.text, context.lexicon).content_stems())
    said = set(reading.content_stems())
    repeats = len(said) >= 3 and len(said & asked) >= 0.8 * len(said)
    return Trigger(id="thin", question=question.id) if repeats or reading.word_count() < THIN_WORDS else None


def _gap(question: Question, context: TriggerContext) -> Trigger | None:
    """At the end of a section, its first blank question; one in a section."""
    order = questions(context.script, context.mode)
    at = next((number for number, item in enumerate(order) if item.id == question.id), None)
    if at is None or (at + 1 < len(order) and order[at + 1].section == question.section):
        return None
    section = [item for item in order if item.section == question.section]
    if any(old.id == "gap" and old.question == item.id for old in context.asked for item in section):
        return None
    answers = context.person.answers if context.person else {}
    # Only what was passed over: a question not put yet still comes by itself.
    blank = next((item for item in section if item.id in answers and is_blank(answers[item.id])), None)
    return Trigger(id="gap", question=blank.id) if blank else None


def _unclaimed(question: Question, context: TriggerContext) -> Trigger | None:
    if question.slot != EVIDENCE_SLOT or not context.snippets:
        return None
    said = [text for _, text in (*context.earlier, *context.others)]
    found = unclaimed(context.snippets, said, context.lexicon, context.similarity)
    if found is None:
        return None
    snippet, span = found
    return Trigger(id="unclaimed_research", question=question.id, span=span, other=snippet.id)


def _roles_apart(question: Question, answer: str | None, context: TriggerContext) -> Trigger | None:
    if question.slot != BASELINE_SLOT or answer is None or is_blank(answer):
        return None
    if any(old.id == "roles_apart" for old in context.asked_others):
        return None  # one of the two was asked: the pair is on the table
    others = [text for id, text in context.others if id == question.id]
    other = roles_apart(answer, others, context.lexicon, context.similarity)
    if other is None:
        return None
    return Trigger(id="roles_apart", question=question.id, span=_span(answer, 0, len(answer)), other=other)


def _span(text: str, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=text[start:end])
