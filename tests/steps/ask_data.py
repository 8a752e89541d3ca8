"""The shipped interview and word lists, and a short way to set off triggers."""

from functools import lru_cache

import yaml

from covision.assets import folder
from covision.domain.events import ProjectState
from covision.domain.interview import FollowUp, Script, Trigger
from covision.domain.project import Participant
from covision.domain.research import ResearchSource
from covision.measures.lexicon import Lexicon
from covision.steps.ask import TriggerContext, load_script, triggers
from covision.steps.ingest import read_research


@lru_cache
def script(language: str = "en") -> Script:
    return load_script(folder("prompts"), language)


@lru_cache
def lexicon(language: str = "en") -> Lexicon:
    path = folder("evals") / "rubric" / "lexicon" / f"{language}.yaml"
    return Lexicon.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def research(*texts: str) -> ResearchSource:
    rows = "\n".join('"' + text.replace('"', '""') + '"' for text in texts)
    return read_research("reviews.csv", f"comment\n{rows}\n".encode())


def found(
    question: str,
    answer: str | None,
    *,
    language: str = "en",
    mode: str = "solo",
    more: dict[str, str | None] | None = None,
    others: dict[str, str] | None = None,
    sources: tuple[ResearchSource, ...] = (),
    asked: tuple[Trigger, ...] = (),
    similarity: object = None,
) -> list[Trigger]:
    people = (
        Participant(id="me", answers={**(more or {}), question: answer}),
        Participant(id="other", answers=dict(others or {})),
    )
    follow_ups = tuple(("me", FollowUp(trigger=trigger, text="?")) for trigger in asked)
    state = ProjectState(id="p", participants=people, research=sources, follow_ups=follow_ups)
    context = TriggerContext.of(
        state,
        script(language),
        participant="me",
        lexicon=lexicon(language),
        mode=mode,
        similarity=similarity,  # type: ignore[arg-type]
    )
    return triggers(script(language).question(question), answer, context)


def ids(*args: object, **more: object) -> list[str]:
    return [trigger.id for trigger in found(*args, **more)]  # type: ignore[arg-type]
