"""What drafts can rest on: every sentence people answered, and every customer's comment, each with its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from covision.domain.base import Span
from covision.domain.critique import ANSWERS
from covision.domain.draft import Evidence
from covision.domain.project import Material
from covision.measures.text import sentences
from covision.steps import gate

# Answers that are about the customer; scope, evidence, governance and reality checks are about the project.
TELLING = ("9", "2", "8", "3", "10", "6", "7", "5", "11", "12", "20", "21", "18", "4", "15", "14", "16", "19", "13")


@dataclass(frozen=True)
class Unit:
    """One piece of evidence under its id; `question` is empty for a customer's comment."""

    id: str
    evidence: Evidence
    question: str = ""
    copies: int = 1

    @property
    def text(self) -> str:
        """The verbatim words."""
        return self.evidence.text


def units_of(material: Material) -> list[Unit]:
    """Sentences of all answers (the lead's first), then comments. Offsets count in the whole answer or comment."""
    found: list[Unit] = []
    for person in material.participants:
        more = [question for question in person.answers if question.startswith(f"{ANSWERS}.")]
        for question in (*TELLING, *more):
            text = person.answered(question)
            if text is None:
                continue
            for at, span in enumerate(_spans(text, question), 1):
                evidence = Evidence(
                    kind="answer",
                    text=span.text,
                    source=f"answers/{person.id}/{question}",
                    participant=person.id,
                    start=span.start,
                    end=span.end,
                )
                found.append(Unit(f"a.{person.id}.{question}.{at}", evidence, question))
    for source in material.research:
        for snippet in source.snippets:
            evidence = Evidence(
                kind="snippet", text=snippet.text, source=snippet.place, start=0, end=len(snippet.text)
            )
            found.append(Unit(snippet.id, evidence, copies=snippet.copies))
    return found


def usable(units: Sequence[Unit]) -> tuple[list[Unit], list[str]]:
    """Units without answers that speak to a machine, and the sources of those answers.

    A whole answer is left out: what stands beside an order belongs to it. Comments stay; they are held against the
    gate where one of them is to be used, since there may be a hundred thousand.
    """
    answers: dict[str, list[str]] = {}
    for unit in units:
        if unit.question:
            answers.setdefault(unit.evidence.source, []).append(unit.text)
    left = [source for source, parts in answers.items() if gate.orders(" ".join(parts))]
    return [unit for unit in units if not unit.question or unit.evidence.source not in left], left


def _spans(text: str, question: str) -> list[Span]:
    """Sentences; in answer 8 every line ends one, since people write it as a small table."""
    if question != "8":
        return sentences(text)
    found: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        found.extend(
            Span(start=start + span.start, end=start + span.end, text=span.text) for span in sentences(line)
        )
        start += len(line)
    return found
