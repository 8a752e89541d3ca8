"""Small projects and word lists for the tests of support."""

from functools import lru_cache

import yaml

from covision.assets import folder
from covision.domain.project import Material, Organisation, Participant
from covision.domain.research import ResearchSource, Snippet
from covision.measures.lexicon import Lexicon
from covision.steps.boarding.said import Words
from covision.steps.theming.lists import load_lists

EXAMPLES = sorted(path.parent for path in folder("examples").glob("*/project.yaml"))


@lru_cache
def words(language: str = "en") -> Words:
    path = folder("evals") / "rubric" / "lexicon" / f"{language}.yaml"
    lexicon = Lexicon.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    return Words(lexicon, load_lists(language))


def material(
    answers: dict[str, str] | None = None,
    *comments: str,
    language: str = "en",
    others: dict[str, str] | None = None,
    name: str = "Corner Garage",
    sector: str = "garage",
) -> Material:
    snippets = tuple(
        Snippet(id=f"s{at}", text=text, source="r.csv", row=at, language=language)
        for at, text in enumerate(comments, 1)
    )
    people = [Participant(id="me", role="owner", answers=dict(answers or {}))]
    people += [Participant(id="you", role="front line", answers=dict(others))] if others else []
    return Material(
        organisation=Organisation(name=name, sector=sector, language=language),
        participants=tuple(people),
        research=(ResearchSource(name="r.csv", rows=len(snippets), read=len(snippets), snippets=snippets),),
    )
