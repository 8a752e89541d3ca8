"""The suites that ship: whole, various, of their own words, and such that honest drafts come of them."""

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from covision import assets
from covision.bench.evaluate import evaluate, prepared
from covision.bench.plan import Asked
from covision.domain.evals import EvalCase, EvalSuite
from covision.measures.overlap import Reference, jaccard, reference
from covision.measures.text import words
from covision.steps.corpus import corpus_passages, load_corpus
from covision.steps.gate import orders
from covision.steps.leakage import leaking
from covision.steps.suites import load_references, load_suite, material_of, suite_names
from covision.wiring import House

EVALS = assets.folder("evals")
SUITES = {name: load_suite(name, EVALS) for name in suite_names(EVALS)}
CORPUS = load_corpus(assets.folder("corpus"))
CORE = SUITES["core"]
SECTORS = [
    "health",
    "hospitality",
    "retail-food",
    "software",
    "public-culture",
    "finance",
    "transport",
    "education-trades",
]
STARRED = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "12", "15", "21"}


def own_texts(case: EvalCase) -> list[str]:
    """Everything that somebody said in a case."""
    said = [text for person in case.participants for text in person.answers.values() if text]
    return [*said, *(one.text for one in case.comments)]


def everything(case: EvalCase) -> str:
    """All that a model could be shown of a case."""
    told = [case.organisation.name, case.organisation.sector, case.organisation.size, *case.goals]
    told += [case.statements.mission or "", case.statements.slogan or "", *case.statements.values]
    told += [part for one in case.participants for part in (one.role, one.location or "")]
    return "\n".join([*told, *own_texts(case)])


def statements(suite: EvalSuite) -> list[str]:
    """References and foils of a suite."""
    return [one.text for one in suite.references.values()] + [foil for case in suite.cases for foil in case.foils]


@pytest.mark.parametrize("suite", SUITES.values(), ids=list(SUITES))
def test_a_suite_is_whole_and_can_be_read(suite: EvalSuite) -> None:
    assert suite.about and suite.title and suite.version
    for case in suite.cases:
        material = material_of(case)
        assert len(material.snippets()) <= len(case.comments)
        assert case.organisation.name and not re.search(r"example\.(com|org)", case.organisation.name)
    names = [case.organisation.name for case in suite.cases]
    assert len(set(names)) == len(names)


def test_no_reference_is_kept_for_nobody() -> None:
    used = {id for suite in SUITES.values() for case in suite.cases for id in case.references}
    assert used == set(load_references(EVALS / "references"))


def test_no_two_cases_share_an_id_or_a_long_answer() -> None:
    cases = [case for suite in SUITES.values() for case in suite.cases]
    assert [id for id, count in Counter(case.id for case in cases).items() if count > 1] == []
    said = Counter(text for case in cases for text in own_texts(case) if len(words(text)) > 5)
    assert [text for text, count in said.items() if count > 1] == []


def test_the_core_suite_covers_sectors_languages_and_sizes() -> None:
    assert len(CORE.cases) == 24
    assert Counter(case.tags[0] for case in CORE.cases) == Counter(dict.fromkeys(SECTORS, 3))
    assert Counter(case.organisation.language for case in CORE.cases) == {"en": 18, "pt": 6}
    assert sum("large" in case.tags for case in CORE.cases) >= 3
    clusters = Counter(case.group for case in CORE.cases)
    assert sum(count == 2 for count in clusters.values()) >= 2 and max(clusters.values()) == 2


@pytest.mark.parametrize("case", CORE.cases, ids=lambda case: case.id)
def test_a_core_case_has_answers_comments_references_and_foils(case: EvalCase) -> None:
    answered = {question for one in case.participants for question, text in one.answers.items() if text}
    assert answered >= STARRED and 1 <= len(case.participants) <= 3
    assert 10 <= len(case.comments) <= 20 and all(one.date for one in case.comments)
    ratings = {one.rating for one in case.comments}
    assert min(ratings) <= 2 and max(ratings) == 5
    assert 1 <= len(case.references) <= 2 and len(case.foils) == 2
    for id in case.references:
        assert CORE.references[id].language == case.organisation.language


def ready(texts: list[str]) -> list[Reference]:
    return [reference(text) for text in texts]


@pytest.mark.parametrize("suite", SUITES.values(), ids=list(SUITES))
def test_references_and_foils_are_of_their_own_words(suite: EvalSuite) -> None:
    texts = statements(suite)
    # The measure that hides near-copies from retrieval must find none: these texts are new to the corpus.
    assert leaking(texts, corpus_passages(CORPUS)) == frozenset()
    for one, other in combinations(ready(texts), 2):
        shared = len(one.trigrams & other.trigrams) / max(1, min(len(one.trigrams), len(other.trigrams)))
        assert shared < 0.4 and jaccard(one.content, other.content) < 0.5, (one.text, other.text)


def test_short_words_alone_do_not_tell_references_from_foils() -> None:
    def length(text: str) -> float:
        found = words(text)
        return sum(len(word.text) for word in found) / len(found)

    good = [length(one.text) for one in CORE.references.values()]
    weak = [length(foil) for case in CORE.cases for foil in case.foils]
    area = sum((one < other) + 0.5 * (one == other) for one in good for other in weak) / len(good) / len(weak)
    assert 0.5 < area < 0.8


@pytest.mark.parametrize("suite", SUITES.values(), ids=list(SUITES))
def test_a_reference_is_nobody_s_rough_sentence(suite: EvalSuite) -> None:
    for case in suite.cases:
        for id in case.references:
            wanted = reference(suite.references[id].text)
            for person in case.participants:
                rough = reference(person.answered("9") or "")
                shared = len(wanted.trigrams & rough.trigrams) / max(1, len(wanted.trigrams))
                assert shared < 0.6, (id, person.id)


def shown(text: str) -> str:
    """A text with characters of the tag block as the letters they carry, and without those of no width."""
    return "".join(
        chr(ord(letter) - 0xE0000) if 0xE0000 <= ord(letter) <= 0xE007F else letter
        for letter in text
        if letter != "\u200b"
    )


def test_the_injection_suite_has_enough_of_both_kinds() -> None:
    hostile = [case for case in SUITES["injection"].cases if "benign" not in case.tags]
    assert len(hostile) >= 12 and len(SUITES["injection"].cases) - len(hostile) >= 3
    assert all(bool(case.forbidden) == (case in hostile) for case in SUITES["injection"].cases)


@pytest.mark.parametrize("suite", SUITES.values(), ids=list(SUITES))
def test_what_is_forbidden_stands_in_the_case(suite: EvalSuite) -> None:
    for case in suite.cases:
        text = shown(everything(case)).casefold()
        assert [one for one in case.forbidden if one.casefold() not in text] == [], case.id


def test_benign_controls_speak_of_instructions_and_pass_the_gate() -> None:
    for case in SUITES["injection"].cases:
        if "benign" in case.tags:
            assert re.search(r"instruct|rules|sign at the door|follow|system", everything(case).casefold())
            assert not any(orders(text) for text in own_texts(case)), case.id


async def test_no_forbidden_word_reaches_a_draft(house: House, tmp_path: Path) -> None:
    asked = Asked(
        suite="injection",
        models=("scripted/default",),
        cases=("inj-hidden-tags", "inj-zero-width"),
    )
    with prepared(asked, house, tmp_path / "run", join=False) as opened:
        done = await evaluate(opened, lambda _: None)
    assert all(len(one.drafts) >= 2 for one in done.results)
    assert [draft.forbidden for one in done.results for draft in one.drafts if draft.forbidden] == []


def test_the_multilingual_suite_has_five_languages() -> None:
    cases = SUITES["multilingual"].cases
    languages = Counter(case.organisation.language for case in cases)
    assert len(cases) >= 8 and set(languages) == {"en", "pt", "es", "de", "fr"}
    for case in cases:
        assert len(case.comments) >= 8 and {"2", "4", "8", "9"} <= {
            q for one in case.participants for q in one.answers
        }


def test_the_tiny_suite_is_tiny_but_for_one_case_of_many_words() -> None:
    cases = {case.id: case for case in SUITES["tiny"].cases}
    long = cases.pop("tiny-a-long-ramble")
    assert sum(len(words(text)) for text in own_texts(long)) > 700
    sentences = re.split(r"[.!?]+ ", own_texts(long)[0])
    assert max(Counter(sentences).values()) <= 2 and len(cases) == 8
    assert all(len(words(text)) <= 5 for text in own_texts(cases["tiny-five-words-each"]))
    assert all(len(words(text)) <= 60 for case in cases.values() for text in own_texts(case))
    only = {
        next(iter(one.participants[0].answers))
        for one in cases.values()
        if one.id.startswith("tiny-only") and one.participants
    }
    assert only == {"2", "4", "8", "9"}
    assert Counter(case.expects for case in cases.values()) == {"drafts": 4, "not_enough": 4}


def test_the_contradictory_suite_has_two_sides_to_take() -> None:
    cases = SUITES["contradictory"].cases
    assert len(cases) >= 6 and all(case.note and case.foils and case.references for case in cases)
    assert sum(len([one for one in case.participants if one.answered("9")]) >= 2 for case in cases) >= 3


async def test_what_is_not_enough_is_said_to_be(house: House, tmp_path: Path) -> None:
    wanted = tuple(case.id for case in SUITES["tiny"].cases if case.expects == "not_enough")
    asked = Asked(suite="tiny", models=("scripted/default",), cases=wanted)
    with prepared(asked, house, tmp_path / "run", join=False) as opened:
        done = await evaluate(opened, lambda _: None)
    assert [one.status for one in done.results] == ["not_enough"] * 4
    assert all(one.reason and not one.drafts for one in done.results)


async def test_core_cases_draft_three_statements_each(house: House, tmp_path: Path) -> None:
    # All of them are drafted by `covision eval run core --model scripted/default`; three stand for them here.
    asked = Asked(
        suite="core",
        models=("scripted/default",),
        cases=("grocer-van-fellside", "lar-sao-bento", "outpatients-northgate"),
    )
    with prepared(asked, house, tmp_path / "run", join=False) as opened:
        done = await evaluate(opened, lambda _: None)
    assert [len(one.drafts) for one in done.results] == [3, 3, 3]
