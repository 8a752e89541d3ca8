"""A house whose drafter is rehearsed: real stores, real interview, real scores, drafts made of the answers."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo, Usage
from covision.domain.events import DraftFound, ProjectState
from covision.projects.drafting import DraftProgress
from covision.settings import load_settings
from covision.wiring import House

ANGLES = ("relief", "pride", "belonging")
TAILS = (
    "because somebody listened first",
    "and can say why to a friend",
    "without having to ask twice",
)


class RehearsedHouse(House):
    """Drafts by rule, one every `COVISION_TEST_PACE` seconds; everything else is the product's own."""

    async def _drafter(self, state: ProjectState, run: str, seed: int, wanted: int) -> AsyncIterator[Any]:
        pace = float(os.environ.get("COVISION_TEST_PACE", "0.2"))
        evidence = sources(state)
        made = []
        yield DraftProgress(run=run, text="Looking for what customers said")
        for number in range(wanted):
            await asyncio.sleep(pace)
            yield DraftProgress(run=run, text=f"Writing draft {number + 1} of {wanted}")
            await asyncio.sleep(pace)
            draft = rehearsed(state, number, seed, evidence)
            card = self.score(draft.statement, id=draft.id, material=state.material())
            made.append(draft.model_copy(update={"scorecard": card}))
            shown = {key: item.model_dump(mode="json") for key, item in evidence.items()}
            yield DraftFound(run=run, draft=made[-1], evidence=shown)
        yield whole(state, made, evidence, seed)


def sources(state: ProjectState) -> dict[str, Evidence]:
    found = {}
    for person in state.participants:
        for question, text in person.answers.items():
            if text:
                source = f"answers/{person.id}/{question}"
                found[f"a{question}"] = Evidence(
                    kind="answer", text=text[:400], source=source, participant=person.id, end=len(text[:400])
                )
    for number, snippet in enumerate(state.material().snippets()[:3], start=1):
        place = f"{snippet.source} row {snippet.row}"
        found[f"s{number}"] = Evidence(kind="snippet", text=snippet.text, source=place, end=len(snippet.text))
    return found


def rehearsed(state: ProjectState, number: int, seed: int, evidence: dict[str, Evidence]) -> Draft:
    own = next((item.text for key, item in evidence.items() if key == "a9"), "People leave with what they came for")
    own = " ".join(own.split()).rstrip(". ")
    tail = TAILS[(number + seed) % len(TAILS)]
    statement = f"{own}, {tail}."
    answers = [key for key in evidence if key.startswith("a")]
    comments = [key for key in evidence if key.startswith("s")]
    second = comments[:1] if number == 0 else [answers[number % len(answers)]] if number == 1 and answers else []
    clauses = (
        Clause(text=own, start=0, end=len(own), kind="aspiration", evidence=("a9",) if "a9" in evidence else ()),
        Clause(
            text=tail, start=len(own) + 2, end=len(own) + 2 + len(tail), kind="commitment",
            evidence=tuple(second), assumption=not second,
        ),
    )  # fmt: skip
    return Draft(
        id=f"d{number + 1}-{seed}",
        angle=ANGLES[number % len(ANGLES)],
        statement=statement,
        language=state.organisation.language,
        feel="Looked after, and not in a hurry",
        think="These people know what I came for",
        do="Go home and get on with the day",
        rationale="It puts the customer's day first and gives up saying how the work is done.",
        clauses=clauses,
        origin="model:scripted/rehearsed",
    )


def whole(state: ProjectState, made: list[Draft], evidence: dict[str, Evidence], seed: int) -> DraftSet:
    run = RunInfo(
        model="scripted/rehearsed",
        prompt=PromptRef(id="draft", version="1", digest="0" * 8),
        corpus_digest="0",
        rubric_version="1.0.0",
        seed=seed,
        usage=Usage(input_tokens=1200, output_tokens=310, calls=9),
        cost=0.0,
        seconds=2.0,
    )
    project = {"organisation": state.organisation.model_dump(mode="json")}
    return DraftSet(project=project, run=run, evidence=evidence, drafts=tuple(made))


def main() -> None:
    """Serve a rehearsed house; `COVISION_…` in the environment says where and how."""
    from covision.faces.web.app import serve

    settings = load_settings()
    with RehearsedHouse(settings) as house:
        serve(house, settings.host, int(sys.argv[1]) if len(sys.argv) > 1 else settings.port)


if __name__ == "__main__":
    main()
