"""Groups of vectors: centring, average-link grouping and near copies. Plain numpy, no chance involved."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covision.domain.search import Vectors

Similarity = NDArray[np.float32]
_FEW = 30


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1; rows of zeros stay zeros."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(length == 0, 1, length), dtype=np.float32)


def centred(vectors: Vectors, groups: Sequence[str]) -> Vectors:
    """Unit rows after the mean of each row's group was taken away, shape as given.

    What all texts of a group share (its language, its subject) says nothing about how they differ; texts of two
    languages would otherwise form two clusters whatever they speak of. A group of fewer than 30 rows loses the
    mean of all rows instead, because its own is too uncertain.
    """
    rows = np.array(vectors, dtype=np.float32)
    if not len(rows):
        return rows
    names = np.asarray(groups)
    whole = rows.mean(axis=0)
    for name in dict.fromkeys(groups):
        held = names == name
        rows[held] -= rows[held].mean(axis=0) if held.sum() >= _FEW else whole
    return unit(rows)


def means(vectors: Vectors, members: Sequence[Sequence[int]]) -> Vectors:
    """The unit mean of each group's rows, shape (len(members), dimension); zeros for an empty group."""
    found = np.zeros((len(members), vectors.shape[1]), dtype=np.float32)
    for at, group in enumerate(members):
        if len(group):
            found[at] = vectors[list(group)].mean(axis=0)
    return unit(found)


def average_link(
    similarity: Similarity, sizes: Sequence[float], *, least: float, most: float = np.inf
) -> list[list[int]]:
    """Groups by average linkage (Sokal and Michener 1958): the two most similar groups merge, again and again.

    `similarity` is symmetric, shape (n, n). A merge stops at `least` similarity, and none makes a group whose
    `sizes` sum to more than `most`. Groups are sorted by their first member; equal similarities merge in order.
    Memory n², time n² a merge: for at most a few thousand items.
    """
    count = len(sizes)
    near = np.array(similarity, dtype=np.float64)
    np.fill_diagonal(near, -np.inf)
    weight = np.ones(count)
    size = np.array(sizes, dtype=np.float64)
    groups: dict[int, list[int]] = {at: [at] for at in range(count)}
    if count:
        near[size[:, None] + size[None, :] > most] = -np.inf
    while len(groups) > 1:
        one, other = sorted(divmod(int(np.argmax(near)), count))
        if near[one, other] < least or not np.isfinite(near[one, other]):
            break
        joined = (weight[one] * near[one] + weight[other] * near[other]) / (weight[one] + weight[other])
        weight[one] += weight[other]
        size[one] += size[other]
        groups[one] += groups.pop(other)
        # A merge that would be too large is never possible again: sizes only grow.
        joined[size + size[one] > most] = -np.inf
        joined[one] = -np.inf
        near[one], near[:, one] = joined, joined
        near[other], near[:, other] = -np.inf, -np.inf
    return sorted((sorted(group) for group in groups.values()), key=lambda group: group[0])


def spread(vectors: Vectors, order: Sequence[int], *, most: float) -> list[int]:
    """Of rows in `order`, those that are at most `most` similar to each one taken before."""
    taken: list[int] = []
    for at in order:
        if not taken or float((vectors[taken] @ vectors[at]).max()) <= most:
            taken.append(at)
    return taken
