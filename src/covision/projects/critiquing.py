"""The critic's part of the engine: questions answered, put aside, and opened again."""

from covision.domain.critique import Critique, CritiqueAnswered, CritiqueDismissed, CritiqueReopened
from covision.domain.events import ProjectState
from covision.errors import InputError
from covision.projects.core import EngineCore, usable_text


class Critiquing(EngineCore):
    """Which questions there are is computed; what people made of them is kept."""

    def answer_critique(self, project: str, critique: Critique, text: str, author: str) -> ProjectState:
        """Keep an answer in somebody's own words; a later one takes its place. Raises `InputError` for none."""
        said = usable_text(text).strip()
        if not said:
            raise InputError(
                "There is no answer yet.",
                safe="The question is still open.",
                todo="Write it, or put the question aside.",
            )
        event = CritiqueAnswered(critique=critique, text=said, author=author)
        return self._store.append(project, [event])

    def dismiss_critique(self, project: str, critique: Critique, author: str) -> ProjectState:
        """Put a question aside: it is not asked again about these words."""
        return self._store.append(project, [CritiqueDismissed(critique=critique, author=author)])

    def reopen_critique(self, project: str, id: str) -> ProjectState:
        """Take an answer or a dismissal back; nothing changes where the question is open."""
        return self._store.append(project, [CritiqueReopened(critique=id)])
