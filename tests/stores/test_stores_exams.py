"""Exams of judges: kept beside the replies, for every process of this user, and by no project's erasure."""

from pathlib import Path

from covision.domain.draft import PromptRef
from covision.domain.judging import ExamResult
from covision.stores.cache import CacheFile
from covision.stores.exams import Sitting, SqlExams
from covision.stores.replies import SqlReplies

PROMPT = PromptRef(id="judging/batch", version="1", digest="d")


def sitting(**more) -> Sitting:
    base = {"model": "m", "mode": "batch", "prompt": PROMPT, "rubric_version": "1", "graded_digest": "g"}
    return Sitting.model_validate(base | more)


def result(**more) -> ExamResult:
    base = {"model": "m", "prompt": PROMPT, "rubric_version": "1", "graded_digest": "g", "exam": {"auc": 0.8}}
    return ExamResult.model_validate(base | more)


def test_an_exam_is_kept_for_what_it_was_taken_with_and_nothing_else(tmp_path: Path):
    file = CacheFile(tmp_path / "cache.sqlite")
    exams = SqlExams(file)
    assert exams.get(sitting()) is None
    exams.put(sitting(), result())
    assert exams.get(sitting()) == result()
    others = [
        sitting(model="n"),
        sitting(place="http://127.0.0.1:1"),
        sitting(mode="strict"),
        sitting(prompt=PROMPT.model_copy(update={"digest": "e"})),
        sitting(rubric_version="2"),
        sitting(graded_digest="h"),
    ]
    assert all(exams.get(one) is None for one in others)
    file.close()
    again = CacheFile(tmp_path / "cache.sqlite")
    SqlReplies(again).clear()
    assert SqlExams(again).get(sitting()) == result()
    again.close()


def test_a_short_exam_never_takes_the_place_of_a_whole_one(tmp_path: Path):
    file = CacheFile(tmp_path / "cache.sqlite")
    exams = SqlExams(file)
    exams.put(sitting(), result(quick=True))
    exams.put(sitting(), result())
    exams.put(sitting(), result(quick=True, passed=True))
    assert exams.get(sitting()) == result()
    file.close()


def test_a_cache_of_before_gets_its_table(tmp_path: Path):
    file = CacheFile(tmp_path / "cache.sqlite")
    SqlReplies(file).put("k", "v")
    with file.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE exams")
    file.close()
    again = CacheFile(tmp_path / "cache.sqlite")
    SqlExams(again).put(sitting(), result())
    assert SqlExams(again).get(sitting()) == result() and SqlReplies(again).get("k") == "v"
    again.close()
