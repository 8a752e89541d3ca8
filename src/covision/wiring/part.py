"""A part of the house that is built late."""

import threading
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, overload

Made = TypeVar("Made")
Owner = TypeVar("Owner", bound="Building")


class Building(Protocol):
    """What keeps the parts that were built, and a lock for each."""

    built: dict[str, Any]

    def lock_of(self, name: str) -> threading.RLock:
        """The lock under which a part is built."""


class part(Generic[Owner, Made]):
    """A part of the house that is built when it is first asked for, once, whichever thread asks."""

    def __init__(self, build: Callable[[Owner], Made]) -> None:
        self._build = build
        self._name = build.__name__
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, house: None, owner: type) -> "part[Owner, Made]": ...
    @overload
    def __get__(self, house: Owner, owner: type) -> Made: ...
    def __get__(self, house: Owner | None, owner: type) -> "part[Owner, Made] | Made":
        """The part of this house."""
        if house is None:
            return self
        with house.lock_of(self._name):
            if self._name not in house.built:
                house.built[self._name] = self._build(house)
            made: Made = house.built[self._name]
            return made
