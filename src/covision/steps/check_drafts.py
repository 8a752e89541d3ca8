"""Does a `drafts.json` keep its contract? Pure: the file's text, the corpus, and where given the project.

Checked: the shape and its keys; every clause at its offsets; every evidence id; every piece of evidence verbatim in
its source; no digit in a statement; drafts that differ; no sentence of the corpus.
"""

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from covision.domain.base import Frozen
from covision.domain.corpus import Corpus
from covision.domain.draft import DraftSet, Evidence
from covision.domain.project import Material
from covision.measures.lexicon import Lexicon, matcher
from covision.measures.overlap import jaccard
from covision.measures.reading import content_stems
from covision.measures.text import fold, sentences, words
from covision.steps.corpus import corpus_passages
from covision.steps.ingest_text import comparable

MOST_ALIKE = 0.6
"""Greatest Jaccard similarity of the content words of two drafts."""


class Broken(Frozen):
    """A place where the contract is broken; `key` is a dotted path such as `drafts.0.clauses.1`."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}" if self.key else self.message


def check_drafts(
    text: str,
    corpus: Corpus,
    lexicon: Callable[[str], Lexicon | None],
    *,
    material: Material | None = None,
    wanted: int | None = None,
) -> list[Broken]:
    """Everything in which a `drafts.json` breaks the contract; empty where it holds.

    Answers and comments are looked up in `material`; without it only their shape is checked. `wanted` is the least
    number of drafts.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        return [Broken(key="", message=f"is not JSON: {error}")]
    try:
        drafts = DraftSet.model_validate(data)
    except ValidationError as error:
        return [_unfit(item) for item in error.errors()]
    found = list(_missing_keys(data))
    found += _statements(drafts, wanted)
    found += _clauses(drafts)
    found += _evidence(drafts, corpus, material)
    found += _alike(drafts, lexicon)
    return [*found, *_echoes(drafts, corpus)]


def _unfit(item: Any) -> Broken:
    return Broken(
        key=".".join(str(part) for part in item["loc"]), message=str(item["msg"]).removeprefix("Value error, ")
    )


def _missing_keys(data: dict[str, Any]) -> Iterator[Broken]:
    """Keys that the models would fill in by themselves, but the contract names."""
    for key in ("project", "run", "evidence", "drafts", "assumptions", "warnings"):
        if key not in data:
            yield Broken(key=key, message="is missing")
    for number, draft in enumerate(data.get("drafts", [])):
        for key in ("feel", "think", "do", "rationale", "clauses", "scorecard"):
            if not draft.get(key):
                yield Broken(key=f"drafts.{number}.{key}", message="is missing or empty")


def _statements(drafts: DraftSet, wanted: int | None) -> Iterator[Broken]:
    if wanted is not None and len(drafts.drafts) < wanted:
        yield Broken(key="drafts", message=f"{len(drafts.drafts)} drafts, fewer than {wanted}")
    ids = [draft.id for draft in drafts.drafts]
    if len(set(ids)) < len(ids):
        yield Broken(key="drafts", message="two drafts have the same id")
    for number, draft in enumerate(drafts.drafts):
        digits = [char for char in draft.statement if char.isnumeric()]
        if digits:
            yield Broken(key=f"drafts.{number}.statement", message=f"holds a digit: {digits[0]}")
        if draft.scorecard is not None and draft.scorecard.statement != draft.statement:
            yield Broken(key=f"drafts.{number}.scorecard", message="is about another statement")


def _clauses(drafts: DraftSet) -> Iterator[Broken]:
    """Offsets are checked by the model; here that clauses do not overlap, and none is left without a basis."""
    for number, draft in enumerate(drafts.drafts):
        end = 0
        for place, clause in enumerate(draft.clauses):
            key = f"drafts.{number}.clauses.{place}"
            if clause.start < end or clause.end <= clause.start:
                yield Broken(key=key, message="overlaps the clause before, or is empty")
            if not clause.evidence and not clause.assumption:
                yield Broken(key=key, message="has no evidence and is not marked as an assumption")
            end = clause.end


def _evidence(drafts: DraftSet, corpus: Corpus, material: Material | None) -> Iterator[Broken]:
    shipped = {entry.id: [entry.text] for entry in corpus.visions}
    shipped |= {entry.id: [entry.text] for entry in corpus.guidance}
    answers = {
        f"answers/{person.id}/{question}": [text]
        for person in (material.participants if material else ())
        for question, text in person.answers.items()
        if text
    }
    comments: dict[str, list[str]] = {}
    for snippet in material.snippets() if material else ():
        comments.setdefault(snippet.place, []).append(snippet.text)
        comments.setdefault(snippet.source, []).append(snippet.text)
    for key, item in drafts.evidence.items():
        if item.kind in ("answer", "snippet") and material is None:
            continue
        known = {"answer": answers, "snippet": comments}.get(item.kind, shipped)
        texts = known.get(item.source, [])
        if not texts:
            yield Broken(key=f"evidence.{key}", message=f"there is no source {item.source!r}")
        elif not any(_stands(item, text) for text in texts):
            yield Broken(
                key=f"evidence.{key}", message=f"these words do not stand in {item.source!r} at that place"
            )


def _stands(item: Evidence, whole: str) -> bool:
    return bool(item.text) and whole[item.start : item.end] == item.text


def _alike(drafts: DraftSet, lexicon: Callable[[str], Lexicon | None]) -> Iterator[Broken]:
    sets = [_content(draft.statement, lexicon(draft.language)) for draft in drafts.drafts]
    for one, other in combinations(range(len(sets)), 2):
        alike = jaccard(sets[one], sets[other])
        if alike > MOST_ALIKE:
            message = f"shares {alike:.2f} of its content words with draft {other} (Jaccard; at most {MOST_ALIKE})"
            yield Broken(key=f"drafts.{one}.statement", message=message)


def _content(text: str, lexicon: Lexicon | None) -> frozenset[str]:
    """Content words as stems; in a language without word lists every word counts."""
    if lexicon is None:
        return frozenset(fold(word.text) for word in words(text))
    return frozenset(content_stems(text, matcher(lexicon)))


def _echoes(drafts: DraftSet, corpus: Corpus) -> Iterator[Broken]:
    known: dict[str, str] = {}
    for passage in corpus_passages(corpus):
        for sentence in sentences(passage.text):
            known[comparable(sentence.text)] = passage.source
    for number, draft in enumerate(drafts.drafts):
        for sentence in sentences(draft.statement):
            source = known.get(comparable(sentence.text))
            if source:
                yield Broken(
                    key=f"drafts.{number}.statement", message=f"holds a sentence of {source}: {sentence.text}"
                )
