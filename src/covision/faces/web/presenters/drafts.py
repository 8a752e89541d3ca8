"""Drafts as cards: the sentence, its parts with the words they rest on, strengths, a weakness, a question."""

from collections.abc import Mapping, Sequence

from covision.domain.draft import Clause, Draft, Evidence
from covision.domain.events import ProjectState
from covision.domain.rubric import CriterionScore, Rubric, Scorecard
from covision.faces.web.presenters.common import author, button, is_model, who_said
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.presenters.notes import place
from covision.faces.web.words import Words

PROMISED = 3
"""How many drafts the page speaks of."""
STRONG = 0.6
"""A criterion at or above this value counts as a strength."""


def progress(words: Words, text: str, *, elapsed: float, expected: str, ready: int) -> Markup:
    """What is done now, how long it usually takes, and how long it has taken; the page counts the seconds on."""
    count = words.count("drafts.ready", ready) if ready else ""
    seconds = h("span", words("drafts.seconds", n=int(elapsed)), data_elapsed=f"{elapsed:.1f}", cls="seconds")
    return h(
        "div",
        h("span", cls="working", aria_hidden="true"),
        h(
            "div",
            h("p", h("strong", text), role="status"),
            h("p", seconds, " ", words("drafts.so_far"), ". ", expected, " ", count, cls="aside"),
        ),
        cls="progress",
    )


def ended(words: Words, status: str, reason: str) -> Markup:
    """Why the newest run has no whole set: interrupted, stopped or failed; what is safe; the way on."""
    if status not in ("interrupted", "stopped", "failed"):
        return Markup("")
    text = reason or words("drafts.interrupted_safe")
    resume = button(words("drafts.resume"), "resume", "", "plain")
    return h("div", h("p", h("strong", words(f"drafts.{status}"))), h("p", text), h("p", resume), cls="halted")


def waiting(words: Words, text: str) -> Markup:
    """Drafts cannot be asked for yet: why, and where to go."""
    go = button(words("drafts.to_questions"), "go", "interview", "plain")
    return h("div", h("p", h("strong", words("drafts.not_yet"))), h("p", text), h("p", go), cls="halted")


def legend(words: Words) -> Markup:
    """How origins of words are marked."""
    items = [
        h("li", h("span", words("marks.person"), cls="from-person")),
        h("li", h("span", words("marks.customer"), cls="from-customer")),
        h("li", h("span", words("marks.model"), cls="from-model")),
        h("li", h("span", words("marks.assumption"), cls="from-nobody")),
    ]
    return h("ul", items, cls="legend", aria_label=words("marks.legend"))


def cards(state: ProjectState, rubric: Rubric, words: Words) -> Markup:
    """All drafts of the newest run, with its warnings below."""
    if not state.drafts:
        return h("p", words("drafts.empty"), cls="empty")
    evidence = {id: Evidence.model_validate(item) for id, item in state.evidence.items()}
    made = [_card(n, draft, evidence, state, rubric, words) for n, draft in enumerate(state.drafts, start=1)]
    whole = state.draft_set
    # Whoever was promised three and sees two should not have to look for the reason.
    fewer = whole is not None and len(made) < PROMISED
    know = _listed(words("drafts.warnings"), whole.warnings if whole else (), told=fewer)
    assumed = _listed(words("drafts.assumptions"), whole.assumptions if whole else ())
    side = h("p", button(words("compare.from_drafts"), "go", "compare", "plain")) if len(made) > 1 else None
    hint = join(side, h("p", words("drafts.again_hint"), cls="aside"))
    shown = h("div", made, cls="cards")
    return join(hint, legend(words), *((know, shown) if fewer else (shown, know)), assumed)


def _listed(title: str, items: Sequence[str], *, told: bool = False) -> Markup | None:
    said = h("ul", [h("li", item) for item in items])
    return h("details", h("summary", title), said, cls="below", open=told) if items else None


def _card(
    number: int, draft: Draft, evidence: Mapping[str, Evidence], state: ProjectState, rubric: Rubric, words: Words
) -> Markup:
    name = f"draft-{number}"
    chosen = state.chosen == draft.id
    by = draft_origin(draft, state, words)
    act = h("p", words("drafts.chosen"), cls="chosen") if chosen else None
    return h(
        "article",
        h("p", h("span", words("drafts.number", n=number), id=name), " · ", draft.angle, cls="angle"),
        statement(draft, evidence, name, words),
        _proofs(draft, evidence, state, name, words),
        [h("p", warning, cls="aside") for warning in draft.warnings] or None,
        _feel(draft, words),
        _verdicts(draft.scorecard, rubric, words),
        h("details", h("summary", words("drafts.gives_up")), h("p", draft.rationale)) if draft.rationale else None,
        h("p", by, cls="by"),
        act,
        h("p", button(words("drafts.choose"), "choose", draft.id, "primary"), cls="choose"),
        cls="draft is-chosen" if chosen else "draft",
        aria_labelledby=name,
    )


def draft_origin(draft: Draft, state: ProjectState, words: Words) -> str:
    """Who worded a draft: a person's own sentence, joined phrases, or a model by name."""
    name = draft.origin or (f"model:{state.drafting.model}" if state.drafting else "")
    if any(person.id == name for person in state.participants):
        return words("drafts.by_person", who=who_said(name, state))
    return author(name, state, words)


def statement(draft: Draft, evidence: Mapping[str, Evidence], name: str, words: Words) -> Markup:
    """The sentence with its clauses as things to touch; what stands between them stays as it is."""
    parts: list[object] = []
    at = 0
    for number, clause in enumerate(sorted(draft.clauses, key=lambda one: one.start)):
        if clause.start < at:
            continue
        parts += [draft.statement[at : clause.start], _clause(clause, evidence, f"{name}-{number}")]
        at = clause.end
    model = " by-model" if is_model(draft.origin) else ""
    return h("p", parts, draft.statement[at:], cls=f"statement{model}", lang=draft.language)


def origin_of(clause: Clause, evidence: Mapping[str, Evidence]) -> str:
    """Whose words a clause rests on: `customer`, `person`, or `nobody` for an assumption."""
    kinds = {evidence[id].kind for id in clause.evidence if id in evidence}
    if clause.assumption or not kinds:
        return "nobody"
    return "person" if "answer" in kinds else "customer" if "snippet" in kinds else "person"


def _clause(clause: Clause, evidence: Mapping[str, Evidence], proof: str) -> Markup:
    kind = origin_of(clause, evidence)
    if kind == "nobody" and clause.kind == "style":
        return join(clause.text)
    shown = join("[", clause.text, h("span", "?", cls="ask"), "]") if kind == "nobody" else join(clause.text)
    return h(
        "span",
        shown,
        role="button",
        tabindex="0",
        cls=f"clause from-{kind}",
        aria_expanded="false",
        aria_controls=proof,
        data_opens=proof,
    )


def _proofs(
    draft: Draft, evidence: Mapping[str, Evidence], state: ProjectState, name: str, words: Words
) -> Sequence[Markup]:
    made = []
    for number, clause in enumerate(sorted(draft.clauses, key=lambda one: one.start)):
        found = [evidence[id] for id in clause.evidence if id in evidence]
        body: list[Markup] = [_proof(one, state, words) for one in found]
        if clause.assumption or not found:
            body.append(h("p", words("drafts.assumption"), cls="signal"))
        title = h("h3", words("drafts.rests"))
        made.append(h("div", title, body, id=f"{name}-{number}", cls="proof", hidden=True))
    return made


def _proof(one: Evidence, state: ProjectState, words: Words) -> Markup:
    said = h("p", words("quote", text=one.text), cls="customer" if one.kind == "snippet" else "person")
    return h("blockquote", said, h("footer", source_line(one, state, words)))


def source_line(one: Evidence, state: ProjectState, words: Words) -> str:
    """Who said it, in words: the role and the question, or the file and row."""
    if one.kind == "answer":
        who = who_said(one.participant or one.source.partition("/")[2].partition("/")[0], state)
        question = one.source.rpartition("/")[2]
        return words("drafts.said", who=who, question=question) if question.isdigit() else who or one.source
    key = {"snippet": "customer", "guidance": "guidance", "example": "example"}[one.kind]
    return words(f"drafts.{key}", source=place(one.source, words) if one.kind == "snippet" else one.source)


def _feel(draft: Draft, words: Words) -> Markup | None:
    pairs = (("feel", draft.feel), ("think", draft.think), ("do", draft.do))
    told = [join(h("dt", words(f"drafts.{key}")), h("dd", text)) for key, text in pairs if text]
    return h("dl", told, cls="ftd") if told else None


def scored(card: Scorecard | None) -> list[CriterionScore]:
    """The criteria that have a value, best first; of equal ones the more trusted first."""
    found = [one for one in card.criteria if one.value is not None] if card else []
    return sorted(found, key=lambda one: (-(one.value or 0.0), -one.trust, one.number))


def _verdicts(card: Scorecard | None, rubric: Rubric, words: Words) -> Markup:
    ranked = scored(card)
    if not ranked:
        return h("p", words("drafts.no_score"), cls="aside")
    titles = {one.number: one.title for one in rubric.criteria}
    weights = {one.number: one.weight for one in rubric.criteria}
    good = [one for one in ranked if (one.value or 0.0) >= STRONG]
    strong = sorted(good, key=lambda one: -(one.value or 0.0) * weights.get(one.number, 1.0))[:2]
    weak = ranked[-1] if ranked[-1] not in good else None
    lines = [_verdict("strengths", one, titles, words) for one in strong]
    if weak is not None:
        lines.append(_verdict("weakness", weak, titles, words))
        if weak.question:
            lines.append(h("li", h("span", words("drafts.question"), cls="tag ask"), h("p", weak.question)))
    return h("ul", lines, cls="verdicts")


def _verdict(key: str, one: CriterionScore, titles: Mapping[int, str], words: Words) -> Markup:
    title = titles.get(one.number, one.key)
    body = h("p", h("strong", title), f". {one.reason}" if one.reason else "")
    return h("li", h("span", words(f"drafts.{key}"), cls=f"tag {key}"), body)
