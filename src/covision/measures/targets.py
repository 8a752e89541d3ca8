"""Numbers that are targets, dates, and ways of delivery, found by their form: what no list of words can hold.

A number alone is no target: "two bites" is a scene. It becomes one beside a unit ("ninety percent"), as a
share ("nine times in twenty", "a third fewer"), as a bound ("at least three", "within the hour") or as a rank.
"""

from collections.abc import Sequence

from covision.measures.reading import Reading
from covision.measures.text import word_set

_NUMBERS = {
    "en": word_set(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen"
    ),
    "pt": word_set(
        "dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezessete "
        "dezassete dezoito dezanove dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem "
        "cento duzentos mil milhar milhão milhões dúzia"
    ),
}
_ONE = {"en": word_set("a an one every each the half"), "pt": word_set("um uma cada meia o a")}
_UNITS = {
    "en": word_set("percent per point points star stars percentage minutes seconds hours days"),
    "pt": word_set("por pontos ponto estrelas percentagem minutos segundos horas dias"),
}
_TIME = {
    "en": word_set("second seconds minute minutes hour hours day days week weeks month months quarter year years"),
    "pt": word_set("segundo segundos minuto minutos hora horas dia dias semana semanas mês meses ano anos"),
}
_JOIN = {
    "en": (("out", "of"), ("in",), ("of",), ("times", "in"), ("times", "out", "of"), ("to",)),
    "pt": (("em",), ("de",), ("entre",), ("vezes", "em"), ("a",)),
}
_FRACTIONS = {
    "en": word_set("half third thirds quarter quarters fifth fifths tenth tenths"),
    "pt": word_set("metade terço terços quarto quartos quinto quintos décimo décimos"),
}
_MORE = {
    "en": word_set("fewer less more faster cheaper shorter lower higher longer as again"),
    "pt": word_set("menos mais"),
}
_BOUNDS = {
    "en": (("at", "least"), ("at", "most"), ("no", "more", "than"), ("not", "more", "than"),
           ("no", "fewer", "than"), ("no", "less", "than"), ("more", "than"), ("fewer", "than"), ("less", "than"),
           ("up", "to")),
    "pt": (("pelo", "menos"), ("no", "mínimo"), ("no", "máximo"), ("mais", "de"), ("menos", "de"), ("até",),
           ("acima", "de"), ("abaixo", "de")),
}  # fmt: skip
_WITHIN = {
    "en": (
        ("within",),
        ("inside",),
        ("in", "under"),
        ("under",),
        ("in", "less", "than"),
        ("in", "no", "more", "than"),
    ),
    "pt": (("dentro", "de"), ("em", "menos", "de"), ("no", "prazo", "de"), ("no", "espaço", "de")),
}
_RANKED = {
    "en": (
        ("number", "one"),
        ("top", "three"),
        ("top", "five"),
        ("top", "ten"),
        ("first", "place"),
        ("one", "star"),
    ),
    "pt": (("número", "um"), ("primeiro", "lugar"), ("primeiros", "lugares")),
}
_SEASONS = {
    "en": word_set("spring summer autumn winter christmas easter year-end weekend quarter decade century season"),
    "pt": word_set("primavera verão outono inverno natal páscoa trimestre semestre década século época"),
}
_COMING = {
    "en": (("by", "next"), ("by", "the"), ("by",), ("this", "coming"), ("this",), ("next",), ("before",),
           ("before", "the"), ("from", "next"), ("before", "next")),
    "pt": (("até", "ao"), ("até", "à"), ("até",), ("antes", "do"), ("antes", "da"), ("no", "próximo"),
           ("na", "próxima"), ("este",), ("esta",), ("neste",), ("nesta",)),
}  # fmt: skip
_MEANS = {
    "en": (("via",), ("by", "means", "of"), ("with", "the", "help", "of", "a", "new"), ("on", "your", "phone"),
           ("on", "their", "phone"), ("on", "your", "phones"), ("on", "their", "phones"), ("on", "your", "screen"),
           ("on", "a", "screen"), ("on", "your", "mobile"), ("on", "their", "mobile"), ("to", "your", "phone"),
           ("to", "their", "phone"), ("from", "your", "phone"), ("from", "their", "phone")),
    "pt": (("via",), ("por", "meio", "de"), ("através", "da", "nossa"), ("através", "do", "nosso"),
           ("através", "de", "uma"), ("através", "de", "um"), ("no", "telemóvel"), ("no", "seu", "telemóvel"),
           ("pelo", "telemóvel"), ("no", "ecrã"), ("num", "ecrã")),
}  # fmt: skip
_HEADS = {
    "en": word_set(
        "scheme schemes programme programmes program programs platform platforms system systems package packages "
        "campaign campaigns dashboard portal toolkit rollout upgrade scanner module workflow procedure procedures"
    ),
    "pt": word_set(
        "programa programas plataforma plataformas sistema sistemas pacote pacotes campanha campanhas "
        "painel portal módulo procedimento procedimentos leitor"
    ),
}
_OURS = {"en": word_set("new our"), "pt": word_set("novo nova nosso nossa novos novas nossos nossas")}


def numbers_of(language: str) -> frozenset[str]:
    """Numbers in words."""
    return _NUMBERS.get(language, frozenset())


def target_end(reading: Reading, at: int) -> int:
    """Where a target in words that begins at this word ends, as an offset in the text; 0 for none."""
    lowers = [word.lower for word in reading.words[at : at + 8]]
    spoken = reading.language
    size = max(
        _share(lowers, spoken), _part(lowers, spoken), _bound(lowers, spoken), _deadline(lowers, spoken),
        _phrase(lowers, _RANKED.get(spoken, ())),
    )  # fmt: skip
    if not size and len(lowers) > 1 and lowers[0] in numbers_of(spoken) and lowers[1] in _UNITS.get(spoken, ()):
        size = 2
    return reading.words[at + size - 1].end if size else 0


def tactic_end(reading: Reading, at: int) -> int:
    """Where a date told by season or a way of delivery that begins at this word ends; 0 for none."""
    spoken = reading.language
    lowers = [word.lower for word in reading.words[at : at + 6]]
    size = _phrase(lowers, _MEANS.get(spoken, ()))
    for phrase in _COMING.get(spoken, ()):
        used = len(phrase)
        if tuple(lowers[:used]) == phrase and len(lowers) > used and lowers[used] in _SEASONS.get(spoken, ()):
            size = max(size, used + 1)
    if not size and lowers[0] in _OURS.get(spoken, ()) and any(one in _HEADS[spoken] for one in lowers[1:4]):
        size = 2 + next(place for place, one in enumerate(lowers[1:4]) if one in _HEADS[spoken])
    return reading.words[at + size - 1].end if size else 0


def _phrase(lowers: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> int:
    return max((len(one) for one in phrases if tuple(lowers[: len(one)]) == one), default=0)


def _share(lowers: Sequence[str], spoken: str) -> int:
    """Such as "Nine out of ten", "nineteen times in twenty", "um em cada cinco"."""
    numbers = numbers_of(spoken)
    if lowers[0] not in numbers and lowers[0] not in ("one", "um", "uma"):
        return 0
    for join in _JOIN.get(spoken, ()):
        used = 1 + len(join)
        if tuple(lowers[1:used]) != join:
            continue
        rest = list(lowers[used : used + 2])
        if rest and rest[0] in ("every", "cada", "a") and len(rest) > 1 and rest[1] in numbers:
            return used + 2
        if rest and rest[0] in numbers and join not in (("to",), ("a",), ("of",), ("de",)):
            return used + 1
    return 0


def _part(lowers: Sequence[str], spoken: str) -> int:
    """Such as "A third fewer", "by half", "two quarters more", "menos um terço"."""
    parts, more = _FRACTIONS.get(spoken, frozenset()), _MORE.get(spoken, frozenset())
    lead = numbers_of(spoken) | _ONE.get(spoken, frozenset())
    at = 1 if lowers[0] in ("by", "in", "para", "pela", "em") or (spoken == "pt" and lowers[0] in more) else 0
    led = len(lowers) > at and lowers[at] in lead and lowers[at] not in parts
    end = at + led
    if len(lowers) <= end or lowers[end] not in parts:
        return 0
    follows = lowers[end + 1] if len(lowers) > end + 1 else ""
    if at:
        timed = follows in _TIME.get(spoken, frozenset()) or list(lowers[end + 1 : end + 3]) == ["the", "time"]
        return 0 if lowers[0] in ("in", "em") and not timed else end + 1
    return end + 2 if follows in more and (led or lowers[end] in ("half", "metade")) else 0


def _bound(lowers: Sequence[str], spoken: str) -> int:
    """Such as "At least three", "no more than two weeks": a number in words behind a bound."""
    used = _phrase(lowers, _BOUNDS.get(spoken, ()))
    return used + 1 if used and len(lowers) > used and lowers[used] in numbers_of(spoken) else 0


def _deadline(lowers: Sequence[str], spoken: str) -> int:
    """Such as "Within the hour", "in under two days", "within a quarter of an hour"."""
    used = _phrase(lowers, _WITHIN.get(spoken, ()))
    if not used:
        return 0
    lead = numbers_of(spoken) | _ONE.get(spoken, frozenset()) | word_set("of de couple few quarter")
    while used < len(lowers) and lowers[used] in lead:
        used += 1
    return used + 1 if used < len(lowers) and lowers[used] in _TIME.get(spoken, frozenset()) else 0
