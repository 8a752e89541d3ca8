"""Orders: what people's votes add up to, what the measures alone say, and what a judge says where one was asked."""

from collections.abc import Mapping, Sequence
from math import exp

from covision.domain.comparing import Comparison, Ranked, Ranking
from covision.domain.events import ProjectState
from covision.domain.voting import GivenReason, Majority, Round, Tally
from covision.faces.web.presenters.common import button, when
from covision.faces.web.presenters.compare import Side, by_line, label, letter, listed
from covision.faces.web.presenters.compare_plots import ends, ladder, of_100
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words
from covision.steps.comparing.options import Option
from covision.steps.voting import first_choices


def result(held: Round, tally: Tally, options: Mapping[str, Option], state: ProjectState, words: Words) -> Markup:
    """A closed vote: the order, what is too close to call, who wanted what and why; and the way on.

    `options` are today's by source: what each statement is, told again now.
    """
    if not tally.voters:
        return h("section", h("p", words("compare.result.nobody")), _after(held, words), cls="result")
    place = {one.id: at for at, one in enumerate(held.candidates)}
    order = [(one, one.id, place[one.id]) for one in tally.ranking.order]
    tiers = [one.tier for one in tally.ranking.order]
    placed = [_placed(one, tiers.count(one.tier) > 1, held, options, state, words) for one in tally.ranking.order]
    alt = f"{words('compare.result.alt')} {_alt(tally.ranking, words)}"
    return h(
        "section",
        h("p", words.count("compare.result.voters", tally.voters), " ", words(f"compare.result.{_how(held)}")),
        h("p", _settled(tally.ranking, words), cls="verdict"),
        _firsts(held, words),
        h("ol", placed, cls="placed"),
        _shares(order, alt, words),
        _reasons(tally.reasons, words),
        _majorities(tally.majorities, words),
        h("details", h("summary", words("compare.result.method")), h("p", words("compare.result.method_told")),
          id="vote-method"),
        _after(held, words),
        cls="result",
    )  # fmt: skip


def _firsts(held: Round, words: Words) -> Markup | None:
    """The plain count, beside what it may mean: how many put which statement first."""
    firsts = sorted(first_choices(held).items(), key=lambda one: -one[1])
    told = " ".join(words.count("compare.result.first", n, who=name) for name, n in firsts)
    return h("p", told) if told else None


def _how(held: Round) -> str:
    return "blind" if held.blind else "open"


def _settled(ranking: Ranking, words: Words) -> str:
    """The result in a sentence: who is ahead for certain, or that it is too close to call."""
    placed = [one for one in ranking.order if one.tier is not None]
    first = [one.id for one in placed if one.tier == 1]
    close = [pair for pair in ranking.close if placed and placed[0].id in pair]
    if len(placed) < 2 or len(first) == len(placed):
        return words("compare.result.all_close")
    if len(first) > 1:
        return words("compare.result.top_close", who=listed(first, words))
    if close:
        others = [one for pair in close for one in pair if one != first[0]]
        return words("compare.result.first_close", who=first[0], others=listed(others, words))
    return words("compare.result.clear", who=first[0])


def _placed(
    one: Ranked, shared: bool, held: Round, options: Mapping[str, Option], state: ProjectState, words: Words
) -> Markup:
    at, candidate = next((n, c) for n, c in enumerate(held.candidates) if c.id == one.id)
    option = options.get(candidate.source)
    what = words("compare.result.earlier_draft")
    if option is not None:
        what = " · ".join(part for part in (label(option, words), by_line(option, state, words)) if part)
    newest = bool(state.versions) and state.versions[-1].statement == candidate.statement
    told = words("compare.result.unranked")
    if one.tier is not None:
        told = words("compare.result.shared_place" if shared else "compare.result.place", n=one.tier)
    weight = "primary" if one.tier == 1 and not shared else "plain"
    go = h(
        "button", words("compare.go_on") if newest else words("compare.result.go_on"), type="button", cls=weight,
        data_do="take", data_with=one.id, aria_label=f"{words('compare.result.go_on')}: {one.id}",
    )  # fmt: skip
    return h(
        "li",
        h("p", letter(one.id, at % 4), h("strong", told), h("span", what, cls="aside"), cls="who"),
        h("p", candidate.statement, cls="statement", lang=state.organisation.language),
        h("p", go, cls="acts"),
    )


def _shares(order: Sequence[tuple[Ranked, str, int]], alt: str, words: Words) -> Markup:
    head = h(
        "tr", [h("th", words(f"compare.result.{key}"), scope="col") for key in ("statement", "won", "contests")]
    )
    rows = [
        h("tr", h("th", mark, scope="row"), h("td", _share(one, words)), h("td", str(one.contests)))
        for one, mark, _ in order
    ]
    table = h("table", h("thead", head), h("tbody", rows))
    return h(
        "div",
        h("h3", words("compare.result.shares")),
        h("p", words("compare.result.shares_lead"), cls="aside"),
        ends(words("percent", n=0), words("percent", n=100)),
        ladder(order, words, alt),
        h("details", h("summary", words("compare.as_table")), h("div", table, cls="scrolls"), id="result-table"),
        cls="shares",
    )


def _share(one: Ranked, words: Words) -> str:
    if one.value is None:
        return words("compare.not_scored")
    if one.interval is None:
        return words("percent", n=of_100(one.value))
    low, high = (of_100(min(1.0, max(0.0, end))) for end in one.interval)
    return words("compare.share_interval", n=of_100(one.value), low=low, high=high)


def _alt(ranking: Ranking, words: Words) -> str:
    return " ".join(f"{one.id}: {_share(one, words)}." for one in ranking.order)


def _reasons(found: Sequence[GivenReason], words: Words) -> Markup | None:
    if not found:
        return None
    lines = [
        h(
            "li",
            h("p", one.reason, cls="words"),
            h("p", one.participant, _against(one, words), cls="aside"),
            cls="minority" if one.minority else None,
        )
        for one in found
    ]
    lead = h("p", words("compare.result.reasons_lead"), cls="aside") if any(one.minority for one in found) else None
    return h("div", h("h3", words("compare.result.reasons")), lead, h("ul", lines, cls="reasons"))


def _against(one: GivenReason, words: Words) -> str:
    return f" · {words('compare.result.against', a=one.prefers, b=one.over)}" if one.minority else ""


def _majorities(found: Sequence[Majority], words: Words) -> Markup | None:
    if not found:
        return None
    lines = [h("li", _majority(one, words)) for one in found]
    return h("details", h("summary", words("compare.result.majorities")), h("ul", lines), id="majorities")


def _majority(one: Majority, words: Words) -> str:
    first, second, more, fewer = one.first, one.second, one.for_first, one.for_second
    if fewer > more:
        first, second, more, fewer = second, first, fewer, more
    key = "even" if more == fewer else "over"
    told = words(f"compare.result.majority_{key}", a=first, b=second, n=more, m=fewer)
    return f"{told} {words.count('compare.result.neither', one.neither)}" if one.neither else told


def _after(held: Round, words: Words) -> Markup:
    acts = (
        button(words("compare.result.again"), "revote", held.id, "plain"),
        button(words("compare.result.back"), "open", "", "link"),
    )
    return h("p", acts, cls="compare-acts")


def rounds(state: ProjectState, words: Words) -> Markup:
    """Votes of this project, the newest first."""
    if not state.rounds:
        return Markup("")
    lines = []
    for held in reversed(state.rounds):
        people = len({one.participant for one in held.votes})
        told = words.count("compare.rounds.people", people, n_statements=len(held.candidates))
        parts = [when(held.opened_at, words), told, words(f"compare.rounds.{'open' if held.open else 'closed'}")]
        do, name = ("to-vote", "compare.rounds.vote") if held.open else ("result", "compare.rounds.see")
        act = h(
            "button", words(name), type="button", cls="link", data_do=do, data_with=held.id,
            aria_label=f"{words(name)}: {parts[0]}",
        )  # fmt: skip
        lines.append(h("li", " · ".join(part for part in parts if part), " ", act))
    return h("section", h("h2", words("compare.rounds.heading")), h("ul", lines), cls="rounds")


def measures(found: Ranking, sides: Sequence[Side], words: Words) -> Markup:
    """The order by the measures alone, with what it does not know."""
    place = {side.letter: at for at, side in enumerate(sides)}
    order = [(one, one.id, place[one.id]) for one in found.order]
    alt = f"{words('compare.measures.alt')} {_measured(found, words)}"
    unplaced = [h("li", f"{one.id}: {one.reason}") for one in found.order if one.tier is None]
    if len(unplaced) == len(order):
        return Markup("")
    return h(
        "section",
        h("h2", words("compare.measures.heading")),
        h("p", _order_of(found, words), cls="verdict"),
        h("p", words("compare.measures.warning"), cls="aside"),
        ends(words("compare.less"), words("compare.more_of_it")),
        ladder(order, words, alt),
        h("ul", unplaced, cls="plain-lines") if unplaced else None,
        cls="compare-measures",
    )  # fmt: skip


def _measured(found: Ranking, words: Words) -> str:
    told = []
    for one in found.order:
        if one.value is not None and one.interval is not None:
            low, high = (of_100(end) for end in one.interval)
            told.append(f"{one.id}: {words('compare.value_interval', n=of_100(one.value), low=low, high=high)}.")
        elif one.value is not None:
            told.append(f"{one.id}: {words('compare.value', n=of_100(one.value))}.")
    return " ".join(told)


def _order_of(found: Ranking, words: Words) -> str:
    """Tiers in a sentence."""
    tiers = found.tiers
    if len(tiers) < 2:
        return words("compare.measures.all_close")
    told = [words("compare.measures.first", who=listed(tiers[0], words))]
    told += [words("compare.measures.then", who=listed(tier, words)) for tier in tiers[1:]]
    text = ", ".join(told) + "."
    tier = {one.id: one.tier for one in found.order}
    across = [f"{a}–{b}" for a, b in found.close if tier.get(a) != tier.get(b)]
    within = any(len(one) > 1 for one in tiers)
    if within:
        text += f" {words('compare.measures.tied')}"
    if across:
        text += f" {words('compare.measures.across', which=listed(across, words))}"
    return text


# A judge


def judge_offer(name: str, words: Words) -> Markup:
    """That a judge is configured, and the way to what asking it would cost."""
    ask = button(words("compare.judge.cost"), "judge-cost", "", "plain")
    return h(
        "section",
        h("h2", words("compare.judge.heading")),
        h("p", words("compare.judge.lead", name=name)),
        h("p", ask),
    )


def judge_refused(why: str, words: Words) -> Markup:
    """Why the judge is not asked."""
    return h(
        "section",
        h("h2", words("compare.judge.heading")),
        h("p", words("compare.judge.refused")),
        h("p", why, cls="aside"),
    )


def judge_cost(told: str, pairs: int, words: Words) -> Markup:
    """What asking would take, and the button that asks."""
    ask = button(words("compare.judge.ask"), "judge-ask", "", "primary")
    return h(
        "section",
        h("h2", words("compare.judge.heading")),
        h("p", words.count("compare.judge.pairs", pairs), " ", told),
        h("p", ask),
    )


def judged(found: Comparison, sides: Sequence[Side], spent: str, words: Words) -> Markup:
    """What the judge said of the pairs, with what must be known of it."""
    place = {side.letter: at for at, side in enumerate(sides)}
    order = [(_scaled(one), one.id, place[one.id]) for one in found.ranking.order if one.value is not None]
    lines = [h("li", text) for text in found.warnings]
    picture = None
    if found.ranking.basis == "judge" and order:
        alt = f"{words('compare.judge.alt')} {', '.join(one.id for one, _, _ in order)}."
        scale = ends(words("compare.judge.seldom"), words("compare.judge.mostly"))
        picture = join(h("p", words("compare.judge.scale"), cls="aside"), scale, ladder(order, words, alt))
    return h(
        "section",
        h("h2", words("compare.judge.heading")),
        h("p", _order_of(found.ranking, words), cls="verdict"),
        picture,
        h("ul", lines, cls="plain-lines") if lines else None,
        h("p", spent, cls="aside"),
        cls="compare-judge",
    )


def _scaled(one: Ranked) -> Ranked:
    """Log-odds against the average as the chance of winning against it: 0 to 1."""

    def chance(value: float) -> float:
        return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, value))))

    interval = (chance(one.interval[0]), chance(one.interval[1])) if one.interval else None
    return one.model_copy(update={"value": chance(one.value or 0.0), "interval": interval})
