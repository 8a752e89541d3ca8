"""Levels of a criterion as letters: how they are shown to a judge, and how its answer is read.

An answer that cannot be read is None with a reason, never a level.
"""

import math
import re
from collections.abc import Mapping, Sequence

from covision.domain.base import Frozen
from covision.domain.model import TokenLogprob
from covision.domain.rubric import Criterion

LETTERS = "ABCDEFGH"
LEAST_MASS = 0.2
"""The letters must have this much of the probability together, else the model was about to say something else."""

_ALONE = re.compile(r"[\W_]*(?:(?:level|letter|nível|answer)\W*)?([A-Z])[\W_]*", re.IGNORECASE)
_SAID = re.compile(r"^\W*(?:level|nível)\W*([A-Z])(?![A-Za-z])", re.IGNORECASE)


class Scale(Frozen):
    """The letters of a criterion's levels and their values; `reverse` has the strongest level first."""

    letters: str
    values: tuple[float, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, criterion: Criterion, *, reverse: bool = False) -> "Scale":
        """The levels in the order of the rubric, or the other way round."""
        levels = criterion.levels[::-1] if reverse else criterion.levels
        texts = tuple(
            f"{one.text.rstrip('.')}. Example: {one.example}" if one.example else one.text for one in levels
        )
        return cls(letters=LETTERS[: len(levels)], values=tuple(one.value for one in levels), texts=texts)

    def shown(self) -> str:
        """A line `A = …` for each level."""
        return "\n".join(f"{letter} = {text}" for letter, text in zip(self.letters, self.texts, strict=True))

    def value(self, letter: str) -> float | None:
        """The value of a letter; None for one that is not on this scale."""
        at = self.letters.find(letter) if len(letter) == 1 else -1
        return self.values[at] if at >= 0 else None

    def expected(self, chances: Mapping[str, float]) -> float:
        """The mean value under probabilities of the letters that add up to 1."""
        return sum(
            chances.get(letter, 0.0) * value for letter, value in zip(self.letters, self.values, strict=True)
        )


def shown(criterion: Criterion, scale: Scale) -> str:
    """A criterion as every prompt shows it: its number and question, then the levels."""
    return f"Criterion {criterion.number}: {criterion.asks}\n{scale.shown()}"


def letter_of(text: str, letters: str) -> str | None:
    """The letter that an answer ends in: the last line that says a level binds. None where none does.

    A letter counts where it stands alone on its line, or after the word "level": prose with an "A" in it does not.
    """
    for line in reversed(text.strip().splitlines()):
        found = _ALONE.fullmatch(line.strip()) or _SAID.match(line)
        if found:
            letter = found.group(1).upper()
            return letter if letter in letters else None
    return None


def chances_of(tokens: Sequence[TokenLogprob], letters: str) -> dict[str, float] | None:
    """Probabilities of the letters where the model wrote one of them, adding up to 1; None where it told none.

    The last place where a letter was written counts. Spellings of a letter ("A", " A", "A.") are added up. None too
    where the letters together have less than `LEAST_MASS`.
    """
    for token in reversed(tokens):
        if _bare(token.token) not in letters or not _bare(token.token):
            continue
        told: dict[str, float] = {token.token: token.logprob, **token.top}
        mass = dict.fromkeys(letters, 0.0)
        for text, logprob in told.items():
            if (letter := _bare(text)) and letter in letters and math.isfinite(logprob):
                mass[letter] += math.exp(min(0.0, logprob))
        whole = sum(mass.values())
        return {letter: one / whole for letter, one in mass.items()} if whole >= LEAST_MASS else None
    return None


def _bare(token: str) -> str:
    text = token.strip(" \t\r\n\"'`()[].:*")
    return text if len(text) == 1 and text.isupper() else ""
