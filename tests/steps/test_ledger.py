"""Clauses keep what their draft cited, their owner and their goal while they are edited, and lose them with the words."""

from covision.domain.base import Span
from covision.domain.comments import ClauseTended, Notes, Place
from covision.domain.draft import Clause, Draft, Evidence
from covision.domain.events import ProjectState, Version
from covision.domain.project import Organisation
from covision.domain.research import ResearchSource, Snippet
from covision.domain.support import Claim, Support
from covision.steps.ledger import ledger

TEXT = "You leave known, with warm bread."
FIRST, SECOND = Span.of(TEXT, "You leave known"), Span.of(TEXT, "with warm bread.")
SAID = Evidence(kind="answer", text="Bread", source="answers/ann/2", participant="ann", end=5)


def state(*later):
    draft = Draft(
        id="d", angle="", statement=TEXT, language="en", origin="model:m",
        clauses=(
            Clause(text=SECOND.text, start=SECOND.start, end=SECOND.end, kind="commitment", evidence=("a",)),
        ),
    )  # fmt: skip
    tended = ClauseTended(
        place=Place(version=1, start=0, end=FIRST.end, quote=FIRST.text), owner="Ann", goal="Fewer complaints"
    )
    versions = [Version(version=1, statement=TEXT, author="model:m")]
    versions += [
        Version(version=n, statement=text, author="ann", base=n - 1) for n, text in enumerate(later, start=2)
    ]
    snippet = Snippet(id="s1", text="Cold bread again.", source="reviews.csv", row=4)
    return ProjectState(
        id="p", organisation=Organisation(name="B"), drafts=(draft,), chosen="d", versions=tuple(versions),
        evidence={"a": SAID.model_dump()}, notes=Notes(tended=(tended,)), goals=("Fewer complaints",),
        research=(ResearchSource(name="reviews.csv", snippets=(snippet,)),),
    )  # fmt: skip


def parts(text, *found):
    return [(Span.of(text, one), "commitment") for one in found]


def test_a_clause_has_its_evidence_its_owner_and_whose_words_it_is():
    first, second = ledger(state(), parts(TEXT, FIRST.text, SECOND.text))
    assert (first.owner, first.goal, first.evidence, first.verdict) == ("Ann", "Fewer complaints", (), None)
    assert (second.owner, second.evidence, second.words["model"]) == ("", (SAID,), 3)


def test_an_edited_clause_keeps_them_and_one_of_other_words_does_not():
    text = "Here you leave known, with cake."
    first, second = ledger(state(text), parts(text, "Here you leave known", "with cake."))
    assert (first.owner, first.words["person"], first.words["model"]) == ("Ann", 1, 3)
    assert second.evidence == ()


def test_what_a_check_finds_stands_beside_what_the_draft_cited():
    found = Claim(
        text=SECOND.text, start=SECOND.start, end=SECOND.end, kind="commitment", verdict="contradicted",
        supports=(Support(source="answers/ann/2", quote="Bread", start=0, end=5, strength=0.9),),
        against=(Support(source="s1", quote="Cold bread again.", start=0, end=17, strength=0.8),),
    )  # fmt: skip
    row = ledger(state(), parts(TEXT, SECOND.text), [found])[0]
    assert (row.verdict, row.evidence) == ("contradicted", (SAID,))
    assert [(one.kind, one.source, one.text) for one in row.against] == [
        ("snippet", "reviews.csv row 4", "Cold bread again.")
    ]


def test_without_a_version_there_is_no_ledger():
    assert ledger(ProjectState(id="p"), []) == []
