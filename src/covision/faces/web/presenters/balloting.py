"""A vote that is open: say who you are, judge pair by pair or put all in order, and see who has voted."""

from collections.abc import Sequence
from dataclasses import dataclass

from covision.domain.people import same_person_key
from covision.domain.voting import Round, Vote
from covision.faces.web.presenters.common import button
from covision.faces.web.presenters.compare import letter, listed
from covision.faces.web.presenters.looks import Looks
from covision.faces.web.presenters.markup import Child, Markup, h, join
from covision.faces.web.words import Words

MOST_NAME = 80


@dataclass(frozen=True)
class Turn:
    """Where somebody is: the pairs that are theirs, those left, and all statements in their own order."""

    pairs: Sequence[tuple[str, str]]
    left: Sequence[tuple[str, str]]
    order: Sequence[tuple[str, str]]


def vote(held: Round, turn: Turn | None, looks: Looks, language: str, words: Words) -> Markup:
    """The ballot of who is voting, or the question who that is; then who has voted, and the end of the vote."""
    shown = _who(looks, words) if turn is None else _ballot(held, turn, looks, language, words)
    return join(shown, _standing(held, turn, words))


def _who(looks: Looks, words: Words) -> Markup:
    ways = [_way(name, name == looks.way, words) for name in ("pairs", "all")]
    return h(
        "form",
        h("label", words("compare.vote.name"), for_="voter-name"),
        h("input", type="text", id="voter-name", name="name", maxlength=MOST_NAME, autocomplete="off"),
        h("p", words("compare.vote.name_hint"), cls="aside"),
        h("fieldset", h("legend", words("compare.vote.how")), ways),
        _carried(looks),
        h("button", words("compare.vote.start"), type="submit", cls="primary"),
        data_form="who",
        data_fresh="who",
        cls="ballot-who",
    )


def _way(name: str, chosen: bool, words: Words) -> Markup:
    box = h("input", type="radio", name="way", value=name, id=f"way-{name}", checked=chosen)
    return h("label", box, h("span", words(f"compare.vote.way_{name}")), for_=f"way-{name}", cls="radio")


def _ballot(held: Round, turn: Turn, looks: Looks, language: str, words: Words) -> Markup:
    bar = h(
        "p",
        words("compare.vote.you_are", name=looks.name),
        " ",
        button(words("compare.vote.somebody_else"), "who", "", "link"),
        " ",
        button(words(f"compare.vote.to_{'all' if looks.way == 'pairs' else 'pairs'}"), "way",
               "all" if looks.way == "pairs" else "pairs", "link"),
        cls="voting-as",
    )  # fmt: skip
    if looks.way == "all":
        return join(bar, _order(held, turn, looks, language, words))
    pair = next((one for one in turn.pairs if f"{one[0]}{one[1]}" == looks.again), None)
    if pair is None and turn.left:
        pair = turn.left[0]
    if pair is None:
        return join(bar, _done(held, turn, looks, words))
    return join(bar, _pair(held, turn, pair, looks, language, words))


def _pair(held: Round, turn: Turn, pair: tuple[str, str], looks: Looks, language: str, words: Words) -> Markup:
    at = len(turn.pairs) - len(turn.left) + (1 if pair in turn.left else 0)
    told = (
        words("compare.vote.pair", n=at, of=len(turn.pairs)) if pair in turn.left else words("compare.vote.again")
    )
    cards = [
        _choice(key, name, held.statements[name], language, words)
        for key, name in zip(("first", "second"), pair, strict=True)
    ]
    neither = h(
        "label",
        h("input", type="radio", name="choice", value="tie", id="choice-tie"),
        h("span", words("compare.vote.no_preference")),
        for_="choice-tie",
        cls="radio neither",
    )
    return h(
        "form",
        h("fieldset", h("legend", words("compare.vote.which"), " ", h("span", told, cls="aside")),
          h("div", cards, cls="two-cards"), neither),
        h("input", type="hidden", name="pair", value="".join(pair)),
        _carried(looks),
        _reason(words),
        h("button", words("compare.vote.next" if len(turn.left) > 1 else "compare.vote.last"), type="submit",
          cls="primary"),
        data_form="pair",
        data_fresh=f"{held.id}-{looks.name}-{''.join(pair)}",
        cls="ballot",
    )  # fmt: skip


def _carried(looks: Looks) -> Markup:
    """A form is sent with what is looked at."""
    return h("input", type="hidden", name="looks", value=looks.model_dump_json())


def _choice(key: str, name: str, statement: str, language: str, words: Words) -> Markup:
    id = f"choice-{key}"
    box = h("input", type="radio", name="choice", value=key, id=id)
    named = h("span", box, h("span", words("compare.statement", letter=name)), cls="which")
    return h("label", named, h("span", statement, cls="statement", lang=language), for_=id, cls="card-choice")


def _reason(words: Words) -> Markup:
    box = h("textarea", id="vote-reason", name="reason", rows=2, data_grows=True)
    return h("p", h("label", words("compare.vote.reason"), for_="vote-reason"), box, cls="reason")


def _order(held: Round, turn: Turn, looks: Looks, language: str, words: Words) -> Markup:
    count = len(turn.order)
    mine = next((one for one in _votes_of(held, looks.name) if len(one.names) == count), None)
    places = {name: at for at, group in enumerate(mine.ranking, start=1) for name in group} if mine else {}
    rows = []
    for name, statement in turn.order:
        options = [h("option", words("compare.vote.no_place"), value="", selected=name not in places)]
        options += [
            h("option", words("compare.vote.place", n=n), value=n, selected=places.get(name) == n)
            for n in range(1, count + 1)
        ]
        rows.append(
            h(
                "li",
                h("p", h("strong", words("compare.statement", letter=name)), cls="which"),
                h("p", statement, cls="statement", lang=language),
                h("label", words("compare.vote.place_of", letter=name), for_=f"place-{name}"),
                h("select", options, id=f"place-{name}", name=f"place-{name}"),
            )
        )
    return h(
        "form",
        h("p", words("compare.vote.order_lead")),
        h("ul", rows, cls="places"),
        h("input", type="hidden", name="order", value="all"),
        _carried(looks),
        _reason(words),
        h("button", words("compare.vote.save_order"), type="submit", cls="primary"),
        data_form="all",
        data_fresh=f"{held.id}-{looks.name}-all",
        cls="ballot",
    )


def _votes_of(held: Round, name: str) -> list[Vote]:
    """Somebody's votes, the newest first."""
    who = same_person_key(name)
    return [one for one in reversed(held.votes) if same_person_key(one.participant) == who]


def _done(held: Round, turn: Turn, looks: Looks, words: Words) -> Markup:
    """All pairs are judged: thanks, and each can be judged anew."""
    lines = []
    for pair in turn.pairs:
        told = _said(held, looks.name, pair, words)
        again = words("compare.vote.change")
        act = h(
            "button", again, type="button", cls="link", data_do="again", data_with="".join(pair),
            aria_label=f"{again}: {told}",
        )  # fmt: skip
        lines.append(h("li", told, " ", act))
    return h(
        "section",
        h("h2", words("compare.vote.thanks", name=looks.name)),
        h("p", words("compare.vote.thanks_lead")),
        h("p", button(words("compare.vote.next_person"), "who", "", "primary")),
        h("details", h("summary", words("compare.vote.your_choices")), h("ul", lines), id="your-choices"),
        cls="ballot-done",
    )


def _said(held: Round, name: str, pair: tuple[str, str], words: Words) -> str:
    """What somebody said of a pair: the newest of their votes that speaks of both."""
    for one in _votes_of(held, name):
        if set(pair) <= set(one.names):
            place = {letter: at for at, group in enumerate(one.ranking) for letter in group}
            first, second = sorted(pair, key=place.__getitem__)
            key = "equal" if place[first] == place[second] else "over"
            return words(f"compare.vote.said_{key}", a=first, b=second)
    return words("compare.vote.said_nothing", a=pair[0], b=pair[1])


def _standing(held: Round, turn: Turn | None, words: Words) -> Markup:
    """Who has voted, never how; and the end of the vote."""
    names = list(dict.fromkeys(one.participant for one in held.votes))
    told: Child = words("compare.vote.nobody")
    if names:
        told = words.count("compare.vote.voted", len(names), who=listed(names, words))
    close = "compare.vote.close" if names else "compare.vote.give_up"
    weight = "primary" if names and turn is None else "plain"
    back = words("compare.vote.back_blind") if held.blind else words("compare.vote.back")
    return h(
        "section",
        h("p", told),
        h("p", words("compare.vote.secret"), cls="aside") if names else None,
        h(
            "p",
            button(words(close), "close", held.id, weight),
            button(back, "open", "", "link"),
            cls="compare-acts",
        ),
        cls="standing",
    )


def statements(held: Round, language: str, words: Words) -> Markup:
    """All statements of a vote, for reading before one begins."""
    lines = [
        h("li", letter(one.id, at % 4), h("p", one.statement, cls="statement", lang=language))
        for at, one in enumerate(held.candidates)
    ]
    return h("section", h("h2", words("compare.vote.statements")), h("ul", lines, cls="candidates"), cls="reading")
