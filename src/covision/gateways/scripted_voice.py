"""What the scripted models say: simple rules over the prompt's own words, fixed by messages and seed."""

import hashlib
import json
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from covision.gateways.scripted_obedient import dressed, obeyed
from covision.prompting.fence import unmarked

_TAGGED = re.compile(r"^\s*[-*•]\s+\[[^\]\n]*\]\s*(.+?)\s*$", re.MULTILINE)
_FACT = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.+?)\s*$", re.MULTILINE)
_LINE = re.compile(r"[^\n.!?]{12,200}")
_SCHEMA = re.compile(r"JSON schema:\s*\n(\{.*\})\s*$", re.DOTALL)
_FILLERS = (
    "from the first hello to the last goodbye",
    "every time, whoever is on duty",
    "on good days and on bad ones",
)
_JOINS = ("{a}, and {b}", "{a}, so that {b}", "{a}, because {b}", "{a}; {b}", "{a} while {b}", "{a}, as {b}")
_MOST_WORDS, _FEWEST_WORDS = 24, 10


def chance(messages: Sequence[Mapping[str, Any]], seed: int) -> random.Random:
    """A generator fixed by the messages, but for the markers of their fences, and the seed."""
    said = [[m.get("role"), unmarked(str(m.get("content") or ""))] for m in messages]
    text = json.dumps(said, ensure_ascii=False)
    return random.Random(hashlib.sha256(f"{seed}\0{text}".encode("utf-8", "surrogatepass")).digest())


def last_words(messages: Sequence[Mapping[str, Any]]) -> str:
    """The text of the last message of the user."""
    users = [str(m.get("content") or "") for m in messages if m.get("role") == "user"]
    return users[-1] if users else ""


def facts(text: str) -> list[str]:
    """The tagged facts (`- [feel] calm at last`) without their tags, else the list items, else the sentences."""
    found: list[str] = []
    for pattern in (_TAGGED, _FACT, _LINE):
        found = found or [match.strip(" .;:,\"'“”") for match in pattern.findall(text)]
    return list(dict.fromkeys(fact for fact in found if fact))


def sentence(text: str, rng: random.Random) -> str:
    """One sentence of 10 to 24 words joined from two of the facts in `text`."""
    known = facts(text) or ["people leave with what they came for", "nobody has to ask twice"]
    first, *rest = rng.sample(known, min(2, len(known)))
    parts = [_short(fact, 11) for fact in (first, *rest)]
    joined = rng.choice(_JOINS).format(a=parts[0], b=_lower(parts[1])) if rest else parts[0]
    for filler in rng.sample(_FILLERS, len(_FILLERS)):
        if len(joined.split()) >= _FEWEST_WORDS:
            break
        joined += f", {filler}"
    words = joined.split()[:_MOST_WORDS]
    line = " ".join(words).rstrip(",;: ")
    return line[:1].upper() + line[1:] + "."


def wanted_schema(messages: Sequence[Mapping[str, Any]], response_format: Mapping[str, Any] | None) -> Any:
    """The JSON schema a request asks for: by parameter, or written at the end of the last message; else None."""
    form = response_format or {}
    if form.get("type") == "json_schema":
        return (form.get("json_schema") or {}).get("schema")
    match = _SCHEMA.search(last_words(messages))
    if match:
        try:
            return json.loads(match.group(1))
        except ValueError:
            return None
    return {"type": "object", "properties": {}} if form.get("type") == "json_object" else None


class Filler:
    """Fills a JSON schema with valid values whose words are `phrases`, picked by `rng`."""

    def __init__(
        self, schema: Mapping[str, Any], phrases: Sequence[str], rng: random.Random, *, high: bool = False
    ):
        self.defs = schema.get("$defs") or schema.get("definitions") or {}
        self.phrases = list(phrases) or ["people leave with what they came for"]
        self.rng = rng
        self.high = high

    def value(self, node: Any, depth: int = 0) -> Any:
        """A value that fits `node`; recursion ends in nulls and empty lists where the schema allows them."""
        if not isinstance(node, Mapping):
            return None
        if "$ref" in node:
            return self.value(self.defs.get(str(node["$ref"]).rpartition("/")[2], {}), depth + 1)
        if "const" in node:
            return node["const"]
        if node.get("enum"):
            return node["enum"][-1] if self.high else self.rng.choice(list(node["enum"]))
        for choice in ("anyOf", "oneOf"):
            if node.get(choice):
                options = [o for o in node[choice] if o.get("type") != "null"] or [{"type": "null"}]
                null = len(options) < len(node[choice]) and depth > 6
                return None if null else self.value(options[0], depth + 1)
        if node.get("allOf"):
            merged: dict[str, Any] = {}
            for part in node["allOf"]:
                merged |= self.defs.get(str(part.get("$ref", "")).rpartition("/")[2], part)
            return self.value(merged, depth + 1)
        return self._typed(node, depth)

    def _typed(self, node: Mapping[str, Any], depth: int) -> Any:
        kind = node.get("type")
        if isinstance(kind, list):
            kind = next((k for k in kind if k != "null"), "null")
        if kind == "object" or "properties" in node:
            return {name: self.value(inner, depth + 1) for name, inner in (node.get("properties") or {}).items()}
        if kind == "array":
            return self._items(node, depth)
        if kind == "integer":
            low, high = _bounds(node, 0, 10)
            return int(high) if self.high else self.rng.randint(int(-(-low // 1)), int(high))
        if kind == "number":
            low, high = _bounds(node, 0.0, 1.0)
            return high if self.high else round(self.rng.uniform(low, high), 3)
        if kind == "boolean":
            return self.high or self.rng.random() < 0.5
        return self._words(node) if kind == "string" or kind is None else None

    def _items(self, node: Mapping[str, Any], depth: int) -> list[Any]:
        if node.get("prefixItems"):
            return [self.value(item, depth + 1) for item in node["prefixItems"]]
        fewest = int(node.get("minItems", 0))
        most = int(node.get("maxItems", max(fewest, 2)))
        wish = 0 if depth > 6 else 2
        return [self.value(node.get("items", {}), depth + 1) for _ in range(max(fewest, min(most, wish)))]

    def _words(self, node: Mapping[str, Any]) -> str:
        text = self.rng.choice(self.phrases)
        text = text[: int(node["maxLength"])].rstrip() if "maxLength" in node else text
        fewest = int(node.get("minLength", 0))
        while len(text) < fewest:
            text = (text + " " + self.rng.choice(self.phrases))[: int(node.get("maxLength", fewest + 200))]
        return text


def reply_to(name: str, messages: Sequence[Mapping[str, Any]], seed: int, schema: Any) -> str:
    """What `scripted/<name>` answers: plain text, or JSON where a schema is asked for."""
    rng = chance(messages, seed)
    if name == "obedient":
        orders = obeyed("\n".join(str(m.get("content") or "") for m in messages if m.get("role") == "user"))
        if orders:
            bare = " ".join(orders)
            said = dressed(orders, sentence(last_words(messages), rng), rng)
            if schema is None:
                return said
            # A short field would cut the order off behind its sentence.
            return _json(
                Filler(schema, [bare if "maxLength" in _json(schema) else said], rng, high=True).value(schema)
            )
    text = last_words(messages)
    if schema is None:
        return sentence(text, rng)
    return _json(Filler(schema, facts(_SCHEMA.sub("", text)), rng).value(schema))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bounds(node: Mapping[str, Any], low: float, high: float) -> tuple[float, float]:
    tiny = 1 if node.get("type") == "integer" else 1e-6
    bottom = node.get("minimum", node["exclusiveMinimum"] + tiny if "exclusiveMinimum" in node else low)
    top = node.get("maximum", node["exclusiveMaximum"] - tiny if "exclusiveMaximum" in node else max(high, bottom))
    return bottom, top


def _short(fact: str, words: int) -> str:
    return " ".join(fact.split()[:words]).rstrip(",;:. ")


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    keep = first in ("I", "I'm", "I’m", "I'd", "I’d", "I've", "I’ve") or (len(first) > 1 and first.isupper())
    return text if keep else text[:1].lower() + text[1:]
