"""The project file: read with the line of every fault, written as a commented template, dumped from a project."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from covision.domain.events import ProjectState
from covision.domain.interview import Script
from covision.domain.project import Organisation, Participant, ProjectFile, ResearchFile, Statements
from covision.errors import InputError, Place
from covision.steps.assumptions import is_blank, questions
from covision.steps.project_yaml import Fault, Parsed, parse
from covision.steps.yaml_faults import plain_fault

MAX_BYTES = 5 * 1024 * 1024
QUESTIONS = tuple(str(number) for number in range(1, 23))
_FIELDS: dict[str, type[BaseModel]] = {
    "": ProjectFile,
    "organisation": Organisation,
    "statements": Statements,
    "participants": Participant,
    "research": ResearchFile,
}


@dataclass(frozen=True)
class Checked:
    """A project file that was looked through: `project` is None where a fault is no mere warning."""

    path: Path
    project: ProjectFile | None = None
    faults: tuple[Fault, ...] = field(default=())

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that must be mended."""
        return tuple(fault for fault in self.faults if not fault.warning)

    def error(self, fault: Fault) -> InputError:
        """A fault as the error that names file, line and key."""
        return InputError(fault.what, place=Place(str(self.path), fault.line, key=fault.key), todo=fault.todo)


def load_project(path: Path, questions: Sequence[str] = QUESTIONS) -> tuple[ProjectFile, Path]:
    """A project file and the folder its research is relative to.

    Raises `InputError` for the first fault, naming file, line and key, and how many more there are.
    """
    checked = check_project(path, questions)
    if checked.project is None:
        first, *more = checked.errors
        error = checked.error(first)
        if more:
            count = f"{len(more)} more {'faults' if len(more) > 1 else 'fault'}"
            error.todo = f"{error.todo}\n{count}: `covision check {path}` names them all.".lstrip()
        raise error
    return checked.project, path.resolve().parent


def check_project(path: Path, questions: Sequence[str] = QUESTIONS) -> Checked:
    """Look through a project file and collect every fault, by line; `InputError` where it cannot be opened."""
    text, broken = _text(path)
    if text is None:
        return Checked(path, None, (broken,) if broken else ())
    return _checked(path, text, path.resolve().parent, questions)


def check_text(name: str, content: bytes, questions: Sequence[str] = QUESTIONS) -> Checked:
    """Look through a project file that came without a folder: research it names is not looked for."""
    if len(content) > MAX_BYTES:
        raise InputError("is larger than 5 MB.", place=Place(name), todo="Put customer texts into research files.")
    text, broken = _decoded(content)
    if text is None:
        return Checked(Path(name), None, (broken,) if broken else ())
    return _checked(Path(name), text, None, questions)


def _checked(path: Path, text: str, base: Path | None, questions: Sequence[str]) -> Checked:
    parsed = parse(text)
    faults = list(parsed.faults)
    project: ProjectFile | None = None
    if parsed.data is None and not faults:
        faults.append(Fault("The file is empty.", "Write a new one: `covision new FILE.yaml`."))
    elif parsed.data is not None and not isinstance(parsed.data, dict):
        faults.append(
            Fault("The file must hold `name: value` lines.", "Compare with what `covision new` writes.", 1)
        )
    elif isinstance(parsed.data, dict):
        project, more = _validate(parsed)
        faults += [*more, *_meaning(parsed, base, questions)]
    faults.sort(key=lambda fault: (fault.line or 0, fault.warning))
    stopped = any(not fault.warning for fault in faults)
    return Checked(path, None if stopped else project, tuple(faults))


def _text(path: Path) -> tuple[str | None, Fault | None]:
    try:
        if path.is_dir():
            raise InputError("is a folder.", place=Place(str(path)), todo="Name the project file in it.")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(
                "is larger than 5 MB.", place=Place(str(path)), todo="Put customer texts into research files."
            )
        content = path.read_bytes()
    except FileNotFoundError as error:
        todo = f"Check the name, or write a new one: `covision new {path}`."
        raise InputError("there is no such file.", place=Place(str(path)), todo=todo) from error
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.", place=Place(str(path)), todo="Check its rights."
        ) from error
    return _decoded(content)


def _decoded(content: bytes) -> tuple[str | None, Fault | None]:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding), None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, Fault("this line is not UTF-8 text.", "Save the file as UTF-8 in your editor.", line)


def _validate(parsed: Parsed) -> tuple[ProjectFile | None, list[Fault]]:
    try:
        return ProjectFile.model_validate(parsed.data), []
    except ValidationError as error:
        return None, [_fault(item, parsed) for item in error.errors()]


def _fault(item: Any, parsed: Parsed) -> Fault:
    """A pydantic error in plain words, at its line."""
    path = tuple(item["loc"])
    if path == ("version",) and item["type"] not in ("extra_forbidden", "missing"):
        what, todo = "this covision reads project files of version 1.", "Write `version: 1`."
        return Fault(what, todo, parsed.line(path), "version")
    return plain_fault(item, parsed, _known(path), _missing(path))


def _missing(path: tuple[Any, ...]) -> str:
    if path[:1] == ("version",):
        return "Write `version: 1` as the first line."
    if path[:1] == ("organisation",):
        return "Write `organisation:` and below it, indented, `name: …`."
    return f"Add `{path[-1]}: …`." if path else ""


def _known(path: tuple[Any, ...]) -> list[str]:
    model = _FIELDS.get(str(path[0]) if len(path) > 1 else "", ProjectFile)
    return list(model.model_fields)


def _meaning(parsed: Parsed, base: Path | None, known: Sequence[str]) -> list[Fault]:
    """What the models cannot see: question ids, files, people who said nothing."""
    data = parsed.data
    people = data.get("participants")
    faults: list[Fault] = []
    for at, person in enumerate(people if isinstance(people, list) else []):
        answers = person.get("answers") if isinstance(person, dict) else None
        faults += _answers(parsed, at, answers if isinstance(answers, dict) else {}, known)
    if not people:
        faults.append(
            Fault(
                "nobody answers in this file.",
                "Add a participant with answers.",
                parsed.line(("participants",)),
                "participants",
                True,
            )
        )
    files = data.get("research")
    for at, item in enumerate(files if isinstance(files, list) else []):
        name = item.get("file") if isinstance(item, dict) else item
        if base is not None and isinstance(name, str) and not (base / name).is_file():
            what, todo = f"there is no file {name!r} in {base}.", "Paths are relative to the project file."
            faults.append(Fault(what, todo, parsed.line(("research", at)), f"research.{at}"))
    return faults


def _answers(parsed: Parsed, at: int, answers: dict[str, Any], known: Sequence[str]) -> list[Fault]:
    here = ("participants", at, "answers")
    faults = []
    for question in answers:
        if question not in known:
            near = get_close_matches(question.lower().lstrip("q0 "), known, n=1)
            todo = f"Did you mean {near[0]!r}?" if near else f"Questions are {known[0]} to {known[-1]}."
            key = ".".join(map(str, (*here, question)))
            faults.append(Fault(f"there is no question {question!r}.", todo, parsed.line((*here, question)), key))
    if all(not isinstance(text, str) or is_blank(text) for text in answers.values()):
        key = ".".join(map(str, here))
        faults.append(
            Fault(
                "this participant answered nothing.",
                "Every blank becomes an assumption.",
                parsed.line(here),
                key,
                True,
            )
        )
    return faults


def new_project(script: Script, mode: str = "solo") -> str:
    """A commented project file to fill in, with the questions of a mode; it passes `check_project` as it is."""
    lines = [
        "# A covision project. Write each answer below its >- and indented; a blank one stays an assumption.",
        "version: 1",
        "organisation:",
        f"  name: {_NAME_YOURS.get(script.language, _NAME_YOURS['en'])}",
        "  sector: ''",
        "  size: ''",
        f"  language: {script.language}   # the language the vision is written in",
        "statements:   # what already competes with it; leave out what you do not have",
        "  # mission: ...",
        "  # slogan: ...",
        "  values: []",
        "goals: []   # business goals, one in each pair of quotes: ['...', '...']",
        "participants:   # add as many as answer; the id has no blanks",
        "  - id: owner",
        "    role: owner",
        "    internal: true",
        "    answers:",
    ]
    for question in questions(script, mode):
        lines += ["", *(f"      # {part}" for part in _wrap(f"{question.id}. {question.text}"))]
        lines += [f'      "{question.id}": >-', ""]
    lines += ["", "# Customer research beside this file: CSV, TSV or text.", "# research: [reviews.csv]"]
    return "\n".join(lines) + "\n"


_NAME_YOURS = {"en": "Your organisation", "pt": "A sua organização"}


def _wrap(text: str, width: int = 100) -> list[str]:
    lines, line = [], ""
    for part in text.split():
        if line and len(line) + len(part) >= width:
            lines.append(line)
            line = part
        else:
            line = f"{line} {part}".strip()
    return [*lines, line]


class _Dumper(yaml.SafeDumper):
    pass


def _block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if any(c in text for c in "\x85\u2028\u2029"):
        # These break lines in YAML: outside double quotes some would be read back as a space.
        style = '"'
    elif "\n" in text and all(c.isprintable() or c == "\n" for c in text):
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _block)


def dump_project(state: ProjectState) -> str:
    """The project as a project file that `load_project` reads back; research files are named in a remark."""
    whole = ProjectFile(
        version=1,
        organisation=state.organisation,
        statements=state.statements,
        goals=state.goals,
        participants=state.participants,
    )
    data = whole.model_dump(mode="json", exclude={"research"})
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    if state.research:
        names = yaml.safe_dump(
            [source.name for source in state.research], default_flow_style=True, allow_unicode=True, width=10**6
        )
        text += f"# Put these files beside this one and take the # away:\n# research: {names.strip()}\n"
    return text
