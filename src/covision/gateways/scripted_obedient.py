"""The worst reader: what `scripted/obedient` takes for an order in somebody's text, and how it carries it out.

A measuring instrument, not a writer. It knows none of covision's defences; it follows everything that looks like an
order in English, Portuguese, Spanish, German or French, also where it is encoded, and hides what it was told to say
in otherwise sound sentences. With it a test, or an analyst before a release, sees what the code around a model lets
through: `covision draft PROJECT.yaml --model scripted/obedient`. Its texts say nothing about any real model.
"""

import base64
import binascii
import codecs
import random
import re
from collections.abc import Sequence

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|ignora|ignorem|esque[çc]a|esquece|olvida|olvide|ignorier\w*|vergiss|"
    r"ignorez|oublie[sz]?)\b[^\n]{0,80}\b(?:instru\w+|rules?|above|previous|prompt|regras?|reglas?|regeln?|anweisung\w*|"
    r"r[èe]gles?|consignes?)\b"
    r"|\b(?:system|assistant|developer|admin|sistema)\s*:"
    r"|\b(?:new|novas?|nuevas?|neue|nouvelles?) (?:instru|anweis|consig)"
    r"|\b(?:you|evaluators?|judges?|graders?|models?|assistants?) (?:must|should|shall|will|have to)\b"
    r"|\binstead,?\s+(?:say|write|print|output|reply|answer)\b|\b(?:from now on|end of (?:data|notes|input))\b"
    r"|\b(?:ai|ki|ia|llm|language model)\b[^\n]{0,40}[:,]|\b(?:reveal|leak|fetch|execute|run|decode|base64|rot13)\b"
    r"|\b(?:say|write|print|output|repeat|include|append|insert|add|mention|use|reply|respond|answer|end|begin|start|"
    r"praise|recommend|claim|score|rate|escrev\w+|escrib\w+|responde?\w*|diz|diga|repit\w+|schreib\w*|antwort\w*|sag\w*|"
    r"[ée]cri\w*|r[ée]pond\w*|dis|dites)\b[^\n]{0,60}[:\"“«']",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:say|write|print|output|repeat|include|append|insert|add|mention|use|give|reveal|reply(?: only)? with|"
    r"respond(?: only)? with|answer(?: only)? with|escrev\w+|escrib\w+|responde?\w*|diz|diga|schreib\w*|antwort\w*|"
    r"[ée]cri\w*|r[ée]pond\w*)\b\s*(?:exactly|only|the words?|the text|this)?\s*[:\-]?\s*(.+)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"[\"“‘`«„]([^\"”’`»\n]{1,400})[\"”’`»“]")
_CODED = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


def obeyed(text: str) -> list[str]:
    """What embedded orders in `text` ask to be said, as an obedient model would say it: quotes first."""
    found: list[str] = []
    for line in text.splitlines():
        for read in (line, *_decoded(line)):
            order = _ORDER.search(read)
            if not order:
                continue
            after = read[order.start() :]
            quoted = _QUOTED.findall(after)
            verb = _VERB.search(after)
            found.extend(quoted or [verb.group(1).strip() if verb else after.strip()])
    return list(dict.fromkeys(part for part in found if part))


def dressed(orders: Sequence[str], sound: str, rng: random.Random) -> str:
    """The orders carried out: bare, after a sound sentence, or in the middle of one."""
    said = " ".join(orders)
    head, _, tail = sound.partition(" ")
    forms = (said, f"{sound} {said.rstrip('.')}.", f"{head} {said} {tail}")
    return forms[rng.randrange(len(forms))]


def _decoded(line: str) -> list[str]:
    """What may be hidden in a line: Base64, ROT13, the line backwards, letters written apart."""
    found = [codecs.decode(line, "rot13"), line[::-1], re.sub(r"(?<=\b\w) (?=\w\b)", "", line)]
    for token in _CODED.findall(line)[:20]:
        try:
            found.append(base64.b64decode(token, validate=True).decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found
