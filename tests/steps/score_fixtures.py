"""What the scoring tests share: the shipped rubric and word lists, and a small project in two languages."""

from covision.domain.rubric import CriterionScore, Scorecard
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.score import Known, Said, Scorer, ScoringContext

CONTEXTS = {
    "en": ScoringContext(
        language="en",
        organisation="Harbour Street Bakery",
        sector="bakery",
        answers=(
            Said(
                id="marta/6",
                question="6",
                text="A woman who had been ill came back and cried at the counter: we knew her "
                "loaf.",
            ),
            Said(id="pia/6", question="6", text="He asked for two buns like always and I only rang one up."),
            Said(
                id="marta/7",
                question="7",
                text="On Saturdays the queue is long and nobody says what has run "
                "out.",
            ),
            Said(
                id="marta/12",
                question="12",
                text="Pia has the regulars' loaves bagged before they reach the counter. Nobody is known on "
                "Saturdays yet.",
            ),
            Said(
                id="marta/9",
                question="9",
                text="Whoever comes to the door goes home feeling known, with bread they're proud to "
                "share.",
            ),
        ),
        snippets=(
            Said(id="r1", text="They knew my name and kept a loaf for me, I went home feeling known."),
            Said(id="r2", text="Proud to put this bread on the table."),
            Said(id="r3", text="The girl at the counter knows everybody."),
            Said(id="r4", text="Queued twenty minutes and they had run out of rye."),
        ),
        statements=(
            Known(owner="Warby Parker", text="We believe that buying glasses should be easy and fun. It "
            "should leave you happy and good-looking, with money in your pocket."),
            Known(owner="Somebody", text="Our guests leave every evening with a story to tell."),
        ),
    ),
    "pt": ScoringContext(
        language="pt",
        organisation="Casa das Camélias",
        sector="alojamento",
        answers=(
            Said(
                id="ana/6",
                question="6",
                text="Uma senhora chorou à porta porque lhe guardámos o quarto virado ao "
                "jardim.",
            ),
            Said(id="rui/7", question="7", text="Ao domingo ninguém avisa os hóspedes quando a cozinha fecha."),
            Said(
                id="ana/12",
                question="12",
                text="Levamos o chá ao jardim sem ninguém pedir. Ao domingo ainda não há quem receba à porta.",
            ),
            Said(
                id="ana/9",
                question="9",
                text="Quem entra pela porta sente-se em casa e sai descansado, com vontade de "
                "voltar.",
            ),
        ),
        snippets=(
            Said(id="r1", text="Senti-me em casa desde a porta."),
            Said(id="r2", text="O chá no jardim deixou-me descansada, vou voltar."),
            Said(id="r3", text="Ninguém nos avisou de que a cozinha fechava."),
        ),
        statements=(
            Known(owner="Outra casa", text="Cada hóspede leva consigo uma história para contar aos amigos."),
        ),
    ),
}  # fmt: skip
SEEDS = {
    "en": (
        "Customers who come to the door go home feeling known, with bread they are proud to share.",
        "You never queue for a loaf that has run out, and you leave the counter calm and fed.",
        "Every customer leaves the counter knowing who baked the loaf and feeling welcome.",
    ),
    "pt": (
        "Os clientes entram pela porta, sentem-se em casa e saem descansados.",
        "Quem se senta no jardim fica tranquilo e sabe a que horas fecha a cozinha.",
        "Cada cliente sai pela porta descansado e com vontade de voltar ao jardim.",
    ),
}
SCORERS = {
    language: Scorer(load_rubric(language), load_lexicon(language), CONTEXTS[language]) for language in CONTEXTS
}


def card(statement: str, language: str = "en") -> Scorecard:
    """The scorecard in the invented project."""
    return SCORERS[language].score(statement, id="s")


def values(statement: str, language: str = "en") -> dict[int, float]:
    """Value by criterion number, scored ones only."""
    return {one.number: one.value for one in card(statement, language).criteria if one.value is not None}


def criterion(statement: str, number: int, language: str = "en") -> CriterionScore:
    """One criterion's verdict."""
    return next(one for one in card(statement, language).criteria if one.number == number)
