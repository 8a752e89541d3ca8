"""The critic's own written questions, in the language of the project; a criterion brings its own."""

_WORDS = {
    "en": {
        "unsaid": "Who told you “{words}”? If somebody did, in which words?",
        "contradicted": "Somebody says “{quote}”. Can you still say “{words}”?",
        "untaken.one": "A customer says “{quote}”. Does your sentence have an answer for that person?",
        "untaken.many": "{n} customers speak of this: “{quote}”. Does your sentence have an answer for them?",
        "tension": "Your team says “{words}”, a customer says “{quote}”. Which of the two does this promise?",
    },
    "pt": {
        "unsaid": "Quem vos disse «{words}»? Se alguém o disse, com que palavras?",
        "contradicted": "Alguém diz «{quote}». Ainda se pode dizer «{words}»?",
        "untaken.one": "Um cliente diz «{quote}». A vossa frase tem resposta para essa pessoa?",
        "untaken.many": "{n} clientes falam disto: «{quote}». A vossa frase tem resposta para eles?",
        "tension": "A equipa diz «{words}», um cliente diz «{quote}». Qual dos dois é que isto promete?",
    },
}
_LONGEST = 160


def say(language: str, key: str, *, words: str = "", quote: str = "", n: int = 0) -> str:
    """A question in its language, in English where there is none; long quotes are cut at a word."""
    told = _WORDS.get(language, _WORDS["en"])[key]
    return told.format(words=_short(words), quote=_short(quote), n=n)


def _short(text: str) -> str:
    flat = " ".join(text.split()).strip(' .“”«»"')
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST].rsplit(' ', 1)[0]} …"
