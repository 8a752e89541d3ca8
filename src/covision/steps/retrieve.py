"""What drafting is given beside the answers: customers' words first, then guidance, then contrast examples.

Caps keep any one source from outvoting the others: near copies are folded, and only a few of each kind come back.
"""

import logging
from collections.abc import Container

import numpy as np

from covision.domain.corpus import Corpus, GuidanceEntry, VisionEntry
from covision.domain.research import ResearchSource
from covision.domain.rubric import Scorecard
from covision.domain.search import Passage, Searcher
from covision.errors import CovisionError

_log = logging.getLogger(__name__)
_NEAR_COPY = 0.92


def snippet_passages(workspace: str, source: ResearchSource) -> list[Passage]:
    """A source's comments as they can be found, exactly as drafting lays them out."""
    return [
        Passage(
            id=one.id,
            workspace=workspace,
            kind="snippet",
            text=one.text,
            source=one.place,
            start=0,
            end=len(one.text),
            copies=one.copies,
        )
        for one in source.snippets
    ]


def customer_words(searcher: Searcher | None, query: str, workspace: str, k: int) -> list[str]:
    """Ids of the customers' comments nearest to a query, best first, near copies folded; empty without an index.

    Without an embedding model only exact copies are folded, and the log says so.
    """
    if searcher is None:
        return []
    hits = searcher.search(query, workspaces=[workspace], kinds=["snippet"], k=2 * k)
    texts = [hit.passage.text for hit in hits]
    try:
        alike = searcher.similarity(texts, texts)
    except CovisionError as error:
        _log.warning("Near copies among the customers' comments are not folded: %s", error)
        alike = np.asarray([[float(one == other) for other in texts] for one in texts], dtype=np.float32)
    kept: list[int] = []
    for at in range(len(texts)):
        if all(float(alike[at, one]) <= _NEAR_COPY for one in kept):
            kept.append(at)
    return [hits[at].passage.id for at in kept[:k]]


def guidance_for(corpus: Corpus, card: Scorecard, language: str, seen: Container[str] = ()) -> GuidanceEntry | None:
    """A guidance card on the weakest criterion not yet spoken of; English where there is none else."""
    scored = sorted(
        (one for one in card.criteria if one.value is not None), key=lambda one: (one.value, one.number)
    )
    for wanted in (language, "en"):
        for one in scored[:6]:
            fits = [entry for entry in corpus.guidance if entry.language == wanted and one.number in entry.criteria]
            fits = [entry for entry in fits if entry.id not in seen]
            if fits:
                # The card that speaks of this criterion alone says most about it.
                return min(fits, key=lambda entry: (len(entry.criteria), entry.id))
    return None


def published_visions(corpus: Corpus) -> list[VisionEntry]:
    """The founding documents' examples: shown as contrast, with what they give up, never as a template."""
    return [entry for entry in corpus.visions if entry.standing == "published"]
