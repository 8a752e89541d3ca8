"""The words of questions that failing dilemmas raise, by language."""

ASKS = {
    "en": {
        "why": "On a dilemma, {n} of {of} people would do the same.",
        "few": "Too few answered to be sure.",
        "split": "On “{title}” {first}, and {second}. Which of the two does the sentence mean?",
        "split_span": (
            "On “{title}” {first}, and {second}; both point at “{span}”. Which of the two should these words mean?"
        ),
        "said.one": "1 person would say: “{course}”",
        "said.many": "{n} people would say: “{course}”",
        "found.one": "1 person finds that it does not say",
        "found.many": "{n} people find that it does not say",
        "silent.one": (
            "On “{title}” 1 of {of} people finds nothing in the sentence to go by. What should it tell them?"
        ),
        "silent.many": (
            "On “{title}” {n} of {of} people find nothing in the sentence to go by. What should it tell them?"
        ),
    },
    "pt": {
        "why": "Num dilema, {n} de {of} pessoas fariam o mesmo.",
        "few": "Responderam poucas para ter a certeza.",
        "split": "Em «{title}», {first}, e {second}. Qual das duas coisas quer a frase dizer?",
        "split_span": (
            "Em «{title}», {first}, e {second}; ambas apontam para «{span}». Qual das duas coisas devem estas "
            "palavras querer dizer?"
        ),
        "said.one": "1 pessoa diria: «{course}»",
        "said.many": "{n} pessoas diriam: «{course}»",
        "found.one": "1 pessoa acha que a frase não diz",
        "found.many": "{n} pessoas acham que a frase não diz",
        "silent.one": (
            "Em «{title}», 1 de {of} pessoas não encontra nada na frase que a oriente. O que lhe devia dizer?"
        ),
        "silent.many": (
            "Em «{title}», {n} de {of} pessoas não encontram nada na frase que as oriente. O que lhes devia dizer?"
        ),
    },
}  # fmt: skip


def asks(language: str) -> dict[str, str]:
    """The templates of a language, English where there are none."""
    return ASKS.get(language, ASKS["en"])
