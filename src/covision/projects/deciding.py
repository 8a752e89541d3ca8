"""The deciding part of the engine: going on with a statement that people voted on, whatever became of it since."""

from covision.domain.draft import Draft
from covision.domain.events import DraftFound, DraftingEnded, ProjectState
from covision.domain.voting import Candidate
from covision.errors import NotFound
from covision.projects.versions import Versions
from covision.projects.voting import Voting


class Deciding(Versions, Voting):
    """Nothing is overwritten: what is gone on with is the newest version, and the one before it stays."""

    def take_up(self, project: str, round: str, candidate: str, author: str, *, why: str = "") -> ProjectState:
        """Make a candidate of a round the newest version; saves nothing where it is that already.

        A draft is chosen, a version restored by `author`. A draft that newer ones have replaced is saved as it was
        voted on, with who worded it then. Raises `NotFound`.
        """
        state = self._store.load(project)
        one = _candidate(state, round, candidate)
        if state.versions and state.versions[-1].statement == one.statement:
            return state
        kind, _, name = one.source.partition("/")
        if kind == "version" and any(str(old.version) == name for old in state.versions):
            return self.restore(project, int(name), author)
        if kind == "draft" and any(draft.id == name and draft.statement == one.statement for draft in state.drafts):
            return self.choose(project, name, why)
        worded_by = self._origin(project, name, one.statement) if kind == "draft" else ""
        return self.save_version(project, one.statement, worded_by or author, note=why)

    def _origin(self, project: str, draft: str, statement: str) -> str:
        """Who worded a draft of an earlier run, "" where history does not know it."""
        for stored in reversed(list(self._store.history(project))):
            event = stored.event
            if isinstance(event, DraftFound):
                found: tuple[Draft, ...] = (event.draft,)
            elif isinstance(event, DraftingEnded) and event.drafts is not None:
                found = event.drafts.drafts
            else:
                continue
            for one in found:
                if one.id == draft and one.statement == statement:
                    return one.origin
        return ""


def _candidate(state: ProjectState, round: str, candidate: str) -> Candidate:
    for held in state.rounds:
        for one in held.candidates:
            if held.id == round and one.id == candidate:
                return one
    raise NotFound(f"There is no candidate {candidate!r} in a vote {round!r} of this project.")
