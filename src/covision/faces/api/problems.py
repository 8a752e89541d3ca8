"""Errors as programs read them: `application/problem+json` (RFC 9457), with what is safe and what to do."""

import logging
from typing import Any

from starlette.responses import JSONResponse, Response

from covision.errors import (
    AccessDenied,
    Conflict,
    CovisionError,
    InputError,
    ModelBusy,
    ModelError,
    NotEnough,
    NotFound,
    StorageError,
    UsageError,
)
from covision.faces.api.services import BothKept

_log = logging.getLogger(__name__)
_STATUS: tuple[tuple[type[CovisionError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (AccessDenied, 403),
    (InputError, 422),
    (UsageError, 422),
    (NotEnough, 409),
    (StorageError, 503),
    (ModelBusy, 503),
    (ModelError, 502),
)
_TITLES = {
    400: "Not a request",
    401: "No token",
    403: "Not allowed",
    404: "Not found",
    405: "Not done here",
    409: "Not as things are now",
    413: "Too large",
    415: "Not JSON",
    422: "Not usable",
    429: "Too many wrong tries",
    500: "Something went wrong",
    502: "A model gave nothing usable",
    503: "Not now",
}


def problem(status: int, detail: str, *, todo: str = "", safe: str = "", **more: Any) -> Response:
    """A problem document."""
    title = _TITLES.get(status, "Not done")
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, "safe": safe, "todo": todo}
    kept = {key: value for key, value in told.items() if value != ""}
    headers = more.pop("headers", None)
    return JSONResponse({**kept, **more}, status, headers=headers, media_type="application/problem+json")


def of_error(error: CovisionError) -> Response:
    """The problem document of an error of ours."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    both = error.both if isinstance(error, BothKept) else {}
    return problem(status, error.args[0], safe=error.safe, todo=error.todo, **both)


def unexpected(error: Exception) -> Response:
    """A fault of covision's own: its details are in the log alone."""
    _log.error("a request of a program failed: %s", type(error).__name__, exc_info=error)
    return problem(500, "Something inside covision went wrong.", safe="What was saved is safe.", todo="Try again.")
