"""Every kind of damage and of neutral edit: what it aims at, what may rightly move with it, and who makes it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from covision.domain.mutations import Mutant, MutationBase
from covision.steps.mutating import damage, neutral
from covision.steps.mutating.damage import Case, Change
from covision.steps.mutating.edits import same
from covision.steps.mutating.vocabulary import Vocabulary
from covision.steps.mutating.words_en import ENGLISH
from covision.steps.mutating.words_pt import PORTUGUESE

VOCABULARIES: dict[str, Vocabulary] = {"en": ENGLISH, "pt": PORTUGUESE}
# Strange words make a statement longer (6), and no customer (11) and nobody of the team (17) said them.
STRANGE = (6, 11, 17)
# What a reader, unlike a rule, may rightly hold against almost any damage: no feeling, no choice, no role, a clash
# with goals, a wrong mood, a smirk.
READ = (2, 7, 10, 12, 15, 19)
_EVERYTHING = tuple(range(1, 20))


@dataclass(frozen=True)
class Kind:
    """A kind of change. `aims` empty: a neutral edit."""

    key: str
    title: str
    make: Change | None
    aims: tuple[int, ...] = ()
    may_move: tuple[int, ...] = ()


def _without(*numbers: int) -> tuple[int, ...]:
    return tuple(number for number in _EVERYTHING if number not in numbers)


DAMAGES: tuple[Kind, ...] = (
    Kind("service-adjectives", "service adjectives", damage.adjectives, (1,), _without(13, 14, 16, 18)),
    Kind("company-first", "the company put first", damage.company_first, (1,), (3, 5, 8, 9, 14, *STRANGE, *READ)),
    Kind("no-feeling", "feeling and doing cut", damage.no_feeling, (2,), _without(13, 14, 18)),
    Kind("abstract", "made abstract", damage.abstract, (3,), _without(13, 14, 18)),
    Kind("stacked-values", "values stacked", damage.stacked_values, (4,), (1, 3, *STRANGE, *READ)),
    Kind("no-particulars", "particulars dropped", damage.no_particulars, (5,), _without(4, 13, 14, 18)),
    Kind("other-business", "signed by another business", None, (5,), (1, 8, 10, 11, 12, 15, 16, 17)),
    Kind("cliches", "clichés added", damage.clichés, (5, 17), (1, 3, 4, 9, 13, *STRANGE, *READ)),
    Kind("padded", "padded to 60 to 90 words", damage.padded, (6,), (3, 4, 5, 8, 9, 18, *STRANGE, *READ)),
    Kind("hard-words", "hard words", damage.hard_words, (6,), (1, 3, 5, 8, 9, *STRANGE, *READ)),
    Kind("no-story", "told parts cut", damage.no_story, (8,), _without(13, 14, 18)),
    Kind("fantasy", "a fantasy in its place", damage.fantasy, (8,), _without(13, 14, 18)),
    Kind("only-today", "today only", damage.only_today, (8,), (9, *STRANGE, *READ)),
    Kind("effort", "effort for a promise", damage.effort, (9,), (1, 8, *STRANGE, *READ)),
    Kind("unclaimed", "a claim nobody made", damage.unclaimed, (11,), (1, 3, 4, 5, 6, 9, 17, *READ)),
    Kind("tactic", "a tactic, channel, programme or date", damage.tactic, (13,), (3, 5, 9, *STRANGE, *READ)),
    Kind("metric", "a number to reach", damage.metric, (14,), (1, 3, 9, *STRANGE, *READ)),
    Kind("copied", "an indexed line copied", damage.copied, (16,), _without(16)),
    Kind("model-words", "a text machine's words", damage.model_words, (17,), (1, 3, 5, 8, 9, 18, *STRANGE, *READ)),
    Kind("idiom", "an idiom", damage.idiom, (18,), (1, 3, 5, 9, *STRANGE, *READ)),
    Kind("any-option", "a way out of every choice", damage.any_option, (7,), (8, 9, *STRANGE, *READ)),
    Kind("front-desk", "one department only", damage.front_desk, (10,), (1, 3, 5, 8, 9, 13, *STRANGE, *READ)),
    Kind("wrong-feeling", "a feeling out of place", damage.wrong_feeling, (15,), (1, 3, 5, 18, *STRANGE, *READ)),
)
NEUTRAL: tuple[Kind, ...] = (
    Kind("another-name", "another invented name", neutral.another_name),
    Kind("synonym", "a close synonym", neutral.synonym),
    Kind("spelling", "spelling of another country", neutral.spelling),
    Kind("order", "equal parts change places", neutral.other_order),
    Kind("quotes", "quotation marks", neutral.quoted),
    Kind("stop", "the last full stop", neutral.stop),
    Kind("white-space", "white space", neutral.white_space),
    Kind("contraction", "contractions", neutral.contraction),
    Kind("marks", "apostrophes and dashes", neutral.marks),
    Kind("capitals", "a small first letter", neutral.capitals),
)
KINDS: tuple[Kind, ...] = (*DAMAGES, *NEUTRAL)


def mutants(
    base: MutationBase,
    *,
    seed: int = 1,
    others: Sequence[MutationBase] = (),
    lines: Sequence[tuple[str, str]] = (),
    kinds: Sequence[Kind] = KINDS,
) -> Iterator[tuple[Kind, Mutant | None]]:
    """One changed statement for each kind, None where the kind cannot be applied to this statement.

    A base with `written` changes yields those alone; since a hand changes more than one thing, such a damage may
    move any criterion. `others` are bases that may sign it instead, `lines` indexed statements (owner, text).
    The same seed gives the same statements, whatever else stands in the base set.
    """
    said = VOCABULARIES.get(base.language)
    if base.written:
        for kind in kinds:
            if kind.key in base.written:
                yield kind, _told(kind, base, base.written[kind.key], _without(*kind.aims))
        return
    for kind in kinds:
        case = Case(base, said, _dice(base.id, kind.key, seed), tuple(others), tuple(lines)) if said else None
        yield kind, _mutant(kind, case) if case else None


def _mutant(kind: Kind, case: Case) -> Mutant | None:
    if kind.make is None:
        return _signed_by_another(kind, case)
    text = kind.make(case)
    if not text or text == case.text or (kind.aims and same(text, case.text)):
        return None
    mutant = _told(kind, case.base, text, kind.may_move)
    if kind.key == "another-name":
        mutant = mutant.model_copy(update={"organisation": neutral.new_name(case)})
    return mutant


def _told(kind: Kind, base: MutationBase, text: str, may_move: tuple[int, ...]) -> Mutant:
    return Mutant(kind=kind.key, base=base.id, text=text, aims=kind.aims, may_move=may_move if kind.aims else ())


def _signed_by_another(kind: Kind, case: Case) -> Mutant | None:
    """The same sentence under the name, and in the project, of a business of another sector."""
    base = case.base
    strangers = [
        one
        for one in case.others
        if one.language == base.language and one.sector != base.sector and not one.project
    ]
    if not strangers or base.project:
        return None
    other = case.dice.choice(strangers)
    text = base.text.replace(base.organisation, other.organisation) if base.organisation else base.text
    return Mutant(
        kind=kind.key, base=base.id, text=text, aims=kind.aims, may_move=kind.may_move, signed_by=other.id
    )


def renamed(base: MutationBase, name: str) -> MutationBase:
    """The base under another name: in its name, its text, its answers and its comments."""
    old = base.organisation

    def told(text: str) -> str:
        return text.replace(old, name) if old else text

    return base.model_copy(
        update={
            "organisation": name,
            "text": told(base.text),
            "answers": {question: told(text) for question, text in base.answers.items()},
            "comments": tuple(told(text) for text in base.comments),
        }
    )


def _dice(*parts: object) -> Random:
    """A dice that falls alike for the same parts, on every machine."""
    digest = hashlib.sha256("|".join(str(part) for part in parts).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))
