"""What an organisation says it does here and now, in whole sentences of its answers."""

import re

from covision.measures.text import count_words, words
from covision.steps.drafting.tidying import TO_YOU, ours
from covision.steps.drafting.units import Unit
from covision.steps.drafting.voice import Voice


def promises(units: list[Unit], voice: Voice) -> list[tuple[str, str]]:
    """Sentences of answers 11, 12, 10 and 20 that promise something here and now: (text, evidence id)."""
    found: list[tuple[str, str]] = []
    for question in ("11", "12", "10", "20"):
        untrue = ""
        for unit in units:
            if unit.question != question or unit.evidence.source == untrue:
                continue
            if voice.has("not_yet", unit.text):
                # What follows tells what is not so yet.
                untrue = unit.evidence.source
                continue
            said = voice.swap(" ".join(unit.text.split()), voice.spelling)
            said = ours(said) if voice.language == "en" and not TO_YOU.search(said) else said
            text = voice.strip(said, voice.leads).rstrip(" .!…")
            text = voice.pattern(_AFTERTHOUGHT).sub("", text)
            if _is_promise(text, voice):
                found.append((text[:1].upper() + text[1:], unit.id))
    return found


_AFTERTHOUGHT = r", (?:that(?:'s| is)|it(?:'s| is)|isso é|though|although|honestly|and that|e isso)\b.*$"
# "We do it every day" says nothing without the sentence before; "ask anyone" speaks to the interviewer.
_HANGS = re.compile(
    r"^we(?:'ve| have)? (?:never |not |often |always )?(?:heard|seen|known|met|been|sat|read)\b|"
    r"^we(?:'d| would| used to|(?:'ve| have)(?: got)? to)\b|"
    r"^we (?:don't )?(?:suppose|think|like|want|hope|guess|mean|wrote|believe|reckon)\b|"
    r"\b(?:do(?:es)? (?:it|that|this|so)|ask (?:anyone|anybody|around)|that(?:'s| is) (?:it|all))\b",
    re.I,
)
_RIVAL = re.compile(
    r"\b(?:when we (?:remember|can)|if we|no way|nine times|try|trying|usually|mostly|sometimes|supposed|"
    r"should|chain|competitor|big|other|others|rival|supermarket|can't|cannot|"
    r"outr[oa]s?|concorr\w+|quase|às vezes|tentamos)\b",
    re.IGNORECASE,
)


def _is_promise(text: str, voice: Voice) -> bool:
    size = count_words(words(text))
    if not 5 <= size <= 18 or any(char.isdigit() or char in '"“”«»?:;' for char in text):
        return False
    wrong = ("past", "not_yet", "distant")
    if any(voice.has(name, text) for name in wrong) or re.search(voice.first_person, text):
        return False
    # A name in the middle of a sentence is a person or a rival: neither belongs in a promise.
    if re.search(r"(?<=[a-zà-ú,] )[A-ZÀ-Ú][a-zà-ú]+", text):
        return False
    return voice.has("company", text) and not _RIVAL.search(text) and not _HANGS.search(text)
