"""What the project can rest on, slot by slot, and what it lacks."""

from collections import Counter
from collections.abc import Mapping, Sequence

from covision.domain.board import Coverage, Known, LoneClause, SourceShare
from covision.domain.draft import Draft, Evidence
from covision.domain.interview import Script
from covision.domain.project import Material
from covision.steps.assumptions import words as count_words
from covision.steps.boarding.said import Sentence, Told
from covision.steps.boarding.tensions import PROMISES, admits
from covision.steps.boarding.topics import Topics, sharing, value

MOST_ANSWERS = 3
MOST_CUSTOMERS = 3
GLAD = PROMISES | {"delight_story", "visible_act"}
"""Slots whose answers only a content customer backs."""

Supports = Mapping[int, list[tuple[float, int]]]
"""For each answer's sentence by number: (strength, number) of the customers' sentences on the same thing."""


def spoken_of(told: Told, topics: Topics) -> Supports:
    """Customers' sentences that speak of the same thing as an answer's sentence, surest first."""
    found: dict[int, list[tuple[float, int]]] = {}
    for number, places in sharing(told).items():
        pairs = [(topics.same(number, at), at) for at in places]
        found[number] = sorted((pair for pair in pairs if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))
    return found


def backs(answer: Sentence, customer: Sentence) -> bool:
    """True where a customer on the same thing says what the answer says: content where it promises, not where it
    tells of a let-down or admits one."""
    meant = value(customer)
    if answer.slot == "pain" or admits(answer):
        return meant <= 0
    return meant >= 0 if answer.slot in GLAD else True


def known(told: Told, script: Script, supports: Supports) -> tuple[Known, ...]:
    """One entry for each answered slot: the sentence customers back most (else the fullest), each person's, and the
    customers' words behind it. `sources` counts people and files."""
    found = []
    for slot in script.slots:
        numbers = [at for at, one in enumerate(told.answers) if one.slot == slot.id]
        if not numbers:
            continue
        backed = {
            at: [(sure, to) for sure, to in supports.get(at, ()) if backs(told.answers[at], told.customers[to])]
            for at in numbers
        }
        order = sorted(numbers, key=lambda at: (-len(backed[at]), -count_words(told.answers[at].text), at))
        first = {told.answers[at].who: at for at in reversed(order)}
        said = sorted(first.values(), key=order.index)[:MOST_ANSWERS]
        behind = _distinct([pair for at in said for pair in backed[at]], told)[:MOST_CUSTOMERS]
        evidence = [told.answers[at].cited for at in said] + [one.cited for one in behind]
        people = {told.answers[at].who for at in numbers}
        files = {one.who for one in behind}
        found.append(
            Known(
                text=told.answers[said[0]].text,
                slot=slot.id,
                evidence=tuple(evidence),
                sources=len(people) + len(files),
            )
        )
    return tuple(found)


def _distinct(pairs: Sequence[tuple[float, int]], told: Told) -> list[Sentence]:
    """Different customers, the surest first."""
    seen: dict[str, Sentence] = {}
    for _, at in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        seen.setdefault(told.customers[at].cited.ref, told.customers[at])
    return list(seen.values())


def coverage(told: Told, script: Script, supports: Supports) -> tuple[Coverage, ...]:
    """Each slot: how many people answered it, how many customers speak of what they said, and who fills it.

    An unanswered slot counts customers only where their tone tells: glad ones for a happy story, the others for a
    let-down, anybody for what customers have said.
    """
    found = []
    for slot in script.slots:
        people = {one.who for one in told.answers if one.slot == slot.id}
        numbers = [at for at, one in enumerate(told.answers) if one.slot == slot.id]
        spoken = {told.customers[to].cited.ref for at in numbers for _, to in supports.get(at, ())}
        if not people:
            spoken = _unasked(slot.id, told)
        status = "both" if people and spoken else "team" if people else "customers" if spoken else "nobody"
        copies = {item.id: item.copies for item in told.snippets}
        found.append(
            Coverage(
                slot=slot.id,
                label=slot.label,
                answers=len(people),
                customers=sum(copies.get(ref, 1) for ref in spoken),
                status=status,
            )
        )
    return tuple(found)


def _unasked(slot: str, told: Told) -> set[str]:
    wanted = {"delight_story": (1,), "pain": (-1,), "evidence": (1, 0, -1)}.get(slot, ())
    return {one.cited.ref for one in told.customers if value(one) in wanted}


def mix(material: Material) -> tuple[SourceShare, ...]:
    """How much each person and each file gives: the share of all answers, or of all customers, copies too."""
    found: list[SourceShare] = []
    answered = Counter(
        {person.id: sum(1 for id in person.answers if person.answered(id)) for person in material.participants}
    )
    customers = Counter({one.name: sum(item.copies for item in one.snippets) for one in material.research})
    for kind, counted in (("answer", answered), ("snippet", customers)):
        whole = sum(counted.values())
        found += [
            SourceShare(source=name, kind=kind, count=count, share=count / whole)
            for name, count in counted.most_common()
            if count
        ]
    return tuple(found)


def lone(drafts: Sequence[Draft], evidence: Mapping[str, Evidence]) -> tuple[LoneClause, ...]:
    """Clauses that rest on one source only: one person, or one file. Style and assumptions rest on none."""
    found = []
    for draft in drafts:
        for clause in draft.clauses:
            held = {_source(evidence[id]) for id in clause.evidence if id in evidence}
            if len(held) == 1 and not clause.assumption:
                found.append(LoneClause(draft=draft.id, clause=clause.text, source=held.pop()))
    return tuple(found)


def _source(one: Evidence) -> str:
    if one.kind == "answer":
        return f"answers/{one.participant or one.source.partition('/')[2].partition('/')[0]}"
    return one.source.partition(" row ")[0].partition(' sheet "')[0].partition(" page ")[0]
