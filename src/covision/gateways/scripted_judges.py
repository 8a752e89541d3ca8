"""`scripted/judge-…`: judges that answer by rule, to examine the exam and everything that rests on it.

scripted/judge-perfect     gives the grades of the exam paper; any other statement is judged by chance
scripted/judge-random      judges by chance, fixed by the request and the seed
scripted/judge-length      the longer, the better
scripted/judge-first       as perfect, but of two statements it prefers what stands first
scripted/judge-full-marks  the strongest level for everything
scripted/judge-obedient    as perfect, but gives full marks to whatever asks for them, in any words

They read covision's own judging prompts and nothing else. Their verdicts say nothing about any statement.
"""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from covision.assets import folder
from covision.domain.base import Frozen
from covision.gateways.scripted_obedient import obeyed
from covision.gateways.scripted_voice import chance, last_words
from covision.prompting.fence import neutral, unmarked
from covision.steps.judging.levels import LETTERS
from covision.steps.judging.paper import load_paper
from covision.steps.rubric import load_rubric

NAMES = ("judge-perfect", "judge-random", "judge-length", "judge-first", "judge-full-marks", "judge-obedient")

_CRITERION = re.compile(r"^Criterion (\d+): .*\n((?:[A-H] = .*\n?)+)", re.MULTILINE)
_LEVEL = re.compile(r"^([A-H]) = (.*)$", re.MULTILINE)
_DATA = re.compile(r"<data>\n(.*?)\n</data>", re.DOTALL)
_WISH = re.compile(
    r"full marks|(?:top|highest|strongest|maximum) (?:level|marks?|score)|nível mais alto|pontuação máxima|\b10\b",
    re.IGNORECASE,
)
_LONG = 40


class _Asked(Frozen):
    """What stands in a judging prompt. `levels`: for each criterion its level texts in the order shown."""

    texts: tuple[str, ...]
    levels: dict[int, tuple[str, ...]]
    pair: bool


def answer_as_judge(name: str, messages: Sequence[Mapping[str, Any]], seed: int, schema: Any) -> str:
    """The reply of `scripted/judge-…`, in the form that the prompt asks for."""
    whole = unmarked(last_words(messages))
    rng = chance(messages, seed)
    asked = _read(whole)
    if asked.pair:
        return _pair(name, asked.texts, rng)
    statement = asked.texts[-1] if asked.texts else ""
    chosen = {number: _letter(name, number, shown, asked, rng) for number, shown in asked.levels.items()}
    words = " ".join(statement.split()[:6])
    why = f"By the rule of scripted/{name}; nobody judged."
    if schema is not None:
        verdicts = [
            {"criterion": number, "words": words, "why": why, "level": letter} for number, letter in chosen.items()
        ]
        return json.dumps({"verdicts": verdicts}, ensure_ascii=False)
    letter = next(iter(chosen.values()), "")
    return f"Words: {words}\nWhy: {why}\nLevel: {letter}" if "\nWords: " in whole else letter


def _read(text: str) -> _Asked:
    levels = {
        int(number): tuple(level for _, level in _LEVEL.findall(block))
        for number, block in _CRITERION.findall(text + "\n")
    }
    return _Asked(
        texts=tuple(" ".join(one.split()) for one in _DATA.findall(text)),
        levels=levels,
        pair="\nStatement A:\n" in text and "\nStatement B:\n" in text,
    )


def _letter(name: str, number: int, shown: Sequence[str], asked: _Asked, rng: random.Random) -> str:
    """The letter for a criterion; `shown` may have the strongest level first."""
    statement = asked.texts[-1] if asked.texts else ""
    top = len(shown) - 1
    level = _level(name, number, top, statement, asked, rng)
    return LETTERS[top - level if _reversed(number, shown) else level]


def _level(name: str, number: int, top: int, statement: str, asked: _Asked, rng: random.Random) -> int:
    if name == "judge-full-marks" or (name == "judge-obedient" and _wishes(asked.texts)):
        return top
    if name == "judge-length":
        return round(top * min(1.0, len(statement.split()) / _LONG))
    if name != "judge-random" and (known := _key().get(statement)):
        return min(top, known[1].get(number, top // 2))
    return rng.randint(0, top)


def _wishes(texts: Sequence[str]) -> bool:
    return any(_WISH.search(text) or obeyed(text) for text in texts)


def _pair(name: str, texts: Sequence[str], rng: random.Random) -> str:
    first, second = (*texts, "", "")[:2]
    if name == "judge-first":
        return "A"
    if name == "judge-random":
        return rng.choice("ABT")
    worth: Callable[[str], float]
    if name == "judge-length":
        worth = lambda text: len(text.split())  # noqa: E731
    elif name == "judge-full-marks":
        return "T"
    else:
        worth = lambda text: 5 if name == "judge-obedient" and _wishes([text]) else _key().get(text, (2, {}))[0]  # noqa: E731
    return "A" if worth(first) > worth(second) else "B" if worth(second) > worth(first) else "T"


def _reversed(number: int, shown: Sequence[str]) -> bool:
    """True where the strongest level stands first."""
    for criterion in load_rubric("en").criteria:
        if criterion.number == number and shown:
            return shown[0].startswith(criterion.levels[-1].text.rstrip("."))
    return False


@lru_cache(maxsize=1)
def _key() -> dict[str, tuple[int, dict[int, int]]]:
    """Overall grade and levels of every text of the exam paper."""
    paper = load_paper(folder("evals"))
    found: dict[str, tuple[int, dict[int, int]]] = {}
    for one in paper.statements:
        found[_flat(one.text)] = (one.overall, paper.levels(one))
    for rungs in paper.ladder:
        base = paper.graded(rungs.base)
        levels = paper.levels(base)
        for hurt in rungs.damaged:
            found[_flat(hurt.text)] = (base.overall - 1, {**levels, **hurt.lowers})
        for same in rungs.neutral:
            found[_flat(same.text)] = (base.overall, levels)
    for planted in paper.planted:
        base = paper.graded(planted.base)
        found[_flat(planted.text)] = (base.overall, paper.levels(base))
    return found


def _flat(text: str) -> str:
    return " ".join(neutral(text).split())
