"""Real weights for tests: taken from the store, fetched where they are missing."""

import os

import pytest

from covision.errors import ModelUnavailable
from covision.gateways.weights import WeightsStore
from covision.settings import load_settings


def weights_store(name: str) -> WeightsStore:
    """A store that holds `name`; skips the test only where nothing can be fetched, and never in CI."""
    store = WeightsStore(load_settings().weights_dir)
    try:
        store.ensure(name)
    except ModelUnavailable as error:
        if os.environ.get("CI", "").lower() == "true":
            raise
        pytest.skip(f"{name} is not here and cannot be fetched: {error.what}")
    return store
