"""Examinations of judges, kept for this user: one for each model, place, mode, prompts, rubric and paper."""

import hashlib
import json
import logging

from pydantic import ValidationError
from sqlalchemy import select

from covision.domain.base import Frozen
from covision.domain.draft import PromptRef
from covision.domain.judging import ExamResult, JudgingMode
from covision.errors import StorageError
from covision.stores.cache import CacheFile, exams, put_rows

log = logging.getLogger(__name__)


class Sitting(Frozen):
    """What an exam is valid for; where any of it changes, it is taken anew. `place` is the server's address."""

    model: str
    place: str = ""
    mode: JudgingMode
    prompt: PromptRef
    rubric_version: str
    graded_digest: str

    @property
    def key(self) -> str:
        """SHA-256 over all of it, in hex."""
        text = json.dumps(self.model_dump(mode="json", exclude={"prompt": {"id", "version"}}), sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class SqlExams:
    """Results in the cache file of the home folder. Never raises: a lost exam is taken again."""

    def __init__(self, file: CacheFile) -> None:
        self._database = file.database

    def get(self, sitting: Sitting) -> ExamResult | None:
        """The result, or None where none is kept or it cannot be read."""
        try:
            with self._database.read() as connection:
                row = connection.execute(select(exams.c.value).where(exams.c.key == sitting.key)).first()
            return None if row is None else ExamResult.model_validate_json(row.value)
        except (StorageError, ValidationError) as error:
            log.warning("A judge's exam cannot be read: %s", type(error).__name__)
            return None

    def put(self, sitting: Sitting, result: ExamResult) -> None:
        """Keep a result; a short exam never takes the place of a whole one."""
        if result.quick and (known := self.get(sitting)) is not None and not known.quick:
            return
        try:
            with self._database.write() as connection:
                put_rows(connection, exams, [{"key": sitting.key, "value": result.model_dump_json()}])
        except StorageError as error:
            log.warning("A judge's exam cannot be kept: %s", error)
