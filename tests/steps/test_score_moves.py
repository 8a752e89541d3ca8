"""Mutation tests: damage of a known kind lowers the criterion it aims at; neutral edits move nothing."""

from collections.abc import Callable

import pytest
from score_fixtures import SEEDS, values

Change = Callable[[str], str]


def behind(words: str) -> Change:
    """Put words before the full stop."""
    return lambda statement: f"{statement[:-1]}{words}."


def before(words: str) -> Change:
    """Put words in front."""
    return lambda statement: f"{words}{statement[0].lower()}{statement[1:]}"


_PAD_EN = (
    ", and in everything that we do from day to day we continue to work together with all of those who are "
    "around us so "
    "that what we have said here may be kept in mind by each and every one of us at all times and in all of "
    "the places where we happen to be"
)
_PAD_PT = (
    ", e em tudo o que fazemos no dia a dia continuamos a trabalhar com todos os que estão à nossa volta para "
    "que aquilo "
    "que aqui dissemos possa ser tido em conta por cada um de nós em todos os momentos e em todos os lugares "
    "onde calha estarmos hoje ou amanhã"
)
DAMAGE: dict[str, list[tuple[str, int, Change]]] = {
    "en": [
        ("service adjectives behind", 1, behind(", from our friendly, efficient and helpful team")),
        ("service adjectives in front", 1, before("Friendly, efficient service: ")),
        ("the company first", 1, before("To be the market leader and grow our profit: ")),
        ("abstract nouns", 3, behind(", with innovation, commitment and added value")),
        ("stacked values", 4, behind(", with quality, integrity, respect and innovation")),
        ("clichés", 5, behind(", a seamless, best-in-class, customer-centric journey")),
        ("clichés against the voice", 17, behind(", a seamless, best-in-class, customer-centric journey")),
        ("padding", 6, behind(_PAD_EN)),
        ("hedging", 9, before("We strive to make sure, wherever possible, that ")),
        ("a channel", 13, behind(", through our new mobile app")),
        ("a date", 13, behind(" by 2028")),
        ("a metric", 14, behind(", with a satisfaction score of 95%")),
        ("a copied line", 16, behind(", easy and fun, happy and good-looking, with money in your pocket")),
        ("an idiom", 18, behind(", and we go the extra mile")),
    ],
    "pt": [
        ("service adjectives behind", 1, behind(", com a nossa equipa simpática, eficiente e atenciosa")),
        ("the company first", 1, before("Ser líder de mercado e aumentar o lucro: ")),
        ("abstract nouns", 3, behind(", com inovação, compromisso e excelência")),
        ("stacked values", 4, behind(", com qualidade, rigor, respeito e inovação")),
        ("clichés", 5, behind(", numa jornada omnicanal, disruptiva e inovadora, com sinergias")),
        (
            "clichés against the voice",
            17,
            behind(", numa jornada omnicanal, disruptiva e inovadora, com sinergias"),
        ),
        ("padding", 6, behind(_PAD_PT)),
        ("hedging", 9, before("Procuramos, sempre que possível, que ")),
        ("a channel", 13, behind(", através da nossa nova aplicação")),
        ("a date", 13, behind(" até 2028")),
        ("a metric", 14, behind(", com uma taxa de satisfação de 95%")),
        ("a copied line", 16, behind(" e levam consigo uma história para contar aos amigos")),
        ("an idiom", 18, behind(", porque damos o litro")),
    ],
}
CASES = [
    pytest.param(language, aim, change, id=f"{language}-{name}")
    for language, cases in DAMAGE.items()
    for name, aim, change in cases
]


@pytest.mark.parametrize(("language", "aim", "change"), CASES)
def test_damage_lowers_the_criterion_it_aims_at(language: str, aim: int, change: Change) -> None:
    for seed in SEEDS[language]:
        assert values(change(seed), language)[aim] < values(seed, language)[aim] - 0.05, seed


# Strange words are neither the team's nor the customers', and they make the sentence longer; the rest must hold.
_MOVE_WITH_ANY_WORDS = {6, 11, 17}


@pytest.mark.parametrize("name", ["a channel", "a date", "a metric", "an idiom"])
@pytest.mark.parametrize("language", ["en", "pt"])
def test_damage_of_one_kind_leaves_the_others_alone(language: str, name: str) -> None:
    aim, change = next((aim, change) for title, aim, change in DAMAGE[language] if title == name)
    for seed in SEEDS[language]:
        old, new = values(seed, language), values(change(seed), language)
        moved = {at: (old[at], new[at]) for at in old if abs(old[at] - new[at]) > 0.1}
        assert set(moved) <= {aim} | _MOVE_WITH_ANY_WORDS, (seed, moved)


def test_more_damage_is_worse() -> None:
    for seed in SEEDS["en"]:
        adjectives = ["", " with friendly", " with friendly, efficient", " with friendly, efficient and courteous"]
        found = [values(f"{seed[:-1]}{words} service.")[1] for words in adjectives]
        assert found == sorted(found, reverse=True) and len(set(found)) == len(found)
        means = ["", " by app", " by app and portal", " by app, portal and newsletter"]
        found = [values(f"{seed[:-1]}{words}.")[13] for words in means]
        assert found == sorted(found, reverse=True) and len(set(found)) == len(found)


NEUTRAL = {
    "en": [
        ("Customers who come to the door go home feeling known.", "{} who come to the door go home feeling known.",
         ("Guests", "Clients", "Visitors", "Members", "Patients", "Shoppers")),
        ("Every customer leaves the counter calm and welcome.", "Every {} leaves the counter welcome and calm.",
         ("customer", "guest", "client")),
        ("Our neighbours recognise the colour of our organisation's centre.", "Our neighbors {} the color of our "
         "organization's center.", ("recognize",)),
        ("You know the customer's loaf is kept.", "You know the {}’s  loaf\nis kept.", ("customer", "guest")),
        ("Our friendly, helpful and quick team serves bread.", "Our {} and helpful team serves bread.",
         ("quick, friendly", "friendly, quick")),
        ("With quality, integrity and respect we serve you.", "With {} and quality we serve you.",
         ("respect, integrity", "integrity, respect")),
        ("Harbour Street Bakery guests go home proud.", "{} guests go home proud.", ("Harbour Street",)),
    ],
    "pt": [
        ("Os clientes entram pela porta e saem descansados.", "Os {} entram pela porta e saem descansados.",
         ("hóspedes", "visitantes", "utentes")),
        ("O cliente sente-se seguro e tranquilo no jardim.", "O cliente sente-se {} no jardim.",
         ("tranquilo e seguro",)),
        ("Sentimos que a acção directa do cliente é um objectivo connosco.", "Sentimos que a ação direta do "
         "cliente é um objetivo {}.", ("conosco", "connosco")),
        ("Uma equipa simpática, atenciosa e rápida.", "Uma {} rápida, simpática e atenciosa.",
         ("equipa", "equipe")),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "statement", "edited"),
    [
        pytest.param(language, statement, template.format(word), id=f"{language}-{word}-{at}")
        for language, cases in NEUTRAL.items()
        for at, (statement, template, words) in enumerate(cases)
        for word in words
    ],
)
def test_neutral_edits_move_nothing(language: str, statement: str, edited: str) -> None:
    assert values(edited, language) == pytest.approx(values(statement, language), abs=1e-6)
