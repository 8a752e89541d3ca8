"""Themes of a project's research: looked for in the background, watched, stopped, saved."""

import asyncio
import logging
from collections.abc import AsyncIterator

from covision.domain.events import Event, ProjectState, ThemesFound
from covision.domain.model import ChatModel
from covision.domain.research import ThemeSet
from covision.errors import ModelError, ModelUnavailable
from covision.projects.core import EngineCore
from covision.projects.theming_job import ThemesJob, ThemesProgress
from covision.steps.themes import find_themes, research_digest

__all__ = ["QUICK_CHARACTERS", "Theming", "ThemesProgress", "worth_saving"]

_log = logging.getLogger(__name__)

QUICK_CHARACTERS = 60_000
"""Research of at most so many characters is themed within some seconds: without being asked, where that helps."""
_LOOK_SECONDS = 0.1
_TRIES = 3


class Theming(EngineCore):
    """The part of the engine that finds themes."""

    async def find_themes(self, project: str) -> AsyncIterator[ThemesProgress | ProjectState]:
        """Find the themes of all research, or watch the search that is under way; the saved state comes last.

        Unchanged research costs nothing. The search goes on when the watcher leaves; `stop_themes` ends it, and
        what was read until then is themed and saved. Raises `NotFound`, and `ModelUnavailable` without an embedder.
        """
        job = await self._search(project)
        shown: ThemesProgress | None = None
        while not job.done.is_set():
            if job.now != shown:
                shown = job.now
                yield shown
            await asyncio.sleep(_LOOK_SECONDS)
        if job.failed is not None:
            raise job.failed
        yield await asyncio.to_thread(self._store.load, project)

    async def stop_themes(self, project: str) -> None:
        """Stop the search and wait until what it found is saved; nothing happens where none runs."""
        job = self._searches.get(project)
        if job is None:
            return
        job.stop.set()
        await asyncio.to_thread(job.done.wait)

    def finding_themes(self, project: str) -> bool:
        """True while a search runs in this process."""
        job = self._searches.get(project)
        return job is not None and not job.done.is_set()

    def themes_stale(self, state: ProjectState) -> bool:
        """True where the research is another one than the themes were found in."""
        return state.themes is not None and state.themes.digest != research_digest(state.research)

    def themes_are_quick(self, state: ProjectState) -> bool:
        """True where finding them takes some seconds only."""
        ready = getattr(self._embedder, "ready", None)
        if self._embedder is None or (ready is not None and not ready()):
            return False
        return sum(len(one.text) for one in state.material().snippets()) <= QUICK_CHARACTERS

    async def _search(self, project: str) -> ThemesJob:
        state = await asyncio.to_thread(self._store.load, project)
        # Decided under the lock: a double click finds the first click's search.
        with self._lock:
            running = self._searches.get(project)
            if running is not None and not running.done.is_set():
                return running
            job = ThemesJob()
            self._searches[project] = job
        job.task = asyncio.get_running_loop().create_task(self._run_search(state, job), name=f"themes {project}")
        return job

    async def _run_search(self, state: ProjectState, job: ThemesJob) -> None:
        try:
            for _ in range(_TRIES):
                found = await self._find(state, job)
                # Research that was taken out meanwhile must not come back in a quote: then once more.
                saved = await asyncio.to_thread(self._save_themes, state.id, found)
                if saved is None:
                    return
                state = saved
        except asyncio.CancelledError as stopped:
            job.failed = stopped
            raise
        except Exception as error:
            _log.warning("finding the themes of %s failed: %s", state.id, type(error).__name__)
            job.failed = error
        finally:
            job.done.set()

    async def _find(self, state: ProjectState, job: ThemesJob) -> ThemeSet:
        embedder = self._embedder_of(state.id)
        if embedder is None:
            raise ModelUnavailable("No embedding model is set up.", todo="Set COVISION_EMBEDDINGS.")
        # Read after the embedder was made: it keeps nothing of words that are erased from then on.
        state = await asyncio.to_thread(self._store.load, state.id)
        return await find_themes(
            state.research,
            embedder,
            before=state.themes,
            model=self._theme_model(),
            prompt=self._theme_prompt,
            progress=job.tell,
            stopped=job.stop.is_set,
        )

    def _save_themes(self, project: str, found: ThemeSet) -> ProjectState | None:
        """Save themes; the state to look in again where words that they rest on are gone, else None."""
        gone: list[ProjectState] = []

        def events(state: ProjectState) -> list[Event]:
            gone[:] = [] if rests_on(found, state) else [state]
            return [] if gone or not worth_saving(found, state.themes) else [ThemesFound(themes=found)]

        self._change(project, events)
        return gone[0] if gone else None

    def _theme_model(self) -> ChatModel | None:
        try:
            return self._models.of("writer") if self._models and self._theme_prompt else None
        except ModelError:
            return None


def worth_saving(found: ThemeSet, before: ThemeSet | None) -> bool:
    """A search that was stopped early replaces nothing that was found in more comments."""
    if found == before:
        return False
    return found.complete or before is None or found.of >= before.of


def rests_on(found: ThemeSet, state: ProjectState) -> bool:
    """True where every comment of the themes is still in the project's research."""
    held = {one.id for source in state.research for one in source.snippets}
    return held.issuperset(found.unthemed) and all(held.issuperset(theme.snippets) for theme in found.themes)
