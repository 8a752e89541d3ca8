"""What a judge may know besides the statement: short typed records, for the criteria that compare with them.

Never raw research. A record whose words speak to a machine is left out and counted.
"""

from collections.abc import Sequence

from covision.domain.base import Frozen
from covision.domain.project import Material
from covision.prompting.fence import fence, line
from covision.steps.gate import orders

WANTED: dict[int, tuple[str, ...]] = {
    2: ("feel think do",),
    11: ("customers said",),
    12: ("mission", "value", "slogan", "goal"),
    15: ("trade",),
}
"""Which kinds of record a criterion is compared with; other criteria see the statement alone."""

NEEDED = frozenset({11, 12})
"""Criteria that say nothing without their records."""

FEEL_THINK_DO = "8"
MOST, LONGEST = 8, 240


class Record(Frozen):
    """One short text that a statement is compared with; `kind` is one of those that `WANTED` names."""

    kind: str
    text: str


def records_of(material: Material) -> tuple[Record, ...]:
    """The records of a project: mission, values, slogan, goals, trade, and what question 8 says. No comment."""
    said = material.statements
    found = [
        *(("mission", text) for text in (said.mission,)),
        *(("value", text) for text in said.values),
        *(("slogan", text) for text in (said.slogan,)),
        *(("goal", text) for text in material.goals),
        ("trade", material.organisation.sector),
        *(("feel think do", text) for _, text in material.answers(FEEL_THINK_DO)),
    ]
    return tuple(Record(kind=kind, text=text) for kind, text in found if text and text.strip())


def wanted(records: Sequence[Record], numbers: Sequence[int]) -> list[Record]:
    """The records that these criteria are compared with, at most `MOST` a kind, without those that give orders."""
    kinds = [kind for number in numbers for kind in WANTED.get(number, ())]
    found: list[Record] = []
    for kind in dict.fromkeys(kinds):
        fit = [one for one in records if one.kind == kind and not orders(one.text)]
        found += fit[:MOST]
    return found


def lacking(records: Sequence[Record], number: int) -> bool:
    """True where a criterion cannot be judged because there is nothing to compare with."""
    return number in NEEDED and not wanted(records, [number])


def shown(records: Sequence[Record], mark: str) -> str:
    """The records as fenced lines `[kind] text`; "" where there are none."""
    if not records:
        return ""
    lines = "\n".join(f"[{one.kind}] {line(one.text, LONGEST)}" for one in records)
    return f"What it is compared with:\n{fence(lines, mark)}"
