"""The rewriting part of the engine: ask for other words, accept, reject, take back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal

from covision.domain.base import Span
from covision.domain.events import Event, ProjectState, VersionSaved
from covision.domain.lineage import marked_version
from covision.domain.marks import Marked, origin_of, splice
from covision.domain.rewriting import (
    RULES,
    Rewrite,
    RewriteAsked,
    RewriteEnded,
    RewriteStarted,
    Suggestion,
    SuggestionAccepted,
    SuggestionRejected,
    SuggestionReopened,
    Tracked,
)
from covision.domain.rubric import Scorecard
from covision.errors import Conflict, ModelError, NotFound, UsageError
from covision.projects.core import EngineCore
from covision.projects.rewriting_job import RewriteJob, RewriteProgress
from covision.steps.rewriting.span import chosen, replaced, standing

RewriteEvent = RewriteStarted | RewriteProgress | RewriteEnded
Score = Callable[[ProjectState, str], Scorecard]
_LOOK_SECONDS = 0.1


class Rewriting(EngineCore):
    """One rewrite a project at a time; suggestions stand beside the statement until somebody decides."""

    async def rewrite(self, project: str, asked: RewriteAsked) -> AsyncIterator[RewriteEvent]:
        """Ask for other words for a span of the newest version, or watch the rewrite under way; its end comes last.

        It goes on when the watcher leaves; `stop_rewrite` ends it. Raises `InputError` for a span without words and
        `Conflict` where it does not stand in the newest version any more.
        """
        job = await asyncio.to_thread(self._prepared, project, asked)
        if isinstance(job, RewriteStarted):
            job = self._launch(project, job)
        shown: RewriteProgress | None = None
        yield job.started
        while job.alive:
            if job.now != shown:
                shown = job.now
                yield shown
            await asyncio.sleep(_LOOK_SECONDS)
        assert job.ended is not None
        yield job.ended

    async def repeat_rewrite(self, project: str, run: str) -> AsyncIterator[RewriteEvent]:
        """Ask again for what a run asked for, of the newest version. Raises `Conflict` where its words are gone."""
        state = await asyncio.to_thread(self._store.load, project)
        before = _run(state, run)
        span = standing(before.asked.span, before.asked.version, state.versions)
        if span is None:
            raise _gone(before.asked.span)
        asked = before.asked.model_copy(update={"version": state.versions[-1].version, "span": span})
        async for event in self.rewrite(project, asked):
            yield event

    async def stop_rewrite(self, project: str) -> None:
        """Stop the rewrite of a project and wait until that is saved; nothing happens where none runs."""
        job = self._rewrites().get(project)
        if job is not None:
            await job.stop()

    def rewrite_status(
        self, state: ProjectState, rewrite: Rewrite
    ) -> Literal["running", "interrupted", "done", "stopped", "failed"]:
        """The state of a rewrite; `interrupted` where it was running and this process does not run it."""
        if rewrite.status != "running":
            return rewrite.status
        job = self._rewrites().get(state.id)
        return "running" if job and job.alive and job.started.run == rewrite.run else "interrupted"

    def rewrite_doing(self, state: ProjectState) -> str:
        """What the rewrite under way is doing, as a key; empty where none runs."""
        job = self._rewrites().get(state.id)
        return job.now.doing if job and job.alive else ""

    # Decisions

    def accept_suggestions(self, project: str, ids: list[str], by: str, score: Score | None = None) -> ProjectState:
        """Accept suggestions, each a version of its own, the last words of the statement first.

        Of several for the same words the first counts. Each replaces exactly its own words: the version's marks
        name its author for them and keep all others; `by` is whose version it is. `score` gives a version its
        scorecard. Raises `Conflict`, with nothing changed, where the words of one no longer stand; `NotFound`.
        """

        def events(state: ProjectState) -> list[Event]:
            wanted = [
                (rewrite, one) for rewrite, one in (_tracked(state, id) for id in ids) if one.decision == "open"
            ]
            placed: list[tuple[Span, Tracked, Rewrite]] = []
            for rewrite, one in wanted:
                span = standing(rewrite.asked.span, rewrite.asked.version, state.versions)
                if span is None:
                    raise _gone(rewrite.asked.span)
                if all(span.end <= other.start or span.start >= other.end for other, _, _ in placed):
                    placed.append((span, one, rewrite))
            found: list[Event] = []
            for span, one, _ in sorted(placed, key=lambda item: -item[0].start):
                saved = _replaced(state, found, span, one.suggestion, by, score)
                found += [saved, SuggestionAccepted(suggestion=one.id, version=saved.version, by=by)]
            return found

        return self._change(project, events)

    def reject_suggestion(self, project: str, id: str, by: str) -> ProjectState:
        """Reject a suggestion; it can be opened again. Raises `NotFound`, and `UsageError` for an accepted one."""
        _, tracked = _tracked(self._store.load(project), id)
        if tracked.decision == "accepted":
            raise UsageError("It was accepted already.", todo="Take that back first.")
        return self._store.append(project, [SuggestionRejected(suggestion=id, by=by)])

    def undo_suggestions(self, project: str, ids: list[str], by: str) -> ProjectState:
        """Open decided suggestions again. The words that an accepted one replaced come back, as a new version.

        Where its version is the newest, or only others of `ids` came after it, the version before it is restored
        with whose each word was. Raises `Conflict` where somebody has written on since.
        """

        def events(state: ProjectState) -> list[Event]:
            items = [_tracked(state, id)[1] for id in ids]
            made = {one.version for one in items if one.decision == "accepted"}
            found: list[Event] = [SuggestionReopened(suggestion=one.id) for one in items if one.decision != "open"]
            if made:
                found.insert(0, _before(state, made, by))
            return found

        return self._change(project, events)

    # Runs

    def _rewrites(self) -> dict[str, RewriteJob]:
        held: dict[str, RewriteJob] = self.__dict__.setdefault("_rewrite_jobs", {})
        return held

    def _forget_rewrite(self, project: str) -> None:
        """Drop a rewrite that is over from memory: erased words may be in it."""
        with self._lock:
            job = self._rewrites().get(project)
            if job is not None and not job.alive:
                del self._rewrites()[project]

    def _prepared(self, project: str, asked: RewriteAsked) -> RewriteJob | RewriteStarted:
        running = self._rewrites().get(project)
        if running is not None and running.alive:
            return running
        state = self._store.load(project)
        newest = state.versions[-1] if state.versions else None
        if newest is None or asked.version != newest.version or not asked.span.holds_in(newest.statement):
            raise _gone(asked.span)
        # A selection may cut a word: whole words are asked for.
        span = chosen(newest.statement, asked.span.start, asked.span.end)
        same = sum(one.asked.span == span and one.asked.version == asked.version for one in state.rewrites)
        return RewriteStarted(
            run=self._new_id(),
            asked=asked.model_copy(update={"span": span}),
            model=self._rewriting_model(),
            seed=same,
        )

    def _launch(self, project: str, started: RewriteStarted) -> RewriteJob:
        # Decided and saved under the lock: a double click finds the first click's rewrite.
        with self._lock:
            running = self._rewrites().get(project)
            if running is not None and running.alive:
                return running
            if self._rewriter is None:
                raise UsageError("Nothing rewrites here.", todo="Open the project in the app.")
            state = self._store.append(project, [started])
            job = RewriteJob(started, state, self._rewriter, lambda events: self._store.append(project, events))
            self._rewrites()[project] = job
        return job

    def _rewriting_model(self) -> str:
        try:
            return self._models.of("writer").info.name if self._models else RULES
        except ModelError:
            return RULES


def _run(state: ProjectState, run: str) -> Rewrite:
    found = next((one for one in state.rewrites if one.run == run), None)
    if found is None:
        raise NotFound(f"There is no rewrite {run!r} in this project.")
    return found


def _tracked(state: ProjectState, id: str) -> tuple[Rewrite, Tracked]:
    for rewrite in state.rewrites:
        for one in rewrite.suggestions:
            if one.id == id:
                return rewrite, one
    raise NotFound(f"There is no suggestion {id!r} in this project.")


def _gone(span: Span) -> Conflict:
    return Conflict(
        f"The words “{span.text}” have changed since.",
        safe="Nothing was changed.",
        todo="Choose the words as they stand now and ask again.",
    )


def _replaced(
    state: ProjectState, before: list[Event], span: Span, suggestion: Suggestion, by: str, score: Score | None
) -> VersionSaved:
    """The version with the suggestion in it, after those in `before` (each further back in the statement)."""
    last = next((one for one in reversed(before) if isinstance(one, VersionSaved)), None)
    if last is None:
        number = max(one.version for one in state.versions) + 1
        base = state.versions[-1].version
        marked = marked_version(base, state.versions)
    else:
        number, base = last.version + 1, last.version
        marked = Marked(text=last.statement, marks=last.marks or ())
    assert marked is not None
    prompt = f"{suggestion.prompt.id}@{suggestion.prompt.version}" if suggestion.prompt else ""
    author = suggestion.author if suggestion.author != RULES else by
    made = splice(marked, span.start, span.end, suggestion.text, origin_of(author, number, prompt))
    assert made.text == replaced(marked.text, span, suggestion.text)
    return VersionSaved(
        version=number,
        statement=made.text,
        author=by,
        base=base,
        scorecard=score(state, made.text) if score is not None else None,
        marks=made.marks,
    )


def _before(state: ProjectState, made: set[int | None], by: str) -> VersionSaved:
    """The version before these, saved again with whose each word was."""
    first = next((one for one in state.versions if one.version in made), None)
    after = [one for one in state.versions if first is not None and one.version >= first.version]
    old = next((one for one in state.versions if first is not None and one.version == first.base), None)
    if first is None or old is None or any(one.version not in made for one in after):
        raise Conflict(
            "Somebody has written on since this was accepted.",
            safe="Nothing was changed, and every version is kept.",
            todo="Restore the version you want, or change the words by hand.",
        )
    marked = marked_version(old.version, state.versions)
    return VersionSaved(
        version=after[-1].version + 1,
        statement=old.statement,
        author=by,
        note=f"restored version {old.version}",
        base=old.version,
        scorecard=old.scorecard,
        marks=marked.marks if marked is not None else None,
    )
