"""YAML as plain text values with the line of every key: nothing in it is ever executed or guessed at.

A scalar stays the text that was written (`no`, `2026-01-01` and `007` are answers, not a truth value, a date and an
octal number); only the keys named in `_TYPED` become numbers or truth values.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

_MOST_NODES = 50_000
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "value")
)
_TYPED = {"version": "int", "internal": "bool"}
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SLIP = "mapping values are not allowed here"
_MOST_REPAIRS = 25


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file. `line` counts from 1; `key` is a dotted path; a warning does not stop a reader."""

    what: str
    todo: str = ""
    line: int | None = None
    key: str | None = None
    warning: bool = False


@dataclass
class Parsed:
    """The data (None where the file could not be read at all), the line of each path, and the faults found."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path) -> int | None:
        """The line of a path, or of the nearest key around it."""
        for size in range(len(path), -1, -1):
            if path[:size] in self.lines:
                return self.lines[path[:size]]
        return None


def parse(text: str) -> Parsed:
    """Read YAML. An unquoted colon is reported with its fix and read as meant, so that later faults show too."""
    found = Parsed()
    for _ in range(_MOST_REPAIRS):
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            fault, text_again = _explain(error, text)
            found.faults.append(fault)
            if text_again is None:
                return found
            text = text_again
        except RecursionError:
            found.faults.append(
                Fault("The file is nested too deeply.", "Keep to the form that `covision new` writes.")
            )
            return found
        else:
            if node is not None:
                try:
                    found.data = _Reader(text, found).value(node, ())
                except _TooMuch as error:
                    found.faults.append(Fault(str(error), "Keep to the form that `covision new` writes."))
            return found
    return found


class _TooMuch(Exception):
    pass


class _Reader:
    def __init__(self, text: str, found: Parsed) -> None:
        self._text = text.splitlines()
        self._found = found
        self._nodes = 0
        self._open: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Any:
        self._nodes += 1
        if self._nodes > _MOST_NODES or id(node) in self._open or len(path) > 20:
            raise _TooMuch("The file repeats itself or is nested without end.")
        self._found.lines.setdefault(path, node.start_mark.line + 1)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, (*path, at)) for at, item in enumerate(node.value)]
            return self._scalar(node, path)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault("a key must be a word or a number.", "Put the key in quotes.", line, path)
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in found:
                before = self._found.lines.get(here)
                self._fault(f"this key was given before, on line {before}.", "Keep one of the two.", line, here)
                continue
            self._found.lines[here] = line
            found[key] = self.value(value_node, here)
        return found

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        if node.tag not in _PLAIN_TAGS:
            self._fault(
                f"{node.tag} is a YAML tag; a project file has none.", "Put the text in quotes.", line, path
            )
            return str(node.value)
        text = str(node.value)
        plain = getattr(node, "style", None) is None
        if plain and node.tag.endswith(":null"):
            return None
        if plain:
            self._cut_off(node, path)
        kind = _TYPED.get(str(path[-1])) if path else None
        if kind == "int" and re.fullmatch(r"\d{1,9}", text):
            return int(text)
        if kind == "bool" and text.lower() in _TRUTH:
            return _TRUTH[text.lower()]
        return text

    def _cut_off(self, node: yaml.Node, path: Path) -> None:
        """A blank and # end an unquoted text: what follows would be lost without a word."""
        mark = node.end_mark
        if mark.line >= len(self._text):
            return
        rest = self._text[mark.line][mark.column :]
        if "answers" in path and re.match(r"\s+#\S", rest):
            todo = "Put the whole answer in quotes."
            self._fault(
                f"everything from {rest.strip()[:30]!r} on is read as a remark and lost.",
                todo,
                mark.line + 1,
                path,
                True,
            )

    def _fault(self, what: str, todo: str, line: int, path: Path, warning: bool = False) -> None:
        self._found.faults.append(Fault(what, todo, line, ".".join(map(str, path)) or None, warning))


def _explain(error: yaml.YAMLError, text: str) -> tuple[Fault, str | None]:
    """What is wrong, in plain words with the line itself; and the text mended where that is certain."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    if mark is None:
        return Fault("The file is no YAML text.", "Start again from `covision new`."), None
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    shown = f"\n    {line.strip()[:200]}\n"
    number = mark.line + 1
    if problem == _SLIP:
        return _colon(lines, mark.line, mark.column)
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in problem:
        return Fault(
            "this line is indented with a tab; YAML takes only spaces.", "Replace the tab with two spaces.", number
        ), None
    if (
        "undefined alias" in problem
        or "cannot start any token" in problem
        or "tag" in problem
        or "directive" in problem
    ):
        fixed = _quoted_line(line)
        todo = f"Put the text in quotes:\n    {fixed}" if fixed else "Put the text in quotes."
        return Fault(f"this text begins with a sign that means something in YAML:{shown}", todo, number), None
    if "expected <block end>" in problem or "expected ',' or" in problem:
        context = getattr(error, "context_mark", None)
        where = f" (the part that began on line {context.line + 1} did not end)" if context else ""
        todo = "Check the indentation. A text with quotes inside goes after `>-` on lines of its own."
        return Fault(f"this line does not fit where it stands{where}:{shown}", todo, number), None
    if "end of stream" in problem:
        start = getattr(error, "context_mark", None) or mark
        return Fault("a quote or bracket is opened here and never closed.", "Close it.", start.line + 1), None
    return Fault(
        f"{problem or 'the line cannot be read'}:{shown}", "Compare with what `covision new` writes.", number
    ), None


_KEY_LINE = re.compile(r"""^(\s*(?:-\s+)?(?:"[^"]*"|'[^']*'|[^\s:#'"][^:#]*)\s*:[ \t]+)(\S.*)$""")


def _quoted_line(line: str) -> str | None:
    match = _KEY_LINE.match(line)
    return f"{match[1].strip()} {_quoted(match[2])}" if match else None


def _quoted(value: str) -> str:
    return "'" + value.rstrip().replace("'", "''") + "'"


def _colon(lines: list[str], at: int, column: int) -> tuple[Fault, str | None]:
    line = lines[at]
    what = f"this text holds a colon and a blank, which YAML takes for a new key:\n    {line.strip()[:300]}\n"
    match = _KEY_LINE.match(line)
    if match and len(match[1]) <= column:
        mended = match[1] + _quoted(match[2])
        again = "\n".join([*lines[:at], mended, *lines[at + 1 :]]) + "\n"
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if _indent(following) > _indent(line) and following.strip() and not _KEY_LINE.match(following):
            return _block_fault(lines, at, at, what)
        return Fault(what, f"Put it in quotes:\n    {mended.strip()[:300]}", at + 1), again
    start = at
    while start > 0 and not (_KEY_LINE.match(lines[start]) and _indent(lines[start]) < _indent(line)):
        start -= 1
    return _block_fault(lines, start, at, what)


def _block_fault(lines: list[str], start: int, at: int, what: str) -> tuple[Fault, str | None]:
    """The slip stands in a text of several lines: `>-` after the key lets it hold anything."""
    match = _KEY_LINE.match(lines[start])
    if match is None:
        return Fault(what, "Put the whole text in quotes.", at + 1), None
    pad = " " * (_indent(lines[start]) + 2)
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > _indent(lines[start])):
        end += 1
    head = match[1].rstrip()
    body = [f"{pad}{part.strip()}" for part in (match[2], *lines[start + 1 : end])]
    example = f"    {head.strip()} >-\n      {match[2].strip()[:200]}"
    todo = f"Write `>-` after the key and the text on the lines below it:\n{example}"
    mended = "\n".join([*lines[:start], f"{head} >-", *body, *lines[end:]]) + "\n"
    return Fault(what, todo, at + 1), mended


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
