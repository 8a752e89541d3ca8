"""Sentences that all documents share: who worded something, what the criteria say, where drafts came from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from covision.domain.board import QUADRANTS, Finding
from covision.domain.draft import Clause, DraftSet, Evidence
from covision.domain.rubric import CriterionScore, Scorecard
from covision.steps.export_words import Words


def sentences(card: Scorecard, words: Words, titles: Mapping[int, str] | None = None) -> list[str]:
    """The scorecard as sentences: what was found and the question back; what nobody scored is named.

    `titles` names criteria by number; without it their keys do.
    """
    lines, names = [], titles or {}
    if card.summary.value is not None:
        lines.append(
            words.summary.format(value=card.summary.value, covered=card.summary.covered, of=card.summary.of)
        )
    lines += [_sentence(item, words, names) for item in card.criteria if item.status == "scored"]
    unscored = [item for item in card.criteria if item.status == "unscored"]
    if unscored:
        lines.append(f"{words.unscored}: {', '.join(_name(item, names) for item in unscored)}.")
    return lines


def _name(item: CriterionScore, titles: Mapping[int, str]) -> str:
    return titles.get(item.number) or f"{item.number} {item.key}"


def _sentence(item: CriterionScore, words: Words, titles: Mapping[int, str]) -> str:
    value = f"{item.value:.2f}" if item.value is not None else "?"
    # Most reasons name the words themselves.
    named = item.span is None or item.span.text in item.reason
    span = "" if named or item.span is None else f" {words.opening}{item.span.text}{words.closing}"
    method = words.methods.get(item.method, item.method)
    told = f"{_name(item, titles)}: {value} ({method}).{span} {item.reason} {item.question}"
    return " ".join(told.split())


def provenance(drafts: DraftSet, words: Words) -> list[str]:
    """Which model, prompt, corpus, rubric and seed the drafts came from; scripted text is named as such."""
    run = drafts.run
    lines = [
        f"{words.model}: {run.model}{f' ({words.scripted})' if run.model.startswith('scripted') else ''}",
        f"{words.judge}: {run.judge or words.no_judge}",
        f"{words.prompt}: {run.prompt.id} {run.prompt.version}, {run.prompt.digest}",
        f"{words.corpus}: {run.corpus_digest}",
        f"{words.rubric}: {run.rubric_version}",
        f"{words.seed}: {run.seed}",
        f"{words.tokens}: {run.usage.input_tokens} + {run.usage.output_tokens}, {run.usage.calls}",
    ]
    cost = f"{run.cost:.4f} US$" if run.cost is not None else words.unknown
    return [*lines, f"{words.cost}: {cost}", f"{words.seconds}: {run.seconds:.1f}"]


def author(name: str, words: Words, roles: Mapping[str, str] | None = None) -> str:
    """Who worded something: a model by name, scripted text as such, a person by role where `roles` knows it."""
    if name.startswith(("scripted", "model:scripted")):
        return f"{words.scripted} ({name.removeprefix('model:')})"
    if name.startswith("model:"):
        return f"{words.model} {name.removeprefix('model:')}"
    return words.origins.get(name) or (roles or {}).get(name) or name


def assumed(clause: Clause, words: Words) -> str:
    """The mark of a clause that nobody said; blank where somebody did, and for mere wording."""
    nobody = clause.assumption or (not clause.evidence and clause.kind != "style")
    return f" [{words.assumed}?]" if nobody else ""


def quote(evidence: Evidence, words: Words, roles: Mapping[str, str] | None = None) -> str:
    """Somebody's words, letter by letter, with who said them and where."""
    return f"{words.opening}{evidence.text}{words.closing} ({place(evidence, words, roles)})"


def place(evidence: Evidence, words: Words, roles: Mapping[str, str] | None = None) -> str:
    """Who said it and where: a customer with file and row, a participant by role with the question."""
    kind = words.kinds.get(evidence.kind, evidence.kind)
    parts = evidence.source.split("/")
    if evidence.kind == "answer" and len(parts) == 3 and parts[0] == "answers":
        return f"{kind}: {(roles or {}).get(parts[1], parts[1])}, {words.question}\u00a0{parts[2]}"
    return f"{kind}: {evidence.source}"


def current_lines(found: Sequence[Finding], words: Words) -> list[str]:
    """The current state line by line, each under the name of its part."""
    return [f"{words.quadrants[part]}: {one.text}" for part in QUADRANTS for one in found if one.quadrant == part]


def day(at: date | str, words: Words) -> str:
    """A day as people write it, "3 May 2027"; what is no time comes back as it is."""
    try:
        then = at if isinstance(at, date) else datetime.fromisoformat(at.replace("Z", "+00:00")).date()
    except ValueError:
        return str(at)
    return words.day.format(day=then.day, month=words.months.split()[then.month - 1], year=then.year)
