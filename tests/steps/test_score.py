"""The scoring floor: contract, published statements, odd input, what each context criterion needs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_fixtures import CONTEXTS, SCORERS, card, criterion, values

from covision.domain.corpus import Corpus
from covision.domain.project import Material, Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.domain.rubric import Criterion, CriterionScore, Rubric
from covision.errors import InputError
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.score import (
    MEASURES,
    READING,
    ClauseEvidence,
    Known,
    Said,
    Scorer,
    ScoringContext,
    context_of,
    score,
    summarise,
)

PUBLISHED = {
    "Warby Parker": "We believe that buying glasses should be easy and fun. It should leave you happy and "
    "good-looking, with money in your pocket.",
    "KeHE": "We serve to make lives better.",
    "GreatAmerica": "We help our customers achieve greater success.",
    "USS Midway": "Preserve the historic USS Midway and the legacy of those who serve; Inspire and Educate future "
    "generations; and Entertain our museum guests.",
    "Nordstrom": "In-store or online, wherever new opportunities arise, Nordstrom works relentlessly to give "
    "customers the most compelling shopping experience possible.",
    "Hagerty": "Deliver exceptional experiences with every single interaction creating lifelong clients that "
    "not only stay with Hagerty but tell their friends about.",
    "American Express": "At American Express, we have a mission to be the world’s most respected service "
    "brand. To do "
    "this, we have established a culture that supports our team members so they can provide exceptional "
    "service to our customers.",
}


@pytest.fixture(scope="module")
def published() -> dict[str, dict[int, float]]:
    """Values of the seven published statements, each scored as its owner's, without a project."""
    found = {}
    for owner, text in PUBLISHED.items():
        context = ScoringContext(organisation=owner)
        whole = Scorer(load_rubric("en"), load_lexicon("en"), context).score(text, id=owner)
        found[owner] = {one.number: one.value for one in whole.criteria if one.value is not None}
    return found


@pytest.mark.parametrize(
    ("number", "strong", "weak"),
    [
        (1, "Warby Parker", "American Express"),
        (1, "GreatAmerica", "American Express"),
        (3, "Warby Parker", "KeHE"),
        (3, "Warby Parker", "GreatAmerica"),
        (3, "Warby Parker", "Nordstrom"),
        (3, "Warby Parker", "American Express"),
        (4, "Warby Parker", "USS Midway"),
        (5, "USS Midway", "KeHE"),
        (5, "USS Midway", "GreatAmerica"),
        (6, "Warby Parker", "Nordstrom"),
        (6, "KeHE", "American Express"),
        (6, "GreatAmerica", "Nordstrom"),
    ],
)
def test_published_statements_fall_on_their_side(
    published: dict[str, dict[int, float]], number: int, strong: str, weak: str
) -> None:
    assert published[strong][number] > published[weak][number] + 0.1


def test_the_card_is_whole_and_its_spans_read_verbatim() -> None:
    statement = "Our friendly team is here until 9 p.m., and guests go home feeling proud."
    whole = card(statement)
    assert [one.number for one in whole.criteria] == list(range(1, 20))
    assert whole.summary.of == 19
    assert whole.summary.covered == sum(one.status == "scored" for one in whole.criteria)
    for one in whole.criteria:
        assert (one.value is None) == (one.status == "unscored")
        assert one.reason and one.question
        assert one.span is None or one.span.holds_in(statement)
        assert one.status == "scored" or one.trust == 0.0


def test_reasons_quote_the_words_in_the_language_of_the_statement() -> None:
    english = criterion("Our friendly and efficient staff give service.", 1)
    assert (
        english.reason
        == "“friendly” and “efficient” describe the service or staff; say what changes for the customer."
    )
    assert english.span is not None and english.span.text == "friendly"
    portuguese = criterion("A nossa equipa simpática presta um bom serviço.", 1, "pt")
    assert "“simpática”" in portuguese.reason and "diga o que muda para o cliente" in portuguese.reason


def test_the_same_statement_gives_the_same_card() -> None:
    fresh = Scorer(load_rubric("en"), load_lexicon("en"), CONTEXTS["en"])
    assert fresh.score("Guests go home proud.", id="s") == card("Guests go home proud.")
    assert score("Guests go home proud.", load_rubric("en"), load_lexicon("en"), CONTEXTS["en"], id="s") == card(
        "Guests go home proud."
    )


def test_we_is_no_fault_and_the_word_customer_little_merit() -> None:
    with_we = values("We keep your loaf until you come home.")
    without = values("Your loaf is kept until you come home.")
    assert abs(with_we[1] - without[1]) < 0.05
    assert values("Customer customer customer.")[1] < 0.5


# What needs a project says so where there is none.


def test_without_a_project_the_criteria_that_need_one_are_unscored() -> None:
    bare = Scorer(load_rubric("en"), load_lexicon("en"), ScoringContext()).score("Guests go home proud.", id="s")
    unscored = {one.number: one.reason for one in bare.criteria if one.status == "unscored"}
    assert {8, 11, 16, 17} < set(unscored)
    assert "customer comments" in unscored[11] and "answers" in unscored[17]
    assert "judge" in unscored[10] and "people" in unscored[19].lower()


def test_customers_words_carry_a_clause() -> None:
    backed = criterion("You go home feeling known.", 11)
    alone = criterion("Music plays in the rain.", 11)
    assert backed.value is not None and alone.value == 0.0 and backed.value > alone.value
    assert alone.span is not None and alone.span.text.rstrip(".") in alone.reason


def test_links_of_an_earlier_step_are_believed() -> None:
    statement = "Music plays in the rain."
    linked = SCORERS["en"].score(
        statement, id="s", clauses=[ClauseEvidence(text="Music plays in the rain", snippets=("a", "b", "c"))]
    )
    assert next(one.value for one in linked.criteria if one.number == 11) == 1.0


def test_a_near_neighbour_costs_distinctiveness() -> None:
    far = SCORERS["en"].score("Our baker waves from the hatch.", id="s", similarities=[0.2])
    near = SCORERS["en"].score(
        "Our baker waves from the hatch.", id="s", similarities=[0.95], nearest="Quay Bakery"
    )
    by_number = {5: "swap", 16: "copy"}
    for number in by_number:
        one, other = (next(c for c in whole.criteria if c.number == number) for whole in (far, near))
        assert one.value is not None and other.value is not None and one.value > other.value
    assert "Quay Bakery" in next(one.reason for one in near.criteria if one.number == 5)


def test_a_copied_line_is_caught_but_not_ones_own() -> None:
    line = PUBLISHED["Warby Parker"].replace("glasses", "bread")
    copied = criterion(line, 16)
    assert copied.value is not None and copied.value < 0.1 and "Warby Parker" in copied.reason
    own = ScoringContext(organisation="Warby Parker", statements=(*CONTEXTS["en"].statements,))
    whole = Scorer(load_rubric("en"), load_lexicon("en"), own).score(PUBLISHED["Warby Parker"], id="s")
    assert next(one.value for one in whole.criteria if one.number == 16) == 1.0


def test_now_and_aspiration_need_a_story_and_a_gap() -> None:
    both = criterion("On Saturdays too, regulars are known and their loaves bagged.", 8)
    story = criterion("Loaves are bagged for regulars at the counter.", 8)
    neither = criterion("A train of clouds.", 8)
    assert both.value is not None and story.value is not None and neither.value is not None
    assert both.value > story.value > neither.value == 0.0


def test_the_teams_own_words_have_its_voice() -> None:
    own, foreign = (
        values("Whoever comes goes home with bread they're proud to share."),
        values("Elevate artisanal moments."),
    )
    assert own[17] == 1.0 and foreign[17] == 0.0


def test_context_of_a_project() -> None:
    material = Material(
        organisation=Organisation(name="Quay", sector="bakery", language="en"),
        participants=(Participant(id="ana", answers={"6": "A child waved.", "7": None, "9": "  "}),),
        research=(
            ResearchSource(name="r", snippets=(Snippet(id="r:1", text="Warm bread", source="r", copies=2),)),
        ),
    )
    context = context_of(material, Corpus(digest="0", visions=(), guidance=(), glossary=()))
    assert context.organisation == "Quay"
    assert context.answers == (Said(id="answers/ana/6", text="A child waved.", who="ana", question="6"),)
    assert context.snippets == (Said(id="r:1", text="Warm bread", copies=2),)


# Odd and hostile input.


@pytest.mark.parametrize("statement", ["", "   \n\t ", "x" * 100_001])
def test_nothing_or_far_too_much_is_a_clear_error(statement: str) -> None:
    with pytest.raises(InputError) as fault:
        card(statement)
    assert fault.value.todo


@pytest.mark.parametrize("statement", ["🙂🙂🙂", "...", "—"])
def test_no_words_no_verdict(statement: str) -> None:
    whole = card(statement)
    assert all(one.status == "unscored" for one in whole.criteria)
    assert whole.summary.value is None and whole.summary.covered == 0


def test_only_digits_are_judged_as_numbers_alone() -> None:
    whole = card("70 95% 12")
    scored = {one.number: one.value for one in whole.criteria if one.status == "scored"}
    assert set(scored) == {14} and scored[14] is not None and scored[14] < 0.2


@pytest.mark.parametrize(
    "statement",
    [
        "نحن نخبز الخبز كل صباح لكي لا ينتظر أحد في الشارع",
        "Мы печём хлеб, чтобы никто не ждал",
        "私たちは毎朝パンを焼きます",
    ]
    + ["Quem chega à nossa porta sente-se em casa e sai descansado todos os dias."]
    + ["Wir backen jeden Morgen frisches Brot, damit niemand vor verschlossener Türe warten muss"],
)
def test_another_language_is_not_judged(statement: str) -> None:
    one = criterion(statement, 1)
    assert one.status == "unscored" and "English" in one.reason
    assert card(statement).summary.value is None


def test_a_founding_year_is_no_plan_and_no_number() -> None:
    assert values("Guests go home proud since 1890.")[13] == 1.0
    assert values("Guests go home proud since 1890.")[14] == 1.0
    assert values("Guests go home proud by 2028.")[13] < 0.5


def test_a_language_without_lists_is_unscored_not_low() -> None:
    context = ScoringContext(language="fr")
    for lexicon in (None, load_lexicon("en")):
        whole = Scorer(load_rubric("fr"), lexicon, context).score("Chaque client repart serein.", id="s")
        assert whole.summary.value is None and whole.summary.covered == 0 and whole.summary.of == 19


def test_five_thousand_words_are_scored_and_found_too_long() -> None:
    whole = card("Guests go home proud of the bread. " * 720)
    length = next(one for one in whole.criteria if one.number == 6)
    assert length.value is not None and length.value < 0.05


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300), st.sampled_from(["en", "pt"]))
def test_any_text_ends_in_a_card_or_an_input_error(text: str, language: str) -> None:
    try:
        whole = card(text, language)
    except InputError:
        assert not text.strip()
        return
    for one in whole.criteria:
        assert one.span is None or one.span.holds_in(text)
        assert one.value is None or 0.0 <= one.value <= 1.0
    assert card(text, language) == whole


# The summary.


def _score(number: int, value: float, trust: float) -> CriterionScore:
    return CriterionScore(number=number, key=f"k{number}", status="scored", value=value, trust=trust)


def _rubric(*weights: float) -> Rubric:
    empty = {"title": "", "asks": "", "strong": "", "weak": "", "checks": ("computed",), "question": "?"}
    criteria = tuple(
        Criterion.model_validate({"number": at, "key": f"k{at}", "weight": weight, **empty})
        for at, weight in enumerate(weights, 1)
    )
    return Rubric(version="1", criteria=criteria)


def test_the_summary_weighs_by_weight_and_trust() -> None:
    found = summarise([_score(1, 1.0, 0.5), _score(2, 0.0, 0.25)], _rubric(1.0, 2.0))
    assert found.value == 0.5 and found.interval is None and (found.covered, found.of) == (2, 2)
    ignored = summarise([_score(1, 1.0, 0.5), _score(2, 0.0, 0.0)], _rubric(1.0, 1.0))
    assert ignored.value == 1.0 and ignored.covered == 1


def test_the_interval_is_the_jackknifes() -> None:
    # Equal weights: the jackknife is the usual standard error of a mean. s = .2, n = 4, t(3) = 3.182.
    found = summarise(
        [_score(at, value, 1.0) for at, value in enumerate((0.3, 0.5, 0.5, 0.7), 1)], _rubric(1, 1, 1, 1)
    )
    error = (0.08 / 3) ** 0.5 / 2
    assert found.value == 0.5 and found.interval is not None
    assert found.interval[0] == pytest.approx(0.5 - 3.182 * error, abs=1e-4)
    assert found.interval[1] == pytest.approx(0.5 + 3.182 * error, abs=1e-4)


# The rubric as data.


@pytest.mark.parametrize("language", ["en", "pt"])
def test_every_criterion_is_told_and_its_measure_exists(language: str) -> None:
    rubric = load_rubric(language)
    assert rubric.language == language
    for one in rubric.criteria:
        assert one.measure in (None, READING, *MEASURES)
        assert (one.measure is not None) == ("computed" in one.checks)
        assert one.unscored or one.measure
        assert 3 <= len(one.levels) <= 5 and all(level.example for level in one.levels)
        assert [level.value for level in one.levels] == sorted({level.value for level in one.levels})
        assert one.trust <= 0.85, "no computed measure is a person"


def test_the_two_rubrics_agree_in_all_but_words() -> None:
    # Trust is measured in each language by itself.
    keep = {"number", "key", "checks", "measure", "documents", "weight"}
    english, portuguese = (
        [one.model_dump(include=keep) for one in load_rubric(language).criteria] for language in ("en", "pt")
    )
    assert english == portuguese
    assert load_rubric("en").version == load_rubric("pt").version


def test_every_measure_is_used() -> None:
    assert {READING, *MEASURES} == {one.measure for one in load_rubric("en").criteria if one.measure}


def test_examples_of_the_top_level_beat_those_of_the_lowest() -> None:
    """Where a measure alone can tell, the rubric's own strong example must not score below its weak one."""
    for language in ("en", "pt"):
        for one in load_rubric(language).criteria:
            if one.number in (1, 3, 4, 6, 9, 13, 14, 18):
                low, high = (
                    values(level.example, language)[one.number] for level in (one.levels[0], one.levels[-1])
                )
                assert high > low, (language, one.key)


def test_a_fourth_measure_name_is_unscored_with_a_reason() -> None:
    rubric = load_rubric("en")
    changed = rubric.model_copy(
        update={"criteria": (rubric.criteria[0].model_copy(update={"measure": "astrology"}), *rubric.criteria[1:])}
    )
    whole = Scorer(changed, load_lexicon("en"), ScoringContext()).score("Guests go home proud.", id="s")
    assert whole.criteria[0].status == "unscored" and "astrology" in whole.criteria[0].reason


def test_a_wrong_rubric_names_file_and_key(tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "evals" / "rubric"
    folder.mkdir(parents=True)
    (folder / "rubric.en.yaml").write_text("version: '1'\ncriteria:\n  - number: one\n")
    with pytest.raises(InputError) as fault:
        load_rubric("en", tmp_path)
    assert "rubric.en.yaml" in str(fault.value) and "criteria.0" in str(fault.value)
    (folder / "rubric.en.yaml").write_text("version: [")
    load_rubric.cache_clear()
    with pytest.raises(InputError, match="line"):
        load_rubric("en", tmp_path)
    assert load_lexicon("xx") is None


def test_known_statements_may_be_many() -> None:
    many = tuple(Known(owner=f"o{at}", text=f"Statement {at} about the {at} doors of a house") for at in range(300))
    context = CONTEXTS["en"].model_copy(update={"statements": many})
    whole = Scorer(load_rubric("en"), load_lexicon("en"), context).score("Guests go home proud.", id="s")
    assert next(one for one in whole.criteria if one.number == 16).value == 1.0
