"""What a case must not see: entries of the corpus that say what its references or hidden texts say.

A reference that drafting could read, or that scoring counts as a known statement, would measure how well a model
copies. Texts are held against each other by shared three-word runs and by content words, and by embeddings where
they are ready.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from covision.domain.base import Language
from covision.domain.corpus import Corpus
from covision.domain.evals import EvalCase, Reference
from covision.domain.search import Hit, Passage, PassageKind, Searcher, Vectors
from covision.errors import ModelError
from covision.measures.overlap import Reference as Wording
from covision.measures.overlap import containment, jaccard, reference
from covision.steps.corpus import corpus_passages

SHARED_RUNS = 0.5
"""Share of the three-word runs of the shorter text that makes it a copy of the other."""

SHARED_WORDS = 0.7
"""Jaccard similarity of the words from which two texts say the same in another order."""

NEAR_COPY = 0.9
"""Cosine similarity from which two texts are near-duplicates."""

Similarity = Callable[[Sequence[str], Sequence[str]], Vectors]
_SPACE = re.compile(r"\s+")


def hidden_texts(case: EvalCase, references: Mapping[str, Reference]) -> tuple[str, ...]:
    """What a case must not see: its references and its hidden texts."""
    return (*(references[id].text for id in case.references), *case.hidden)


def leaking(
    texts: Sequence[str], passages: Sequence[Passage], similarity: Similarity | None = None
) -> frozenset[str]:
    """Ids of the passages that hold one of these texts or nearly do.

    `similarity` gives cosines, shape (texts, passages); where it fails or is None, words alone decide.
    """
    if not texts or not passages:
        return frozenset()
    wordings = [reference(text) for text in texts]
    made = [(one.id, reference(one.text)) for one in passages]
    found = {id for id, one in made if any(_alike(one, wording) for wording in wordings)}
    if similarity is not None:
        try:
            cosines = similarity(texts, [one.text for one in passages])
        except ModelError:
            return frozenset(found)
        found |= {one.id for at, one in enumerate(passages) if float(cosines[:, at].max()) >= NEAR_COPY}
    return frozenset(found)


def _alike(one: Wording, other: Wording) -> bool:
    if one.words == other.words:
        return True
    short, long = sorted((one, other), key=lambda wording: len(wording.trigrams))
    if containment(short.trigrams, long.trigrams) >= SHARED_RUNS:
        return True
    return jaccard(one.content, other.content) >= SHARED_WORDS


def hide(
    corpus: Corpus, texts: Sequence[str], similarity: Similarity | None = None
) -> tuple[Corpus, frozenset[str]]:
    """The corpus without what would give these texts away, and the ids of the passages that went.

    Its digest stays: it names what ships. Statements of scoring and contrast examples come from what is left.
    """
    passages = corpus_passages(corpus)
    ids = leaking(texts, passages, similarity)
    if not ids:
        return corpus, ids
    # A translation of a term is a passage of its own: with it the whole entry goes.
    gone = {id.partition(".")[0] for id in ids}
    left = Corpus(
        digest=corpus.digest,
        visions=tuple(one for one in corpus.visions if one.id not in gone),
        guidance=tuple(one for one in corpus.guidance if one.id not in gone),
        glossary=tuple(one for one in corpus.glossary if one.id not in gone),
    )
    return left, frozenset(one.id for one in passages if one.id.partition(".")[0] in gone)


def mentions(texts: Iterable[str], forbidden: Sequence[str]) -> tuple[str, ...]:
    """Which forbidden strings stand in one of these texts, whatever their case and white space.

    A blank one, which stands in every text, is none.
    """
    plain = [_SPACE.sub(" ", text).casefold() for text in texts]
    wanted = [(one, _SPACE.sub(" ", one).casefold()) for one in forbidden if one.strip()]
    return tuple(one for one, folded in wanted if any(folded in text for text in plain))


class HidingSearcher:
    """A `Searcher` that never finds the passages with these ids, and shows none of them."""

    def __init__(self, inner: Searcher, hidden: AbstractSet[str]) -> None:
        self._inner = inner
        self._hidden = hidden

    def put(self, passages: Sequence[Passage]) -> None:
        """Keep passages with their vectors."""
        self._inner.put(passages)

    def search(
        self,
        query: str,
        *,
        workspaces: Sequence[str],
        kinds: Sequence[PassageKind] = (),
        language: Language | None = None,
        k: int = 8,
        exclude: Sequence[str] = (),
    ) -> list[Hit]:
        """Hybrid search past what is hidden."""
        left_out = tuple(dict.fromkeys((*exclude, *sorted(self._hidden))))
        return self._inner.search(
            query, workspaces=workspaces, kinds=kinds, language=language, k=k, exclude=left_out
        )

    def similarity(self, texts: Sequence[str], others: Sequence[str]) -> Vectors:
        """Cosine similarity, shape (len(texts), len(others))."""
        return self._inner.similarity(texts, others)

    def passages(self, ids: Sequence[str]) -> Mapping[str, Passage]:
        """The passages with these ids; missing and hidden ones are left out."""
        return self._inner.passages([id for id in ids if id not in self._hidden])

    def erase(self, workspace: str) -> None:
        """Erase a workspace."""
        self._inner.erase(workspace)
