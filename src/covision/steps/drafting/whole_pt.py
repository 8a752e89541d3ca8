"""Whether a Portuguese sentence is whole: its ends, its conditions, the forms and the numbers of its verbs."""

import re
from collections.abc import Iterator

from covision.measures.text import Word, word_set, words
from covision.steps.drafting.verbs_pt import moods, numbers
from covision.steps.drafting.voice import Voice

_ENDLESS = word_set(
    "o a os as um uma uns umas de do da dos das em no na num numa por para com sem que e ou mas se quando porque "
    "cujo cuja cujos cujas ao à aos às pelo pela pelos pelas seu sua seus suas meu minha nosso nossa enquanto até "
    "como"
)
_BEFORE_COMMA = _ENDLESS - word_set("e ou mas que como sem se seu sua seus suas até")
_UNDER = r"(?:se|quando|enquanto|porque|assim que|depois de|antes de)"
_LATE = re.compile(
    rf"(?:, (?:e|mas|ou),? (?P<if>se)|,? (?:e|mas|ou),? (?P<under>(?!se ){_UNDER})) (?P<rest>.*)$", re.IGNORECASE
)
_OPENS = re.compile(rf"^{_UNDER} ", re.IGNORECASE)
_TAIL = re.compile(r"(?<=\w)(?:,? (?:porque|quando|enquanto|assim que)|, se) [^,;:–—]*", re.IGNORECASE)
_CAN = word_set("podem pode possam possa devem deve podemos devemos")
_BETWEEN = word_set("não sempre também já nunca se lhe lhes nos me só ainda então")
_KNOWING = (
    r"(?:sentir|pensar|saber|sente|sentem|sabe|sabem|pensa|pensam|sinta|sintam|saiba|saibam|perceber|achar|"
    r"sentir-se|acha|acham)"
)
_MANY = re.compile(r"^(?:[^,]{0,60}, )?(?:os|as|todos os|todas as) \w+(?: \w+)?\b", re.IGNORECASE)
_ONE = re.compile(
    r"^(?:[^,]{0,60}, )?(?:quem|cada \w+|ninguém|alguém|toda a gente|o \w+|a \w+|uma? \w+)\b", re.IGNORECASE
)
_WISH = re.compile(r"^queremos que,?\s+(?P<rest>.+)$", re.IGNORECASE)

_POINTS = re.compile(r"(?:isso|isto|aquilo) (?:é|foi|era|são)\b|é (?:a|o) (?:primeir|segund|últim)", re.IGNORECASE)
_ENDED = re.compile(r"(?:[aei]mos|aram|eram|iram|ava|avam|ou|eu|iu|asse|esse|isse|assem|essem)$")
_UNBOUND = word_set("que queremos talvez oxalá quem se nem")

Found = Iterator[tuple[str, str]]


def faults(sentence: str, first: bool, voice: Voice) -> Found:
    """Keys and words of the faults of one sentence; `first` where it begins the statement."""
    bare = re.sub(r"«[^»]*»", "isto", sentence)
    yield from _ends(bare)
    yield from _conditions(bare)
    yield from _after_can(bare)
    yield from _agreement(bare)
    yield from _wish(bare)
    if first and _POINTS.match(bare):
        yield "referent", bare


def _ends(sentence: str) -> Found:
    for part in re.split(r"[,;:–—.!?…]+(?=\s|$)", sentence):
        tokens = words(part)
        if not tokens or tokens[-1].joined:
            continue
        final = sentence.rstrip(" .!?…").endswith(part.strip())
        if tokens[-1].lower in (_ENDLESS if final else _BEFORE_COMMA):
            yield "dangling", part.strip()


def _finite(part: str) -> int:
    tokens = words(part)
    return sum(1 for at, word in enumerate(tokens) if _is_finite(tokens, at, word))


def _is_finite(tokens: list[Word], at: int, word: Word) -> bool:
    low = word.lower
    if low in ("são", "vão", "serve") and at and tokens[at - 1].lower in ("o", "a", "de"):
        return False
    if numbers(low):
        return True
    if at and tokens[at - 1].lower in ("se", "lhe", "nos") and re.search(r"[ae]m?$", low) and not word.joined:
        return True
    if _ENDED.search(low) and len(low) > 4:
        return True
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    clitic = after is not None and after.joined and after.lower in ("se", "o", "a", "lhe", "nos")
    return clitic and not low.endswith("r")


def _conditions(sentence: str) -> Found:
    whole = sentence.strip(" .!?…")
    opening = _OPENS.match(whole)
    if opening:
        rest = whole[opening.end() :]
        after = rest.split(",", 1)[1] if "," in rest else ""
        if not _finite(after) and _finite(rest) < 2:
            yield "condition", whole
        return
    late = _LATE.search(whole)
    if late and not re.search(rf"\b{late['if'] or late['under']} ", whole[: late.start()], re.I):
        after = late["rest"].split(",", 1)[1] if "," in late["rest"] else ""
        if not after.strip() and _finite(late["rest"]) < 2:
            yield "condition", late.group().strip(" ,")
    if _wished_alone(whole):
        yield "subjunctive", whole
    if not _finite(_TAIL.sub("", whole)):
        yield "fragment", whole


def _wished_alone(whole: str) -> bool:
    """Whether the first verb stands in a wish's form with no "que" or "queremos" before it."""
    tokens = words(whole)
    first = next((at for at, word in enumerate(tokens) if numbers(word.lower)), None)
    if first is None or moods(tokens[first].lower) != {"wish"}:
        return False
    return not any(word.lower in _UNBOUND for word in tokens[:first])


def _after_can(sentence: str) -> Found:
    """After "podem" an infinitive must follow, with its pronoun or without."""
    tokens = words(sentence)
    for at, word in enumerate(tokens):
        if word.lower not in _CAN:
            continue
        after = at + 1
        while after < len(tokens) and (tokens[after].lower in _BETWEEN or tokens[after].joined):
            after += 1
        if after >= len(tokens) or re.search(r"[,;:.«]", sentence[word.end : tokens[after].start]):
            continue
        low = tokens[after].lower
        clitic = after + 1 < len(tokens) and tokens[after + 1].joined
        if not (low.endswith(("r", "ôr")) or clitic or low in ("e", "ou", "ter")):
            yield "verb", f"{word.text} {tokens[after].text}"
    match = re.search(r"\bpode[m]? .*(?:,| e| ou) poder\b", sentence, re.IGNORECASE)
    if match:
        yield "agreement", match.group()


def _subject(sentence: str) -> str:
    if _WISH.match(sentence):
        return ""
    if _MANY.match(sentence):
        return "many"
    return "one" if _ONE.match(sentence) else ""


_KNOWN_THAT = re.compile(rf"\b{_KNOWING} que (?:não |já |nunca )?(?:se |lhe |lhes |o |a )?(\w+)\b", re.IGNORECASE)
_THING_DOES = re.compile(
    r"^(?:[^,]{0,60}, )?(?:os|as|todos os|todas as|o|a|um|uma|cada) \w+ (?:não |nunca |já )?(\w+)\b", re.IGNORECASE
)


def _agreement(sentence: str) -> Found:
    subject = _subject(sentence)
    if not subject:
        return
    wrong = "one" if subject == "many" else "many"
    if re.match(
        r"^(?:[^,]{0,60}, )?(?:quem nos procura|cada pessoa)\b.*\b(?:eles|elas)\b", sentence, re.IGNORECASE
    ):
        yield "agreement", sentence
    for match in _KNOWN_THAT.finditer(sentence):
        if numbers(match[1]) == {wrong}:
            yield "agreement", match.group()
    start = _THING_DOES.match(sentence)
    if start and numbers(start[1]) == {wrong}:
        yield "agreement", start.group()
    who = re.match(r"^(?:[^,]{0,60}, )?(quem (?:não |nunca |nos |se |já )*)", sentence, re.IGNORECASE)
    if who and re.match(r"quem", who[1], re.IGNORECASE):
        rest = words(sentence[who.end() :])
        seen = [word.lower for word in rest if numbers(word.lower)]
        links = re.search(r"\b(?:que|quem|onde|quando|porque)\b|,", sentence[who.end() :])
        if len(seen) > 1 and numbers(seen[1]) == {"many"} and not (links and links.start() < _at(rest, seen[1])):
            yield "agreement", sentence


def _at(tokens: list[Word], low: str) -> int:
    found = next(word for word in tokens if word.lower == low)
    return found.start


def _wish(sentence: str) -> Found:
    """ "Queremos que" asks for a wish's form in the first verb that is no part of "quem …" or "que …"."""
    match = _WISH.match(sentence)
    if not match:
        return
    bare = re.sub(r",? (?:venha de onde|seja quem|seja o que|seja como|venha quem)[^,]*(?=,|$)", "", match["rest"])
    tokens = words(bare)
    if tokens and tokens[0].lower == "quem" and _finite(bare) < 2:
        yield "subjunctive", sentence
    skip = False
    for at, word in enumerate(tokens):
        low = word.lower
        if low in ("quem", "que", "onde"):
            skip = True
        elif numbers(low) and not (at and tokens[at - 1].lower in ("a", "o", "na", "no", "de", "à")):
            if skip:
                skip = False
                continue
            if moods(low) == {"fact"}:
                yield "subjunctive", f"{match.group()[:12]} … {word.text}"
            return
