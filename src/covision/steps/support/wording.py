"""Why a claim has its verdict, in the language of the project."""

from typing import Any

_WORDS = {
    "en": {
        "style": "A turn of phrase: nothing in it can be checked.",
        "unsaid": "Nobody said this: {about}.",
        "opposite": "Somebody says the opposite of it.",
        "turned": "What it says is so, somebody says is not.",
        "denied": "What it says is so, somebody says is not.",
        "pain": "Somebody complains about it.",
        "ruled": "The team said that it will not promise this.",
        "supported": "{count} of your people and customers said it.",
        "supported.one": "One person said it.",
        "partly": "{count} of your people and customers said something like it, less clearly.",
        "partly.one": "One person said something like it, less clearly.",
        "part": "{count} of your people and customers said a part of it; the rest nobody said.",
        "part.one": "One person said a part of it; the rest nobody said.",
        "none": "Nobody said this, as far as words can tell.",
        "judge": "A judge read it so.",
    },
    "pt": {
        "style": "É uma maneira de dizer: não há nada que se possa verificar.",
        "unsaid": "Ninguém disse isto: {about}.",
        "opposite": "Alguém diz o contrário.",
        "turned": "O que aqui se afirma, alguém diz que não é assim.",
        "denied": "O que aqui se afirma, alguém diz que não é assim.",
        "pain": "Alguém se queixa disto.",
        "ruled": "A equipa disse que não o vai prometer.",
        "supported": "Disseram-no {count} das vossas pessoas e clientes.",
        "supported.one": "Uma pessoa disse-o.",
        "partly": "{count} das vossas pessoas e clientes disseram algo parecido, com menos clareza.",
        "partly.one": "Uma pessoa disse algo parecido, com menos clareza.",
        "part": "{count} das vossas pessoas e clientes disseram uma parte; o resto ninguém disse.",
        "part.one": "Uma pessoa disse uma parte; o resto ninguém disse.",
        "none": "Ninguém o disse, tanto quanto as palavras mostram.",
        "judge": "Um juiz leu-o assim.",
    },
}


def say(language: str, key: str, **parts: Any) -> str:
    """The words of a key, in English where the language has none; with `count=1` its words for one, if any."""
    words = _WORDS.get(language, _WORDS["en"])
    single = f"{key}.one" if parts.get("count") == 1 else key
    return words.get(single, words[key]).format(**parts)
