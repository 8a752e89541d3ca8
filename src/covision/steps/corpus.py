"""The corpus as files: read it, check it, and turn it into passages that can be found.

One file an entry, in `visions/`, `guidance/`, `glossary/` and `dilemmas/`, named after the id of its entry.
What dilemmas are sorted by stands in `trade-offs.yaml`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from rapidfuzz import fuzz

from covision.domain.base import Frozen
from covision.domain.corpus import (
    Corpus,
    CorpusEntry,
    DilemmaEntry,
    GlossaryEntry,
    GuidanceEntry,
    TradeOffs,
    VisionEntry,
)
from covision.domain.search import Passage, PassageKind
from covision.errors import AssetMissing, InputError, Place
from covision.steps.corpus_dilemmas import dilemma_faults, sort_faults
from covision.steps.project_yaml import parse

WORKSPACE = "corpus"
DOCUMENTS = frozenset({"000", "001", "002", "003", "004"})
CRITERIA = range(1, 20)
GUIDANCE_WORDS = range(30, 131)
TOO_ALIKE = 90.0
"""Percent of rapidfuzz's `ratio` (normalised insert-delete similarity) from which two texts count as one."""

_FOLDERS = {"vision": "visions", "guidance": "guidance", "glossary": "glossary", "dilemma": "dilemmas"}
_SORTS = "trade-offs.yaml"
_ENTRY: TypeAdapter[CorpusEntry] = TypeAdapter(CorpusEntry)
_SORTED: TypeAdapter[TradeOffs] = TypeAdapter(TradeOffs)
_LARGEST = 64 * 1024
Shape = TypeVar("Shape")
# The C reader is eight times as fast; what it cannot make sense of is read again by the careful one.
_Fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CorpusProblem(Frozen):
    """Something wrong with an entry. `line` counts from 1; `key` is a dotted path such as `weak.0.criterion`."""

    file: str
    line: int | None = None
    key: str | None = None
    message: str

    def __str__(self) -> str:
        return f"{Place(self.file, self.line, None, self.key)}: {self.message}"


@dataclass(frozen=True)
class _Read:
    """An entry as it was read; `lines` is empty where only the fast reader looked."""

    file: Path
    entry: CorpusEntry
    lines: dict[tuple[str | int, ...], int]

    def problem(self, message: str, *path: str | int) -> CorpusProblem:
        line = next(
            (self.lines[path[:size]] for size in range(len(path), -1, -1) if path[:size] in self.lines), None
        )
        return _problem(self.file, message, line, path)


def load_corpus(folder: Path) -> Corpus:
    """The whole corpus, entries in order of their ids.

    Raises `AssetMissing` where the folder holds no entry, and `InputError` (file, line, key) for the first
    entry that cannot be read or whose id is taken.
    """
    found: dict[str, CorpusEntry] = {}
    for file in _files(folder):
        entry = _quick(file, _ENTRY)
        if entry is None:
            read = _carefully(file)
            if not isinstance(read, _Read):
                raise _refusal(read[0])
            entry = read.entry
        if entry.id in found:
            raise _refusal(_problem(file, f"the id {entry.id} is taken by another file", None, ("id",)))
        found[entry.id] = entry
    entries = [found[name] for name in sorted(found)]
    sorts = _sorts(folder)
    if isinstance(sorts, list):
        raise _refusal(sorts[0])
    return Corpus(
        digest=corpus_digest(entries, sorts),
        visions=tuple(entry for entry in entries if isinstance(entry, VisionEntry)),
        guidance=tuple(entry for entry in entries if isinstance(entry, GuidanceEntry)),
        glossary=tuple(entry for entry in entries if isinstance(entry, GlossaryEntry)),
        dilemmas=tuple(entry for entry in entries if isinstance(entry, DilemmaEntry)),
        trade_offs=sorts,
    )


def corpus_digest(entries: Iterable[CorpusEntry], sorts: TradeOffs = TradeOffs()) -> str:
    """First 16 hex digits of SHA-256 over the entries as canonical JSON, in order of their ids, and the sorts."""
    data = [entry.model_dump(mode="json") for entry in sorted(entries, key=lambda entry: entry.id)]
    if sorts.sectors or sorts.tensions:
        data.append(sorts.model_dump(mode="json"))
    body = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def check_corpus(folder: Path) -> list[CorpusProblem]:
    """Everything wrong with the corpus, in order of files and lines; empty if it is sound.

    Raises `AssetMissing` where the folder holds no entry.
    """
    problems: list[CorpusProblem] = []
    reads: list[_Read] = []
    for file in _files(folder):
        read = _carefully(file)
        if isinstance(read, _Read):
            reads.append(read)
        else:
            problems += read
    sorts = _sorts(folder)
    if isinstance(sorts, list):
        problems += sorts
        sorts = TradeOffs()
    for read in reads:
        problems += _check_entry(read)
        if isinstance(read.entry, DilemmaEntry):
            problems += [read.problem(message, *path) for path, message in dilemma_faults(read.entry, sorts)]
    problems += _check_ids(reads)
    problems += _check_alike(reads)
    return sorted(problems, key=lambda problem: (problem.file, problem.line or 0, problem.key or ""))


def corpus_passages(corpus: Corpus) -> list[Passage]:
    """What search can find, in the workspace `corpus`: the id is the entry's id, `source` is `corpus/<kind>/<id>`.

    A vision is its statement verbatim; a guidance card and a term begin with their title. A term's translation
    is a passage of its own, `<id>.<language>`.
    """
    found = [_passage(entry.id, entry.kind, entry.text, entry.language) for entry in corpus.visions]
    found += [_passage(item.id, item.kind, f"{item.title}\n{item.text}", item.language) for item in corpus.guidance]
    for term in corpus.glossary:
        found.append(_passage(term.id, term.kind, f"{term.term}\n{term.text}", term.language))
        for language, other in sorted(term.translations.items()):
            found.append(_passage(f"{term.id}.{language}", term.kind, f"{other.term}\n{other.text}", language))
    return found


def _passage(name: str, kind: PassageKind, text: str, language: str) -> Passage:
    return Passage(
        id=name,
        workspace=WORKSPACE,
        kind=kind,
        text=text,
        source=f"corpus/{kind}/{name}",
        language=language,
        start=0,
        end=len(text),
    )


def _files(folder: Path) -> list[Path]:
    files = sorted(path for name in _FOLDERS.values() for path in (folder / name).glob("*.yaml"))
    if not files:
        raise AssetMissing(
            f"There is no corpus in {folder}.",
            todo="It needs the folders visions, guidance and glossary with one YAML file an entry.",
        )
    return files


def _sorts(folder: Path) -> "TradeOffs | list[CorpusProblem]":
    """What dilemmas are sorted by, empty where there is no such file, or what is wrong with it."""
    file = folder / _SORTS
    if not file.is_file():
        return TradeOffs()
    quick = _quick(file, _SORTED)
    if quick is not None and not any(sort_faults(quick)):
        return quick
    found = _parsed(file)
    if isinstance(found, list):
        return found
    data, lines = found
    try:
        sorts = TradeOffs.model_validate(data)
    except ValidationError as error:
        return [_unfit(file, lines, None, item) for item in error.errors()]
    faults = [_problem(file, message, _line(lines, path), path) for path, message in sort_faults(sorts)]
    return faults or sorts


def _quick(file: Path, shape: TypeAdapter[Shape]) -> Shape | None:
    try:
        return shape.validate_python(yaml.load(_text(file), Loader=_Fast))  # noqa: S506  safe by its class
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError, OSError, ValueError, RecursionError):
        return None


def _text(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        raise ValueError(f"is larger than {_LARGEST // 1024} KB")
    return file.read_text(encoding="utf-8")


def _carefully(file: Path) -> "_Read | list[CorpusProblem]":
    """The entry with the line of every key, or what is wrong with the file."""
    found = _parsed(file)
    if isinstance(found, list):
        return found
    data, lines = found
    try:
        return _Read(file, _ENTRY.validate_python(data), lines)
    except ValidationError as error:
        return [_unfit(file, lines, data.get("kind"), item) for item in error.errors()]


def _parsed(file: Path) -> "tuple[dict[str, Any], dict[tuple[str | int, ...], int]] | list[CorpusProblem]":
    """What stands in a file, with the line of every key; or what is wrong with it."""
    try:
        parsed = parse(_text(file))
    except UnicodeDecodeError:
        return [_problem(file, "is not UTF-8 text", None, ())]
    except (OSError, ValueError) as error:
        return [_problem(file, str(error), None, ())]
    faults = [
        CorpusProblem(file=str(file), line=fault.line, key=fault.key, message=f"{fault.what} {fault.todo}".strip())
        for fault in parsed.faults
    ]
    if faults:
        return faults
    if not isinstance(parsed.data, dict):
        return [_problem(file, "must hold `key: value` lines", 1, ())]
    return parsed.data, dict(parsed.lines)


def _unfit(file: Path, lines: dict[tuple[str | int, ...], int], kind: Any, error: Any) -> CorpusProblem:
    # Pydantic puts the chosen kind in front of the path of a key.
    path = tuple(part for at, part in enumerate(error["loc"]) if not (at == 0 and part == kind))
    message = {
        "extra_forbidden": "is not a key of this kind of entry",
        "missing": "is missing",
    }.get(error["type"], str(error["msg"]))
    return _problem(file, message, _line(lines, path), path)


def _line(lines: dict[tuple[str | int, ...], int], path: tuple[str | int, ...]) -> int | None:
    """The line of a key, or of the nearest key around it."""
    return next((lines[path[:size]] for size in range(len(path), -1, -1) if path[:size] in lines), None)


def _problem(file: Path, message: str, line: int | None, path: tuple[str | int, ...]) -> CorpusProblem:
    return CorpusProblem(file=str(file), line=line, key=".".join(map(str, path)) or None, message=message)


def _refusal(problem: CorpusProblem) -> InputError:
    return InputError(
        f"{problem.message}.",
        place=Place(problem.file, problem.line, None, problem.key),
        todo="`covision corpus check` lists everything that is wrong.",
    )


def _check_entry(read: _Read) -> Iterator[CorpusProblem]:
    entry = read.entry
    if entry.id != read.file.stem:
        yield read.problem(f"the id is {entry.id}, but the file is named {read.file.stem}", "id")
    if read.file.parent.name != _FOLDERS[entry.kind]:
        yield read.problem(f"a {entry.kind} entry belongs in the folder {_FOLDERS[entry.kind]}", "kind")
    if not entry.text.strip():
        yield read.problem("the text is empty", "text")
    for path, document in _documents(entry):
        if document not in DOCUMENTS:
            yield read.problem(f"there is no founding document {document}; they are 000 to 004", *path)
    for path, number in _criteria(entry):
        if number not in CRITERIA:
            yield read.problem(f"there is no criterion {number}; they are 1 to 19", *path)
    if isinstance(entry, GuidanceEntry):
        count = len(entry.text.split())
        if count not in GUIDANCE_WORDS:
            yield read.problem(f"a guidance card has 30 to 130 words; this one has {count}", "text")
    if isinstance(entry, VisionEntry) and not (entry.strong or entry.weak):
        yield read.problem("a vision needs at least one label, strong or weak", "weak")


def _documents(entry: CorpusEntry) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(entry, VisionEntry):
        if entry.source.document is not None:
            yield ("source", "document"), entry.source.document
    elif not isinstance(entry, DilemmaEntry):
        for at, document in enumerate(entry.documents):
            yield ("documents", at), document


def _criteria(entry: CorpusEntry) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(entry, VisionEntry):
        for side in ("strong", "weak"):
            for at, label in enumerate(getattr(entry, side)):
                yield (side, at, "criterion"), label.criterion
    elif isinstance(entry, GuidanceEntry | DilemmaEntry):
        for at, number in enumerate(entry.criteria):
            yield ("criteria", at), number


def _check_ids(reads: list[_Read]) -> Iterator[CorpusProblem]:
    first: dict[str, _Read] = {}
    for read in reads:
        other = first.setdefault(read.entry.id, read)
        if other is not read:
            yield read.problem(f"the id {read.entry.id} is taken by {other.file}", "id")
    for read in reads:
        if isinstance(read.entry, GlossaryEntry):
            for at, name in enumerate(read.entry.see_also):
                if name not in first or not isinstance(first[name].entry, GlossaryEntry):
                    yield read.problem(f"there is no term {name}", "see_also", at)
                elif name == read.entry.id:
                    yield read.problem("a term cannot point at itself", "see_also", at)


def _check_alike(reads: list[_Read]) -> Iterator[CorpusProblem]:
    texts = [" ".join(read.entry.text.casefold().split()) for read in reads]
    for at, read in enumerate(reads):
        for other in range(at):
            if reads[other].entry.kind != read.entry.kind:
                continue
            alike = fuzz.ratio(texts[at], texts[other], score_cutoff=TOO_ALIKE)
            if alike:
                yield read.problem(f"the text is {alike:.0f}% the same as in {reads[other].file}", "text")
