"""What a measure returns: a value with its reason, or an honest "cannot tell"."""

import math
from dataclasses import dataclass
from typing import TypeAlias

from covision.domain.base import Span


@dataclass(frozen=True, slots=True)
class Scored:
    """`value` 0 (weak) to 1 (strong). `share` 0..1 is how much of the criterion this measure really sees: it scales
    the trust. `question` empty: the criterion's own question serves."""

    value: float
    reason: str
    span: Span | None = None
    question: str = ""
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Unscored:
    """The measure cannot tell, and why, in words for the writer. Never a low score."""

    reason: str


Verdict: TypeAlias = Scored | Unscored


def squash(signs: float) -> float:
    """A sum of signs as a value between 0 and 1, always rising: 1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, signs))))


def fading(count: float, rate: float) -> float:
    """1 for nothing found, falling towards 0 with each find: e^(-rate * count)."""
    return math.exp(-rate * count)


def filling(count: float, enough: float) -> float:
    """0 for nothing found, rising towards 1: 1 - e^(-count / enough)."""
    return 1.0 - math.exp(-count / enough)


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, straight between them; `low` may be the greater, then it falls."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
