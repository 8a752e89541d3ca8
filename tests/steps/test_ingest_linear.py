"""No expression that reads other people's text is slower than linear: 100,000 characters of anything in an instant."""

import inspect
import re
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from covision.gateways.documents import archive, pdf, workbook
from covision.steps import (
    ingest_columns,
    ingest_damage,
    ingest_encoding,
    ingest_fold,
    ingest_json,
    ingest_plain,
    ingest_text,
)

MODULES = (
    ingest_columns,
    ingest_damage,
    ingest_encoding,
    ingest_fold,
    ingest_json,
    ingest_plain,
    ingest_text,
    archive,
    pdf,
    workbook,
)
SIZE = 100_000
GUARDED = {"_BOILERPLATE": 100}  # asked of short texts only
UNITS = ("a", " ", "1", ".", "-", "\t", "\n", "<", "?", "a?", "a ", "1 ", "- ", "1.", "Ã", "â€", "http://", "page 1 of ", "copyright ",
         "sent from my a ", '{"', "[ ", "<row ", "<col min=", "#", "# ", "_", "not ", "<!", "x/embeddings/", "Basic/", "..", "\u200b")  # fmt: skip


def expressions() -> Iterator[tuple[ModuleType, str]]:
    for module in MODULES:
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield module, name


def looks(module: ModuleType, name: str, pattern: "re.Pattern[Any]") -> "list[Callable[[Any], object]]":
    """The ways in which its module looks with an expression; all of them where it is handed on under another name."""
    source = inspect.getsource(module)
    ways = {"match": [pattern.match], "fullmatch": [pattern.fullmatch], "search": [pattern.search]}
    ways |= {way: [pattern.findall] for way in ("findall", "finditer", "sub", "split")}
    used = [look for way, those in ways.items() if f"{name}.{way}(" in source for look in those]
    return used or [pattern.match, pattern.fullmatch, pattern.search, pattern.findall]


@pytest.mark.parametrize(
    ("module", "name"), list(expressions()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_linear(module: ModuleType, name: str) -> None:
    pattern = vars(module)[name]
    size = GUARDED.get(name, SIZE)
    slow = []
    for unit in UNITS:
        text = unit * (size // len(unit)) + "!"
        subject = text if isinstance(pattern.pattern, str) else text.encode()
        for look in looks(module, name, pattern):
            started = time.process_time()
            look(subject)
            # 100 ms on a machine of its own; slow ones get three times that, and quadratic is seconds.
            if time.process_time() - started > 0.3:
                slow.append(f"{unit!r}: {time.process_time() - started:.2f} s")
    assert not slow, slow


def test_there_are_some() -> None:
    assert len(list(expressions())) >= 15
