"""What was not answered: slots as the evidence panel shows them, and the assumptions a blank leaves behind."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from covision.domain.base import Frozen
from covision.domain.interview import Question, Script
from covision.domain.project import Material, Participant

THIN_WORDS = 8
"""An answer of fewer words is thin: it fills its slot only in part (the interview's rule)."""

USABLE_WORDS = 3
"""An answer of fewer words cannot carry a draft."""

OWN_SENTENCE = "own_sentence"
EVIDENCE = "evidence"
"""The slot of customers' words: imported research answers it as well as a person does."""
BASIS = ("baseline", "audience", "feel_think_do", "own_sentence", "themes", "delight_story", "pain")
"""Slots of which one usable answer makes drafting honest."""

SlotStatus = Literal["empty", "partial", "filled"]

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NO_ANSWER = frozenset(
    {
        "dont know", "do not know", "i dont know", "i do not know", "no idea", "not sure", "i am not sure",
        "im not sure",
        "unknown", "skip", "pass", "n a", "na", "none", "nothing", "tbd", "todo", "no answer", "no comment", "idk",
        "nao sei", "nao sabemos", "nao faco ideia", "sem ideia", "sem resposta", "nada", "saltar", "nenhum",
        "nenhuma",
        "nao se aplica", "por definir",
    }
)  # fmt: skip


class SlotProgress(Frozen):
    """One slot of the evidence panel. `question` is the first question that fills it; `words` what was said."""

    slot: str
    label: str
    question: str
    status: SlotStatus
    words: str = ""
    participants: tuple[str, ...] = ()
    note: str = ""


class Assumption(Frozen):
    """A blank, written out. `skipped` says whether somebody chose to leave it blank."""

    slot: str
    question: str
    text: str
    skipped: bool = False


def plain(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: for comparing, never for showing."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]", " ", bare.replace("'", "").replace("’", "")).split())


def words(text: str) -> int:
    """How many words with letters a text has."""
    return len(_WORD.findall(text))


def is_blank(text: str | None) -> bool:
    """True for no text, no letters, or a way of saying "don't know" in English or Portuguese."""
    return text is None or not words(text) or plain(text) in _NO_ANSWER


def is_usable(text: str | None) -> bool:
    """True where a draft could rest on this answer."""
    return text is not None and not is_blank(text) and words(text) >= USABLE_WORDS


def in_own_words(text: str | None, question: Question) -> bool:
    """True for a usable sentence that is neither our question nor our example copied back."""
    if text is None or not is_usable(text):
        return False
    said = plain(text)
    return said not in (plain(question.text), plain(question.example), plain(question.gap))


def question_of(script: Script, slot: str) -> Question | None:
    """The first question that fills a slot."""
    return next((question for question in script.questions if question.slot == slot), None)


def questions(script: Script, mode: str) -> list[Question]:
    """The questions of a mode in order; all of them where the script has no such mode."""
    ids = script.modes.get(mode) or tuple(script.ids())
    return [script.question(id) for id in ids]


def has_own_sentence(material: Material, script: Script) -> bool:
    """True once somebody wrote the sentence in their own words: the gate before any draft."""
    question = question_of(script, OWN_SENTENCE)
    return question is None or any(in_own_words(text, question) for _, text in material.answers(question.id))


def has_basis(material: Material, script: Script) -> bool:
    """True where at least one answer can carry a draft."""
    asked = [question.id for question in script.questions if question.slot in BASIS]
    return any(is_usable(text) for id in asked for _, text in material.answers(id))


def slots(material: Material, script: Script, mode: str = "solo") -> list[SlotProgress]:
    """The slots of a mode, each with how far it is filled and the fullest answer, in the script's order.

    Slots outside the mode are listed too once somebody answered them.
    """
    asked = {question.slot for question in questions(script, mode)}
    found = []
    for slot in script.slots:
        question = question_of(script, slot.id)
        if question is None:
            continue
        said = [item for item in material.answers(question.id) if not is_blank(item[1])]
        if slot.id not in asked and not said:
            continue
        best = max((text for _, text in said), key=words, default="")
        status: SlotStatus = "empty" if not said else "filled" if words(best) >= THIN_WORDS else "partial"
        found.append(
            SlotProgress(
                slot=slot.id,
                label=slot.label,
                question=question.id,
                status=status,
                words=best,
                participants=tuple(person.id for person, _ in said),
                note=slot.empty if status == "empty" else "",
            )
        )
    return found


def assumptions(material: Material, script: Script, mode: str = "solo") -> list[Assumption]:
    """One assumption for each blank slot of a mode, and for every other question somebody chose to skip."""
    backed = has_customer_words(material)
    asked = {question.id for question in questions(script, mode)}
    found = []
    for question in script.questions:
        if any(not is_blank(text) for _, text in material.answers(question.id)):
            continue
        if question.slot == EVIDENCE and backed:
            continue
        skipped = _was_skipped(material.participants, question.id)
        if question.id in asked or skipped:
            slot = script.slot(question.slot)
            found.append(Assumption(slot=slot.id, question=question.id, text=slot.assumption, skipped=skipped))
    return found


def has_customer_words(material: Material) -> bool:
    """True once any research holds a comment."""
    return any(source.snippets for source in material.research)


def _was_skipped(people: Iterable[Participant], question: str) -> bool:
    return any(question in person.answers for person in people)
