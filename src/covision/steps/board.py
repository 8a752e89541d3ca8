"""The evidence board: what is known, assumed and lacking, what disagrees, and what nobody has taken up.

Everything is computed from the words; no model has a say. Every quote is a verbatim part of one answer or snippet.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from covision.domain.board import Board, Tension, Untaken
from covision.domain.draft import Draft, Evidence
from covision.domain.interview import Script
from covision.domain.project import Material
from covision.domain.research import THEMES_FROM
from covision.measures.lexicon import Lexicon
from covision.steps.assumptions import EVIDENCE, assumptions, has_customer_words, questions
from covision.steps.boarding.known import coverage, known, lone, mix, spoken_of
from covision.steps.boarding.said import Told, Words, part, told
from covision.steps.boarding.tensions import LANGUAGES, tensions
from covision.steps.boarding.topics import Similarity, Topics, value
from covision.steps.boarding.untaken import untaken
from covision.steps.boarding.words import words_of
from covision.steps.theming.lists import Lists
from covision.steps.theming.months import months

_OLD_MONTHS = 12
_WARNED = 3


def board(
    material: Material,
    script: Script,
    lexicon: Lexicon,
    lists: Lists,
    *,
    mode: str = "solo",
    similarity: Similarity | None = None,
    drafts: Sequence[Draft] = (),
    evidence: Mapping[str, Evidence] | None = None,
    today: date | None = None,
) -> Board:
    """The whole board of a project.

    `lexicon` and `lists` are the word lists of the interview's language. `similarity` is the cosine of
    texts; without it (or where it raises) words alone decide and a note says so. `drafts` with their `evidence`
    tell which clauses rest on one source. `today` decides what is old; the system's date where none is given.
    """
    text = words_of(script.language)
    words = Words(lexicon, lists)
    read = told(material, script, words)
    topics = Topics(read, similarity)
    looked = lexicon.language in LANGUAGES
    supports = spoken_of(read, topics) if looked else {}
    spoken = frozenset(at for pairs in supports.values() for _, at in pairs)
    found: tuple[Tension, ...] = ()
    free: tuple[Untaken, ...] = ()
    if looked:
        found = tensions(
            read,
            similarity,
            lambda sentence, span: part(sentence, span, words),
            lambda kind, word: text[kind].format(word=word),
        )
        spoken |= {at for at, one in enumerate(read.customers) if any(one.cited == item.research for item in found)}
        free = untaken(read, topics, spoken, material.themes, lambda kind, n: text[kind].format(n=n))
    covered = coverage(read, script, supports)
    return Board(
        known=known(read, script, supports),
        assumed=tuple(item.text for item in assumptions(material, script, mode)),
        lacking=_lacking(material, script, mode, read, text, today or date.today()),
        tensions=found,
        untaken=free,
        coverage=covered,
        mix=mix(material),
        lone=lone(drafts, evidence or {}),
        notes=_notes(read, topics, looked, text),
    )


def warnings_of(found: Board, language: str = "en") -> tuple[str, ...]:
    """What drafts should carry as warnings: tensions, and what many customers say that no answer took up."""
    text = words_of(language)
    told_tensions = [
        text["warning"].format(answer=item.answer.text, research=item.research.text, source=item.research.source)
        for item in found.tensions[:_WARNED]
    ]
    strong = [item for item in found.untaken if item.customers > 1][:1]
    return (
        *told_tensions,
        *(text["warn_untaken"].format(n=item.customers, words=item.words.text) for item in strong),
    )


def _lacking(
    material: Material, script: Script, mode: str, read: Told, text: Mapping[str, str], today: date
) -> tuple[str, ...]:
    """What is missing and what to do about it, the research first."""
    found = [*_about_research(material, read, text, today)]
    answered = {one.slot for one in read.answers}
    people = {one.who for one in read.answers}
    if len(people) == 1:
        found.append(text["one_person"])
    if has_customer_words(material):
        answered.add(EVIDENCE)
    for question in questions(script, mode):
        if question.slot not in answered:
            label = script.slot(question.slot).label
            found.append(text["unanswered"].format(label=label, question=question.id))
    return tuple(dict.fromkeys(found))


def _about_research(material: Material, read: Told, text: Mapping[str, str], today: date) -> list[str]:
    customers = sum(item.copies for item in material.snippets())
    if not customers:
        return [text["no_research"]]
    found = []
    if customers < THEMES_FROM:
        found.append(text["few_customers"].format(n=customers))
    meant = {value(one) for one in read.customers}
    if read.customers and -1 not in meant:
        found.append(text["no_pain"])
    if read.customers and 1 not in meant:
        found.append(text["no_praise"])
    if sum(1 for source in material.research if source.snippets) == 1:
        found.append(text["one_file"])
    newest = max((one for one in months(material.snippets()) if one), default=None)
    if newest is None:
        dated = any(item.date for item in material.snippets())
        found.extend([] if dated else [text["no_dates"]])
    elif 12 * (today.year - int(newest[:4])) + today.month - int(newest[5:]) > _OLD_MONTHS:
        found.append(text["old"].format(month=newest))
    return found


def _notes(read: Told, topics: Topics, looked: bool, text: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    if not looked:
        found.append(text["not_looked"])
    elif not topics.dense and read.answers and read.customers:
        found.append(text["no_vectors"])
    if read.foreign:
        found.append(text["foreign"].format(n=read.foreign))
    if read.unread:
        found.append(text["unread"].format(read=len(read.snippets), n=read.unread))
    return tuple(found)
