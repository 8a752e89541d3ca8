"""Characters that a file had lost before it was read. They are found and shown, never mended."""

import re

from covision.steps.ingest_encoding import LOST

# "Ã©" for "é", "â€™" for "’": UTF-8 that was once read as something else and saved like that. After a capital
# letter, "MANHÃ…" may be what was meant.
_TWICE = re.compile(
    "(?<![A-ZÀ-Ý])(?:[ÂÃ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ€]|â€[\u0080-\u00bf™œ“”˜¦¢]|ðŸ[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ€])"
)
_ASKED = re.compile(r"[^\W\d_]\?{2,}[^\W\d_]")
_ASKED_ONCE = re.compile(r"[^\W\d_]\?[a-zß-ÿ]")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_ACCENTED = ("pt", "es", "fr", "de")


def is_damaged(text: str, language: str | None) -> bool:
    """True where characters of a text were lost: �, "Ã©" for "é", or question marks inside words.

    One question mark inside a word ("n?o") counts only in languages that need accents, and where the text has none.
    """
    if LOST in text:
        return True
    if not text.isascii() and _TWICE.search(text):
        return True
    if "?" not in text:
        return False
    once = language in _ACCENTED and text.isascii()
    # Addresses hold question marks inside words; they are looked at only where it matters.
    wanted = (_ASKED, _ASKED_ONCE) if once else (_ASKED,)
    return any(found.search(text) and found.search(_ADDRESS.sub(" ", text)) for found in wanted)
