"""Words that speak to whoever marks a statement: they are not measured, so that none praises itself."""

import re

from covision.measures.text import clauses, sentences
from covision.steps import gate

# What `gate.orders` lets pass, since a customer may say it of a shop, but a vision has no reason to.
_TO_A_MARKER = re.compile(
    r"\b(?:(?:rate|score|mark|grade|rank|judge|evaluate) (?:this|it|us|me|the (?:statement|vision|draft|above))\b|"
    r"(?:give|gives|award|assign|deserves?|earns?|merits?|receive) (?:\w+ ){0,4}?(?:full|top|highest|"
    r"maximum|perfect) (?:\w+ )?(?:marks?|scores?|grades?|ratings?|points)\b|"
    r"(?:ignore|disregard|forget|skip|override) (?:the|this|your|all|any|these) (?:rubric|criteri|scale|marks|"
    r"score|grad|rules|instruction)|\d+ (?:out of|/) ?\d+ (?:on|for|in) (?:every|each|all)|"
    r"(?:as|dear|note to|attention|to) (?:the |an? |any |all )?(?:judges?|evaluators?|graders?|markers?)\b|"
    r"(?:avalia|avalie|avaliem|pontue|pontuem|classifique) (?:esta|isto|esse|este|a frase|a visao)\b|"
    r"(?:nota|pontuacao|classificacao) (?:maxima|total|mais alta|perfeita)\b|"
    r"(?:ignora|ignore|ignorem|esqueca|esquecam) (?:a|os|as|o|esta|todos os|todas as) (?:rubrica|criterio|regra|"
    r"escala|instruc)|(?:caro|cara|para o|aos|como) (?:juiz|juizes|avaliador(?:es|a)?)\b)"
)


def to_people(statement: str) -> str:
    """The statement with every clause or sentence that speaks to a marker as blanks, so that places stay the same.

    What is nothing else stays as it is: there is nothing else to measure.
    """
    if not _speaks(statement):
        return statement
    kept = statement
    for sentence in sentences(statement):
        if not _speaks(sentence.text):
            continue
        parts = [one for one in clauses(sentence.text) if _speaks(one.text)]
        whole = not parts or sum(one.end - one.start for one in parts) > 0.8 * len(sentence.text)
        spans = [(0, len(sentence.text))] if whole else [(one.start, one.end) for one in parts]
        for start, end in spans:
            start, end = sentence.start + start, sentence.start + end
            kept = f"{kept[:start]}{' ' * (end - start)}{kept[end:]}"
    return kept if any(char.isalpha() for char in kept) else statement


def _speaks(text: str) -> bool:
    return gate.orders(text) or bool(_TO_A_MARKER.search(gate.fold(text)))
