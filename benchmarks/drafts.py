"""covision's top draft against one plain question to the same model, as blind pairs for readers.

    .venv/bin/python benchmarks/drafts.py examples/*/project.yaml --out out/pairs [--model local/qwen2.5-coder-1.5b]

Both get the same model, answers and customer research. `pairs.md` holds, for each project, what the organisation
is and the two statements, shuffled and unmarked, twice in both orders; `key.json` says which is which, with the
seconds and tokens of each. `--verdicts FILE` (lines `pair-id A|B|tie`) counts: a reader's choice holds for a
project where both orders agree, else it is a tie.
"""

import argparse
import asyncio
import json
import random
import time
from pathlib import Path

from covision.domain.draft import DraftSet, PromptRef
from covision.domain.model import Message, Request
from covision.domain.project import Material
from covision.settings import load_settings
from covision.steps.ingest import read_research
from covision.steps.project_file import load_project
from covision.wiring import House, open_house

PLAIN = """You are an experienced customer experience consultant. Write the customer experience vision of {name}
({sector}): one or two plain sentences that say how customers should feel and what they can do, which every employee
can decide by. Rest it on the interview answers and customer comments below. Write it in the language with the code
{language}. Answer with the vision alone.

Interview answers:
{answers}

Customer comments:
{comments}"""


def load(path: Path) -> Material:
    """A project file with its research read."""
    told, base = load_project(path)
    research = tuple(
        read_research(item.file, (base / item.file).read_bytes(), kind=item.kind, text_column=item.text_column)
        for item in told.research
    )
    return Material(
        organisation=told.organisation,
        statements=told.statements,
        goals=told.goals,
        participants=told.participants,
        research=research,
    )


async def ours(house: House, material: Material, seed: int) -> tuple[DraftSet, float]:
    """covision's drafts and the seconds until the first."""
    started, first = time.perf_counter(), 0.0
    async for item in house.draft(material, workspace="bench", run="bench", seed=seed):
        if isinstance(item, tuple) and not first:
            first = time.perf_counter() - started
        if isinstance(item, DraftSet):
            return item, first
    raise RuntimeError("drafting ended without a set")


async def plain(house: House, material: Material, seed: int) -> tuple[str, float]:
    """What the same model answers when asked plainly, once, in good faith."""
    answers = "\n".join(
        f"- ({person.role}, question {question}) {' '.join(text.split())}"
        for person in material.participants
        for question, text in person.answers.items()
        if text
    )
    comments = "\n".join(f"- {' '.join(item.text.split())}" for item in material.snippets()[:40])
    organisation = material.organisation
    # The built-in engine reads 4,096 tokens: about 9,000 characters leave room for the reply.
    text = PLAIN.format(
        name=organisation.name,
        sector=organisation.sector,
        language=organisation.language,
        answers=answers[:6500],
        comments=comments[:2500],
    )
    request = Request(
        role="writer",
        messages=(Message(role="user", content=text),),
        prompt=PromptRef(id="benchmark/plain", version="1", digest="0" * 16),
        max_tokens=120,
        temperature=0.3,
        seed=seed,
    )
    started = time.perf_counter()
    reply = await house.new_models().of("writer").complete(request)
    return " ".join(reply.text.split()), time.perf_counter() - started


async def run(paths: list[Path], model: str, seed: int, out: Path) -> None:
    """Write the pairs, the key and every draft."""
    out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    pairs, key = [], []
    with open_house(load_settings(model=model, cache_replies=False, call_deadline=900), shared=False) as house:
        for path in paths:
            material = load(path)
            made, first = await ours(house, material, seed)
            asked, seconds = await plain(house, material, seed)
            name = path.parent.name
            (out / f"{name}.drafts.json").write_text(made.model_dump_json(indent=1), encoding="utf-8")
            top = made.drafts[0].statement
            key.append(
                {
                    "project": name, "covision": top, "plain": asked, "first_seconds": round(first, 1),
                    "seconds": made.run.seconds, "plain_seconds": round(seconds, 1),
                    "usage": made.run.usage.model_dump(), "others": [item.statement for item in made.drafts[1:]],
                }
            )  # fmt: skip
            print(json.dumps(key[-1], ensure_ascii=False), flush=True)
            about = f"{material.organisation.name}, {material.organisation.sector}"
            for order in ("x", "y"):
                ours_first = order == "x"
                pairs.append(
                    (f"{name}-{order}", about, *((top, asked) if ours_first else (asked, top)), ours_first)
                )
    chance.shuffle(pairs)
    sheet = [f"## {id}\n{about}\n\nA. {a}\n\nB. {b}\n" for id, about, a, b, _ in _renamed(pairs)]
    (out / "pairs.md").write_text("\n".join(sheet), encoding="utf-8")
    marks = {
        f"pair-{at:02d}": {"id": pair[0], "covision": "A" if pair[4] else "B"} for at, pair in enumerate(pairs)
    }
    (out / "key.json").write_text(json.dumps({"pairs": marks, "projects": key}, ensure_ascii=False, indent=1))


def _renamed(pairs: list[tuple[str, str, str, str, bool]]) -> list[tuple[str, str, str, str, bool]]:
    """Pairs under numbers that tell a reader nothing."""
    return [(f"pair-{at:02d}", *pair[1:]) for at, pair in enumerate(pairs)]


def count(out: Path, verdicts: Path) -> None:
    """Wins of covision over projects and readers' single verdicts."""
    marks = json.loads((out / "key.json").read_text())["pairs"]
    single, projects = [], {}
    for line in verdicts.read_text().splitlines():
        pair, _, choice = line.strip().partition(" ")
        if pair in marks:
            won = "tie" if choice == "tie" else choice == marks[pair]["covision"]
            single.append(won)
            projects.setdefault(marks[pair]["id"][:-2], []).append(won)
    both = {name: all(item is True for item in found) for name, found in projects.items()}
    print(f"single verdicts for covision: {sum(item is True for item in single)} of {len(single)}")
    print(f"projects where both orders choose covision: {sum(both.values())} of {len(both)}")
    for name, found in sorted(projects.items()):
        print(f"  {name}: {found}")


def main() -> None:
    """Run the comparison, or count verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", nargs="*", type=Path)
    parser.add_argument("--model", default="local/qwen2.5-coder-1.5b")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("out/pairs"))
    parser.add_argument("--verdicts", type=Path)
    told = parser.parse_args()
    if told.verdicts:
        count(told.out, told.verdicts)
    else:
        asyncio.run(run(told.projects, told.model, told.seed, told.out))


if __name__ == "__main__":
    main()
