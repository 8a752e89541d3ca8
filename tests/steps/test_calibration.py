"""The graded statements: what ships can be read, and a broken line is named."""

import json
from pathlib import Path

import pytest

from covision.assets import folder
from covision.errors import AssetMissing, InputError
from covision.steps.calibration import corpus_entries, data_digest, load_calibration
from covision.steps.corpus import load_corpus
from covision.steps.rubric import load_rubric

GOOD = {
    "id": "x-1",
    "language": "en",
    "sector": "bakery",
    "statement": "You smell it before you see it.",
    "grade": 0.5,
    "labels": {"1": 0.35},
    "hand": "x",
}


def test_what_ships_is_enough_in_many_sectors_by_several_hands() -> None:
    entries = load_calibration(folder("evals") / "calibration", load_rubric("en"))
    assert len(entries) >= 400 and len({one.sector for one in entries}) >= 40
    assert len({one.hand for one in entries}) >= 4 and {one.language for one in entries} == {"en", "pt"}
    for number in (1, 2, 3, 5, 7, 9, 15):
        assert sum(number in one.labels for one in entries) >= 400
    assert sum(one.grade is not None and one.grade > 0.5 for one in entries) > 300


def test_corpus_visions_have_labels_but_no_grade() -> None:
    entries = corpus_entries(load_corpus(folder("corpus")))
    assert entries and all(one.grade is None and set(one.labels.values()) <= {0.0, 1.0} for one in entries)


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        ({"labels": {"1": 0.4}}, "labels.1", "no level"),
        ({"labels": {"77": 1}}, "labels.77", "no level"),
        ({"grade": 2}, "grade", "less than or equal"),
        ({"mood": "good"}, "mood", "not permitted"),
        ({"hand": "y"}, "hand", "not the file's"),
        ({"statement": ""}, "statement", "at least 1"),
        ({"id": "x-0"}, "id", "stands in"),
        ({"statement": "you SMELL it first. "}, "statement", "stands in"),
    ],
)
def test_a_broken_line_names_file_line_and_key(
    tmp_path: Path, change: dict[str, object], key: str, words: str
) -> None:
    first = {**GOOD, "id": "x-0", "statement": "You smell it first."}
    lines = [json.dumps(first), "", json.dumps({**GOOD, **change})]
    (tmp_path / "statements.x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_calibration(tmp_path, load_rubric("en"))
    place = error.value.place
    assert place is not None and place.file.endswith("statements.x.jsonl") and place.line == 3 and place.key == key
    assert words in error.value.message()


def test_no_json_and_no_file_are_plain_errors(tmp_path: Path) -> None:
    with pytest.raises(AssetMissing):
        load_calibration(tmp_path, load_rubric("en"))
    (tmp_path / "statements.x.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        load_calibration(tmp_path, load_rubric("en"))


def test_the_digest_follows_the_data() -> None:
    entries = load_calibration(folder("evals") / "calibration", load_rubric("en"))
    assert data_digest(entries) == data_digest(tuple(reversed(entries)))
    changed = entries[0].model_copy(update={"grade": 0.25 if entries[0].grade != 0.25 else 0.5})
    assert data_digest((changed, *entries[1:])) != data_digest(entries)
