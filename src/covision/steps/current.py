"""The current state: strengths, weaknesses, opportunities, threats and a baseline, filled in from evidence.

Code words the lines: a plain frame and a verbatim quote, or a count with its source. Figures are allowed here, as
facts beside the vision. What people wrote or took out stands: filling in again changes neither.
"""

import hashlib
from collections.abc import Mapping, Sequence

from covision.domain.board import Cited, CurrentState, Finding, Quadrant, Tension
from covision.domain.project import Material
from covision.domain.research import Snippet, Theme, ThemeKind, ThemeSet
from covision.measures.phrases import root
from covision.measures.text import count_words, words
from covision.steps.assumptions import USABLE_WORDS, is_usable
from covision.steps.boarding.said import spans
from covision.steps.boarding.words import words_of
from covision.steps.theming.lists import Lists, load_lists
from covision.steps.theming.tone import ratings

EVIDENCE = "evidence"
"""The author of a line that code filled in."""

_MOST_THEMES = 4
_MOST_QUOTES = 2
_MOST_SINGLE = 3
_SHORT = 5  # words of a customer that say something without what stands around them
_LONG = 26  # words of an answer's sentence that still fit on a line
_BY_KIND: Mapping[ThemeKind, Quadrant] = {"praise": "strength", "pain": "weakness", "wish": "opportunity"}
_ANSWERS: tuple[tuple[str, Quadrant, str], ...] = (
    ("delight_story", "strength", "told_delight"),
    ("now_and_next", "strength", "told_good"),
    ("pain", "weakness", "told_pain"),
    ("customer_job", "opportunity", "told_job"),
    ("difference", "opportunity", "told_difference"),
    ("headlines", "opportunity", "told_headline"),
    ("limits", "threat", "told_limit"),
    ("divergence", "threat", "told_divergence"),
    ("headlines", "threat", "told_critical"),
    ("baseline", "baseline", "told_baseline"),
    ("evidence", "baseline", "told_evidence"),
)
_CRITICAL = ("critic", "bad:", "bad ", "mau:", "má:", "crític")
_NOT_YET = ("not true", "isn't true", "n't true", "not yet", "isn't there", "não é verdade", "ainda não")


def fill_current(
    material: Material,
    themes: ThemeSet | None,
    before: CurrentState | None,
    *,
    slots: Mapping[str, str],
    tensions: Sequence[Tension] = (),
    language: str = "en",
) -> CurrentState:
    """The current state as the evidence has it now, with people's lines and without what they dismissed.

    `slots` maps a question's id to its slot. Lines of people in `before` stay as they are, in the place of the line
    they changed; of their evidence only what still resolves is kept. Lines that are not backed any more go.
    """
    text = words_of(language)
    filled = [
        *_from_themes(themes, material, text),
        *_from_answers(material, slots, text),
        *_from_tensions(tensions, text),
        *_figures(material, themes, text),
    ]
    if not (themes and themes.themes):
        filled += _from_snippets(material, text, language)
    own = {
        one.id: _resolved(one, material) for one in (before.findings if before else ()) if one.author != EVIDENCE
    }
    dismissed = before.dismissed if before else ()
    merged = {one.id: one for one in filled} | own
    return CurrentState(findings=tuple(merged.values()), dismissed=dismissed)


def shown(state: CurrentState) -> tuple[Finding, ...]:
    """The lines that nobody took out."""
    gone = set(state.dismissed)
    return tuple(one for one in state.findings if one.id not in gone)


def resolves(one: Cited, material: Material) -> bool:
    """True where the cited words still stand where they are said to stand."""
    if one.kind == "snippet":
        return any(
            item.id == one.ref and item.text[one.start : one.end] == one.text for item in material.snippets()
        )
    _, _, place = one.source.partition("/")
    who, _, question = place.partition("/")
    person = next((item for item in material.participants if item.id == who), None)
    answer = person.answered(question) if person else None
    return answer is not None and answer[one.start : one.end] == one.text


def finding_id(quadrant: str, key: str) -> str:
    """The id of a filled-in line: the same evidence gives the same id, so that a dismissed line stays away."""
    return f"{quadrant[0]}-{hashlib.sha256(f'{quadrant}/{key}'.encode()).hexdigest()[:12]}"


def _resolved(one: Finding, material: Material) -> Finding:
    return one.model_copy(update={"evidence": tuple(item for item in one.evidence if resolves(item, material))})


def _line(quadrant: Quadrant, key: str, text: str, evidence: Sequence[Cited]) -> Finding:
    return Finding(id=finding_id(quadrant, key), quadrant=quadrant, text=text, evidence=tuple(evidence))


def _from_themes(themes: ThemeSet | None, material: Material, text: Mapping[str, str]) -> list[Finding]:
    """The themes most customers speak of, by what they are: praise, pain, wishes. Bare cries make no line."""
    found: list[Finding] = []
    counts: dict[str, int] = {}
    for theme in sorted(themes.themes if themes else (), key=lambda one: (-one.count, one.id)):
        quadrant = _BY_KIND.get(theme.kind)
        if quadrant is None or counts.get(quadrant, 0) == _MOST_THEMES:
            continue
        said = [one for one in _quotes(theme) if count_words(words(one.text)) >= _SHORT]
        quotes = [one for one in said if resolves(one, material)][:_MOST_QUOTES]
        if not quotes:
            continue
        counts[quadrant] = counts.get(quadrant, 0) + 1
        of = themes.of if themes else 0
        line = text[f"theme_{theme.kind}"].format(n=theme.count, of=of, label=theme.label, quote=quotes[0].text)
        found.append(_line(quadrant, f"theme/{theme.id}", line, quotes))
    return found


def _quotes(theme: Theme) -> list[Cited]:
    return [
        Cited(ref=one.snippet, kind="snippet", text=one.text, source=one.place, start=one.start, end=one.end)
        for one in theme.quotes
    ]


def _from_answers(material: Material, slots: Mapping[str, str], text: Mapping[str, str]) -> list[Finding]:
    """One line for each person and slot that tells of the state: the sentence that says it, verbatim."""
    found: list[Finding] = []
    by_slot = {slot: question for question, slot in slots.items()}
    for slot, quadrant, frame in _ANSWERS:
        question = by_slot.get(slot)
        if question is None:
            continue
        for person, answer in material.answers(question):
            if not is_usable(answer):
                continue
            chosen = _sentence(answer, question, frame)
            if chosen is None:
                continue
            number, span_text, start, end = chosen
            cited = Cited(
                ref=f"a.{person.id}.{question}.{number}",
                kind="answer",
                text=span_text,
                source=f"answers/{person.id}/{question}",
                start=start,
                end=end,
            )
            line = text[frame].format(who=person.role or person.id, quote=span_text.strip())
            found.append(_line(quadrant, f"{frame}/{person.id}/{span_text}", line, [cited]))
    return found


def _sentence(answer: str, question: str, frame: str) -> tuple[int, str, int, int] | None:
    """The sentence of an answer that a frame is about: (number from 1, text, start, end)."""
    candidates = []
    turned = False
    for number, span in enumerate(spans(answer, question), 1):
        lower = span.text.lower()
        turned = turned or any(mark in lower for mark in _NOT_YET)
        critical = any(mark in lower for mark in _CRITICAL)
        size = count_words(words(span.text))
        if size < USABLE_WORDS or (frame == "told_good" and turned) or size > 2 * _LONG:
            continue
        if (frame == "told_critical") != critical and frame in ("told_critical", "told_headline"):
            continue
        candidates.append((number, span.text, span.start, span.end))
    fitting = [one for one in candidates if count_words(words(one[1])) <= _LONG]
    return next(iter(fitting or candidates), None)


def _from_tensions(tensions: Sequence[Tension], text: Mapping[str, str]) -> list[Finding]:
    return [
        _line(
            "threat",
            f"tension/{one.answer.text}/{one.research.text}",
            text["threat_tension"].format(answer=one.answer.text, quote=one.research.text),
            [one.answer, one.research],
        )
        for one in tensions
    ]


def _from_snippets(material: Material, text: Mapping[str, str], language: str) -> list[Finding]:
    """Without themes: the customers who rate highest and lowest, in their own words; nobody is counted."""
    snippets = material.snippets()
    rated = [(rating, item) for rating, item in zip(ratings(snippets), snippets, strict=True) if rating is not None]
    found: list[Finding] = []
    sides: tuple[tuple[Quadrant, int], ...] = (("strength", 1), ("weakness", -1))
    for quadrant, sign in sides:
        clear = [item for rating, item in rated if rating * sign >= 0.5 and _says_something(item)]
        clear.sort(key=lambda item: (-item.copies, -len(item.text), item.id))
        chosen = [(item, _telling(item, sign, load_lists(item.language or language))) for item in clear]
        for item, cited in [pair for pair in chosen if pair[1] is not None][:_MOST_SINGLE]:
            assert cited is not None
            line = text[f"customer_{quadrant}"].format(quote=cited.text)
            found.append(_line(quadrant, f"snippet/{item.id}", line, [cited]))
    return found


def _says_something(item: Snippet) -> bool:
    return _SHORT <= count_words(words(item.text)) <= 2 * _LONG


def _telling(item: Snippet, sign: int, lists: Lists) -> Cited | None:
    """The sentence that most says why this customer is content or not; None where only the other side is told."""
    found = []
    for span in spans(item.text, ""):
        roots = {root(word.lower, lists.language) for word in words(span.text)}
        tone = sign * (len(roots & lists.praise) - len(roots & lists.pain))
        if count_words(words(span.text)) >= _SHORT and tone >= 0:
            found.append((tone, span))
    if not found:
        return None
    span = max(found, key=lambda pair: (pair[0], len(pair[1].text), -pair[1].start))[1]
    return Cited(ref=item.id, kind="snippet", text=span.text, source=item.place, start=span.start, end=span.end)


def _figures(material: Material, themes: ThemeSet | None, text: Mapping[str, str]) -> list[Finding]:
    """Measures beside the baseline: how many customers, how they rate, what most of them speak of."""
    found: list[Finding] = []
    for source in material.research:
        customers = sum(item.copies for item in source.snippets)
        if customers:
            rated = [
                (rating, item.copies)
                for rating, item in zip(ratings(source.snippets), source.snippets, strict=True)
                if rating is not None
            ]
            line = text["figure_customers"].format(n=customers, source=source.name)
            found.append(_line("baseline", f"customers/{source.name}", line, ()))
            of = sum(copies for _, copies in rated)
            if of:
                glad = sum(copies for rating, copies in rated if rating >= 0.5)
                low = sum(copies for rating, copies in rated if rating <= -0.5)
                line = text["figure_ratings"].format(of=of, glad=glad, low=low, source=source.name)
                found.append(_line("baseline", f"ratings/{source.name}", line, ()))
    for theme in sorted(themes.themes if themes else (), key=lambda one: (-one.count, one.id))[:3]:
        quotes = [one for one in _quotes(theme) if resolves(one, material)][:_MOST_QUOTES]
        if quotes and themes is not None:
            line = text["figure_theme"].format(n=theme.count, of=themes.of, label=theme.label)
            found.append(_line("baseline", f"share/{theme.id}", line, quotes))
    return found
