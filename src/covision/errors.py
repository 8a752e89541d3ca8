"""Every error that covision raises on purpose.

    CovisionError
    ├── UsageError            the call is wrong: exit code 2
    ├── InputError            a file or text the user gave is wrong; names file, line and key
    ├── AssetMissing          prompts, corpus or rubric not found
    ├── StorageError          database, disk or lock
    │   ├── DataFolderBusy    another covision owns the data folder
    │   ├── NotFound          no such project, draft or version
    │   └── Conflict          somebody else saved first; both texts are kept
    ├── IndexUnavailable      the search index is missing, behind or damaged
    ├── AccessDenied          whoever asks may not do this
    ├── NotEnough             too little to do something honest
    ├── Stopped               the user stopped it
    └── ModelError            a model was asked and did not give an answer we can use
        ├── ModelUnavailable  no connection, server down, engine or weights missing
        ├── ModelRefused      wrong key, unknown model, bad request: asking again will not help
        ├── ModelBusy         rate limit or overload that outlasted our patience
        ├── ModelTimeout      no first token, a stall, or past the deadline
        ├── ModelIncomplete   the reply was cut
        ├── BadReply          the reply does not have the asked form after the repairs
        └── BudgetReached     the cap on tokens or money was reached before the call

What the user reads has three parts: what happened (`args[0]`), what is safe (`safe`), what to do (`todo`).
"""

from dataclasses import dataclass


class CovisionError(Exception):
    """Root of all errors; `todo` says what the user can do next, `safe` what was not lost."""

    exit_code = 1

    def __init__(self, what: str, *, todo: str = "", safe: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.safe = safe

    def message(self) -> str:
        """The whole text for a person: what happened, what is safe, what to do."""
        return " ".join(part.strip() for part in (self.what, self.safe, self.todo) if part.strip())


class UsageError(CovisionError):
    """The command or call itself is wrong."""

    exit_code = 2


@dataclass(frozen=True)
class Place:
    """Where in a file: `line` and `column` count from 1; `key` is a dotted path such as `participants.0.id`."""

    file: str
    line: int | None = None
    column: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        text = self.file
        if self.line is not None:
            text += f", line {self.line}"
        if self.key:
            text += f", key {self.key}"
        return text


class InputError(CovisionError):
    """Something the user gave cannot be used; `place` names file, line and key."""

    def __init__(self, what: str, *, place: Place | None = None, todo: str = "", safe: str = "") -> None:
        super().__init__(f"{place}: {what}" if place else what, todo=todo, safe=safe)
        self.place = place


class AssetMissing(CovisionError):
    """A folder or file that ships with covision was not found in any of its places."""


class StorageError(CovisionError):
    """The database or the disk did not do what it was asked."""


class DataFolderBusy(StorageError):
    """Another process owns this data folder."""


class NotFound(StorageError):
    """There is no such thing here."""


class Conflict(StorageError):
    """Somebody else saved first."""


class IndexUnavailable(CovisionError):
    """The search index cannot be asked."""


class AccessDenied(CovisionError):
    """Whoever asks may not do this."""


class NotEnough(CovisionError):
    """Too little was answered to do something honest."""


class Stopped(CovisionError):
    """The user pressed Stop."""


class ModelError(CovisionError):
    """A model was asked and gave nothing usable; carries the reply and the attempts for whoever looks."""

    def __init__(
        self,
        what: str,
        *,
        todo: str = "",
        safe: str = "",
        model: str = "",
        reply: str = "",
        attempts: int = 1,
    ) -> None:
        super().__init__(what, todo=todo, safe=safe)
        self.model = model
        self.reply = reply
        self.attempts = attempts


class ModelUnavailable(ModelError):
    """Nothing answers: no connection, server down, engine or weights missing."""


class ModelRefused(ModelError):
    """The model's server says no, and would say it again."""


class ModelBusy(ModelError):
    """Rate limit or overload beyond our patience."""


class ModelTimeout(ModelError):
    """No first token, a stall, or past the deadline."""


class ModelIncomplete(ModelError):
    """The reply was cut before its end."""


class BadReply(ModelError):
    """The reply does not have the asked form, after the repairs."""


class BudgetReached(ModelError):
    """The cap on tokens or money would be passed by this call."""
