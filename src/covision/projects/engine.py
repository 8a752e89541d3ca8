"""The project engine: what the faces call. It saves first, and only then calls anything that can fail."""

import asyncio
import logging
from collections.abc import Sequence

from covision.domain.base import Frozen
from covision.domain.events import Created, ProjectState, Renamed, ResearchAdded, Stored
from covision.domain.interview import Script
from covision.domain.ports import ProjectSummary
from covision.domain.project import Organisation, Participant, Statements
from covision.domain.research import ResearchSource
from covision.projects.adopting import Adopting
from covision.projects.bringing import Bringing
from covision.projects.carrying import Carrying
from covision.projects.commenting import Commenting
from covision.projects.critiquing import Critiquing
from covision.projects.deciding import Deciding
from covision.projects.dilemmas import Dilemmas
from covision.projects.interviewing import Interviewing
from covision.projects.plan import Mode
from covision.projects.researching import Researching
from covision.projects.rewriting import Rewriting
from covision.projects.runs import Runs
from covision.projects.theming import Theming
from covision.projects.versions import Versions
from covision.projects.voting import Voting
from covision.projects.weighing import Weighing
from covision.steps.assumptions import Assumption, SlotProgress, assumptions, slots

_log = logging.getLogger(__name__)


class Panel(Frozen):
    """The evidence panel: slots in order, and what is assumed for the blanks."""

    slots: tuple[SlotProgress, ...]
    assumptions: tuple[Assumption, ...]
    filled: int
    of: int


class ProjectEngine(
    Interviewing,
    Runs,
    Deciding,
    Versions,
    Commenting,
    Adopting,
    Bringing,
    Researching,
    Theming,
    Carrying,
    Voting,
    Weighing,
    Dilemmas,
    Critiquing,
    Rewriting,
):
    """Drives projects. Methods that change something return the state after the change, saved.

    Synchronous methods only touch the store and are safe from any thread. All raise `NotFound` for an unknown
    project and `StorageError` where the disk fails. `drafter` writes drafts; `models` words follow-ups.
    """

    def create(
        self,
        organisation: Organisation,
        *,
        statements: Statements = Statements(),
        goals: Sequence[str] = (),
        participants: Sequence[Participant] = (),
        research: Sequence[ResearchSource] = (),
        interview_language: str | None = None,
    ) -> ProjectState:
        """A new project; the interview is held in the organisation's language unless told otherwise."""
        first = Created(
            organisation=organisation,
            statements=statements,
            goals=tuple(goals),
            participants=tuple(participants),
            interview_language=interview_language or organisation.language,
        )
        id = self._new_id()
        state = self._store.create(id, first)
        if research:
            state = self._store.append(id, [ResearchAdded(source=source) for source in research])
        return state

    def rename(
        self,
        project: str,
        organisation: Organisation,
        *,
        statements: Statements | None = None,
        goals: Sequence[str] | None = None,
    ) -> ProjectState:
        """Describe the organisation anew; None leaves statements or goals as they are."""
        told = tuple(goals) if goals is not None else None
        return self._store.append(project, [Renamed(organisation=organisation, statements=statements, goals=told)])

    def projects(self) -> list[ProjectSummary]:
        """All projects, newest change first."""
        return self._store.list()

    def state(self, project: str) -> ProjectState:
        """The project now."""
        return self._store.load(project)

    def history(self, project: str) -> tuple[Stored, ...]:
        """Everything that happened, in order."""
        return tuple(self._store.history(project))

    async def delete(self, project: str) -> None:
        """Stop its drafting and erase the project, from the search index too (with `erase`: all that it erases)."""
        await self.stop(project)
        await self.stop_themes(project)
        await self.stop_rewrite(project)
        if self._erase is not None:
            await asyncio.to_thread(self._erase, project)
        else:
            await asyncio.to_thread(self._store.delete, project)
            self._forget(project)
        self._drop_words(project)

    async def take_out(self, project: str, name: str) -> ProjectState:
        """`remove_research` in a thread of its own: it waits until nothing works with the words any more."""
        return await asyncio.to_thread(self.remove_research, project, name)

    def put_research(self, project: str, source: ResearchSource) -> ProjectState:
        """Save a source that was read already; one that it replaces goes from memory too."""
        before = self._store.load(project)
        state = super().put_research(project, source)
        if any(one.name == source.name and one not in state.research for one in before.research):
            self._drop_words(project)
        return state

    def remove_research(self, project: str, name: str) -> ProjectState:
        """Take a source out of the store, the search index and this process's memory. Raises `NotFound`."""
        state = super().remove_research(project, name)
        self._drop_words(project)
        return state

    def _drop_words(self, project: str) -> None:
        """Forget runs and searches that are over, boards, and texts that were read: erased words are in them."""
        with self._lock:
            job, search = self._jobs.get(project), self._searches.get(project)
            if job is not None and not job.alive:
                del self._jobs[project]
            if search is not None and search.done.is_set():
                del self._searches[project]
        self._forget_boards(project)
        self._forget_rewrite(project)
        if self._forget_more is not None:
            self._forget_more(project)

    async def close(self) -> None:
        """Stop every run, search for themes and rewrite, before the process ends."""
        themes = (self.stop_themes(project) for project in tuple(self._searches))
        rewrites = (self.stop_rewrite(project) for project in tuple(self._rewrites()))
        await asyncio.gather(super().close(), *themes, *rewrites)

    def script(self, project: str) -> Script:
        """The interview script of this project's language."""
        return self._scripts(self._store.load(project).interview_language)

    def panel(self, project: str, mode: Mode = "solo") -> Panel:
        """What the evidence panel shows."""
        state = self._store.load(project)
        script = self._script(state)
        found = tuple(slots(state.material(), script, mode))
        blanks = tuple(assumptions(state.material(), script, mode))
        filled = sum(slot.status == "filled" for slot in found)
        return Panel(slots=found, assumptions=blanks, filled=filled, of=len(found))
