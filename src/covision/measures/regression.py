"""Least squares for a few dozen cases, with errors that stay honest where cases come in groups."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """One coefficient: its value, standard error, and the degrees of freedom of its t."""

    value: float
    error: float
    freedom: float


def members(clusters: Sequence[Hashable]) -> list[NDArray[np.intp]]:
    """The positions that belong to each cluster, clusters in the order of their first case."""
    places: dict[Hashable, list[int]] = {}
    for at, name in enumerate(clusters):
        places.setdefault(name, []).append(at)
    return [np.array(held, dtype=np.intp) for held in places.values()]


def clustered_mean(values: Array, clusters: Sequence[Hashable]) -> Fitted | None:
    """The mean over cases with its clustered error; None below two clusters.

    The sandwich estimator CR2: cluster sums of residuals over sqrt(1 - n_g / n), with the Satterthwaite degrees of
    freedom that belong to it (Bell and McCaffrey 2002; Imbens and Kolesár 2016). For clusters of equal size these
    are the number of clusters less 1, for unequal ones fewer. Without groups it is the usual error and n - 1.
    """
    places: dict[Hashable, int] = {}
    codes = np.array([places.setdefault(name, len(places)) for name in clusters], dtype=np.intp)
    count = len(values)
    if len(places) < 2:
        return None
    mean = float(values.mean())
    sizes = np.bincount(codes).astype(np.float64)
    sums = np.bincount(codes, weights=values - mean)
    room = 1.0 - sizes / count
    variance = float((sums**2 / room).sum()) / count**2
    # The matrix whose trace gives the degrees of freedom is diag(own) - shared shared' / n: no need to build it.
    own, shared = sizes / room, sizes / np.sqrt(room)
    trace = float((own - shared**2 / count).sum())
    squares = float((own**2 - 2.0 * own * shared**2 / count).sum()) + (float((shared**2).sum()) / count) ** 2
    return Fitted(mean, variance**0.5, trace**2 / squares)


def coefficient(
    design: Array, values: Array, wanted: int, clusters: Sequence[Hashable] | None = None
) -> Fitted | None:
    """Coefficient `wanted` of ordinary least squares; `design` has shape (cases, columns).

    Without clusters the classical error with n - k degrees of freedom; with them CR2 and Satterthwaite degrees of
    freedom, as in `clustered_mean`. None where the columns are not independent, or cases or clusters are too few.
    """
    count, columns = design.shape
    if count <= columns or np.linalg.matrix_rank(design) < columns:
        return None
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ (design.T @ values)
    residuals = values - design @ found
    if clusters is None:
        freedom = count - columns
        variance = float(residuals @ residuals) / freedom * float(inverse[wanted, wanted])
        return Fitted(float(found[wanted]), variance**0.5, float(freedom))
    groups = members(clusters)
    if len(groups) <= columns:
        return None
    total = 0.0
    rows = np.zeros((len(groups), count))
    for at, group in enumerate(groups):
        part = design[group]
        pull = _root(np.eye(len(group)) - part @ inverse @ part.T) @ part @ inverse[:, wanted]
        total += float(pull @ residuals[group]) ** 2
        rows[at, group] = pull
        rows[at] -= (part.T @ pull) @ inverse @ design.T
    spread = rows @ rows.T
    trace = float(np.trace(spread))
    if trace <= 0.0:
        return None
    return Fitted(float(found[wanted]), total**0.5, trace**2 / float(np.sum(spread**2)))


def _root(matrix: Array) -> Array:
    """The inverse square root of a symmetric matrix; directions without variance stay out."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > 1e-10
    scaled: Array = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
    return scaled
