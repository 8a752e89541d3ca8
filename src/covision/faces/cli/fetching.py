"""Weights that a command needs are fetched first, with progress; nothing else is ever fetched."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from covision.errors import CovisionError, Stopped
from covision.faces.cli.talk import Bytes, note

if TYPE_CHECKING:
    from covision.wiring import House


def fetch(house: "House", names: Sequence[str]) -> None:
    """Fetch the weights with these names where they are not here; Ctrl-C keeps what came so far."""
    store = house.weights
    for name in names:
        weights = store.weights(name)
        if store.ready(name):
            note(f"{name} is here already.")
            continue
        note(f"Fetching {weights.title}, {weights.size / 1e6:,.0f} MB, {weights.licence}. Ctrl-C keeps what came.")
        try:
            store.fetch(name, Bytes(name))
        except KeyboardInterrupt as error:
            raise Stopped("Fetching was stopped.", safe="What came so far is kept.") from error
    house.look_again()


def fetch_for(house: "House", model: str | None) -> None:
    """What a drafting run needs on this computer: the built-in model if it writes, and the embeddings.

    Raises what fetching a model raises; without the embeddings search goes by keywords, which is said.
    """
    from covision.gateways.resolve import resolve
    from covision.gateways.weights_table import TABLE

    infos = resolve(house.settings_for(model), house.weights_ready)
    names = {info.name.removeprefix("local/") for info in infos.values() if info.name.startswith("local/")}
    wanted = [name for name in sorted(names) if name in TABLE and not house.weights.ready(name)]
    if wanted:
        fetch(house, wanted)
    fetch_embeddings(house)


def fetch_embeddings(house: "House") -> None:
    """The embeddings that search uses; without them it goes by keywords, which is said."""
    from covision.gateways.weights_table import EMBEDDING

    if house.settings.embeddings == "local" and not house.weights.ready(EMBEDDING):
        try:
            fetch(house, [EMBEDDING])
        except Stopped:
            raise
        except CovisionError as error:
            note(f"{error.message()} Search goes by keywords meanwhile.")
