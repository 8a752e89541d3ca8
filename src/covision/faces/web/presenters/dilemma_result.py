"""What answers to dilemmas add up to: a sentence first, then each dilemma, then the figures as a table."""

from covision.domain.comparing import Figure
from covision.domain.dilemmas import SILENT, Dilemma, DilemmaResult, DilemmaRound, Taken, Verdict
from covision.faces.web.presenters.common import button, percent, quote
from covision.faces.web.presenters.markup import Markup, h, join
from covision.faces.web.words import Words
from covision.measures.guessing import chance_of_same_course

_SURE_ENOUGH = 3


def result(found: DilemmaResult, held: DilemmaRound, words: Words) -> Markup:
    """The whole result of a round."""
    return h(
        "section",
        h("h2", words("dilemmas.result"), tabindex="-1", id="result-heading"),
        h("p", headline(found, words), cls="headline"),
        _over_all(found, held, words),
        _statement(found, held, words),
        questions(found, words),
        _each(found, held, words),
        _table(found, held, words),
        h("p", button(words("dilemmas.again"), "prepare", "", "plain"), cls="onward"),
        data_begins=f"result-{held.id}",
        cls="dilemma-result",
    )


def headline(found: DilemmaResult, words: Words) -> str:
    """ "5 of 6 people would do the same in 4 of 7"."""
    if found.people < 2:
        return words("dilemmas.headline_nobody" if found.people == 0 else "dilemmas.headline_one")
    key = "two" if found.people == 2 else "all" if found.needed == found.people else "many"
    told = words(f"dilemmas.headline_{key}", needed=found.needed, people=found.people, n=found.decided, of=found.of)
    return f"{told} {words('dilemmas.too_few')}" if found.people < _SURE_ENOUGH else told


def _over_all(found: DilemmaResult, held: DilemmaRound, words: Words) -> Markup | None:
    if found.pairs is None or found.above is None:
        return None
    guess = sum(chance_of_same_course(len(one.courses)) for one in held.dilemmas) / len(held.dilemmas)
    told = words(
        "dilemmas.pairs", share=percent(found.pairs.value, words), between=_between(found.pairs, words),
        guess=percent(guess, words),
    )  # fmt: skip
    silent = f" {words.count('dilemmas.silent_in', found.silent, of=found.of)}" if found.silent else ""
    return h("p", told, silent, cls="aside")


def _between(figure: Figure, words: Words) -> str:
    if figure.interval is None:
        return words("dilemmas.no_interval")
    low, high = figure.interval
    return words("dilemmas.between", low=percent(low, words), high=percent(high, words))


def _statement(found: DilemmaResult, held: DilemmaRound, words: Words) -> Markup:
    """The statement with the words that people named."""
    parts: list[object] = []
    at = 0
    for one in found.named:
        many = words.count("dilemmas.named_by", one.people)
        parts += [
            held.statement[at : one.span.start],
            h("mark", one.span.text, title=many),
            h("span", f" ({many})", cls="sr"),
        ]
        at = one.span.end
    parts.append(held.statement[at:])
    told = words("dilemmas.named" if found.named else "dilemmas.named_none")
    return h(
        "figure",
        h("blockquote", h("p", parts, cls="statement", lang=held.language)),
        h("figcaption", told, _counts(found, words), cls="aside"),
        cls="tried",
    )


def _counts(found: DilemmaResult, words: Words) -> Markup | None:
    if not found.named:
        return None
    ranked = sorted(found.named, key=lambda one: -one.people)
    return join(" ", "; ".join(f"{words('quote', text=one.span.text)} {one.people}" for one in ranked), ".")


def questions(found: DilemmaResult, words: Words) -> Markup | None:
    """What failing dilemmas ask; the desk is where they are answered."""
    if not found.questions:
        return None
    lines = [h("li", h("p", one.text)) for one in found.questions]
    return h(
        "section",
        h("h3", words("dilemmas.questions")),
        h("p", words("dilemmas.questions_lead"), cls="aside"),
        h("ol", lines),
        h("p", button(words("dilemmas.to_desk"), "go", "desk", "plain")),
        cls="critic raised",
    )


def _each(found: DilemmaResult, held: DilemmaRound, words: Words) -> Markup:
    pairs = zip(held.dilemmas, found.verdicts, strict=True)
    return h("ol", [_one(dilemma, verdict, held, words) for dilemma, verdict in pairs], cls="verdicts-on")


def _one(dilemma: Dilemma, verdict: Verdict, held: DilemmaRound, words: Words) -> Markup:
    told = verdict.refused if verdict.sure else ()
    refused = [words("quote", text=dilemma.course(letter).rstrip(".")) for letter in told]
    doubt = None
    if verdict.outcome != "few" and not verdict.sure:
        doubt = words("dilemmas.doubt_decides" if verdict.outcome == "decides" else "dilemmas.doubt_fails")
    return h(
        "li",
        h("h3", h("span", dilemma.title, lang=held.language), " ",
          h("span", words(f"dilemmas.outcomes.{verdict.outcome}"), cls=f"tag {verdict.outcome}")),
        h("p", dilemma.text, cls="aside", lang=held.language),
        h("ul", [_taken(dilemma, one, verdict.people, held, words) for one in verdict.taken], cls="taken"),
        h("p", words("dilemmas.refused", courses="; ".join(refused)), cls="refused") if refused else None,
        h("p", doubt, cls="aside") if doubt else None,
    )  # fmt: skip


def _taken(dilemma: Dilemma, one: Taken, people: int, held: DilemmaRound, words: Words) -> Markup:
    share = round(100 * one.people / people) if people else 0
    silent = one.course == SILENT
    text = words("dilemmas.silent") if silent else dilemma.course(one.course)
    # The count in words stands beside the bar, so that the bar itself is only seen.
    meter = h("span", h("span", style=f"width:{share}%"), cls="meter", aria_hidden="true")
    reasons = [h("li", quote(reason, words)) for reason in one.reasons]
    return h(
        "li",
        h("span", text, lang=words.language if silent else held.language, cls="course"),
        h("span", meter, h("span", words("dilemmas.count", n=one.people, of=people), cls="how"), cls="gauge"),
        h("ul", reasons, cls="why") if reasons else None,
        cls="nobody" if not one.people else None,
    )


def _table(found: DilemmaResult, held: DilemmaRound, words: Words) -> Markup:
    """The figures, one click away."""
    columns = ("dilemma", "alike", "share", "interval", "silence", "chance")
    head = h("tr", [h("th", words(f"dilemmas.columns.{key}"), scope="col") for key in columns])
    rows = [_row(one, verdict, held, words) for one, verdict in zip(held.dilemmas, found.verdicts, strict=True)]
    above = None
    if found.above is not None:
        low_high = found.above.interval
        told = (
            words("dilemmas.between", low=_plain(low_high[0], words), high=_plain(low_high[1], words))
            if (low_high)
            else words("dilemmas.no_interval")
        )
        above = h("p", words("dilemmas.above", value=_plain(found.above.value, words), between=told), cls="aside")
    return h(
        "details",
        h("summary", words("dilemmas.figures")),
        h("div", h("table", h("thead", head), h("tbody", rows), cls="mini"), cls="scrolls", tabindex="0",
          role="group", aria_label=words("dilemmas.figures")),
        above,
        h("p", words("dilemmas.figures_how"), cls="aside"),
        id="dilemma-figures",
    )  # fmt: skip


def _row(one: Dilemma, verdict: Verdict, held: DilemmaRound, words: Words) -> Markup:
    share, silent = verdict.share, verdict.taken[-1].people
    cells = (
        words("dilemmas.count", n=verdict.alike, of=verdict.people),
        percent(share.value, words) if share else "–",
        _between(share, words) if share else "–",
        str(silent),
        "–" if verdict.chance is None else percent(verdict.chance, words),
    )
    return h("tr", h("th", one.title, scope="row", lang=held.language), [h("td", cell) for cell in cells])


def _plain(value: float, words: Words) -> str:
    """A figure with two places, with the decimal mark of the language."""
    return f"{value:.2f}".replace(".", words("dilemmas.point")).replace("-", "−")
