"""The output gate: what a model says passes here, in code, before it is kept or shown; prompts guard nothing.

Nothing in a model's words may be live or lead away (links, markup, addresses, numbers to ring), pose as a turn of a
conversation, hold a secret, or carry on an instruction that stood in somebody's text. A text that fails is dropped
or asked for again. Every pattern is linear: bounded repeats, no nesting.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from covision.domain.base import Frozen
from covision.steps.gate_orders import ORDERS
from covision.steps.mask import spans

Key = Literal["hidden", "markup", "link", "personal", "digit", "role", "secret", "order", "length"]
LONGEST = 4000
"""Characters; what a model says in one field is far shorter, and the gate reads no more."""
_LABEL_WORDS, _LABEL_LETTERS = 6, 60

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_MARKUP = re.compile(r"[<>\[\]{}|\\`#*_~^=]|&(?:#\w{1,8}|[a-z]{2,8});|\$\(|%[0-9a-f]{2}", re.IGNORECASE)
_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}:/|\b(?:javascript|data|mailto|tel|file|vbscript|sms):|\bwww\d?\.|//\w"
    r"|\b[\w-]{2,63}\.(?:com|org|net|io|co|info|biz|app|dev|ai|me|xyz|shop|online|site|link|top|ru|cn|uk|de|fr|es|pt|"
    r"br|eu|us|it|nl|example|test|invalid|local|onion|zip|mov|html?|php|exe|js|svg|png|gif|jpe?g)\b"
    r"|\b\w{2,63} ?[\[(]?(?:dot|punto|ponto|punkt|point)[\])]? ?(?:com|org|net|example|io)\b|\bhxxps?\b",
    re.IGNORECASE,
)
_AT = re.compile(r"@|[\[(]at[\])]|\barroba\b", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:^|[\n.!?;\"'“]\s{0,4})\W{0,3}(?:system|assistant|user|human|developer|admin(?:istrator)?|ai|tool|sistema|"
    r"asistente|assistente|benutzer|syst[eè]me)\s{0,2}:|<\||\|>|\[/?inst\]|<</?sys>>|\bim_(?:start|end)\b"
    r"|\bas an? (?:ai|artificial|large language|language model)|\blanguage model\b|\bend_?of_?(?:text|turn)\b"
    r"|\b(?:modelo de (?:linguagem|lenguaje)|sprachmodell|modele de langage)\b"
    r"|\b(?:sorry|can't|cannot|unable),? (?:but )?(?:i )?(?:can't|cannot|to)? ?(?:assist|comply|help with that)",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"-----BEGIN|\b(?:sk|pk|rk|ghp|gho|ghs|hf|xox[abp]|AKIA|ASIA|AIza|eyJ)[-_]?[A-Za-z0-9_-]{10,}"
    r"|\bbearer\s+[\w.-]{8,}|\b(?:api|access|secret)[ _-]?(?:key|token)\b"
    r"|\b(?:system|developer|initial|hidden) prompt\b",
    re.IGNORECASE,
)
_TOKEN_FROM = 24
_FORMULA = tuple("=+-@\t\r＝＋－＠")


class Refusal(Frozen):
    """Why a text does not pass: `key` for code, `text` for a repair turn or a log; it never quotes the text."""

    key: Key
    text: str


_WHY: dict[Key, str] = {
    "hidden": "It holds characters that nobody sees.",
    "markup": "It holds markup; plain words are wanted.",
    "link": "It holds a link or the address of a site.",
    "personal": "It holds an e-mail address, a handle, or a number of somebody.",
    "digit": "It holds a number.",
    "role": "It reads like a turn of a conversation with a machine.",
    "secret": "It holds something like a key or a password.",
    "order": "It carries on an instruction instead of saying something.",
    "length": "It is too long.",
}


def refusals(text: str, *, held: str = "", digits: bool = True) -> list[Refusal]:
    """Why a model's text may not be kept or shown; empty where it passes.

    `held` are words of the team that the text may repeat: a sign, site or number that stands there may stand here.
    Hidden characters, roles, secrets and orders never may. `digits=False` refuses every number.
    """
    return [Refusal(key=key, text=_WHY[key]) for key in _keys(text, held, digits)]


def passes(text: str, *, held: str = "", digits: bool = True) -> bool:
    """Whether a model's text may be kept and shown."""
    return next(_keys(text, held, digits), None) is None


def first_passing(texts: Iterable[str], *, held: str = "", digits: bool = True) -> str:
    """The first text that passes; empty where none does."""
    return next((text for text in texts if passes(text, held=held, digits=digits)), "")


def label(text: str, held: str = "") -> str:
    """A short name for something, as a model gave it: one to six words of letters, or empty where it is none."""
    flat = " ".join(text.split()).strip(" .\"'“”«»")
    parts = flat.split()
    plain = all(char.isalpha() or char in " '’-&,/" for char in flat)
    fits = 1 <= len(parts) <= _LABEL_WORDS and len(flat) <= _LABEL_LETTERS and plain
    return flat if fits and passes(flat, held=held, digits=False) else ""


def orders(text: str) -> bool:
    """Whether a text speaks to a machine instead of to people: an instruction, a role, a fence, a hidden payload.

    For text of people, before it is laid before a model. What merely mentions instructions passes.
    """
    read = text[:LONGEST]
    folded = fold(read)
    return bool(_ROLE.search(read)) or any(one.search(folded) for one in ORDERS) or _blob(read) or _spread(read)


def fold(text: str) -> str:
    """Text as the patterns read it: compatible forms as one, no accents, no hidden characters, one blank each."""
    plain = unicodedata.normalize("NFKD", _HIDDEN.sub("", text)).translate(_LOOK).lower()
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def _keys(text: str, held: str, digits: bool) -> Iterator[Key]:
    if len(text) > LONGEST:
        yield "length"
        return
    wide = unicodedata.normalize("NFKC", text)
    if _HIDDEN.search(text) or _mixed(text):
        yield "hidden"
    if _lost(_MARKUP, wide, held) or (text.startswith(_FORMULA) and text[:12] not in held):
        yield "markup"
    if _lost(_LINK, wide, held):
        yield "link"
    if _lost(_AT, wide, held) or any(wide[start:end] not in held for start, end, _ in spans(wide)):
        yield "personal"
    if not digits and any(char.isnumeric() for char in text):
        yield "digit"
    if _ROLE.search(wide):
        yield "role"
    if _SECRET.search(wide) or _blob(wide):
        yield "secret"
    if orders(text):
        yield "order"


def _lost(pattern: re.Pattern[str], text: str, held: str) -> bool:
    """Whether the pattern finds something that `held` does not hold."""
    return any(match.group() not in held for match in pattern.finditer(text))


def _blob(text: str) -> bool:
    """Whether a run without blanks looks encoded: long, letters of both cases or digits mixed into letters."""
    for token in text.split():
        if len(token) < _TOKEN_FROM or not token.isascii():
            continue
        body = token.rstrip("=.,;:!?)\"'")
        coded = sum(char.isalnum() or char in "+/_-%" for char in body)
        turns = sum(one.isdigit() != two.isdigit() or one.isupper() != two.isupper() for one, two in _pairs(body))
        if coded > 0.95 * len(body) and turns >= 6:
            return True
    return False


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return pairwise(text)


def _spread(text: str) -> bool:
    """Whether an order is written with its letters apart: "i g n o r e"."""
    if not _APART.search(text):
        return False
    joined = fold(_APART.sub(lambda match: re.sub(r"[\W_]", "", match.group()) + " ", text))
    return any(one.search(joined) for one in ORDERS)


_APART = re.compile(r"(?:\b[^\W\d_][ .\-_*]){4,60}[^\W\d_]\b ?")
# Letters of other scripts that look Latin.
_LOOK = str.maketrans("асеорхукіјѕԁɡһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "aceopxykijsdghqwABEZHIKMNOPTYXo")


def _mixed(text: str) -> bool:
    """Whether a word mixes Latin with look-alike letters of another script."""
    if text.isascii():
        return False
    foreign = {char for char in text if "\u0370" <= char <= "\u052f"}
    if not foreign:
        return False
    for word in text.split():
        if any(char in foreign for char in word) and any("a" <= char.lower() <= "z" for char in word):
            return True
    return False
