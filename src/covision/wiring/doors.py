"""Who may do what in a house, and the tokens of programs."""

from typing import TYPE_CHECKING, Any

from covision.domain.access import Access, OnePerson, Scope
from covision.wiring.part import part

if TYPE_CHECKING:
    import threading

    from covision.settings import Settings
    from covision.stores.tokens import Tokens


class Doors:
    """The part of the house that is asked before anything is done. Accounts replace `access`."""

    settings: "Settings"
    built: dict[str, Any]
    access: Access = OnePerson()

    def lock_of(self, name: str) -> "threading.RLock":
        """The lock under which a part is built."""
        raise NotImplementedError

    def admit(self, scope: Scope, project: str | None = None) -> None:
        """Raise `NotFound` or `AccessDenied` where whoever asks now may not. See `projects.admitting.admit`."""
        from covision.projects.admitting import admit

        admit(self.access, scope, project)

    @part
    def tokens(self) -> "Tokens":
        """The tokens of programs, in the data folder; no lock on it is taken."""
        from covision.stores.tokens import Tokens

        return Tokens(self.settings.data_dir / "tokens.json")
