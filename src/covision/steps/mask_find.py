"""Where personal data of a fixed form stands in a text.

Every pattern is linear: no nested repeats, bounded lengths. What a pattern cannot tell (check digits, lengths by
country, words beside a number) is decided in code. Cheap searches for what must be there come first, since most
texts hold nothing.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Literal, get_args

from covision.steps import mask_numbers as numbers
from covision.steps.mask_beside import PATTERNS as beside_patterns
from covision.steps.mask_beside import Beside
from covision.steps.mask_phones import PATTERNS as phone_patterns
from covision.steps.mask_phones import phones

Kind = Literal["url", "email", "iban", "card", "national_id", "ip", "phone", "handle"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Span = tuple[int, int, Kind]

SEP = r"[ \u00a0\u2007\u2009\u202f.\u2010-\u2013-]"
# The look ahead comes first: at most places it fails at once, and the looks behind cost more.
_LEFT = r"(?=[0-9A-Za-z])(?<![0-9A-Za-z_À-ÖØ-öø-ÿ])(?<!\d[.,:/\u2010-\u2013-])"
_RIGHT = r"(?![0-9A-Za-z_À-ÖØ-öø-ÿ]|[.,/-]\d)"
_S = f"{SEP}?"

# Enough digits close together for a number of a person or an account.
_DIGITS = re.compile(r"\d(?:[ \u00a0\u2007\u2009\u202f./()\u2010-\u2013-]{0,3}\d){5}")

_DOTTED = re.compile(r"\d\.\d")
_PATH = re.compile(r"\.[A-Za-z]{2,6}/")

_TAIL = r"[^\s<>\"'«»“”]"
_TOP = (
    "com|net|org|info|biz|app|io|me|eu|uk|us|pt|br|es|de|fr|it|nl|ch|at|be|ie|co|gl|ly|link|page|site|online|shop"
)
_URL = re.compile(
    rf"(?i)(?:https?|ftp)://{_TAIL}{{1,2000}}|(?<![\w@])www\.{_TAIL}{{2,2000}}"
    rf"|(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,4}}(?:{_TOP})/{_TAIL}{{1,2000}}"
)
_EMAIL = re.compile(
    r"(?<![\w.+%-])\w[\w.+%&~=-]{0,63}(?:'[\w.+%&~=-]{1,40})?[@＠](?:[\w-]{1,63}\.){1,5}(?:xn--[\w-]{1,59}|[^\W\d_]{2,24})"
)
_SPACED = re.compile(r"(?<![\w.+%-])\w[\w.+%-]{1,63}(?: @ ?|@ )(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,24}(?!\w)")
_DOT = r"(?:\s?[\[({]\s?(?:dot|ponto|punto|punkt|point)\s?[\])}]\s?|\s(?:dot|ponto|punto|punkt|point)\s)"
# Said aloud: "joan [at] mail [dot] com", "joana arroba mail ponto com", "joan at mail dot com".
_SPELLED = re.compile(
    rf"(?i)(?<![\w.+-])\w[\w.+-]{{0,63}}(?:'[\w.+-]{{1,40}})?(?:\s?[\[({{]\s?(?:at|ät|arroba|arobase)\s?[\])}}]\s?|\s(?:arroba|arobase)\s)"
    rf"[\w-]{{1,63}}(?:(?:{_DOT}|\.)[\w-]{{1,63}}){{1,4}}"
    rf"|(?<![\w.+-])\w[\w.+-]{{0,63}}\s(?:at|ät)\s[\w-]{{1,63}}(?:(?:{_DOT}|\.)[\w-]{{1,63}}){{0,3}}{_DOT}(?:{_TOP})\b"
)
_SAID = ("arrob", "arobase", " dot ", " punkt ", "(at", "[at", "{at", "( at", "[ at", "(ät", "[ät")
_HANDLE = re.compile(
    r"(?<![\w@＠./])[@＠](?=[\w.]{0,29}[^\W\d])\w(?:[\w.-]{0,28}\w)?(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,3})?"
)
_NAMED = re.compile(
    r"(?i)(?=[a-z])(?<!\w)(?:(?:instagram|insta|ig|twitter|facebook|fb|tiktok|telegram|snapchat|snap|linkedin|discord|skype"
    r"|threads|youtube)\s?(?:id|user|username|handle)?\s?[:=]\s?|discord\s|u/)([a-z0-9](?:[\w.#-]{1,30})\w)"
    r"|(?=[a-z])(?<!\w)(?:instagram|insta|ig|twitter|facebook|fb|tiktok|telegram|snapchat|snap|skype|threads)\s"
    r"((?=[a-z])(?:[a-z.]{1,24}_\w{1,24}|[a-z.]{2,24}\d{2,6})\w{0,8})(?!\w)"
)
_NETWORKS = (
    "insta", "twitter", "facebook", "tiktok", "telegram", "snap", "linkedin", "discord", "skype", "threads",
    "youtube", "ig:", "ig :", "ig=", "fb:", "fb :", "fb=", "u/",
)  # fmt: skip
_IBAN = re.compile(rf"(?=([A-Za-z]{{2}}){_S}\d\d){_LEFT}(?=((?:[A-Za-z0-9]{_S}){{15,34}}))[A-Za-z]{{2}}{_S}\d\d")
_CARD = re.compile(
    rf"(?<![0-9A-Za-z_])(?<!\d[.,-])(?:\d{{4}}{SEP}\d{{4}}{SEP}\d{{4}}{SEP}\d{{4}}"
    rf"(?:{SEP}\d{{1,3}}(?!\d))?"
    rf"|3\d{{3}}{SEP}\d{{6}}{SEP}\d{{4,5}}|\d{{13,19}}"
    rf"|\d{{4}} ?{SEP} ?\d{{4}} ?{SEP} ?\d{{4}} ?{SEP} ?\d{{4}})(?!\d)"
)
_IP4 = re.compile(r"(?<![\w.])(?<!\d:)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w]|\.\d)")
_IP6 = re.compile(r"(?<![\w.:])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4})(?![\w:])")

# (form, check, sure): what is not sure (a bare row of digits with a single check digit) gives way to "order no.".
_IDS: tuple[tuple[re.Pattern[str], Callable[[str], bool], bool], ...] = tuple(
    (re.compile(_LEFT + form + _RIGHT), check, sure)
    for form, check, sure in (
        (rf"\d{{3}}{SEP}\d{{2}}{SEP}\d{{4}}", numbers.ssn, True),
        (rf"(?i:[A-Z]{{2}}{_S}\d{{2}}{_S}\d{{2}}{_S}\d{{2}}{_S}[A-D])", numbers.nino, True),
        (rf"\d{{3}}{SEP}\d{{3}}{SEP}\d{{4}}", numbers.nhs, True),
        (r"\d{10}", numbers.nhs, False),
        (rf"\d{{3}}{_S}\d{{3}}{_S}\d{{3}}[/]?{_S}\d{{2}}", numbers.cpf, True),
        (rf"(?i:[A-Z0-9]{{2}}\.[A-Z0-9]{{3}}\.[A-Z0-9]{{3}} ?/? ?[A-Z0-9]{{4}}{_S}\d{{2}})", numbers.cnpj, True),
        (rf"(?i:[A-Z0-9]{{8}}/?[A-Z0-9]{{4}}{_S}\d{{2}})", numbers.cnpj, True),
        (rf"[A-Z0-9]{{2}} [A-Z0-9]{{3}} [A-Z0-9]{{3}}/[A-Z0-9]{{4}}{_S}\d{{2}}", numbers.cnpj, True),
        (rf"\d{{2}}{_S}\d{{3}}{_S}\d{{3}} ?[ /.-]? ?\d{{4}}{_S}\d{{2}}", numbers.cnpj, True),
        (rf"\d{{2}}{SEP}\d{{3}}{SEP}\d{{3}}{SEP}\d{{3}}", numbers.steuer_id, True),
        (r"\d{11}", numbers.steuer_id, False),
        (
            rf"(?:ES)?(?:\d{{8}}|\d{{2}}{SEP}\d{{3}}{SEP}\d{{3}})(?:{_S}[A-Z]|[.\u2010-\u2013-]?[a-z])",
            numbers.dni,
            True,
        ),
        (rf"(?i:[XYZ]){_S}(?:\d{{7}}|\d{SEP}\d{{3}}{SEP}\d{{3}}){_S}(?i:[A-Z])", numbers.dni, True),
        (rf"(?i:(?:ES)?[ABCDEFGHJNPQRSUVW]{_S}\d{{2}}{_S}\d{{3}}{_S}\d{{2}}{_S}[0-9A-J])", numbers.cif, False),
        (rf"(?i:[ABCDEFGHJNPQRSUVW]{_S}\d{{2}}{_S}\d{{3}}{_S}\d{{3}})", numbers.cif, False),
        (rf"(?:PT[ -]?)?[1-9]\d{{2}}{SEP}\d{{3}}{SEP}\d{{3}}", numbers.nif, False),
        (r"(?:PT[ -]?)?[1-9]\d{8}", numbers.nif, False),
        (rf"\d{{8}}{_S}\d{_S}(?i:[A-Z0-9]{{2}})\d", numbers.cidadao, True),
        (rf"[12]{_S}\d{{2}}{_S}\d{{2}}{_S}(?:\d{{2}}|2[ABab]){_S}\d{{3}}{_S}\d{{3}}{_S}\d{{2}}", numbers.nir, True),
    )
)
# A named number is one also where somebody mistyped a digit of it. The names are looked for in lower-case text.
_ID_NAME = re.compile(
    r"(?<!\w)(?:ssn|social security|itin|nino|national insurance|nhs|cpf|cnpj|nif|nipc|contribuinte|dni|nie|cif"
    r"|steuer-?(?:id|nummer|identifikation)\w{0,12}|identifikationsnummer|personalausweis\w{0,8}|ausweis\w{0,8}"
    r"|reisepass\w{0,8}|passport(?: number| no)?"
    r"|passaporte|pasaporte|passeport|cart[ãa]o de cidad[ãa]o|bilhete de identidade"
    r"|sécurité sociale|seguridad social|segurança social|nir|insee|tax id|id card|identity card)(?!\w)"
)
_ID_NAMED = re.compile(
    r"[^\d\n]{0,25}?(?<![0-9A-Za-z])((?i:[A-Z]{0,2})[ -]?\d(?:[ ./\u00a0\u2010-\u2013-]?\d){5,14}"
    r"(?:[ -]?(?i:[A-Z]){1,2}\d?)?|[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8,9})(?![0-9A-Za-z])"
)
_VERSION = re.compile(
    r"(?i)(?:\bv|version|versão|versión|release|build|firmware|software|app|section|chapter|§)\.?\s?$"
)


def spans(text: str) -> list[Span]:
    """Where personal data stands: (start, end, kind), in order; joined where they overlap."""
    # Most texts hold none of it: plain searches for what must be there come before every pattern.
    lower = text.lower()
    return _joined([*_addresses(text, lower), *_numbers(text, lower)])


def _addresses(text: str, lower: str) -> Iterator[Span]:
    """URLs, mail, handles."""
    if "://" in text or "www." in lower or _PATH.search(text):
        for match in _URL.finditer(text):
            yield match.start(), match.end() - len(match[0]) + len(match[0].rstrip(".,;:!?)]}*")), "url"
    if "@" in text or "＠" in text:
        yield from ((m.start(), m.end(), "email") for m in _EMAIL.finditer(text))
        yield from ((m.start(), m.end(), "handle") for m in _HANDLE.finditer(text))
        # Somebody put spaces round the sign.
        yield from ((m.start(), m.end(), "email") for m in _SPACED.finditer(text))
    if any(word in lower for word in _SAID):
        yield from ((m.start(), m.end(), "email") for m in _SPELLED.finditer(text))
    if any(word in lower for word in _NETWORKS):
        for match in _NAMED.finditer(text):
            told = match[1] or match[2]
            if re.search(r"[\d_.#]", told) or match[0].lower().startswith("u/"):
                start = match.start() if match[0][:2].lower() == "u/" else match.end() - len(told)
                yield start, match.end(), "handle"


def _numbers(text: str, lower: str) -> Iterator[Span]:
    if "::" in text or text.count(":") > 6:
        yield from ((m.start(), m.end(), "ip") for m in _IP6.finditer(text) if _ip(m[0]))
    if _DOTTED.search(text):
        for match in _IP4.finditer(text):
            if _ip(match[0]) and not _VERSION.search(text, max(0, match.start() - 14), match.start()):
                yield match.start(), match.end(), "ip"
    beside = Beside(text)
    dense = _DIGITS.search(text) is not None
    if dense or "ausweis" in lower or "pass" in lower:
        yield from _named_ids(text, beside)
    if dense:
        yield from _checked_ids(text, beside)
        yield from _accounts(text)
        yield from ((start, end, "phone") for start, end in phones(text, beside))


def _accounts(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        size = _iban_size(match[1].upper(), match[2])
        if size:
            yield match.start(), match.start() + size, "iban"
    for match in _CARD.finditer(text):
        size = _card_size(match[0])
        if size:
            yield match.start(), match.start() + size, "card"


def _checked_ids(text: str, beside: Beside) -> Iterator[Span]:
    for form, check, sure in _IDS:
        for match in form.finditer(text):
            told = match[0][2:].lstrip(" -") if match[0][:2] in ("PT", "ES") else match[0]
            if (check(told) or check(match[0])) and (sure or not beside.order(match.start())):
                yield match.start(), match.end(), "national_id"


def _named_ids(text: str, beside: Beside) -> Iterator[Span]:
    names = [match.span() for match in _ID_NAME.finditer(beside.lower)]
    for (_, end), (following, _) in pairwise([*names, (len(text), 0)]):
        match = _ID_NAMED.match(text, end, min(end + 60, following))
        if match and (sum(map(str.isdigit, match[1])) >= 6 or numbers.ausweis(match[1])):
            yield match.start(1), match.end(1), "national_id"


def _iban_size(country: str, body: str) -> int:
    """How many characters of `body` are the IBAN; 0 where it is none or goes on beyond its country's length."""
    left = numbers.IBAN_LENGTHS.get(country, 0)
    for at, char in enumerate(body):
        left -= char.isalnum()
        if left == 0:
            joined = body[at + 1 : at + 2].isalnum()
            return at + 1 if not joined and numbers.iban(body[: at + 1]) else 0
    return 0


def _card_size(text: str) -> int:
    """The length of the card number; a group of up to three digits behind it may be something else."""
    if numbers.card(text):
        return len(text)
    head = re.match(r"\d{4}\D\d{4}\D\d{4}\D\d{4}", text)
    return head.end() if head and numbers.card(head[0]) else 0


def _ip(text: str) -> bool:
    """An address somebody can have; 1.2.3.4 and the like count chapters, `::` alone is punctuation."""
    if ":" in text and len([part for part in text.split(":") if part]) < 2:
        return False
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return False
    return found.version == 6 or any(len(part) > 1 for part in text.split("."))


def _joined(found: list[Span]) -> list[Span]:
    """Spans in order; those that overlap become one, named by the longest, then by the earliest of `KINDS`."""
    chosen: list[Span] = []
    length = 0
    for start, end, kind in sorted(found):
        if end <= start:
            continue
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end, kind))
            length = end - start
            continue
        first, last, other = chosen[-1]
        if end - start == length:
            kind = min(kind, other, key=KINDS.index)
        elif end - start < length:
            kind = other
        length = max(length, end - start)
        chosen[-1] = (first, max(last, end), kind)
    return chosen


PATTERNS: dict[str, re.Pattern[str]] = {
    "digits": _DIGITS, "dotted": _DOTTED, "path": _PATH, "url": _URL, "email": _EMAIL, "spaced": _SPACED,
    "spelled": _SPELLED, "handle": _HANDLE, "named": _NAMED, "iban": _IBAN, "card": _CARD, "ip4": _IP4, "ip6": _IP6,
    "id-name": _ID_NAME, **beside_patterns, **phone_patterns,
    **{f"id-{number}": form for number, (form, _, _) in enumerate(_IDS)},
}  # fmt: skip
"""Every pattern that runs over a whole text, for the test of their speed."""

__all__ = ["KINDS", "PATTERNS", "Kind", "Span", "spans"]
