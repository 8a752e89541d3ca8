"""Suites and references are read with the line of every fault; a case becomes material as a project does."""

from pathlib import Path

import pytest

from covision import assets
from covision.domain.evals import EvalSuite
from covision.errors import CovisionError, InputError, UsageError
from covision.steps.suites import chosen, load_references, load_suite, material_of, research_of, suite_names

SMALL = """\
id: mine
version: 1
title: Mine
cases:
  - id: one
    organisation: {name: Tide Lane Bakery}
    participants:
      - id: owner
        answers: {"9": Everybody goes home with bread they are proud of.}
"""


def written(folder: Path, text: str) -> str:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_suite_has_its_references_and_a_digest_over_what_decides(tiny: str, tmp_path: Path) -> None:
    suite = load_suite(tiny, assets.folder("evals"))
    assert [case.id for case in suite.cases] == ["bakery", "clinic", "silent"]
    assert set(suite.references) == {"bakery-known", "clinic-next"} and suite.version == "1"
    text = Path(tiny).read_text(encoding="utf-8")
    noted = written(tmp_path, text.replace("tags: [small]", "tags: [small]\n    note: For readers only."))
    assert load_suite(noted, assets.folder("evals")).digest == suite.digest
    for old, new in (
        ("proud to put", "glad to put"),
        ("sorry to lose us", "sad to lose us"),
        ("rating: 2", "rating: 1"),
    ):
        changed = written(tmp_path, text.replace(old, new))
        assert load_suite(changed, assets.folder("evals")).digest != suite.digest


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("title: Mine", "titel: Mine", 3, "titel", "'title'"),
        ("id: one", "id: One Case", 5, "cases.0.id", "id"),
        ("organisation:", "organization:", 6, "cases.0.organization", "'organisation'"),
        ('"9"', '"99"', 9, "cases.0.participants.0.answers.99", "no question"),
        ("    participants:", "    references: [nowhere]\n    participants:", 7, "cases.0.references.0", "nowhere"),
        ("    participants:", '    foils: [" "]\n    participants:', 7, "cases.0.foils.0", "empty"),
        ("    participants:", "    comments: [{text: Good, rating: many}]\n    participants:", 7,
         "cases.0.comments.0.rating", "number"),
        ("    participants:", "    expects: plenty\n    participants:", 7, "cases.0.expects", "drafts"),
        ("title: Mine", "title: Mine: yours", 3, None, "colon"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str | None, says: str
) -> None:
    path = written(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        load_suite(path, assets.folder("evals"))
    place = caught.value.place
    assert place is not None and (place.file, place.line, place.key) == (path, line, key)
    assert says in caught.value.message()


def test_two_cases_with_one_id_are_refused(tmp_path: Path) -> None:
    case = SMALL[SMALL.index("  - id: one") :]
    with pytest.raises(InputError, match="was given before") as caught:
        load_suite(written(tmp_path, SMALL + case), assets.folder("evals"))
    assert caught.value.place is not None and caught.value.place.line == 10


def test_references_of_a_folder_and_of_the_file_itself(tmp_path: Path) -> None:
    (tmp_path / "suites").mkdir()
    (tmp_path / "references").mkdir()
    (tmp_path / "references" / "a.yaml").write_text("id: alone\ntext: One in a file.\n")
    (tmp_path / "references" / "b.yaml").write_text(
        "references:\n  - {id: two, text: Two.}\n  - {id: three, text: 3}\n"
    )
    assert set(load_references(tmp_path / "references")) == {"alone", "two", "three"}
    own = "references:\n  - {id: two, text: Another two.}\n"
    named = SMALL.replace("    participants:", "    references: [alone, two]\n    participants:")
    (tmp_path / "suites" / "mine.yaml").write_text(named + own)
    suite: EvalSuite = load_suite("mine", tmp_path)
    assert {id: one.text for id, one in suite.references.items()} == {
        "alone": "One in a file.",
        "two": "Another two.",
    }
    assert suite_names(tmp_path) == ["mine"]
    (tmp_path / "references" / "c.yaml").write_text("id: two\ntext: Again.\n")
    with pytest.raises(InputError, match=r"stands in b\.yaml too"):
        load_references(tmp_path / "references")


def test_what_is_not_there_is_named(tiny: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no suite 'nowhere'"):
        load_suite("nowhere", assets.folder("evals"))
    with pytest.raises(InputError, match="no such file"):
        load_suite(str(tmp_path / "nowhere.yaml"), assets.folder("evals"))
    suite = load_suite(tiny, assets.folder("evals"))
    assert [case.id for case in chosen(suite, ["silent", "bakery"])] == ["bakery", "silent"]
    with pytest.raises(CovisionError, match="no case 'bakry'") as caught:
        chosen(suite, ["bakry"])
    assert "'bakery'" in caught.value.todo


def test_comments_are_read_as_a_file_is(tiny: str) -> None:
    case = load_suite(tiny, assets.folder("evals")).cases[0]
    source = research_of(case)
    assert source is not None and source.read == 3 and source.rows == 3
    first = source.snippets[0]
    assert (first.text, first.row, first.date, first.rating) == (case.comments[0].text, 1, "2026-03-01", "5")
    assert first.place == "comments row 1" and first.origin == "shop"
    material = material_of(case)
    said = material.model_dump_json()
    assert material.snippets() == list(source.snippets)
    assert not any(text in said for text in (*case.foils, *case.hidden))
