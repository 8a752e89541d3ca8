"""A claim of a statement, one source, and what the one says of the other."""

from typing import NamedTuple

from covision.domain.support import SupportVerdict


class Pair(NamedTuple):
    """`question` names the answer's question; empty for a customer's comment."""

    language: str
    claim: str
    source: str
    question: str
    label: SupportVerdict
