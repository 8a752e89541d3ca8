"""Other words for a part of a statement: by rule, from the team's own words, and by a model; guarded by code.

The order is: what rules and people's answers give; what the model offers; each fitted into the span and held
against the guards; what says the same folded. Nothing that is refused is shown, and how much was refused is told.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from covision.domain.draft import PromptRef
from covision.domain.model import ChatModel
from covision.domain.rewriting import RULES, RewriteAsked, Suggestion
from covision.errors import BudgetReached, ModelError
from covision.steps.rewriting import ask
from covision.steps.rewriting.check import Reason, alike, problem, told
from covision.steps.rewriting.room import Room
from covision.steps.rewriting.rules import suggestions
from covision.steps.rewriting.span import fitted

MOST_SHOWN = 4
MOST_OF_RULES = 2
"""Suggestions without a model that are shown where a model has enough to fill the rest."""
ENOUGH = 2
"""Suggestions by rule with which a small engine is not asked."""
_AGAIN = {
    "unsaid": "they say what nobody said.", "name": "they name what is not in the notes.",
    "digit": "they hold a number.", "quote": "they quote words that nobody said.",
    "promise": "they promise what nobody promised.", "whole": "the sentence is not whole with them.",
    "unsafe": "plain words are wanted.", "long": "they are too long.", "language": "it is another language.",
    "repeats": "they repeat words that stand outside the part.", "copied": "they copy another text.",
    "wish": "they do not do what is wanted.", "empty": "nothing was written.",
}  # fmt: skip
Say = Callable[[str], None]
"""Tells what is being done: `rules`, `model`, `check` or `again`; the page has the words."""


@dataclass
class Found:
    """What came of a rewrite. `failed` is the error of a model that did not answer, where rules still helped."""

    suggestions: list[Suggestion] = field(default_factory=list)
    offered: int = 0
    refused: list[Reason] = field(default_factory=list)
    folded: int = 0
    failed: str = ""


async def rewrite(
    asked: RewriteAsked,
    statement: str,
    room: Room,
    model: ChatModel | None,
    shelf: Path,
    *,
    run: str,
    seed: int = 0,
    known: Sequence[str] = (),
    enough: int = ENOUGH,
    say: Say = lambda _: None,
) -> Found:
    """Suggestions for `asked.span` of `statement`, at most `MOST_SHOWN`.

    `model` None: rules alone. `known` are texts that were suggested for these words before: they are folded. With
    `enough` suggestions by rule a small engine is not asked. Raises `BudgetReached`, and the error of a model
    that does not answer where rules find nothing either.
    """
    found = Found()
    work = _Work(asked, statement, room, run, [asked.span.text, *known], found)
    say("rules")
    for made in suggestions(statement, asked.span, room, asked.wish.kind, asked.critique):
        work.take(made.text, made.author or RULES, made.evidence)
    # A small engine is slow and seldom usable (decision 0018): rules that found enough spare the wait.
    spared = model is not None and model.info.tier == "small" and len(found.suggestions) >= enough
    if model is not None and not spared:
        say("model")
        try:
            await _ask(work, model, shelf, seed, say)
        except BudgetReached:
            raise
        except ModelError as error:
            if not found.suggestions:
                raise
            found.failed = error.what
    found.suggestions = _shown(found.suggestions)
    return found


def _shown(made: list[Suggestion]) -> list[Suggestion]:
    """A few of each kind: what people said themselves first, then what rules and then what a model made."""
    said = [one for one in made if one.prompt is None and one.author != RULES]
    ruled = [one for one in made if one.author == RULES]
    worded = [one for one in made if one.prompt is not None]
    room = max(MOST_OF_RULES, MOST_SHOWN - len(worded))
    kept = [*said[:room], *ruled[: max(0, room - len(said))], *worded]
    return kept[:MOST_SHOWN]


async def _ask(work: "_Work", model: ChatModel, shelf: Path, seed: int, say: Say) -> None:
    asked, room = work.asked, work.room
    strong = model.info.tier != "small"
    prompt = ask.prompt_for(room, shelf, strong)
    wish = ask.wish_words(asked.wish, room.language, shelf, "strong" if strong else "small")
    author = f"model:{model.info.name}"
    if not strong:
        texts = await ask.ask_small(model, prompt, work.statement, asked.span, wish, seed)
        say("check")
        work.take_all(texts, author, prompt.ref)
        return
    texts, messages = await ask.ask_strong(model, prompt, work.statement, asked.span, room, wish, seed)
    say("check")
    refused = work.take_all(texts, author, prompt.ref)
    # A writer that is told once why mends most of it; one whose words were unsafe is not spoken to again.
    if refused and "unsafe" not in refused and len(refused) > len(texts) / 2:
        say("again")
        why = " ".join(_AGAIN[reason] for reason, _ in told(refused))
        more = await ask.ask_again(model, prompt, messages, texts, why, seed + 1)
        work.take_all(more, author, prompt.ref)


class _Work:
    """Takes wordings one by one: fitted, checked, folded."""

    def __init__(
        self, asked: RewriteAsked, statement: str, room: Room, run: str, known: Iterable[str], found: Found
    ) -> None:
        self.asked = asked
        self.statement = statement
        self.room = room
        self.run = run
        self.known = list(known)
        self.found = found

    def take_all(self, texts: Sequence[str], author: str, prompt: PromptRef) -> list[Reason]:
        """Take several of one model; the reasons of those that are refused."""
        before = len(self.found.refused)
        for text in texts:
            self.take(text, author, prompt=prompt)
        return self.found.refused[before:]

    def take(self, text: str, author: str, evidence: tuple[str, ...] = (), prompt: PromptRef | None = None) -> None:
        """Take one wording, or count it as refused or folded. What rules make is refused without a word."""
        asked, found = self.asked, self.found
        fit = fitted(text, self.statement, asked.span)
        by_model = prompt is not None
        found.offered += by_model
        if fit and any(alike(fit, other, self.room.language) for other in self.known):
            found.folded += by_model
            return
        reason = problem(fit, self.statement, asked.span, self.room, asked.wish)
        if reason is not None:
            found.refused += [reason] * by_model
            return
        self.known.append(fit)
        found.suggestions.append(
            Suggestion(id=_id(self.run, fit), text=fit, author=author, prompt=prompt, evidence=evidence)
        )


def _id(run: str, text: str) -> str:
    """The same words of one run are one suggestion."""
    return f"{run}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
