"""Which dilemmas are proposed: the shipped bench, sectors told by people's own words, trade-offs that differ."""

from collections import Counter

import pytest

from covision.assets import folder
from covision.domain.corpus import Corpus
from covision.domain.dilemmas import Dilemma
from covision.domain.project import Organisation
from covision.steps.corpus import load_corpus
from covision.steps.dilemmas.choose import COUNT, propose, sectors_of, touches


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(folder("corpus"))


def test_the_bench_that_ships(corpus):
    assert len(corpus.dilemmas) >= 40
    by_sector = Counter(one.sector for one in corpus.dilemmas)
    assert len(by_sector) >= 9 and by_sector["any"] >= 8 and min(by_sector.values()) >= 3
    assert set(by_sector) == {one.id for one in corpus.trade_offs.sectors}
    tested = Counter(tension for one in corpus.dilemmas for tension in one.tensions)
    assert set(tested) == {one.id for one in corpus.trade_offs.tensions} and min(tested.values()) >= 3
    assert all(7 in one.criteria for one in corpus.dilemmas)


def test_both_languages_tell_every_dilemma_and_none_twice(corpus):
    for language in ("en", "pt"):
        told = [one.told(language) for one in corpus.dilemmas]
        assert len({one.text for one in told}) == len({one.title for one in told}) == len(told)
    for one in corpus.dilemmas:
        assert one.told("pt").text != one.text and len(one.told("pt").courses) == len(one.courses)
        assert one.told("fr") == one.told("en")


@pytest.mark.parametrize(
    ("says", "sector"),
    [
        ("bakery and small shop", "food"), ("padaria e pastelaria", "food"), ("Café de bairro", "restaurant"),
        ("retail bank, 900 people", "bank"), ("seguros", "bank"), ("business software (bookkeeping)", "software"),
        ("dental clinic", "health"), ("Clínica de fisioterapia", "health"), ("casa de hóspedes", "stay"),
        ("museum and heritage", "culture"), ("Câmara Municipal", "public"), ("parcel delivery", "transport"),
        ("oficina de automóveis", "trade"), ("escola de condução", "education"), ("contabilidade", "advice"),
        ("energy supplier", "utility"), ("barber", "trade"),
    ],
)  # fmt: skip
def test_sectors_are_told_by_the_words_people_use(corpus, says, sector):
    assert sectors_of(Organisation(name="X", sector=says), corpus.trade_offs.sectors)[0] == sector


def test_an_unknown_trade_is_given_what_holds_in_every_place(corpus):
    known = corpus.trade_offs.sectors
    assert sectors_of(Organisation(name="X", sector="widgets"), known) == ()
    assert sectors_of(Organisation(name="Harbour Bakery", sector="family business"), known) == ("food",)
    put, others = propose(corpus, Organisation(name="X", sector="widgets"), "We strive.")
    assert len(put) == COUNT and all(one.id.startswith("dilemma-any-") for one in (*put, *others))


def test_the_own_sector_comes_first_and_trade_offs_differ(corpus):
    statement = "Whoever comes in goes out known by name."
    put, others = propose(corpus, Organisation(name="X", sector="bakery"), statement)
    assert [one.id.split("-")[1] for one in put] == ["food"] * 4 + ["any"] * 2
    tensions = [tension for one in put for tension in one.tensions]
    assert max(Counter(tensions).values()) <= 2 and len(set(tensions)) >= 8
    assert len({one.id for one in (*put, *others)}) == len(put) + len(others)
    assert propose(corpus, Organisation(name="Y", sector="bakery"), statement) == (put, others), (
        "the same every time"
    )


def test_what_the_statement_speaks_of_is_put_first(corpus):
    organisation = Organisation(name="X", sector="bakery")
    put, _ = propose(corpus, organisation, "Nobody waits longer than a minute, and we are always quick.")
    first = put[0]
    assert "speed-care" in first.tensions and {"waits", "minute", "quick"} & set(first.touches)
    put, _ = propose(corpus, organisation, "We keep our promises. What was promised is ready.")
    assert "promise-present" in put[0].tensions and set(put[0].touches) <= {"promises", "promised", "ready", "keep"}


def test_portuguese_is_proposed_in_portuguese_with_its_accents(corpus):
    organisation = Organisation(name="X", sector="padaria", language="pt-PT")
    put, _ = propose(corpus, organisation, "Quem chega é atendido com atenção e não espera.")
    assert any(one.title == "O último pão" or "pão" in one.text for one in put)
    words = {word for one in put for word in one.touches}
    assert words & {"atenção", "espera"}
    care = next(one for one in corpus.trade_offs.tensions if one.id == "one-many")
    assert touches("Com ATENÇÃO", care, "pt") == ("ATENÇÃO",) and touches("Com ATENÇÃO", care, "fr") == ()


def test_own_dilemmas_come_first_and_those_put_before_come_last(corpus):
    organisation = Organisation(name="X", sector="bakery")
    own = [Dilemma(id=f"own-{n}", title=f"T{n}", text="What now?", courses=("This.", "That.")) for n in range(2)]
    put, _ = propose(corpus, organisation, "We bake.", own)
    assert [one.id for one in put[:2]] == ["own-1", "own-0"] and len(put) == COUNT
    again, _ = propose(corpus, organisation, "We bake.", (), {one.id for one in put})
    shared = {one.id for one in again} & {one.id for one in put}
    assert len(shared) < 3
