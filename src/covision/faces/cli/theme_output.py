"""Themes on the command line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from covision.domain.research import ResearchSource, Theme, ThemeSet

if TYPE_CHECKING:
    from covision.wiring import House

_QUOTES = 3
_MONTHS = 12


def find(house: "House", sources: Sequence[ResearchSource], project: str | None = None) -> ThemeSet | None:
    """The themes of these sources, or of a whole project, where they are saved too; progress goes to stderr."""
    import asyncio

    return asyncio.run(_in_project(house, project) if project else _alone(house, sources))


async def _in_project(house: "House", project: str) -> ThemeSet | None:
    from covision.domain.events import ProjectState

    tell = _Told()
    found: ThemeSet | None = None
    async for step in house.engine.find_themes(project):
        if isinstance(step, ProjectState):
            found = step.themes
        else:
            tell(step.text, step.share)
    return found


async def _alone(house: "House", sources: Sequence[ResearchSource]) -> ThemeSet:
    from covision.steps.themes import find_themes

    return await find_themes(sources, house.embedder, progress=_Told())


class _Told:
    """Progress on stderr, at most a line for every tenth of the way."""

    def __init__(self) -> None:
        self._last = -1

    def __call__(self, text: str, share: float) -> None:
        """Tell it where it is new."""
        from covision.faces.cli.talk import note

        if int(share * 10) > self._last:
            self._last = int(share * 10)
            note(f"{text} …")


def show(found: ThemeSet) -> None:
    """Themes with counts and quotes on stdout."""
    from covision.faces.cli.talk import result, wrapped

    result()
    if not found.themes:
        result("Themes: none.")
    else:
        outside = f"{len(found.unthemed):,} comments are in no theme."
        result(f"Themes of {found.of:,} customers; one customer may speak of several. {outside}")
    for note in found.notes:
        result(wrapped(note, "  "))
    for number, theme in enumerate(found.themes, start=1):
        result()
        result(f"{number}. {theme.label}  [{theme.kind}]  {theme.count:,} customers, {theme.share:.0%}")
        for text in _more(theme):
            result(wrapped(text, "   "))
        for quote in theme.quotes[:_QUOTES]:
            result(wrapped(f"“{quote.text}” ({quote.place})", "     ", "   - "))


def _more(theme: Theme) -> list[str]:
    texts = [theme.summary] if theme.summary else []
    if len(theme.sources) > 1:
        texts.append("By file: " + ", ".join(f"{name} {count}" for name, count in theme.sources.items()))
    if theme.ratings:
        texts.append("By rating: " + ", ".join(f"{name}: {count}" for name, count in theme.ratings.items()))
    if len(theme.months) > 1:
        months = list(theme.months.items())[-_MONTHS:]
        texts.append("By month: " + ", ".join(f"{name}: {count}" for name, count in months))
    return texts
