"""The carrying part of the engine: a project as a file to take away, and a whole project brought back."""

from covision.domain.adopting import adopted_now
from covision.domain.events import ProjectState
from covision.projects.boarding import Boarding
from covision.steps.assumptions import assumptions
from covision.steps.export import Exported, Format, export_project, file_name
from covision.steps.takeaway import bundle
from covision.steps.takeaway.story import Telling

WHOLE = "whole"
_LOOKED_AFTER = "governance"


class Carrying(Boarding):
    """What is taken away is made in memory and handed over; nothing of it is kept."""

    def export(
        self, project: str, format: Format = "md", *, evidence: bool = True, method: bool = True
    ) -> Exported:
        """The project as a file: a document (`md`, `docx`, `pdf`, `pptx`, `html`) or data (see `Format`).

        Documents come with or without what people and customers said (`evidence`), and how the vision was written
        (`method`). Raises `InputError` where there is nothing to tell, `UsageError` for a format that is not there.
        """
        state = self._store.load(project)
        if format == WHOLE:
            name = f"{file_name(state.organisation.name)}.whole.json"
            content = bundle.dump(self._store.history(project))
            return Exported(name=name, media_type="application/json", content=content)
        held = adopted_now(state.adoptions)
        # Whoever adopted it with an owner and a day has told who looks after it.
        told = {_LOOKED_AFTER} if held and held.owner and held.review else set()
        blanks = [one.text for one in assumptions(state.material(), self._script(state)) if one.slot not in told]
        rubric = self._rubric(state.interview_language) if self._rubric else None
        telling = Telling(
            assumptions=blanks,
            current=self.current_lines(state),
            titles={one.number: one.title for one in rubric.criteria} if rubric else {},
            evidence=evidence,
            method=method,
        )
        return export_project(state, telling, format)

    def bring_whole(self, text: str, file: str = "bundle") -> ProjectState:
        """A new project from a bundle, with all that happened at its own times; no model is asked.

        Raises `InputError` with the key that is wrong, and then nothing is kept.
        """
        return self._store.restore(self._new_id(), bundle.parse(text, file))
