"""The interview: its script, when a follow-up is due, and how it is worded."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import yaml
from pydantic import ValidationError

from covision.domain.interview import FollowUp, Question, Script, Trigger
from covision.domain.model import ChatModel, Request
from covision.errors import AssetMissing, CovisionError, InputError, Place
from covision.prompting.fence import fence, line, marker
from covision.prompting.shelf import Prompt
from covision.steps import gate
from covision.steps.ask_triggers import TriggerContext, triggers
from covision.steps.mask import cut

__all__ = [
    "NO_OWN_SENTENCE", "FollowUp", "PromptSource", "TriggerContext", "check_wording",
    "load_script", "triggers", "word", "written",
]  # fmt: skip

MOST_WORDS = 35
_QUOTED_WORDS = 18

NO_OWN_SENTENCE = {
    "en": "Nobody has written the sentence in their own words yet (question 9); drafts rest on the other answers.",
    "pt": "Ainda ninguém escreveu a frase pelas próprias palavras (pergunta 9); as propostas vêm das restantes.",
}


PromptSource = Callable[[], Prompt]
"""Loads the prompt `interview/follow_up`; called only when a model is at hand."""


def load_script(folder: Path, language: str) -> Script:
    """The interview of a language, from `<folder>/interview/<language>.yaml`.

    Raises `AssetMissing` where there is none, `InputError` with the key where the file is wrong.
    """
    path = folder / "interview" / f"{language}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(item.stem for item in (folder / "interview").glob("*.yaml"))) or "none"
        raise AssetMissing(f"There is no interview in the language {language!r}.", todo=f"Languages: {known}.")
    try:
        script = Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=Place(str(path))) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{first['msg']}.", place=Place(str(path), key=key)) from error
    _check(script, path)
    return script


def _check(script: Script, path: Path) -> None:
    """The parts of a script must know each other: slots, sections, modes, one wording for each trigger."""
    slots, sections, ids = ({s.id for s in script.slots}, {s.id for s in script.sections}, set(script.ids()))
    wrong = [f"question {q.id}: no slot {q.slot!r}" for q in script.questions if q.slot not in slots]
    wrong += [f"question {q.id}: no section {q.section!r}" for q in script.questions if q.section not in sections]
    wrong += [
        f"mode {mode}: no question {id!r}"
        for mode, listed in script.modes.items()
        for id in listed
        if id not in ids
    ]
    wrong += ["two questions have the same id"] if len(ids) < len(script.questions) else []
    if wrong:
        raise InputError("; ".join(wrong) + ".", place=Place(str(path)))


def written(script: Script, trigger: Trigger, seed: str = "") -> FollowUp:
    """The follow-up in the script's own words; the same `seed` picks the same wording."""
    if trigger.id == "gap":
        return FollowUp(trigger=trigger, text=script.question(trigger.question).gap)
    kind = next((kind for kind in script.follow_ups if kind.id == trigger.id), None)
    if kind is None:
        return FollowUp(trigger=trigger, text=script.question(trigger.question).gap)
    choices = kind.rung_two if trigger.rung > 1 and kind.rung_two else kind.wordings
    if trigger.id == "adjective" and trigger.rung == 1 and trigger.span and _ADVERB.search(trigger.span.text):
        choices = choices[:1]  # the first wording fits any word; the others want an adjective
    filled = {
        "span": quoted(trigger.span.text) if trigger.span else "",
        "other": quoted(trigger.other or ""),
        "label": script.slot(script.question(trigger.question).slot).label,
    }
    # A wording that needs words we do not have is no choice.
    usable = [text for text in choices if all(value or f"{{{key}}}" not in text for key, value in filled.items())]
    text = (usable or [script.question(trigger.question).gap])[crc32(seed.encode()) % max(len(usable), 1)]
    return FollowUp(trigger=trigger, text=_fill(text, filled))


_ADVERB = re.compile(r"(?i)(ly|mente|s)$|\s")


def _fill(text: str, values: dict[str, str]) -> str:
    # One pass: braces inside an answer are the person's own and stay as they are.
    return re.sub(r"\{(span|other|label)\}", lambda match: values[match[1]], text)


def quoted(text: str) -> str:
    """The beginning of a text, at most 18 words, with … where it was cut; double quotes become single."""
    parts = text.split()
    if len(parts) <= _QUOTED_WORDS:
        return " ".join(parts).strip(" .").replace('"', "'")
    return cut(" ".join(parts), len(" ".join(parts[:_QUOTED_WORDS])) + 1).removesuffix("…").replace('"', "'") + " …"


async def word(
    follow_up: FollowUp,
    model: ChatModel | None,
    *,
    script: Script,
    question: Question,
    answer: str,
    prompt: PromptSource,
    seconds: float = 6.0,
) -> FollowUp:
    """The follow-up in the interviewer model's words, or `follow_up` as it is.

    It comes back unchanged without a model, with the scripted one, after `seconds`, on any model error, and where
    the reply fails `check_wording`. Gap questions and research quotes are never reworded.
    """
    trigger = follow_up.trigger
    if (
        model is None
        or model.info.tier == "scripted"
        or trigger.id in ("gap", "unclaimed_research", "contradiction")
    ) or gate.orders(answer):
        return follow_up
    try:
        text = await asyncio.wait_for(
            _ask_model(follow_up, model, script, question, answer, prompt, seconds), seconds
        )
    except (CovisionError, TimeoutError):
        return follow_up
    span = quoted(trigger.span.text) if trigger.span and "{span}" in _wordings(script, trigger) else ""
    good = check_wording(text, span=span, answer=answer, written=follow_up.text)
    return follow_up.model_copy(update={"text": good, "worded_by": model.info.name}) if good else follow_up


def _wordings(script: Script, trigger: Trigger) -> str:
    kind = next((kind for kind in script.follow_ups if kind.id == trigger.id), None)
    return " ".join(kind.rung_two if kind and trigger.rung > 1 else kind.wordings if kind else ())


async def _ask_model(
    follow_up: FollowUp,
    model: ChatModel,
    script: Script,
    question: Question,
    answer: str,
    prompt: PromptSource,
    seconds: float,
) -> str:
    shelf = prompt()
    # The gate to a remote model masks whole telephone numbers; half of one it would not know.
    said = cut(answer, 2000)
    kind = next((kind for kind in script.follow_ups if kind.id == follow_up.trigger.id), None)
    messages = shelf.messages(
        language=script.language,
        question=question.text,
        answer=fence(said, marker()),
        intent=kind.intent if kind else "",
        span=line(cut(follow_up.trigger.span.text, 599)) if follow_up.trigger.span else "",
        written=line(follow_up.text),
    )
    request = Request(role="interviewer", messages=messages, prompt=shelf.ref, max_tokens=90, deadline=seconds)
    return (await model.complete(request)).text


_SUPPLIES = re.compile(
    r"\b(for example|for instance|such as|perhaps because|maybe because|is it because"
    r"|por exemplo|tal como|será porque)\b",
    re.IGNORECASE,
)


def check_wording(text: str, *, span: str = "", answer: str = "", written: str = "") -> str | None:
    """The reply, trimmed, where it may be shown; None otherwise.

    One question of 4 to 35 words on one line that ends with a question mark, holds the quoted span, has no markup
    or link, offers no example to pick up, and brings no content of its own: at most half of its longer words may be
    new against the written question and the answer.
    """
    said = text.strip().strip('"“”«»').strip()
    count = len(said.split())
    if "\n" in said or not said.endswith("?") or said.count("?") != 1 or not 4 <= count <= MOST_WORDS:
        return None
    if re.search(r"[.!](?=\s)", said) or _SUPPLIES.search(said) or not gate.passes(said):
        return None
    if span and span.lower() not in said.lower():
        return None
    known = set(_long_words(written)) | set(_long_words(answer))
    new = [w for w in _long_words(said) if w not in known]
    return said if len(new) <= 0.5 * max(len(_long_words(said)), 1) else None


def _long_words(text: str) -> list[str]:
    return [w for w in re.findall(r"[^\W\d_]+", text.lower()) if len(w) >= 5]
