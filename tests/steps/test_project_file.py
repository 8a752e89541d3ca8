"""A project file is read as it was meant, and every fault is named with its line, its key and what to do."""

from pathlib import Path

import pytest
from ask_data import script
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from covision.assets import folder
from covision.domain.events import ProjectState
from covision.domain.project import Organisation, Participant, Statements
from covision.errors import InputError
from covision.steps.project_file import Checked, check_project, dump_project, load_project, new_project

GOOD = """\
version: 1
organisation: {name: Bakery, size: 9, language: en}
statements:
  values: [warm, open]
goals: [Waste less]
participants:
  - id: owner
    role: owner
    internal: yes
    answers:
      "1": no
      2: 2026-01-01
      "3": 007
      "4": null
      "5": ~
      "6": >-
        A woman, in May: she cried.
"""


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "project.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def check(tmp_path: Path, text: str | bytes) -> Checked:
    return check_project(write(tmp_path, text))


def test_text_stays_the_text_that_was_written(tmp_path: Path) -> None:
    project, base = load_project(write(tmp_path, GOOD))
    assert base == tmp_path.resolve()
    assert project.organisation.size == "9" and project.statements.values == ("warm", "open")
    assert project.participants[0].internal is True
    assert project.participants[0].answers == {
        "1": "no", "2": "2026-01-01", "3": "007", "4": None, "5": None, "6": "A woman, in May: she cried.",
    }  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted(folder("examples").glob("*/project.yaml")), ids=lambda path: path.parent.name
)
def test_shipped_examples_are_without_fault(path: Path) -> None:
    assert check_project(path).faults == ()
    assert load_project(path)[0].participants


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "what", "todo"),
    [
        ("version: 1", "version: 2", 1, "version", "version 1", "Write `version: 1`"),
        ("version: 1\n", "", 1, "version", "missing", "first line"),
        ("goals:", "gaols:", 5, "gaols", "not known", "Did you mean 'goals'"),
        ("    role: owner", "    roll: owner", 8, "participants.0.roll", "not known", "Did you mean 'role'"),
        ("answers:", "anwsers:", 10, "participants.0.anwsers", "not known", "Did you mean 'answers'"),
        ("name: Bakery, ", "", 2, "organisation.name", "missing", "name"),
        ("[Waste less]", "Waste less", 5, "goals", "must be a list", "hyphen"),
        ("id: owner", "id: the owner", 7, "participants.0.id", "letters, digits", "short id"),
        ("internal: yes", "internal: maybe", 9, "participants.0.internal", "true or false", "`true`"),
        ('"4": null', '"44": null', 14, "participants.0.answers.44", "no question '44'", "Did you mean"),
        ('"4": null', '"3": again', 14, "participants.0.answers.3", "on line 13", "Keep one"),
        ('"4": null', '"4": [a, b]', 14, "participants.0.answers.4", "must be text", "quotes"),
        ('"4": null', '"4": !!python/object/apply:os.system [ls]', 14, None, "", ""),
        ('"4": null', '"4": !!binary aGk=', 14, "participants.0.answers.4", "tag", "quotes"),
        ("goals: [Waste less]", "research: [gone.csv]", 5, "research.0", "no file 'gone.csv'", "relative"),
    ],
)
def test_a_fault_is_named_with_line_key_and_way_on(
    tmp_path: Path, old: str, new: str, line: int, key: str | None, what: str, todo: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        load_project(path)
    place = caught.value.place
    assert place is not None and place.line == line and str(path) in str(caught.value)
    assert key is None or place.key == key
    assert what in caught.value.what and todo in caught.value.todo


def test_the_commonest_slip_is_shown_with_its_fix(tmp_path: Path) -> None:
    text = GOOD.replace('"4": null', '"4": Locals: people who don\'t drive')
    with pytest.raises(InputError) as caught:
        load_project(write(tmp_path, text))
    assert caught.value.place is not None and caught.value.place.line == 14
    assert '"4": Locals: people who don\'t drive' in caught.value.what
    assert "\"4\": 'Locals: people who don''t drive'" in caught.value.todo


def test_the_slip_on_a_second_line(tmp_path: Path) -> None:
    text = GOOD.replace('"4": null', '"4": Locals mostly\n        and this: the quay')
    fault = check(tmp_path, text).errors[0]
    assert fault.line == 15 and '"4": >-' in fault.todo
    assert check(tmp_path, text.replace('"4": Locals', '"4": >-\n        Locals')).errors == ()


def test_all_faults_are_collected_past_a_slip(tmp_path: Path) -> None:
    text = (
        GOOD.replace('"4": null', '"4": a: b\n      "77": what')
        .replace("goals:", "gaols:")
        .replace('"1": no', '"1": c: d')
    )
    checked = check(tmp_path, text)
    assert [fault.line for fault in checked.errors] == [5, 11, 14, 15] and checked.project is None
    with pytest.raises(InputError, match="line 5") as caught:
        load_project(tmp_path / "project.yaml")
    assert "3 more faults" in caught.value.todo


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("version: 1\n\torganisation: x\n", 2, "tab"),
        ("version: 1\norganisation: {name: x\n", None, ""),
        ('version: 1\norganisation: {name: x}\ngoals: ["a]\n', 3, "never closed"),
        ("version: 1\nstatements: {slogan: @home}\n", 2, "quotes"),
        ("version: 1\nstatements:\n  slogan: *star\n", 2, "quotes"),
        ('version: 1\nstatements:\n  slogan: "yes" she said\n', 3, "does not fit"),
        ("- a\n- b\n", 1, "name: value"),
        ("", None, "empty"),
        ("# only a remark\n", None, "empty"),
    ],
)
def test_broken_yaml_in_plain_words(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    checked = check(tmp_path, text)
    fault = checked.errors[0]
    assert checked.project is None and fault.todo
    assert line is None or abs((fault.line or 0) - line) <= 1
    assert words in f"{fault.what} {fault.todo}"


def test_bad_encoding_names_the_line(tmp_path: Path) -> None:
    fault = check(tmp_path, GOOD.encode().replace(b"Waste less", b"Desperd\xedcio")).errors[0]
    assert fault.line == 5 and "UTF-8" in fault.what
    assert (
        check(tmp_path, GOOD.encode("utf-16")).errors
        == check(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).errors
        == ()
    )


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError) as caught:
            load_project(path)
        assert caught.value.todo


def test_endless_and_exponential_files_end(tmp_path: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )
    assert "repeats itself" in check(tmp_path, bomb).errors[0].what
    assert "repeats itself" in check(tmp_path, "goals: &g [*g]\n").errors[0].what
    assert check(tmp_path, "goals: " + "[" * 3000).errors


def test_warnings_do_not_stop(tmp_path: Path) -> None:
    silent = GOOD + "  - id: pia\n    answers: {}\n"
    checked = check(tmp_path, silent)
    assert checked.project is not None and [fault.warning for fault in checked.faults] == [True]
    cut = check(tmp_path, GOOD.replace('"1": no', '"1": We are #1 in town'))
    assert cut.project is not None and "'#1 in town'" in cut.faults[0].what and cut.faults[0].line == 11
    assert check(tmp_path, GOOD.replace('"1": no', '"1": no   # a remark')).faults == ()


@pytest.mark.parametrize("language", ["en", "pt"])
def test_the_template_passes_its_own_check(tmp_path: Path, language: str) -> None:
    text = new_project(script(language))
    checked = check(tmp_path, text)
    assert checked.errors == () and checked.project is not None
    filled = text.replace('"2": >-\n', '"2": >-\n        They leave known: always.\n')
    project, _ = load_project(write(tmp_path, filled))
    assert project.participants[0].answered("2") == "They leave known: always."
    assert project.participants[0].answered("1") is None


words = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufeff"), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["1", "2", "9"]), words | st.none()), words, st.lists(words, max_size=3))
@example({"1": "a\n\x85b"}, "\x85", ["a\u2028b\n"])
def test_what_is_dumped_is_read_back(
    tmp_path: Path, answers: dict[str, str | None], slogan: str, goals: list[str]
) -> None:
    state = ProjectState(
        id="p",
        organisation=Organisation(name="Café: o «bom»"),
        statements=Statements(slogan=slogan),
        goals=tuple(goals),
        participants=(Participant(id="owner", answers=answers, internal=False),),
    )
    project, _ = load_project(write(tmp_path, dump_project(state)))
    assert (project.organisation, project.statements, project.goals) == (
        state.organisation,
        state.statements,
        state.goals,
    )
    assert project.participants == state.participants
