"""The help over HTTP: one document without scripts, that holds nothing of any project."""

from starlette.responses import HTMLResponse, Response

from covision.faces.web.helping import help_style, load_help
from covision.faces.web.presenters import help as presenter
from covision.faces.web.words import LANGUAGES
from covision.wiring import House

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def help_response(house: House, language: str = "") -> Response:
    """The help in a language, else in the one of the settings."""
    wanted = language if language in LANGUAGES else house.settings.language
    told = load_help(wanted)
    document = presenter.page(told, house.corpus.glossary, house.rubric(wanted), wanted, help_style())
    return HTMLResponse(document, headers={"content-security-policy": _POLICY})
