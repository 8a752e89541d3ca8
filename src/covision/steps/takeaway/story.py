"""A project told for whoever decides: the vision, what it gives up, what it rests on, how it was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from covision.domain.adopting import Adoption, adopted_base, adopted_now
from covision.domain.board import Finding
from covision.domain.draft import Clause, Draft, DraftSet, Evidence
from covision.domain.events import ProjectState, Version
from covision.steps.drafting.words import is_blank
from covision.steps.export_words import WORDS, Words
from covision.steps.takeaway.blocks import Block, Story, section
from covision.steps.takeaway.lines import assumed, author, current_lines, day, provenance, quote, sentences
from covision.steps.takeaway.share import words_by_people


@dataclass(frozen=True)
class Telling:
    """What goes into a document besides the project itself.

    `assumptions` and `current` are lines that were computed from it; `titles` names criteria by number. Without
    `evidence` nobody's answer or comment is quoted and no verdict stands in it; without `method` nothing is said of
    how it was written.
    """

    assumptions: Sequence[str] = ()
    current: Sequence[Finding] = ()
    titles: Mapping[int, str] = field(default_factory=dict)
    evidence: bool = True
    method: bool = True


@dataclass(frozen=True)
class Said:
    """Evidence by its id, and participants' roles by theirs."""

    evidence: Mapping[str, Evidence]
    roles: Mapping[str, str] = field(default_factory=dict)


def story(state: ProjectState, telling: Telling) -> Story:
    """The whole document: the adopted statement first, or the newest where none is adopted."""
    words = words_of(state)
    held, said = adopted_now(state.adoptions), said_in(state)
    blocks = [*_front(state, held, words), *_lived(state, shown_version(state, held), words)]
    if telling.evidence:
        blocks += _grounds(state, held, words, telling)
    blocks += _listed(words.assumptions, telling.assumptions)
    if telling.evidence:
        blocks += _listed(words.current, current_lines(telling.current, words))
    if telling.method:
        blocks += _listed(words.method, method_lines(state, words))
    for number, draft in enumerate(state.drafts, start=1):
        mark = f" ({words.chosen})" if draft.id == state.chosen else ""
        blocks += draft_blocks(f"{words.draft} {number}{mark}", draft, said, words, telling)
    blocks += _listed(words.warnings, state.draft_set.warnings if state.draft_set else ())
    if telling.method:
        blocks += _record(state, words)
    return Story(state.organisation.name, words.title, _language(words), tuple(blocks))


def drafts_story(drafts: DraftSet) -> Story:
    """A set of drafts alone: each statement with what it rests on, its scorecard, assumptions, provenance."""
    name = str(drafts.project.get("organisation", {}).get("name", "")) if drafts.project else ""
    words = WORDS.get(drafts.drafts[0].language if drafts.drafts else "en", WORDS["en"])
    blocks: list[Block] = []
    for number, draft in enumerate(drafts.drafts, start=1):
        blocks += draft_blocks(f"{words.draft} {number}", draft, Said(drafts.evidence), words, Telling())
    blocks += _listed(words.assumptions, drafts.assumptions)
    blocks += _listed(words.warnings, drafts.warnings)
    blocks += _listed(words.provenance, provenance(drafts, words))
    return Story(name, words.title, _language(words), tuple(blocks))


def words_of(state: ProjectState) -> Words:
    """The words of a project's documents: those of its interview, English where there are none."""
    return WORDS.get(state.interview_language, WORDS["en"])


def said_in(state: ProjectState) -> Said:
    """What the drafts of a project cite."""
    return Said({id: Evidence.model_validate(item) for id, item in state.evidence.items()}, roles(state))


def chosen_draft(state: ProjectState) -> Draft | None:
    """The draft that the team went on with."""
    return next((draft for draft in state.drafts if draft.id == state.chosen), None)


def roles(state: ProjectState) -> dict[str, str]:
    """Participants by role, the id where the role is blank."""
    return {one.id: one.role or one.id for one in state.participants}


def shown_version(state: ProjectState, held: Adoption | None) -> Version | None:
    """The version a document begins with."""
    if held is not None:
        return next((one for one in state.versions if one.version == held.version), None)
    return state.versions[-1] if state.versions else None


def version_line(one: Version, state: ProjectState, words: Words) -> str:
    """ "Version 3, 3 May 2027, Owner, based on adopted version 2"."""
    base = adopted_base(one.version, state.versions, state.adoptions)
    parts = [f"{words.version} {one.version}", day(one.at, words) if one.at else ""]
    parts += [author(one.author, words, roles(state)), words.based_on.format(version=base) if base else ""]
    return ", ".join(part for part in parts if part)


def _language(words: Words) -> str:
    return next((key for key, one in WORDS.items() if one is words), "en")


def _front(state: ProjectState, held: Adoption | None, words: Words) -> list[Block]:
    shown = shown_version(state, held)
    statement = held.statement if held else shown.statement if shown else ""
    if not statement:
        return []
    blocks = [Block("lead", statement)]
    if held is not None:
        adopted = words.adopted_line.format(version=held.version, day=day(held.at, words))
        blocks.append(Block("caption", adopted))
        terms = [(words.owner, held.owner), (words.review, day(held.review, words) if held.review else "")]
        terms += [(words.given_up, held.given_up), (words.why, held.why)]
        return [*blocks, *(Block("term", text, label) for label, text in terms if text)]
    if shown is not None:
        blocks.append(Block("caption", f"{version_line(shown, state, words)}. {words.not_adopted}"))
    return blocks


def _lived(state: ProjectState, shown: Version | None, words: Words) -> list[Block]:
    """What the chosen angle wants people to feel, think and do, and what it gives up."""
    draft = chosen_draft(state)
    if draft is None:
        return []
    told = [Block("term", text, label.rstrip(":")) for label, text in wished(draft, words)]
    told += [Block("line", draft.rationale, words.rationale)] if draft.rationale else []
    if shown is not None and shown.statement == draft.statement:
        told += [Block("line", warning, words.against) for warning in draft.warnings]
    return section(words.lived, *told)


def wished(draft: Draft, words: Words) -> list[tuple[str, str]]:
    """What people should feel, think and do, by label; what nobody has said yet is no line of a document."""
    pairs = ((words.feel, draft.feel), (words.think, draft.think), (words.do, draft.do))
    return [(label, text) for label, text in pairs if text and not is_blank(text)]


def kept_clauses(state: ProjectState) -> list[Clause]:
    """Clauses of the chosen draft that still stand, word for word, in the statement a document begins with."""
    shown, draft = shown_version(state, adopted_now(state.adoptions)), chosen_draft(state)
    if shown is None or draft is None:
        return []
    return [one for one in draft.clauses if one.text.strip() and one.text in shown.statement]


def _grounds(state: ProjectState, held: Adoption | None, words: Words, telling: Telling) -> list[Block]:
    """What the statement rests on, and what the criteria say of it."""
    blocks = section(words.rests_on, *_clauses(kept_clauses(state), said_in(state), words))
    shown = shown_version(state, held)
    if shown is not None and shown.scorecard is not None:
        told = sentences(shown.scorecard, words, telling.titles)
        blocks += section(words.scorecard, *(Block("item", one) for one in told))
    return blocks


def draft_blocks(title: str, draft: Draft, said: Said, words: Words, telling: Telling) -> list[Block]:
    """A draft under its own heading; without evidence its statement and angle alone."""
    blocks = [Block("heading", title), Block("statement", draft.statement)]
    blocks += [Block("line", draft.angle, f"{words.angle}:")] if draft.angle else []
    blocks += [Block("line", author(draft.origin, words), f"{words.origin}:")] if draft.origin else []
    # Whoever signs must see this, with evidence and without: it names places and quotes nobody.
    blocks += [Block("line", warning, words.against) for warning in draft.warnings]
    if not telling.evidence:
        return blocks
    blocks += [Block("line", text, label) for label, text in wished(draft, words)]
    blocks += [Block("line", draft.rationale)] if draft.rationale else []
    found = _clauses(draft.clauses, said, words)
    blocks += [Block("subheading", words.rests_on), *found] if found else []
    if draft.scorecard is not None:
        told = sentences(draft.scorecard, words, telling.titles)
        blocks += [Block("subheading", words.scorecard), *(Block("item", one) for one in told)]
    return blocks


def _clauses(clauses: Sequence[Clause], said: Said, words: Words) -> list[Block]:
    blocks = []
    for clause in clauses:
        blocks.append(Block("item", f"{clause.text}{assumed(clause, words)}"))
        found = [said.evidence[id] for id in clause.evidence if id in said.evidence]
        blocks += [Block("quote", quote(one, words, said.roles)) for one in found]
    return blocks


def _listed(title: str, items: Sequence[str]) -> list[Block]:
    return section(title, *(Block("item", item) for item in items))


def _record(state: ProjectState, words: Words) -> list[Block]:
    """Every version with who saved it, every adoption, and which model, prompt and seed the drafts came from."""
    told = []
    for one in state.versions:
        note = f": {one.note}" if one.note else ""
        told += [Block("item", f"{version_line(one, state, words)}{note}"), Block("quote", one.statement)]
    blocks = section(words.versions, *told)
    past = [_adoption_line(one, words) for one in state.adoptions]
    blocks += _listed(words.adoptions, past) if len(past) > 1 else []
    return blocks + (_listed(words.provenance, provenance(state.draft_set, words)) if state.draft_set else [])


def method_lines(state: ProjectState, words: Words) -> list[str]:
    """The method in sentences; what is not known is not said."""
    lines = []
    answered = [one for one in state.participants if any(one.answered(key) for key in one.answers)]
    if answered:
        count = sum(one.answered(key) is not None for one in answered for key in one.answers)
        named = "; ".join(one.role or one.id for one in answered)
        lines.append(words.answered.format(people=named, answers=count))
    comments = sum(source.read for source in state.research)
    if comments:
        names = ", ".join(source.name for source in state.research)
        lines.append(words.read.format(comments=comments, files=names))
    if state.drafts and state.drafting is not None:
        lines.append(
            words.drafted.format(drafts=len(state.drafts), engine=author(f"model:{state.drafting.model}", words))
        )
    voters = {vote.participant for one in state.rounds for vote in one.votes}
    if voters:
        lines.append(words.voted.format(people=len(voters), rounds=len(state.rounds)))
    held = adopted_now(state.adoptions)
    shown = shown_version(state, held)
    share = words_by_people(shown.version, state.versions) if shown else None
    if share is not None and share[1]:
        lines.append(words.share.format(people=share[0], words=share[1]))
    if state.created_at:
        first, last = day(state.created_at, words), day(held.at if held else state.changed_at, words)
        lines.append((words.dated if first == last else words.dates).format(first=first, last=last))
    return lines


def _adoption_line(one: Adoption, words: Words) -> str:
    line = words.adopted_line.format(version=one.version, day=day(one.at, words))
    return f"{line} ({words.taken_back})" if not one.stands else line
