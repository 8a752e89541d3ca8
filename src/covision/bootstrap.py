"""Run before litellm, gradio or chromadb are imported: no telemetry, no look-ups at import.

Each of these libraries reads its environment once, at import, and by default fetches a price table,
reports use, or reads a `.env` file of the working folder. Values that the user has set win, except for
telemetry, which covision never sends.
"""

import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
_DEFAULTS = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
    "GRADIO_RUN_HISTORY": "False",
    "TOKENIZERS_PARALLELISM": "false",
}


class _NoStubs(importlib.abc.MetaPathFinder):
    """Keeps gradio from writing type stubs beside its own files at every import: that is a third of the import."""

    name = "gradio.component_meta"

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Its own way of loading, without the stubs; nothing where there is no such module or function."""
        if fullname != self.name:
            return None
        sys.meta_path.remove(self)
        found = importlib.util.find_spec(fullname)
        loader: Any = found.loader if found else None
        if loader is None:
            return found
        load = loader.exec_module

        def loaded(module: ModuleType) -> None:
            load(module)
            if hasattr(module, "create_or_modify_pyi"):
                module.create_or_modify_pyi = lambda *_: None  # type: ignore[attr-defined]

        loader.exec_module = loaded
        return found


def prepare() -> None:
    """Set the environment of the libraries that look at it when they are imported."""
    if _NoStubs.name not in sys.modules and not any(isinstance(one, _NoStubs) for one in sys.meta_path):
        sys.meta_path.insert(0, _NoStubs())
    os.environ.update(_QUIET)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
