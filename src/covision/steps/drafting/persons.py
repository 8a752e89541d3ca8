"""Who an English statement speaks of: pronouns given a name before, and roles that stay with whom they were."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from covision.measures.text import word_set, words

_FIRST = word_set("i i'm i've i'd i'll me my mine myself we we're we've we'd we'll us our ours ourselves")
_SECOND = word_set("you you're you've you'd you'll your yours yourself yourselves")
_THIRD = word_set("they they're they've they'd they'll them their theirs themselves")
_ONE = word_set("he him his she her hers he's she's he'd she'd he'll she'll himself herself")
_NO_PLURAL = word_set(
    "is was has does us this its his hers always sometimes afterwards yes less unless goes says gets knows comes "
    "yours ours theirs as thanks perhaps towards besides needs wants feels thinks leaves makes takes gives finds "
    "it's that's there's what's who's he's she's let's thus across"
)
_GROUPS = word_set(
    "people folk children men women anyone someone somebody everyone everybody nobody whoever each every who "
    "family team person child those anybody couple crew who's who'd who've who'll both pair"
)
_HUMAN = re.compile(
    r"\b(?:a|an|the|every|each|your|our|any|one|my|their|this|that)\s+(?:[\w'-]+\s+){0,3}?"
    r"(?:man|woman|boy|girl|child|mother|father|daughter|son|mum|dad|guest|client|patient|student|parent|tenant|"
    r"resident|nurse|person|someone|friend|aunt|uncle|bride|lad|dog|cat|horse|baby|"
    r"(?!paper|number|letter|water|winter|summer|counter|corner|matter|order|answer|dinner|offer|floor|door|after|"
    r"never|other|under|over|river|computer|ever|better|sooner|later|whatever|together)\w{2,}(?:er|or|ist|ian|ant))\b",
    re.IGNORECASE,
)
_REFLEXIVE = re.compile(r"\b(?:someone|somebody|anyone|whoever|who)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"^(?:it\b|(?:that|this|these|those)(?:'s|'ll|'d|'re| (?:is|are|was|were|will|would|has|does|can|goes|means|"
    r"lets|isn't|doesn't|got|went)\b))",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"^it(?:'s| is| was|'ll be| will be)? ?(?:(?:doesn't|does not|shouldn't|won't) (?:matter|take|cost|hurt)|takes|"
    r"(?:not |never |always |only )*(?:all right|fine|okay|ok|easy|hard|worth|possible|safe|good|time|up to|enough|"
    r"too late|your|our|you who|us who|raining|warm|clear|simple|quiet|dark)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\bit's the (?:first|second|third|latter|former|other)\b[.,]|\b(?:this|that) (?:one|bit)\b", re.IGNORECASE
)


def pointing(statement: str) -> Iterator[str]:
    """Beginnings that point at something said before, where nothing was."""
    bare = re.sub(r"[’]", "'", statement)
    if _POINTS.match(bare) and not _EXPLETIVE.match(bare):
        yield bare.split(",")[0]
    match = _COUNTED.search(bare)
    if match:
        yield match.group()
    for sentence in re.split(r"(?<=[.!?])\s+", bare)[1:]:
        if re.match(r"that(?:'s| is) (?:what|it|all|why|how)\b", sentence, re.IGNORECASE):
            yield sentence


def unnamed(statement: str) -> Iterator[str]:
    """Pronouns that point at somebody whom the statement did not name before."""
    bare = re.sub(r"[’]", "'", statement)
    tokens = words(bare)
    one = next((word for word in tokens if word.lower in _ONE), None)
    if one is not None and not _HUMAN.search(bare[: one.start]) and not _REFLEXIVE.search(bare[: one.start]):
        yield one.text
    several = next((word for word in tokens if word.lower in _THIRD), None)
    if several is not None and not _several(bare[: several.start], bare[several.end :]):
        yield several.text


def _several(before: str, after: str) -> bool:
    """Whether somebody stands there whom "they" can mean; "when they come, people …" names them just after."""
    found = [word.lower for word in words(before)]
    if any(_plural(low) for low in found) or _HUMAN.search(before):
        return True
    return re.match(r"^[^.]*?, (?:people|customers|guests|everyone|patients|members|families)\b", after) is not None


def only_they(text: str) -> bool:
    """Whether "they" begins a text and nobody else is named in it whom a later "they" could mean."""
    tokens = [word.lower for word in words(text.replace("’", "'"))]
    if not tokens or tokens[0] not in _THIRD or set(tokens) & _SECOND:
        return False
    later = max(at for at, low in enumerate(tokens) if low in _THIRD)
    return not _several(" ".join(low for low in tokens[:later] if low not in _THIRD), "")


def _plural(low: str) -> bool:
    return low in _GROUPS or (low.endswith("s") and len(low) > 3 and low not in _NO_PLURAL)


_ARRIVES = re.compile(
    r"^(?:so |and |well,? )?I (?:go in|come in|walk in|go out|come out|arrive|ring up|book|sit down|turn up|leave|"
    r"pay|ask|get|want|drop|pop in|step in|log in|call)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:customers?|people|guests?|patients?|visitors?|clients?|members?|families|folk|everyone|tenants?)\b",
    re.IGNORECASE,
)


def speaks_as_customer(text: str) -> bool:
    """Whether "I" is a customer who comes in and meets "them": a sentence that begins so and names no customer."""
    return _ARRIVES.match(text.strip()) is not None and _NAMED.search(text) is None


def roles_kept(source: str, statement: str) -> bool:
    """Whether everybody has the part they had: the firm stays the firm, the customer the customer.

    Persons are compared where the words between them run alike. Where "I" was the firm it may become "we", and
    "they" may become "you"; a customer's own "I" may become "you" and their "they" the firm's "we".
    """
    theirs, ours_ = _marked(source), _marked(statement)
    customer = speaks_as_customer(source)
    blocks = SequenceMatcher(a=[key for key, _ in theirs], b=[key for key, _ in ours_], autojunk=False)
    for block in blocks.get_matching_blocks():
        # A lone mark may meet any other; with a word beside it, it stands in the same place.
        for at in range(block.size if block.size > 1 else 0):
            was, now = theirs[block.a + at][1], ours_[block.b + at][1]
            if was and now and not _may_become(was, now, customer):
                return False
    return True


def _may_become(was: str, now: str, customer: bool) -> bool:
    if was == now:
        return not (customer and was in ("one", "they"))
    if customer:
        return (was, now) in {("one", "you"), ("they", "we")}
    return (was, now) in {("one", "we"), ("they", "you")}


def _marked(text: str) -> list[tuple[str, str]]:
    """The words in order, each person word as the same mark, with whom it means: one, we, you, they or nobody."""
    found: list[tuple[str, str]] = []
    for word in words(text.replace("’", "'")):
        low = word.lower
        who = ""
        if low in _FIRST:
            who = "we" if low.startswith(("we", "us", "our")) else "one"
        elif low in _SECOND:
            who = "you"
        elif low in _THIRD:
            who = "they"
        found.append(("@", who) if who else (low, ""))
    return found
