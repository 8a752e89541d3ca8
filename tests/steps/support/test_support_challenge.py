"""Swap and deletion: a grounded statement must lose support, a slogan has none to lose."""

import pytest
from support_data import material, words

from covision.domain.draft import Clause, Draft
from covision.steps.support.challenge import deletion_test, exchanged, fallen_share, swap_drop, swap_share, without
from covision.steps.support.sources import Ground, ground


@pytest.fixture(scope="module")
def garage() -> Ground:
    return ground(
        material(
            {"9": "Nobody lifts a spanner before the price is agreed. You drive off knowing what was wrong."},
            "They told me the price before anyone lifted a spanner.",
        ),
        words(),
    )


@pytest.fixture(scope="module")
def bakery() -> Ground:
    said = material(
        {"9": "The bread is warm at seven. Whoever comes late finds a loaf."}, name="Loaf", sector="bakery"
    )
    return ground(said, words())


def test_a_grounded_statement_loses_its_support_among_another_case_s_words(garage: Ground, bakery: Ground) -> None:
    found = swap_drop("Nobody lifts a spanner before the price is agreed.", garage, bakery)
    assert (found.own, found.other, found.drop, found.kept) == (1.0, 0.0, 1.0, ())
    assert swap_share("Nobody lifts a spanner before the price is agreed.", garage, [bakery]) == 1.0


def test_a_slogan_loses_nothing_since_it_had_nothing(garage: Ground, bakery: Ground) -> None:
    assert swap_drop("We deliver seamless excellence to everyone.", garage, bakery).drop == 0.0


def test_where_nothing_can_be_compared_there_is_no_drop(garage: Ground, bakery: Ground) -> None:
    assert swap_drop("And so it is.", garage, bakery).drop is None
    portuguese = ground(material({"9": "O preço é combinado antes."}, language="pt"), words("pt"))
    found = swap_drop("Nobody lifts a spanner.", garage, portuguese)
    assert found.drop is None and "languages" in found.reason
    assert swap_share("Nobody lifts a spanner.", garage, [portuguese]) is None


def test_name_and_sector_are_exchanged(garage: Ground, bakery: Ground) -> None:
    own, other = garage.material.organisation, bakery.material.organisation
    assert exchanged("At Corner Garage, a garage for all.", own, other) == "At Loaf, a bakery for all."


def test_a_claim_falls_with_the_words_it_rests_on(garage: Ground) -> None:
    found = deletion_test("Nobody lifts a spanner before the price is agreed.", garage)
    assert [(one.before, one.after, one.fell) for one in found] == [("supported", "none", True)]
    assert set(found[0].removed) == {"answers/me/9", "s1"} and fallen_share(found) == 1.0


def test_a_citation_that_carries_nothing_is_caught(garage: Ground) -> None:
    said = garage.material.model_copy(
        update={
            "participants": (
                garage.material.participants[0].model_copy(
                    update={"answers": {**garage.material.participants[0].answers, "3": "We like our tea hot."}}
                ),
            )
        }
    )
    more = ground(said, words())
    statement = "You drive off knowing what was wrong."

    def cited(id: str) -> Draft:
        clause = Clause(text=statement, start=0, end=len(statement), kind="aspiration", evidence=(id,))
        return Draft(id="d", angle="own", statement=statement, language="en", clauses=(clause,))

    assert [one.fell for one in deletion_test(statement, more, cited("a.me.9.2"))] == [True]
    assert [one.fell for one in deletion_test(statement, more, cited("a.me.3.1"))] == [False]
    # A clause that cites nothing has no citation to test.
    uncited = Draft(id="d", angle="own", statement=statement, language="en")
    assert deletion_test(statement, more, uncited) == () and fallen_share(()) is None


def test_what_is_taken_away_is_gone_from_the_ground(garage: Ground) -> None:
    left = without(garage, ["s1"])
    assert {one.source for one in left.segments} == {"answers/me/9"} and "s1" not in left.whole
    assert "s1" in garage.whole and garage.held != left.held
