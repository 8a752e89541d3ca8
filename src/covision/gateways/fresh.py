"""Models for calls that belong to no run, such as a follow-up question."""

from collections.abc import Callable

from covision.domain.draft import Usage
from covision.domain.model import ChatModel, Models, Role


class FreshModels:
    """`Models` whose every call is a run of its own: a follow-up is never refused for what was spent before."""

    def __init__(self, open_run: Callable[[], Models]) -> None:
        self._open_run = open_run

    def of(self, role: Role) -> ChatModel:
        """The model of a role, with a new meter."""
        return self._open_run().of(role)

    def spent(self) -> Usage:
        """Nothing: each call counts for itself."""
        return Usage()

    def cost(self) -> float | None:
        """Unknown: each call counts for itself."""
        return None
