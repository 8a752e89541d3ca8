"""Every row of a file becomes a snippet, a copy of one, or a row left out with its reason."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from covision.domain.reading import Part
from covision.domain.research import LeftOut
from covision.steps.ingest_columns import ROLES, Columns
from covision.steps.ingest_damage import is_damaged
from covision.steps.ingest_fold import Folder
from covision.steps.ingest_table import MAX_CELL
from covision.steps.ingest_text import clean, guess_language, nothing_said, visible

_LONGEST_NOTE = 200


@dataclass
class Account:
    """What became of the rows so far; `read + folded + skipped = rows` once every row was walked."""

    folder: Folder = field(default_factory=Folder)
    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    damaged: list[tuple[str | None, int]] = field(default_factory=list)


def walk(account: Account, source: str, part: Part, columns: Columns | None, why: str | None = None) -> None:
    """Account for every row of a part. `why` leaves the whole part out for that reason, as no `columns` does."""
    shift = columns.before if columns is not None else 0
    body = part.rows[shift:]
    account.rows += len(body)
    if columns is not None:
        _above(account, part, columns.above)
    left: dict[str, list[int]] = {}
    if columns is None or columns.text is None or why is not None:
        left[why or "no_text_column"] = list(range(1, len(body) + 1))
    else:
        header = [cell.strip() for cell in part.rows[columns.above]] if columns.has_header else None
        at = {role: columns.names.index(n) for role in ROLES if (n := getattr(columns, role)) is not None}
        column = columns.text if part.table else None
        for number, row in enumerate(body, start=1):
            index = number - 1 + shift
            reason = part.aside.get(index) or _row(account, source, part, column, at, header, number, index, row)
            if reason:
                left.setdefault(reason, []).append(number)
    for reason, numbers in left.items():
        if reason != "folded":
            account.skipped[reason] += len(numbers)
        account.left_out.append(LeftOut(why=reason, rows=ranges(numbers), count=len(numbers), sheet=part.name))


def _above(account: Account, part: Part, above: int) -> None:
    """Account for the rows above a table."""
    for why in ("empty", "heading"):
        rows = (row for row in part.rows[:above] if any(cell.strip() for cell in row) == (why == "heading"))
        if count := sum(1 for _ in rows):
            account.rows += count
            account.skipped[why] += count
            account.left_out.append(LeftOut(why=why, rows="above the table", count=count, sheet=part.name))


def _row(
    account: Account,
    source: str,
    part: Part,
    column: str | None,
    at: dict[str, int],
    header: list[str] | None,
    number: int,
    index: int,
    row: Sequence[str],
) -> str | None:
    """Keep a row's words; or the reason why they are not kept, `folded` for a copy."""
    place = at["text"]
    cell = row[place] if place < len(row) else ""
    # A header may be shorter than its rows, and the words stand in a column that it does not name.
    if header is not None and header[place : place + 1] == [cell.strip()] and [c.strip() for c in row] == header:
        return "header"
    if len(cell) > MAX_CELL:
        return "too_long"
    unit, gone = visible(cell)
    begin = part.starts.get(index, 0)
    said = unit[begin:] if not gone else visible(cell[begin:])[0]
    text = said.strip()
    if gone:
        account.hidden += gone
    if why := nothing_said(text):
        return why
    begins = len(unit) - len(said.lstrip())

    def more() -> dict[str, Any]:
        language = guess_language(text)
        damaged = is_damaged(text, language)
        if damaged:
            account.damaged.append((part.name, number))
        roles = ((role, spot) for role, spot in at.items() if role != "text" and spot < len(row))
        return {
            **{role: clean(row[spot])[0][:_LONGEST_NOTE] or None for role, spot in roles},
            "source": source,
            "row": number,
            "sheet": part.name,
            "column": column,
            "page": part.pages[index] if part.pages else None,
            "start": begins,
            "language": language,
            "damaged": damaged,
        }

    return None if account.folder.add(text, more) else "folded"


def ranges(numbers: Iterable[int]) -> str:
    """Numbers that rise, as people write them: `3, 7-9`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def damage_note(account: Account, most: int = 12) -> str | None:
    """How many comments hold lost characters, and in which rows; None where there are none."""
    if not account.damaged:
        return None
    count = len(account.damaged)
    by_sheet: dict[str | None, list[int]] = {}
    for sheet, number in account.damaged[:most]:
        by_sheet.setdefault(sheet, []).append(number)
    where = "; ".join(
        (f'sheet "{sheet}" ' if sheet else "") + ("rows " if len(numbers) > 1 else "row ") + ranges(numbers)
        for sheet, numbers in by_sheet.items()
    )
    more = f" and {count - most:,} more" if count > most else ""
    one = "1 comment holds" if count == 1 else f"{count:,} comments hold"
    return f"{one} characters that were lost before they came here; they are shown as they are: {where}{more}."
