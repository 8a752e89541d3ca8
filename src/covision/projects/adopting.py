"""The adopting part of the engine: a version gets an owner and a day to look at it again."""

from datetime import date

from covision.domain.adopting import adopted_now
from covision.domain.events import Adopted, AdoptionTakenBack, Event, ProjectState, Version
from covision.errors import Conflict, InputError, NotFound
from covision.projects.core import EngineCore, usable_text

MAX_OWNER = 200
_TODAY_OR_LATER = "Choose a day from today on, or leave it out."


class Adopting(EngineCore):
    """Adopting freezes a version's text. Adopting again supersedes; what was adopted before stays on record."""

    def adopt(
        self,
        project: str,
        *,
        version: int | None = None,
        owner: str = "",
        review: date | None = None,
        given_up: str = "",
        why: str = "",
        today: date | None = None,
    ) -> ProjectState:
        """Adopt a version, the newest unless told otherwise; the same again saves nothing.

        Raises `NotFound` for a version that is not there, `InputError` for a review before `today` (where given) or
        an owner of more than 200 characters.
        """
        who, lost, reason = (usable_text(text).strip() for text in (owner, given_up, why))
        if len(who) > MAX_OWNER:
            raise InputError(f"An owner has at most {MAX_OWNER} characters.", todo="Write a name or a role.")
        if review is not None and today is not None and review < today:
            raise InputError(f"The review on {review.isoformat()} would be in the past.", todo=_TODAY_OR_LATER)

        def events(state: ProjectState) -> list[Event]:
            found = _version(state, version)
            made = Adopted(
                number=len(state.adoptions) + 1,
                version=found.version,
                statement=found.statement,
                owner=" ".join(who.split()),
                review=review,
                given_up=lost,
                why=reason,
            )
            held = adopted_now(state.adoptions)
            terms = made.model_dump(exclude={"type", "number"})
            return [made] if held is None or held.model_dump(include=set(terms)) != terms else []

        return self._change(project, events)

    def take_back(self, project: str, number: int) -> ProjectState:
        """Undo an adoption, as long as it holds; the one before it, if any, holds again.

        Raises `NotFound` where there is no such adoption, `Conflict` where another one superseded it.
        """

        def events(state: ProjectState) -> list[Event]:
            one = next((item for item in state.adoptions if item.number == number), None)
            if one is None:
                raise NotFound(f"There is no adoption {number} here.")
            held = adopted_now(state.adoptions)
            if one.stands and held is not one:
                raise Conflict(
                    "Another version was adopted since.",
                    safe="Both adoptions are on record.",
                    todo="Undo the newer one first.",
                )
            return [AdoptionTakenBack(number=number)] if one.stands else []

        return self._change(project, events)


def _version(state: ProjectState, number: int | None) -> Version:
    found = next((one for one in reversed(state.versions) if number in (None, one.version)), None)
    if found is None and number is not None:
        raise NotFound(f"There is no version {number} here.")
    if found is None:
        raise NotFound("There is no version to adopt yet.", todo="Choose a draft or write a statement first.")
    return found
