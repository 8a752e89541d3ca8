"""What goes from the critic's questions and from suggestions when customer research goes.

A question loses what it quoted; what people answered to it is theirs and stays. A suggestion that nobody accepted
and that holds words which only the removed research had goes; words of the statement itself are the team's.
"""

from collections.abc import Callable
from typing import Any

from covision.domain.critique import Critique, CritiqueAnswered, CritiqueDismissed
from covision.domain.rewriting import RewriteEnded
from covision.stores.gone import Measure

_ASKED = {
    "en": "This question quoted customer research that was removed.",
    "pt": "Esta pergunta citava comentários de clientes que foram retirados.",
}


def _critique(critique: Critique, gone: Measure) -> Critique:
    evidence = tuple(one for one in critique.evidence if not (one.kind == "snippet" and one.ref in gone.ids))
    told = [gone.tells(text) for text in (critique.question, critique.why)]
    change: dict[str, Any] = {"evidence": evidence}
    if told[0]:
        change["question"] = _ASKED.get(gone.language, _ASKED["en"])
    if told[1]:
        change["why"] = ""
    return critique.model_copy(update=change)


def _handled(event: Any, gone: Measure) -> CritiqueAnswered | CritiqueDismissed:
    assert isinstance(event, CritiqueAnswered | CritiqueDismissed)
    return event.model_copy(update={"critique": _critique(event.critique, gone)})


def _ended(event: RewriteEnded, gone: Measure) -> RewriteEnded:
    told = [gone.tells(one.text) for one in event.suggestions]
    kept = tuple(
        one.model_copy(update={"evidence": tuple(id for id in one.evidence if id not in gone.ids)})
        for one, tells in zip(event.suggestions, told, strict=True)
        if not tells
    )
    reason = "" if gone.tells(event.reason) else event.reason
    return event.model_copy(update={"suggestions": kept, "reason": reason})


RULES: dict[str, Callable[[Any, Measure], Any]] = {
    "critique_answered": _handled,
    "critique_dismissed": _handled,
    "rewrite_ended": _ended,
}
