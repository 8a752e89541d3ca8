"""A search for themes that is under way."""

import asyncio
import threading
from dataclasses import dataclass, field

from covision.domain.base import Frozen


class ThemesProgress(Frozen):
    """What is being done, in words for a person; `share` is how far it is, 0..1. Shown, never saved."""

    text: str
    share: float = 0.0


@dataclass
class ThemesJob:
    """A search for themes that goes on when nobody watches; any number may watch, from any event loop."""

    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    now: ThemesProgress = field(default_factory=lambda: ThemesProgress(text="Reading the comments"))
    failed: BaseException | None = None
    task: "asyncio.Task[None] | None" = None

    def tell(self, text: str, share: float) -> None:
        """What watchers see from now on."""
        self.now = ThemesProgress(text=text, share=share)
