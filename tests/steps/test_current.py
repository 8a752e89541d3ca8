"""The current state: filled in from evidence, people's lines and what they took out stand."""

import pytest
from ask_data import script

from covision.assets import folder
from covision.domain.board import Cited, CurrentState, Finding, Tension
from covision.domain.project import Material, Organisation, Participant
from covision.domain.research import Quote, ResearchSource, Snippet, Theme, ThemeSet
from covision.faces.cli.reading import read_material
from covision.steps.current import fill_current, resolves, shown

EXAMPLES = sorted(path.parent.name for path in folder("examples").glob("*/project.yaml"))
SLOTS = {question.id: question.slot for question in script().questions}


def material(answers: dict[str, str], *snippets: Snippet) -> Material:
    source = ResearchSource(name="r.csv", rows=len(snippets), read=len(snippets), snippets=snippets)
    return Material(
        organisation=Organisation(name="Somewhere"),
        participants=(Participant(id="me", role="owner", answers=dict(answers)),),
        research=(source,) if snippets else (),
    )


def snippet(id: str, text: str, rating: str | None = None, copies: int = 1) -> Snippet:
    return Snippet(id=id, text=text, source="r.csv", row=1, rating=rating, copies=copies, language="en")


def theme(id: str, kind: str, said: Snippet, count: int) -> Theme:
    quote = Quote(snippet=said.id, text=said.text, start=0, end=len(said.text), place=said.place)
    return Theme(id=id, label=f"label {id}", kind=kind, snippets=(said.id,), count=count, quotes=(quote,))  # type: ignore[arg-type]


def filled(held: Material, themes: ThemeSet | None = None, before: CurrentState | None = None) -> CurrentState:
    return fill_current(held, themes, before, slots=SLOTS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_line_rests_on_words_that_stand_there(name: str) -> None:
    held = read_material(folder("examples") / name / "project.yaml")
    found = filled(held).findings
    assert {one.quadrant for one in found} == {"strength", "weakness", "opportunity", "threat", "baseline"}
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert all(resolves(item, held) for item in one.evidence)
        assert one.evidence or one.quadrant == "baseline"
        assert all(item.text.strip() in one.text for item in one.evidence)


def test_themes_say_how_many_of_how_many() -> None:
    said = snippet("s1", "Waited an hour at the till.")
    themes = ThemeSet(themes=(theme("t1", "pain", said, 214),), of=984)
    found = filled(material({}, said), themes).findings
    pain = next(one for one in found if one.quadrant == "weakness")
    assert "214 of 984" in pain.text and said.text in pain.text
    assert any("214 of 984" in one.text for one in found if one.quadrant == "baseline")


def test_a_theme_whose_words_are_gone_gives_no_line() -> None:
    said = snippet("s1", "Waited an hour at the till.")
    themes = ThemeSet(themes=(theme("t1", "pain", said, 3),), of=9)
    assert not [one for one in filled(material({"2": "They know."}), themes).findings if one.quadrant == "weakness"]


def test_figures_count_folded_customers_and_only_those_who_rated() -> None:
    held = material(
        {},
        snippet("a", "Lovely bread here every day", "5", 3),
        snippet("b", "Stale bread here", "1"),
        snippet("c", "Bread"),
    )
    told = [one.text for one in filled(held).findings if one.quadrant == "baseline"]
    assert any("5 customers" in line for line in told)
    assert any("Of 4 customers" in line and "3 are content and 1 are not" in line for line in told)


def test_only_the_critical_headline_is_a_threat_and_what_is_not_yet_true_no_strength() -> None:
    held = material(
        {
            "18": "Good: 'Town that sings at sixty'. Critical: 'Cosy club for those who know each other'.",
            "12": "A member meets you at the door. What is not true yet: it does not happen on Thursdays.",
        }
    )
    found = filled(held).findings
    threat = next(one for one in found if one.quadrant == "threat")
    assert "Cosy club" in threat.text
    assert [one.text for one in found if one.quadrant == "strength"] == [
        "It happens on a good day (owner): “A member meets you at the door.”"
    ]
    assert not any("Cosy club" in one.text for one in found if one.quadrant == "opportunity")


def test_tensions_are_threats_with_both_sides() -> None:
    answer = Cited(ref="a.me.2.1", kind="answer", text="They wait five minutes.", source="answers/me/2", end=23)
    said = Cited(ref="s", kind="snippet", text="Waited an hour.", source="r.csv row 1", end=15)
    found = fill_current(
        material({"2": "They wait five minutes."}, snippet("s", "Waited an hour.")),
        None, None, slots=SLOTS,
        tensions=(Tension(answer=answer, research=said, question="2", why=""),),
    ).findings  # fmt: skip
    threat = next(one for one in found if one.quadrant == "threat")
    assert threat.evidence == (answer, said) and "five minutes" in threat.text and "an hour" in threat.text


def test_people_and_what_they_took_out_stand_when_research_is_added() -> None:
    held = material(
        {"6": "A woman cried with joy at the till."}, snippet("a", "Lovely warm bread every morning", "5")
    )
    first = filled(held)
    story = next(one for one in first.findings if one.evidence and one.evidence[0].kind == "answer")
    glad = next(one for one in first.findings if one.evidence and one.evidence[0].kind == "snippet")
    edited = story.model_copy(update={"text": "People cry with joy.", "author": "me"})
    own = Finding(id="own-1", quadrant="threat", text="A chain opens next door.", author="me")
    before = CurrentState(findings=(edited, own), dismissed=(glad.id,))
    more = held.model_copy(
        update={
            "research": (
                *held.research,
                ResearchSource(name="b.csv", snippets=(snippet("z", "Kind staff who know us", "5"),)),
            )
        }
    )
    after = filled(more, before=before)
    lines = {one.id: one for one in shown(after)}
    assert lines[story.id].text == "People cry with joy." and lines[story.id].author == "me"
    assert lines["own-1"] == own
    assert glad.id not in lines
    assert any("Kind staff who know us" in one.text for one in lines.values())


def test_an_edited_line_loses_only_the_evidence_that_is_gone() -> None:
    held = material(
        {"6": "A woman cried with joy at the till."}, snippet("a", "Lovely warm bread every morning", "5")
    )
    glad = next(one for one in filled(held).findings if one.evidence and one.evidence[0].kind == "snippet")
    before = CurrentState(findings=(glad.model_copy(update={"text": "Bread is loved.", "author": "me"}),))
    after = filled(material({"6": "A woman cried with joy at the till."}), before=before)
    kept = next(one for one in after.findings if one.id == glad.id)
    assert kept.text == "Bread is loved." and kept.evidence == ()


def test_lines_speak_the_language_of_the_interview() -> None:
    held = material({"6": "Uma senhora chorou de alegria ao balcão."})
    found = fill_current(held, None, None, slots=SLOTS, language="pt").findings
    assert found[0].text == "Um cliente saiu encantado (owner): «Uma senhora chorou de alegria ao balcão.»"
