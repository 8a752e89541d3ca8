"""Rules for what judges and people tell better: criterion 2 (feel, think, do) and criterion 7 (it can say no).

They see words only, so they count for less than the learned reading; what they add is that they point at words, and
fall where a way out of every choice is planted or the customer's part is cut out.
"""

import re

from covision.domain.base import Span
from covision.measures.reading import Reading
from covision.measures.reasons import say
from covision.measures.subject import Subject
from covision.measures.verdict import Scored, Verdict, filling, squash

# A way out: whatever is done can be squared with the sentence.
_OUTS = {
    "en": re.compile(
        r"\b(?:unless|or (?:something|anything|whatever|another|else|not)\b|depend(?:s|ing) on|as far as|"
        r"(?:where|when|whenever|wherever|if|as) (?:possible|appropriate|needed|necessary|reasonable|"
        r"feasible|practicable|we (?:can|see fit|like)|it suits)|"
        r"(?:when|if|as) (?:time|budgets?) (?:allows?|permits?)|"
        r"at (?:our|its|their) discretion|subject to|(?:usually|generally|mostly|normally|typically|ideally)\b|"
        r"in (?:most|many|some) cases|more or less|as the case may be|seems? (?:right|best|fit)|suits? us)",
        re.IGNORECASE,
    ),
    "pt": re.compile(
        r"\b(?:a não ser que|a menos que|salvo se|ou (?:outra coisa|qualquer outra?|algo|então)\b|"
        r"depend(?:e|endo) d|"
        r"conforme|na medida do possível|sempre que (?:possível|necessário|adequado|der)|"
        r"se (?:possível|der|houver)|"
        r"quando (?:possível|der|calhar)|ao nosso critério|em geral|geralmente|normalmente|por norma|"
        r"na maioria dos casos|mais ou menos|o que (?:parecer|convier|calhar)|nos convier|nos der jeito)",
        re.IGNORECASE,
    ),
}
# A stand: something is put before something else, or ruled out.
_STANDS = {
    "en": re.compile(
        r"\b(?:even (?:when|if|though|where)|rather than|instead of|before|never|nobody|no one|nothing|without|"
        r"until(?! \d)|only|first|not|no|however|whoever|or we|whatever it)\b",
        re.IGNORECASE,
    ),
    "pt": re.compile(
        r"\b(?:mesmo (?:quando|que|se|com)|ainda que|em vez de|antes de?|nunca|ninguém|nada|sem|até(?! \d)|só|"
        r"primeiro|"
        r"não|nenhuma?|por mais que|custe o que custar)\b",
        re.IGNORECASE,
    ),
}


def _found(patterns: dict[str, re.Pattern[str]], reading: Reading) -> list[Span]:
    pattern = patterns.get(reading.language)
    if pattern is None:
        return []
    return [Span(start=at.start(), end=at.end(), text=at.group()) for at in pattern.finditer(reading.text)]


def decides(subject: Subject) -> Verdict:
    """Criterion 7, the part that words show: what is ruled out or put first, against ways out of every choice."""
    reading, language = subject.reading, subject.language
    outs, stands = _found(_OUTS, reading), _found(_STANDS, reading)
    hedges = reading.matches("hedges")
    acts = reading.matches("commitment_verbs")
    empty = [*reading.matches("buzzwords"), *reading.matches("value_nouns"), *reading.matches("superlatives")]
    signs = (
        -0.6
        + 1.3 * filling(len(stands), 1.0)
        + 0.5 * filling(len(acts), 1.5)
        - 1.5 * len(outs)
        - 0.8 * len(hedges)
        - 0.4 * min(4, len(empty))
    )
    value = squash(1.3 * signs)
    if outs:
        return Scored(value, say(language, "decides.out", about=[span.text for span in outs]), outs[0], share=0.5)
    if stands:
        return Scored(value, say(language, "decides.stand", about=[span.text for span in stands]), share=0.5)
    return Scored(value, say(language, "decides.nothing"), share=0.5)


def feel_think_do(subject: Subject) -> Verdict:
    """Criterion 2, the part that words show: a feeling, a thought and an act; one of each is much."""
    reading, language = subject.reading, subject.language
    felt = [*reading.matches("feelings"), *reading.matches("negative_feelings")]
    thought, done = reading.matches("thinking"), reading.matches("doing")
    company = [*reading.matches("company_words"), *reading.matches("superlatives")]
    signs = (
        -1.1
        + 1.2 * filling(len(felt), 1.0)
        + 0.9 * filling(len(thought), 1.0)
        + 0.9 * filling(len(done), 1.2)
        - 0.4 * min(4, len(company))
    )
    value = squash(1.3 * signs)
    names = {"feel": felt, "think": thought, "do": done}
    told = [match.text for found in names.values() for match in found[:1]]
    if told:
        return Scored(value, say(language, "feel.found", about=told), share=0.5)
    return Scored(value, say(language, "feel.nothing"), share=0.5)
