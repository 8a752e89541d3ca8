"""Whether an English sentence is whole: its ends, its conditions, its verbs and their forms."""

import re
from collections.abc import Iterator
from functools import lru_cache

from covision.measures.text import Word, word_set, words
from covision.steps.drafting.voice import Voice

_FINITE = word_set(
    "is are was were am has have had do does did can could will would shall should may might must cannot isn't "
    "aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't couldn't won't wouldn't shouldn't "
    "mustn't needn't"
)
_MODALS = word_set(
    "can could will would shall should may might must cannot can't couldn't won't wouldn't shouldn't mustn't"
)
_DO = word_set("do does did don't doesn't didn't")
_ADVERBS = word_set("not never always still just also even then only really simply soon ever easily quietly")
_PAST = word_set(
    "went came saw got had did said told took gave found kept lost made thought felt knew left slept ate rang sat "
    "stood ran brought bought built caught met paid held heard led sent spent taught won wrote broke spoke drove "
    "chose fell grew wore woke forgot began meant sold understood fed"
)
_SUBJECTS = word_set(
    "i you we they he she it there who that which nobody somebody someone everybody everyone anybody anyone "
    "whoever people folk children families men women"
)
_MORE_VERBS = word_set(
    "feel need like mean happen matter trust love care end fall hurt seem stay sound sleep wake belong cost boil "
    "change break work open close count knock nod hand hold mind owe hope hear deserve receive remain weigh fear "
    "dread wonder notice learn grow keep lie rest suit shut stand taste turn worry greet stop"
)
_ENDLESS = word_set(
    "a an the my your our their its whose and but or nor because than although into during without very if when "
    "while until unless whether every who which whom upon"
)
_BEFORE_COMMA = word_set("a an the my your our their its whose than into during without very every whom")
_STRANDED = word_set("in on at of from by with for to about")
_SAYING = word_set(
    "say says said think thinks do hope tell tells told ask asks asked why believe not if more even or"
)
_UNDER = r"(?:if|when|whenever|because|while|until|unless|once|after|before|although|though|since|as soon as)"
_OPENS = re.compile(rf"^(?:(?:on|in|at) (?:an?|the) \w+ )?{_UNDER}\b", re.IGNORECASE)
_LATE = re.compile(rf"\b(?:and|but|or),? (?P<under>{_UNDER})\b (?P<rest>.*)$", re.IGNORECASE)
_TAIL = re.compile(
    r"(?<=\w),? (?:before|because|if|when|whenever|while|until|unless|after|although)\b[^,;:–—]*", re.IGNORECASE
)
_CONTRACTED = re.compile(
    r"\b(?!(?:I|you|we|they|there|who|what|these|those|how|where|why|that|it|he|she|this|nobody|somebody|someone|"
    r"everyone|everybody|anyone|whoever|might|should|would|could|must|may)')[A-Za-z]+'(?:re|ve|ll|d)\b",
    re.IGNORECASE,
)
_SINGULAR = r"(?:everyone|everybody|nobody|no one|somebody|someone|anyone|anybody|whoever|each \w+|every \w+)"
_CLAUSE_START = r"(?:^|[,;:] |\b(?:and|but|so|because|if|when|that|until|while|once) )"

Found = Iterator[tuple[str, str]]


@lru_cache(maxsize=4)
def verbs_of(listed: str) -> tuple[frozenset[str], dict[str, str]]:
    """Base forms of the verbs in a pack's pattern and of some more, and third person forms with their bases."""
    base = frozenset(listed.removeprefix("(?:").removesuffix(")").split("|")) | _MORE_VERBS
    return base, {_third(verb): verb for verb in base} | {"goes": "go", "does": "do", "has": "have", "is": "be"}


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "o", "z")) else "s")


def faults(sentence: str, first: bool, voice: Voice) -> Found:
    """Keys and words of the faults of one sentence; `first` where it begins the statement."""
    bare = sentence.replace("’", "'").strip()
    yield from _ends(bare)
    yield from _conditions(bare, voice)
    yield from _forms(bare, voice)
    match = _CONTRACTED.search(bare)
    if match:
        yield "contraction", match.group()


def _ends(sentence: str) -> Found:
    for part in re.split(r"[,;:–—.!?…]+(?=\s|$)", sentence):
        tokens = [word.lower for word in words(part)]
        if not tokens:
            continue
        last, final = tokens[-1], sentence.rstrip(" .!?…").endswith(part.strip())
        bad = last in (_ENDLESS if final else _BEFORE_COMMA)
        bad = bad or (final and last == "so" and (len(tokens) < 2 or tokens[-2] not in _SAYING))
        bad = bad or (last in ("in", "on", "at", "of", "from", "by") and _hangs(tokens))
        bad = bad or (len(tokens) > 1 and last in ("who", "which"))
        if bad or _whose(tokens):
            yield "dangling", part.strip()


def _hangs(tokens: list[str]) -> bool:
    """Whether a preposition at the end follows a thing rather than a verb, and nothing before it asks for one."""
    asked = ("what", "that", "which", "where", "whatever", "whom")
    who = "who" in tokens and tokens[tokens.index("who") + 1] in (*_SUBJECTS, "the", "our", "your")
    if len(tokens) < 3 or who or any(token in tokens for token in asked):
        return len(tokens) < 2
    plural = tokens[-2].endswith("s") and not tokens[-2].endswith(("ss", "us", "'s"))
    return plural and tokens[-3] in (*_STRANDED, "the", "a", "your", "our")


def _whose(tokens: list[str]) -> bool:
    if "whose" not in tokens:
        return False
    after = tokens[tokens.index("whose") + 1 :]
    return len(after) < 2 or not any(_any_verb(token) for token in after[1:])


def _any_verb(token: str) -> bool:
    return token in _FINITE or "'" in token or token in _PAST or token.endswith(("s", "ed")) or len(token) > 2


def _finite(part: str, voice: Voice) -> int:
    """How many finite verbs a part seems to hold; a base form counts after a subject only."""
    base, thirds = verbs_of(voice.verbs)
    count, subject, open_ = 0, False, False
    tokens = words(part)
    for at, word in enumerate(tokens):
        low = word.lower
        before = tokens[at - 1].lower if at else ""
        if low in _SUBJECTS or (low.endswith("s") and low not in thirds and len(low) > 3):
            subject, open_ = True, True
        contracted = re.search(r"'(?:s|re|ve|ll|d|m)$", low) is not None and _holds_verb(low, tokens[at + 1 :])
        certain = low in _FINITE or contracted or low in _PAST
        third = low in thirds and before not in ("a", "an", "the", "your", "our", "their", "its", "no", "and", "of")
        plain = open_ and low in base and before not in ("to", "the", "a", "your", "our", "their")
        ended = subject and low.endswith("ed") and len(low) > 4 and before not in _FINITE
        if certain or third or plain or ended:
            count += 1
            open_ = False
    return count


_AFTER_IS = _STRANDED | word_set("a an the not always never gone been")
_OWNERS = word_set("it that there he she what who here everything nothing somebody nobody someone everyone where")


def _holds_verb(low: str, after: list[Word]) -> bool:
    """A noun's "'s" is a verb's only where what follows is no thing of its own: "the week's in the lorry"."""
    if not low.endswith("'s") or low[:-2] in _OWNERS:
        return True
    return bool(after) and after[0].lower in _AFTER_IS


def _conditions(sentence: str, voice: Voice) -> Found:
    whole = sentence.strip(" .!?…")
    opening = _OPENS.match(whole)
    if opening:
        rest = whole[opening.end() :]
        after = rest.split(",", 1)[1] if "," in rest else ""
        if re.match(r" (?:so|and|but)\b", after) and "," not in after:
            yield "condition", whole
        if _finite(after, voice) < 1 and _finite(rest, voice) < 2:
            yield "condition", whole
        return
    late = _LATE.search(whole)
    if late and not re.search(rf"\b{late['under']}\b", whole[: late.start()], re.IGNORECASE):
        after = late["rest"].split(",", 1)[1] if "," in late["rest"] else ""
        if not after.strip() and _finite(late["rest"], voice) < 2:
            yield "condition", late.group()
    front = _TAIL.sub("", whole)
    verbs, taken = _verbs(whole, voice), len(_RELATIVE.findall(whole)) + (_NAMED.match(whole) is not None)
    if not _finite(front, voice) or verbs <= taken or _ordered(whole, voice):
        yield "fragment", whole


_RELATIVE = re.compile(
    r"(?<!know )(?<!knows )(?<!see )\b(?:who|who's|who'll|who've|whoever|whose)\b", re.IGNORECASE
)


# "A place you can sleep", "a shoe that's been changed": the first verb belongs to what the thing is like.
_NAMED = re.compile(r"^(?:an?|the|one|some) (?:[\w-]+ ){1,2}(?:that|that's|which|you|we|they)\b", re.IGNORECASE)
_STORY = re.compile(
    r"^(?:you|they|people|everyone|customers|patients|guests|visitors|clients|members|families) "
    r"(?:never |always |just |only )?(?:\w{3,}(?<!ne)(?<!f)ed|had|went|came|got|left|was|were|did|"
    r"didn't|stood|sat|felt|caught|slept|found|made|took|knew|thought)\b",
    re.IGNORECASE,
)


def tells_story(sentence: str) -> bool:
    """Whether an English sentence tells what somebody did once: sound, and no vision."""
    return _STORY.match(sentence) is not None


def _verbs(part: str, voice: Voice) -> int:
    """How many words may be finite verbs, at most: each "who" takes one of them for itself."""
    base, thirds = verbs_of(voice.verbs)
    lows = [word.lower for word in words(part)]
    known = base | thirds.keys() | _FINITE | _PAST
    infinite = (*_MODALS, "to", "a", "the", "your", "our", "their", "not")
    return sum(
        1
        for at, low in enumerate(lows)
        if ("'" in low or low in known or low.endswith("ed"))
        and (not at or lows[at - 1] not in infinite)
        and not (low.endswith("ed") and at and lows[at - 1] in ("been", "be", "being", "is", "are", "get", "gets"))
    )


def _ordered(whole: str, voice: Voice) -> bool:
    """Whether a sentence tells staff what to do: it begins with its verb and has no subject."""
    lows = [word.lower for word in words(whole)]
    base, _ = verbs_of(voice.verbs)
    return (
        len(lows) > 1
        and lows[0] in base - {"care", "help", "change", "trust", "work", "rest", "like"}
        and (lows[1] not in _FINITE and lows[1] not in ("and", "or"))
    )


def _forms(sentence: str, voice: Voice) -> Found:
    base, thirds = verbs_of(voice.verbs)
    tokens = words(sentence)
    lows = [word.lower for word in tokens]
    for at, low in enumerate(lows):
        if low in _MODALS or low in _DO:
            after = at + 1
            denied = low.endswith("n't") or lows[after : after + 1] == ["not"]
            while after < len(lows) and lows[after] in _ADVERBS:
                after += 1
            if after < len(lows) and not re.search(r"[,;:.]", sentence[tokens[at].end : tokens[after].start]):
                following = lows[after]
                if _wrong_after(low, following, base, thirds, denied):
                    yield "verb", f"{low} {following}"
    third = "|".join(sorted(thirds))
    plural = "|".join({name.lower() for name in voice.audiences.values()} | {"people", "folk", "those"})
    plain = "|".join(sorted(base - {"put", "read", "let", "set", "cut", "cost"}))
    for pattern in (
        rf"{_CLAUSE_START}(?:you|we|they) (?:never |always )?(?:{third}|was)\b",
        rf"\b(?:you|we|they) (?:can|will|could|should) (?:(?!\b{_OTHER}\b)[^,.;])*\b(?:and|or) (?:{third})\b",
        r"\b(?:have|has|need|want|get) to (?!need|feed|heed|speed|succeed|proceed)\w{2,}ed\b",
        rf"{_CLAUSE_START}I (?:never |always )?(?:{third})\b",
        rf"^(?:the |our |all )*(?:{plural}) (?:never |always )?(?:{third}|was)\b",
        rf"^{_SINGULAR} (?:never |always )?(?:{plain}|are|were|have|do)\b(?!')",
    ):
        match = voice.pattern(pattern).search(sentence)
        if match:
            yield "verb", match.group().strip(" ,;:")


_OTHER = r"(?:who|what|that|it|which|where|how|somebody|someone)"


def _wrong_after(low: str, following: str, base: frozenset[str], thirds: dict[str, str], denied: bool) -> bool:
    """Whether no sentence goes on so after a modal, or after "do" and its denials."""
    ended = following.endswith("ed") and (following[:-2] in base or following[:-1] in base)
    past = following in _PAST and following not in base
    if low in _DO:
        # "What we do has a price" and "do to" are sound; "you don't gets" never is.
        return denied and (following in thirds or past or ended)
    return following in thirds or past or ended or following == "to"
