"""What each part of each draft rests on, for a reader at a terminal."""

from pydantic import ValidationError

from covision.domain.draft import DraftSet
from covision.domain.project import Material
from covision.domain.support import Claim, SupportReport, SupportVerdict
from covision.faces.cli.talk import note, result, wrapped
from covision.wiring import House

_SAID: dict[SupportVerdict, str] = {
    "supported": "rests on",
    "partly": "partly",
    "contradicted": "contradicted",
    "none": "nobody said",
    "not_checkable": "not checked",
}
_SHOWN = 2


def supports(house: House, text: str, material: Material) -> list[SupportReport] | None:
    """The report of every draft in a `drafts.json`; None where it cannot be read or the language has no lists."""
    from covision.wiring.supporting import ground_of, support_of

    try:
        drafts = DraftSet.model_validate_json(text)
    except ValidationError:
        return None
    sources = ground_of(house, material)
    if sources is None:
        note(f"What drafts rest on is not checked in {material.organisation.language!r}: there are no word lists.")
        return None
    if sources.foreign:
        note(f"{sources.foreign} comments in other languages were not compared with the drafts.")
    return [support_of(draft, sources) for draft in drafts.drafts]


def show_support(report: SupportReport) -> None:
    """A draft, how much of it rests on what, and each of its parts with the words behind it."""
    result()
    result(wrapped(report.statement))
    result(f"  {in_short(report)}")
    for claim in report.claims:
        result(wrapped(f"{_SAID[claim.verdict]}: {claim.text}", indent="      ", first="  - "))
        result(wrapped(claim.reason, indent="      "))
        for behind in claim.supports[:_SHOWN]:
            result(wrapped(f"“{behind.quote}” ({behind.source})", indent="      "))
        for other in claim.against[:1] if claim.verdict == "contradicted" else ():
            result(wrapped(f"against: “{other.quote}” ({other.source})", indent="      "))


def in_short(report: SupportReport) -> str:
    """One line: how many parts rest on what people said, and how much of what they said most often is in it."""
    checked = [claim for claim in report.claims if claim.verdict != "not_checkable"]
    if not checked:
        return "Nothing in it can be checked."
    supported = _count(checked, "supported")
    parts = [f"{supported} of {len(checked)} parts {'rests' if supported == 1 else 'rest'} on what people said"]
    for verdict, said in (("partly", "in part"), ("none", "on nobody's words"), ("contradicted", "contradicted")):
        if number := _count(checked, verdict):
            parts.append(f"{number} {said}")
    if report.recall is not None:
        parts.append(f"it takes up {report.recall:.0%} of what was said most often")
    return "; ".join(parts) + "."


def _count(claims: list[Claim], verdict: str) -> int:
    return sum(claim.verdict == verdict for claim in claims)
