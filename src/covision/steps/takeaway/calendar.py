"""The review of an adopted vision as a calendar file (RFC 5545): one day, a reminder, and nothing to fetch."""

import hashlib
import re
from datetime import UTC, datetime

from covision.domain.adopting import Adoption
from covision.domain.base import Language
from covision.steps.export_words import WORDS

FOLD = 75
"""The most octets of a line, its end not counted (RFC 5545, 3.1)."""
REMINDER_DAYS = 14

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


def review_ics(adoption: Adoption, project: str, organisation: str, language: Language = "en") -> str:
    """The calendar file of an adoption's review, with lines that end in CRLF.

    Its UID is the same for every adoption of a project, and its SEQUENCE grows with them: a calendar that takes a
    later file moves the entry instead of adding a second one. The same adoption gives the same bytes. Raises
    `ValueError` where no review was set.
    """
    if adoption.review is None:
        raise ValueError("this adoption has no review date")
    words = WORDS.get(language, WORDS["en"])
    title = words.review_title.format(name=organisation)
    told = [words.review_lead.format(version=adoption.version), adoption.statement]
    told += [f"{words.owner}: {adoption.owner}"] if adoption.owner else []
    told += [f"{words.given_up}: {adoption.given_up}"] if adoption.given_up else []
    told += [f"{words.why}: {adoption.why}"] if adoption.why else []
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//covision//vision review//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_uid(project)}",
        f"DTSTAMP:{_stamp(adoption)}",
        f"SEQUENCE:{adoption.number - 1}",
        f"DTSTART;VALUE=DATE:{adoption.review.isoformat().replace('-', '')}",
        f"SUMMARY:{escape(title)}",
        f"DESCRIPTION:{escape(chr(10).join(told))}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(title)}",
        f"TRIGGER:-P{REMINDER_DAYS}D",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{fold(line)}\r\n" for line in lines)


def escape(text: str) -> str:
    """Anybody's words as a TEXT value (RFC 5545, 3.3.11): no line of it can begin a property of its own."""
    lines = re.split("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text)
    return "\\n".join(_CONTROLS.sub("", line).translate(_ESCAPED) for line in lines)


def fold(line: str) -> str:
    """The line in pieces of at most 75 octets, each next one after CRLF and a blank; no character is cut in two."""
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        # The blank before a later piece is one of its octets.
        if size + octets > (FOLD if not pieces else FOLD - 1):
            pieces.append(piece)
            piece, size = "", 0
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece])


def _uid(project: str) -> str:
    return f"{hashlib.sha256(f'review/{project}'.encode()).hexdigest()[:32]}@covision"


def _stamp(adoption: Adoption) -> str:
    """When it was adopted, in UTC; where that is no time, the first second of the review."""
    try:
        at = datetime.fromisoformat(adoption.at.replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError):
        return f"{adoption.review.isoformat().replace('-', '')}T000000Z" if adoption.review else ""
    return f"{at.year:04d}{at:%m%dT%H%M%S}Z"
