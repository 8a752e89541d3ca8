"""What happens to one customer utterance: hidden characters go, its language is guessed, duplicates are folded."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from covision.steps.assumptions import is_blank

_TAGS = range(0xE0000, 0xE01F0)  # tags, and the variation selectors that hide bytes in the same way
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e")
_JOINERS = frozenset("\u200c\u200d")
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\U000e0100-\U000e01ef\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)
_BOILERPLATE = re.compile(
    r"[-–—]?\s*(?:page|página|pagina|pág\.?|seite)\s*\d{1,4}(?:\s*(?:of|de|von|sur|/)\s*\d{1,4})?\s*[-–—]?"
    r"|(?:sent from|enviado do|enviado desde|envoyé de|gesendet von)"
    r" (?:my|meu|minha|mi|mon|ma|meinem|meiner) [\w ]{2,30}"
    r"|(?:sent from|get) (?:outlook|yahoo mail|mail)(?: for [\w ]{2,20})?"
    r"|(?:©|\(c\)|copyright)[^\n]{0,80}"
    r"|all rights reserved\.?|todos os direitos reservados\.?|todos los derechos reservados\.?"
    r"|alle rechte vorbehalten\.?|tous droits réservés\.?",
    re.IGNORECASE,
)

_STOP = {
    "en": "the and is was were to of in it that for you with they we not but have this are my had so very there",
    "pt": "o a os as de que não e em um uma para com foi do da mas muito no na por mais se me à é são estava",
    "es": "el la los las de que no y en un una para con fue del pero muy por más se me lo es son estaba",
    "fr": "le la les des de et est une un pour que pas dans avec très nous je il était mais sur au du ce",
    "de": "der die das und ist nicht ein eine zu mit wir ich es war sehr auch für auf den aber sind im von",
}
_SPEAKS = {
    word: tuple(language for language, words in _STOP.items() if word in words.split())
    for words in _STOP.values()
    for word in words.split()
}
_ENOUGH = 400  # characters that tell the language of a text
_LONGEST_NOTHING = 60  # characters of the longest way to say "n/a"
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"\w+")


def clean(text: str) -> tuple[str, Counter[str]]:
    """`visible`, without white space at its ends."""
    shown, gone = visible(text)
    return shown.strip(), gone


def visible(text: str) -> tuple[str, Counter[str]]:
    """The text without hidden characters, and how many of each kind went; everything else stays verbatim.

    A joiner inside an emoji or between letters of a script that needs it stays.
    """
    if (text.isascii() and text.isprintable()) or not _HIDDEN.search(text):
        return text, Counter()
    gone: Counter[str] = Counter()
    kept = []
    for at, char in enumerate(text):
        kind = _kind(char)
        if kind is None or (char in _JOINERS and _joins(text, at)):
            kept.append(char)
        else:
            gone[kind] += 1
    return "".join(kept), gone


def _kind(char: str) -> str | None:
    if not _HIDDEN.match(char):
        return None
    if ord(char) in _TAGS:
        return "tag characters"
    if char in _BIDI:
        return "direction controls"
    return "zero-width characters" if char in _ZERO_WIDTH else "control characters"


def _joins(text: str, at: int) -> bool:
    if not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    emoji = unicodedata.category(after) == "So" and (
        unicodedata.category(before) in ("So", "Sk") or before == "\ufe0f"
    )
    script = all(0x0600 <= ord(char) <= 0x0DFF for char in (before, after))
    return emoji or script


def guess_language(text: str) -> str | None:
    """en, pt, es, fr or de by their commonest words; None where a text is too short or too even to tell."""
    found = _LETTERS.findall(text[:_ENOUGH].lower())
    if len(found) < 4:
        return None
    scores: dict[str, int] = {}
    for word in found:
        for language in _SPEAKS.get(word, ()):
            scores[language] = scores.get(language, 0) + 1
    best = max(scores.values(), default=0)
    first = [language for language, score in scores.items() if score == best]
    return first[0] if len(first) == 1 else None


def nothing_said(text: str) -> str | None:
    """`empty` for no letter or digit, `no_comment` for "n/a" and the like, `boilerplate` for "Page 3 of 10".

    None: a text worth reading. What many customers say in the same words is theirs: it is folded, not left out.
    """
    if not any(char.isalnum() for char in text):
        return "empty"
    if len(text) <= 100 and _BOILERPLATE.fullmatch(text.strip()):
        return "boilerplate"
    if len(text) > _LONGEST_NOTHING and _LETTERS.search(text):
        return None
    # A mark such as "10" in the text column says nothing in words; "10/10 would go again" does.
    return "no_comment" if is_blank(text) else None


def comparable(text: str) -> str:
    """Letters and digits in lower case with single spaces: equal for texts that are the same to a reader."""
    # What is ASCII is normal already; lower case of ASCII is its casefold.
    same = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORDS.findall(same))


def snippet_id(text: str, taken: Iterable[str] = ()) -> str:
    """`s-` and the first 16 hex digits of the SHA-256 of the text; more digits where those are `taken`."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    size = 16
    while f"s-{digest[:size]}" in taken and size < len(digest):
        size += 2
    return f"s-{digest[:size]}"
