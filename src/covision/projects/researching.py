"""Customer research of a project: previewed, added, taken out."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence

from covision.domain.base import Frozen
from covision.domain.events import ProjectState, ResearchAdded, ResearchRemoved
from covision.domain.research import ResearchSource
from covision.errors import Conflict, CovisionError, InputError, NotFound
from covision.projects.core import EngineCore
from covision.steps.ingest import Choices, Preview, preview, read_research, source_digest

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.1


class Failure(Frozen):
    """A file that was not added: what happened, and what to do."""

    name: str
    reason: str
    todo: str


class Added(Frozen):
    """What became of several files: `sources` were read and saved, `unchanged` were in the project already."""

    state: ProjectState
    sources: tuple[ResearchSource, ...] = ()
    failures: tuple[Failure, ...] = ()
    unchanged: tuple[str, ...] = ()


def _own_names(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Two files of one name are two sources: the second gets a number."""
    taken: set[str] = set()
    for name, content in files:
        stem, dot, end = name.rpartition(".")
        number, free = 2, name
        while free in taken:
            free = f"{stem} ({number}).{end}" if dot else f"{name} ({number})"
            number += 1
        taken.add(free)
        yield free, content


def _loses(state: ProjectState, source: ResearchSource) -> bool:
    """True where a source would replace one of its name that has comments which nothing would have any more."""
    before = next((one for one in state.research if one.name == source.name), None)
    if before is None:
        return False
    left = {one.id for other in state.research if other is not before for one in other.snippets}
    left.update(one.id for one in source.snippets)
    return any(one.id not in left for one in before.snippets)


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Researching(EngineCore):
    """The part of the engine that keeps customer research."""

    def preview_research(self, name: str, content: bytes | str, choices: Choices = Choices()) -> Preview:
        """What a file or pasted text looks like, before anything is saved. Raises `InputError`."""
        return preview(name, content, self._reader, choices)

    def add_research(
        self,
        project: str,
        name: str,
        content: bytes | str,
        *,
        kind: str = "reviews",
        choices: Choices = Choices(),
        text_column: str | None = None,
    ) -> ProjectState:
        """Read a file (bytes) or pasted text; a source with the same name is replaced, an unchanged one is kept.

        Raises `InputError` with what to do where it cannot be read.
        """
        if text_column is not None:
            choices = choices.model_copy(update={"text_column": text_column})
        state = self._store.load(project)
        digest = source_digest(content, kind, choices)
        if any(source.name == name and source.digest == digest for source in state.research):
            return state
        source = read_research(name, content, kind=kind, choices=choices, reader=self._reader)
        return self.put_research(project, source)

    def add_files(
        self,
        project: str,
        files: Sequence[tuple[str, bytes]],
        choices: Choices = Choices(),
        *,
        kind: str = "reviews",
    ) -> Added:
        """Read several files; one that fails is told with its reason, and the others go on.

        A file whose content is in the project already is not read again. Each file is saved when it was read.
        """
        state = self._store.load(project)
        sources: list[ResearchSource] = []
        failures: list[Failure] = []
        unchanged: list[str] = []
        for name, content in _own_names(files):
            digest = source_digest(content, kind, choices)
            if any(source.digest == digest for source in state.research):
                unchanged.append(name)
                continue
            try:
                source = read_research(name, content, kind=kind, choices=choices, reader=self._reader)
            except InputError as error:
                failures.append(Failure(name=name, reason=error.what, todo=error.todo))
                continue
            state = self.put_research(project, source)
            sources.append(source)
        return Added(state=state, sources=tuple(sources), failures=tuple(failures), unchanged=tuple(unchanged))

    def put_research(self, project: str, source: ResearchSource) -> ProjectState:
        """Save a source that was read already; the same again changes nothing.

        Where it replaces one that has comments it lacks, what works with their words is stopped first, as in
        `remove_research`.
        """

        def put() -> ProjectState:
            return self._change(
                project, lambda state: [] if source in state.research else [ResearchAdded(source=source)]
            )

        if not _loses(self._store.load(project), source):
            return put()
        return self._once_still(project, "Customer research was replaced. The drafts found so far are kept.", put)

    def remove_research(self, project: str, name: str) -> ProjectState:
        """Take a source out; the store erases its words from all it keeps, the search index included.

        What works with its words is stopped first: a run under way would bring them back. Drafts and themes found
        until then stay, without what rested on it. Raises `NotFound`; and `Conflict` where drafting runs in the
        event loop of the very thread that asks, so that nobody could wait for it: ask from another thread.
        """
        state = self._store.load(project)
        if all(source.name != name for source in state.research):
            raise NotFound(f"There is no research called {name!r} here.")
        return self._once_still(
            project,
            "Customer research was taken out. The drafts found so far are kept.",
            lambda: self._store.append(project, [ResearchRemoved(name=name)]),
        )

    def _once_still(self, project: str, why: str, change: Callable[[], ProjectState]) -> ProjectState:
        """Stop what works with the words of a project, and make the change before anything begins again."""
        while True:
            self._still(project, why)
            with self._lock:
                job = self._jobs.get(project)
                if job is None or not job.alive:
                    return change()

    def _still(self, project: str, why: str) -> None:
        job, search = self._jobs.get(project), self._searches.get(project)
        drafting = job is not None and job.alive
        if _in_a_loop():
            # A search for themes looks again where words that it rests on are gone; it need not be waited for.
            if drafting:
                raise Conflict(
                    "Drafts are being written from this research.",
                    safe="Nothing was changed.",
                    todo="Stop the drafting, then try again.",
                )
            return
        if job is not None and drafting:
            asyncio.run(job.stop(why))
        if search is not None:
            search.stop.set()
            # A search whose event loop ended before its first step never says that it is done.
            while not search.done.wait(_LOOK_SECONDS) and not (search.task and search.task.done()):
                pass

    def _forget(self, project: str) -> None:
        """Drop the project from the search index, which can be rebuilt: failing here loses nothing."""
        if self._searcher is None:
            return
        try:
            self._searcher.erase(project)
        except CovisionError as error:
            _log.warning("the search index still holds project %s: %s", project, error)
