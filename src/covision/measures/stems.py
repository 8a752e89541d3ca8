"""Light stemmers: they join the forms of one word ("delivers", "delivered") and the spellings ("colour", "color")
without joining words that mean different things. Made for matching and counting, not for display."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from covision.measures.text import word_set

_IRREGULAR = {
    "felt": "feel", "knew": "know", "known": "know", "left": "leave", "went": "go", "gone": "go", "goes": "go",
    "bought": "buy", "came": "come", "made": "make", "said": "say", "told": "tell", "thought": "think",
    "gave": "give", "given": "give", "got": "get", "gotten": "get", "took": "take", "taken": "take", "kept": "keep",
    "brought": "bring", "understood": "understand", "saw": "see", "seen": "see", "children": "child", "men": "man",
    "women": "woman", "met": "meet", "paid": "pay", "heard": "hear", "found": "find", "stood": "stand",
    "lost": "lose", "taught": "teach", "sent": "send", "spent": "spend", "lives": "life", "wives": "wife",
    "does": "do", "did": "do", "done": "do", "has": "have", "had": "have", "sold": "sell", "built": "build",
    "forgot": "forget", "forgotten": "forget", "chose": "choose", "chosen": "choose", "began": "begin",
    "spoke": "speak", "spoken": "speak", "wrote": "write", "written": "write", "ate": "eat", "eaten": "eat",
    "held": "hold", "slept": "sleep", "won": "win", "caught": "catch", "people": "person", "persons": "person",
}  # fmt: skip
# Words whose ending only looks like one: "friendly" is no form of "friend", "business" none of "busy".
_WHOLE = word_set(
    "friendly lovely lively family early only daily weekly monthly yearly reply supply apply likely unlikely "
    "lonely timely costly rely elderly orderly holy ugly silly jolly bully belly july fly homely kindly "
    "deadly business witness harness illness thing something anything everything nothing morning evening "
    "wedding building during spring string king ring wing ceiling feed need speed seed indeed bed red hundred "
    "sacred naked always perhaps news this its us is was as his plus yes gas bus status focus across less "
    "unless process access success express press class glass mass pass loss boss cross address stress "
    "progress series species always being simply"
)
_OUR = word_set("our your hour four pour tour sour flour contour scour detour devour glamour troubadour")
_VARIANTS = {
    "programme": "program", "centre": "center", "theatre": "theater", "metre": "meter", "litre": "liter",
    "fibre": "fiber", "grey": "gray", "cheque": "check", "licence": "license", "practise": "practice",
    "judgement": "judgment", "fulfil": "fulfill", "enrol": "enroll", "skilful": "skillful", "cosy": "cozy",
    "tyre": "tire", "mum": "mom", "catalogue": "catalog", "dialogue": "dialog", "defence": "defense",
    "offence": "offense", "jewellery": "jewelry", "calibre": "caliber", "ageing": "aging", "acknowledgement":
    "acknowledgment", "traveller": "traveler", "travelling": "traveling", "travelled": "traveled", "wellbeing":
    "well-being", "pyjamas": "pajamas", "sceptical": "skeptical", "storey": "story", "whilst": "while",
    "amongst": "among", "learnt": "learned", "whisky": "whiskey", "plough": "plow", "cancelled": "canceled",
    "cancelling": "canceling", "labelled": "labeled", "modelling": "modeling", "counsellor": "counselor",
}  # fmt: skip
_PT_VARIANTS = {
    "conosco": "connosco", "equipe": "equipa", "fato": "facto", "otimo": "optimo", "registro": "registo",
    "contato": "contacto", "controle": "controlo", "quotidiano": "cotidiano", "projecto": "projeto",
    "projectos": "projetos", "aspecto": "aspeto", "objectivo": "objetivo", "objectivos": "objetivos",
}  # fmt: skip
_IRREGULAR_PT = {
    "sao": "ser", "foi": "ser", "somos": "ser", "sei": "saber", "sabe": "saber", "sabem": "saber",
    "faz": "fazer", "fazem": "fazer", "fez": "fazer", "feito": "fazer", "feita": "fazer", "vai": "ir", "vao": "ir",
    "sai": "sair", "saem": "sair", "saiu": "sair", "diz": "dizer", "dizem": "dizer", "disse": "dizer",
    "tem": "ter", "teve": "ter", "vem": "vir", "veio": "vir", "ve": "ver", "veem": "ver", "viu": "ver",
    "sinto": "sentir", "sinta": "sentir", "sintam": "sentir", "durmo": "dormir", "quer": "querer", "quis": "querer",
    "damos": "dar", "dao": "dar", "deu": "dar", "dado": "dar", "dada": "dar", "dando": "dar",
    "poe": "por", "pomos": "por", "poem": "por", "pondo": "por", "temos": "ter", "tendo": "ter", "tinha": "ter",
    "vamos": "ir", "vemos": "ver", "estamos": "estar", "estao": "estar", "fazemos": "fazer", "fazendo": "fazer",
    "traz": "trazer", "trazem": "trazer", "trazemos": "trazer", "saimos": "sair",
}  # fmt: skip
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=65_536)
def spelling(word: str, language: str) -> str:
    """One spelling for the variants of a folded word (British and American; Portuguese before and after 1990)."""
    if language == "pt":
        plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
        plain = re.sub(r"(?<=[ae])c(?=[ct][aeo])", "", plain) if re.search(r"(cc|ct|pt)[aeo]", plain) else plain
        return _PT_VARIANTS.get(plain, plain)
    if language != "en":
        return word
    if word in _VARIANTS:
        return _VARIANTS[word]
    if word[-1:] == "s" and word[:-1] in _VARIANTS:
        return _VARIANTS[word[:-1]] + "s"
    if len(word) > 4 and word not in _OUR:
        word = re.sub(r"our(?=s?$|ed$|ing$|ite$|able$|ful$|hood|ly$|er)", _or, word)
    word = re.sub(r"(?<=[a-z]{3})(is|iz)(?=e$|es$|ed$|ing$|er$|ers$|ation)", "iz", word)
    return re.sub(r"(?<=[a-z]{2}l)yz(?=e|ing)", "ys", word)


def _or(match: re.Match[str]) -> str:
    whole = match.string
    return "our" if whole.rstrip("s") in _OUR or whole.startswith(("hour", "tour", "pour", "flour")) else "or"


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; words of languages without a stemmer come back as they are."""
    return _STEMMERS.get(language, _same)(spelling(_bare(word), language))


@lru_cache(maxsize=65_536)
def form(word: str, language: str) -> str:
    """A folded word without plural, gender and adverb ending, yet "valued" stays apart from "value"."""
    plain = spelling(_bare(word), language)
    if language == "pt":
        singular = _singular_pt(plain) if len(plain) > 3 else plain
        return singular[:-1] if len(singular) > 4 and singular[-1] in "ao" else singular
    if language == "en" and len(plain) > 3 and plain not in _WHOLE:
        return _adverb(_plural(plain))
    return plain


def _bare(word: str) -> str:
    """Without a possessive or a shortened verb: "customer's" and "we'll" are "customer" and "we"."""
    head, mark, tail = word.partition("'")
    return head if mark and tail in ("s", "ve", "re", "ll", "d", "m", "") and head else word


def _english(word: str) -> str:
    if word in _IRREGULAR:
        word = _IRREGULAR[word]
    if len(word) <= 3 or word in _WHOLE:
        return word
    return _drop_e(_past_and_present(_adverb(_plural(word))))


def _plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _adverb(word: str) -> str:
    if word in _WHOLE:
        return word
    if word.endswith("iness") and len(word) > 6:
        return word[:-5] + "y"
    if word.endswith("ness") and len(word) > 6:
        return word[:-4]
    if word.endswith("ily") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("bly", "ply")) and len(word) > 5:
        return word[:-1] + "e"
    if word.endswith("ly") and len(word) > 5:
        return word[:-2]
    return word


def _past_and_present(word: str) -> str:
    if word in _WHOLE:
        return word
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            return _verb_base(word, word[: -len(ending)])
    return word


def _verb_base(word: str, base: str) -> str:
    """What is left of a verb without its ending: "hoped" gives "hope", "stopped" gives "stop"."""
    if len(base) < 2 or not _VOWEL.search(base) or base.endswith("e"):
        return word
    if len(base) == 2:
        return base + "e" if base[0] in "aeiou" else base
    if base[-1] == base[-2] and base[-1] not in "lsz":
        return base[:-1]
    consonant_vowel_consonant = base[-1] not in "aeiouwxy" and base[-2] in "aeiou" and base[-3] not in "aeiou"
    return base + "e" if len(base) == 3 and consonant_vowel_consonant else base


def _drop_e(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("e") and not word.endswith("ee") else word


_PT_VERB = sorted(
    word_set(
        "ariamos eriamos iriamos assemos essemos issemos aremos eremos iremos avamos arao erao irao ariam eriam "
        "iriam assem essem issem aram eram iram ando endo indo aria eria iria asse esse isse amos emos imos ados "
        "adas idos idas avam ado ada ido ida ara era ira ava iam ar er ir am em ou eu iu ia"
    ),
    key=lambda ending: (-len(ending), ending),
)


def _portuguese(word: str) -> str:
    if word in _IRREGULAR_PT:
        return _IRREGULAR_PT[word]
    if len(word) <= 3:
        return word
    word = _singular_pt(word)
    for ending in _PT_VERB:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word[:-1] if len(word) > 4 and word[-1] in "aeo" else word


def _singular_pt(word: str) -> str:
    for ending, instead in (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m")):
        if word.endswith(ending) and len(word) > 4:
            word = word[: -len(ending)] + instead
            break
    else:
        if word.endswith(("res", "zes")):
            word = word[:-2]
        elif word.endswith("s") and not word.endswith(("ss", "amos", "emos", "imos")):
            word = word[:-1]
    return word[:-5] if word.endswith("mente") and len(word) > 8 else word


def _same(word: str) -> str:
    return word


_STEMMERS: dict[str, Callable[[str], str]] = {"en": _english, "pt": _portuguese}
LANGUAGES = frozenset(_STEMMERS)
