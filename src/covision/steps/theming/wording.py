"""A model may word label and summary; code checks that it says nothing that the customers did not say."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from covision.domain.model import ChatModel, Request
from covision.domain.research import Snippet, Theme
from covision.errors import CovisionError
from covision.measures.phrases import root
from covision.measures.text import words
from covision.prompting.fence import fence, line, marker
from covision.prompting.shelf import Prompt, load
from covision.steps.gate import orders, passes
from covision.steps.mask import Masker, cut
from covision.steps.theming.segments import ListsOf

PromptOf = Callable[[str], Prompt]
"""The prompt `research/theme` of a language; called only when a model is at hand."""

LABEL_WORDS = 8
SUMMARY_WORDS = 25
_AT_ONCE = 3
_SHOWN = 8
# Words that a summary needs and that claim nothing.
_NEUTRAL = {
    "en": "customer customers guest guests visitor visitors people person some several many say says said describe "
    "mention report like dislike find found want wanted wish feel felt praise complain especially others often",
    "pt": "cliente clientes hóspede hóspedes visitante visitantes pessoas alguns algumas vários várias muitos "
    "muitas dizem disse gostam querem queriam sentem elogiam queixam outros outras",
}


def theme_prompts(folder: Path) -> PromptOf:
    """The prompts on the shelf `folder`: Portuguese for Portuguese, English for every other language."""
    return lambda language: load(f"research/theme.{'pt' if language == 'pt' else 'en'}", folder)


class Worded(BaseModel):
    """What a model answers."""

    label: str = Field(max_length=120)
    summary: str = Field("", max_length=400)


async def worded(
    themes: Sequence[Theme],
    snippets: Sequence[Snippet],
    model: ChatModel | None,
    prompt: PromptOf | None,
    lists_of: ListsOf,
    *,
    seconds: float,
) -> tuple[Theme, ...]:
    """The themes in the model's words where they pass `check`, else as they are.

    Only strong models are asked: the small built-in one takes a minute for what key phrases say as well. A remote
    model sees masked text alone. Ends after `seconds`, with the labels that came in time.
    """
    if not themes or model is None or prompt is None or model.info.tier != "strong":
        return tuple(themes)
    gate = asyncio.Semaphore(_AT_ONCE)
    by_id = {snippet.id: snippet for snippet in snippets}
    masker = Masker(quote.text for theme in themes for quote in theme.quotes)
    done: dict[int, Theme] = {}

    async def one(number: int, theme: Theme) -> None:
        async with gate:
            done[number] = await _word(theme, by_id, model, prompt, masker, lists_of, seconds)

    tasks = [asyncio.ensure_future(one(number, theme)) for number, theme in enumerate(themes)]
    try:
        await asyncio.wait(tasks, timeout=seconds)
    finally:
        for task in tasks:
            task.cancel()
    made: list[Theme] = []
    taken: set[str] = set()
    for number, theme in enumerate(themes):
        new = done.get(number, theme)
        new = theme if new.label.lower() in taken else new
        taken.add(new.label.lower())
        made.append(new)
    return tuple(made)


async def _word(
    theme: Theme,
    by_id: dict[str, Snippet],
    model: ChatModel,
    prompt: PromptOf,
    masker: Masker,
    lists_of: ListsOf,
    seconds: float,
) -> Theme:
    language = Counter(by_id[id].language or "en" for id in theme.snippets).most_common(1)[0][0]
    shelf = prompt(language)
    sound = [quote for quote in theme.quotes if quote.snippet in by_id and not orders(by_id[quote.snippet].text)]
    shown = [line(cut(quote.text, 300), 300) for quote in sound[:_SHOWN]]
    if len(shown) < 2:
        return theme
    if model.info.remote:
        shown = [masker.mask(text) for text in shown]
    messages = shelf.messages(
        language=language,
        phrases=fence("\n".join(line(text, 80) for text in theme.phrases), marker()),
        quotes=fence("\n".join(f"- {text}" for text in shown), marker()),
    )
    request = Request(
        role="writer",
        messages=messages,
        prompt=shelf.ref,
        max_tokens=160,
        deadline=seconds,
        json_schema=Worded.model_json_schema(),
    )
    try:
        answer = (await model.structured(request, Worded)).value
    except CovisionError:
        return theme
    said = [by_id[id].text for id in theme.snippets]
    label = check(answer.label, said, language, lists_of, most=LABEL_WORDS)
    if label is None:
        return theme
    summary = check(answer.summary, said, language, lists_of, most=SUMMARY_WORDS)
    return theme.model_copy(
        update={"label": label, "summary": summary or theme.summary, "worded_by": model.info.name}
    )


def check(text: str, said: Sequence[str], language: str, lists_of: ListsOf, *, most: int) -> str | None:
    """The text where it may be shown; None otherwise.

    One line of 2 to `most` words that passes the output gate, whose every content word, number and name two
    customers of the theme wrote, so that no single one puts a word there; only a few neutral words are free.
    """
    shown = " ".join(text.split()).strip("\"'“”«»").strip()
    found = words(shown)
    if "\n" in text.strip() or not 2 <= len(found) <= most or not passes(shown):
        return None
    lists = lists_of(language)
    free = lists.stop | set(_NEUTRAL.get(language, "").split())
    counts: Counter[str] = Counter()
    for one in said:
        counts.update({root(word.lower, language) for word in words(one)})
    held = {key for key, count in counts.items() if count > 1}
    # A negation changes the sense of everything; only one that several customers wrote may stand in a label.
    for word in found:
        if word.lower not in free and root(word.lower, language) not in held:
            return None
    return shown
