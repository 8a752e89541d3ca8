"""Generators of damage: each changes a strong statement in one known way, or says that it cannot (None)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from covision.domain.mutations import MutationBase
from covision.measures.text import clauses, count_words, words
from covision.steps.mutating.edits import before, behind, capital, chosen, exchanged, holds_any, listed, without
from covision.steps.mutating.vocabulary import Vocabulary

PADDED = (60, 90)
"""How many words a padded statement has at least and at most."""
_STORY_QUESTIONS = ("6", "7", "12", "18")
_CLAIM_TRIES = 6


@dataclass(frozen=True)
class Case:
    """What a generator may look at: the base, its language's vocabulary, a seeded dice, other bases' projects and
    statements of an index (owner, text)."""

    base: MutationBase
    said: Vocabulary
    dice: Random
    others: tuple[MutationBase, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The strong statement."""
        return self.base.text


Change = Callable[[Case], str | None]


def _filled(case: Case, template: str, things: Sequence[str]) -> str:
    """The template with different words in its places."""
    a, b, c, d = chosen(case.dice, things, 4)
    several = listed(chosen(case.dice, things, case.dice.choice((4, 4, 5))), case.said.link)
    return template.format(
        a=a, b=b, c=c, d=d, A=capital(a), list=several, List=capital(several),
        name=case.base.organisation, customers=case.dice.choice(case.said.customers),
    )  # fmt: skip


def _beside(case: Case, front: Sequence[str], rear: Sequence[str], things: Sequence[str] = ("",) * 4) -> str:
    """The statement with words in front of it or behind, as the dice falls."""
    at = case.dice.randrange(len(front) + len(rear))
    if at < len(front):
        return before(case.text, _filled(case, front[at], things), (case.base.organisation,))
    return behind(case.text, _filled(case, rear[at - len(front)], things))


def adjectives(case: Case) -> str:
    """Service adjectives beside it, or in its place."""
    said = case.said
    if case.dice.random() < 0.25:
        return _filled(case, case.dice.choice(said.whole_praise), said.praise)
    return _beside(case, said.front_praise, said.behind_praise, said.praise)


def company_first(case: Case) -> str:
    """The company's own gain in front or at the end."""
    return _beside(case, case.said.front_company, case.said.behind_company)


def no_feeling(case: Case) -> str | None:
    """The part that holds feeling and doing is cut; None where the base does not name it."""
    return without(case.text, case.base.feels)


def abstract(case: Case) -> str:
    """Nouns nobody can film behind it, or an ideal in its place."""
    said = case.said
    if case.dice.random() < 0.3:
        return _filled(case, case.dice.choice(said.whole_ideals), said.ideals)
    return behind(case.text, _filled(case, case.dice.choice(said.behind_ideals), said.ideals))


def stacked_values(case: Case) -> str:
    """Four or five values side by side."""
    return _beside(case, case.said.front_values, case.said.behind_values, case.said.values)


def no_particulars(case: Case) -> str | None:
    """Words that any trade could use for the particular ones; None where the base names none."""
    text, count = exchanged(case.text, case.base.plain)
    return capital(text) if count else None


def clichés(case: Case) -> str:
    """Worn business phrases beside it."""
    return _beside(case, case.said.front_cliche, case.said.behind_cliche)


def padded(case: Case) -> str | None:
    """Sixty to ninety words, by phrases that say nothing; None where the statement is too long for that."""
    text, pieces = case.text, chosen(case.dice, case.said.filler, len(case.said.filler))
    for piece in pieces:
        if count_words(words(text)) >= PADDED[0]:
            break
        text = behind(text, f", {piece}")
    return text if PADDED[0] <= count_words(words(text)) <= PADDED[1] else None


def hard_words(case: Case) -> str:
    """Hard words for easy ones, and a hard phrase behind it."""
    text, _ = exchanged(case.text, case.said.hard, most=3)
    return behind(text, case.dice.choice(case.said.behind_hard))


def no_story(case: Case) -> str | None:
    """Plain words for the particulars that hold words of the team's stories; None where no particular does."""
    told = [text for question, text in case.base.answers.items() if question in _STORY_QUESTIONS]
    shared = {old: new for old, new in case.base.plain.items() if holds_any(old, told)}
    text, count = exchanged(case.text, shared)
    return capital(text) if count else None


def fantasy(case: Case) -> str:
    """A dream in its place, which nothing that people told stands behind."""
    return case.dice.choice(case.said.fantasy).format(customers=case.dice.choice(case.said.customers))


def only_today(case: Case) -> str:
    """Words that say it is so already, and nothing is left to reach for."""
    return _beside(case, case.said.front_today, case.said.behind_today)


def effort(case: Case) -> str:
    """Effort in place of a promise."""
    return _beside(case, case.said.front_effort, case.said.behind_effort)


def unclaimed(case: Case) -> str | None:
    """A claim that no answer and no comment holds a word of; None where several tries found none."""
    heard = (*case.base.answers.values(), *case.base.comments)
    for claim in chosen(case.dice, case.said.claims, _CLAIM_TRIES):
        if not holds_any(claim, heard):
            return behind(case.text, f", {claim}")
    return None


def tactic(case: Case) -> str:
    """A channel, tool, programme or date."""
    return _beside(case, case.said.front_tactic, case.said.behind_tactic)


def metric(case: Case) -> str:
    """A number to reach."""
    return _beside(case, case.said.front_metric, case.said.behind_metric)


def copied(case: Case) -> str | None:
    """A clause of an indexed line behind it, or the whole line in its place; None without an index."""
    lines = [text for owner, text in case.lines if owner != case.base.organisation and len(words(text)) >= 8]
    if not lines:
        return None
    line = case.dice.choice(lines)
    if case.dice.random() < 0.4:
        return line
    longest = max((part.text for part in clauses(line)), key=lambda part: len(words(part)))
    return behind(case.text, f", {longest[:1].lower()}{longest[1:].rstrip('.!? ')}") if longest else None


def model_words(case: Case) -> str:
    """The words of a text machine for the team's, and one of its phrases behind."""
    text, _ = exchanged(case.text, case.said.model_words, most=3)
    return behind(text, case.dice.choice(case.said.behind_model))


def idiom(case: Case) -> str:
    """A turn of phrase that no translator can carry over word for word."""
    return _beside(case, case.said.front_idiom, case.said.behind_idiom)


def any_option(case: Case) -> str:
    """A way out that lets every choice pass."""
    return behind(case.text, case.dice.choice(case.said.any_option))


def front_desk(case: Case) -> str:
    """One department is meant."""
    return before(case.text, case.dice.choice(case.said.front_desk), (case.base.organisation,))


def wrong_feeling(case: Case) -> str:
    """Revelry, whatever the occasion."""
    return behind(case.text, case.dice.choice(case.said.wrong_feeling))
