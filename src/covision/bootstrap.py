"""Run before litellm, gradio or chromadb are imported: no telemetry, no look-ups at import.

Each of these libraries reads its environment once, at import, and by default fetches a price table,
reports use, or reads a `.env` file of the working folder. Values that the user has set win, except for
telemetry, which covision never sends.
"""

import os

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


def prepare() -> None:
    """Set the environment of the libraries that look at it when they are imported."""
    os.environ.update(_QUIET)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
