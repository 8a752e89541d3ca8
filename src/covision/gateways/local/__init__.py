"""The local engine and its side as a litellm provider: models named `local/NAME`, NAME as in the weights table.

Nothing here imports litellm or xllamacpp before it is used.
"""

from covision.gateways.local.engine import LocalEngine, Reply, engine_for
from covision.gateways.local.provider import engine_of, register

__all__ = ["LocalEngine", "Reply", "engine_for", "engine_of", "register"]
