"""The one gate to remote models: what leaves is masked, what comes home is restored.

It stands outside the cache, so that neither the kept replies nor their keys hold personal data of a fixed form.
"""

import re
from collections.abc import AsyncIterator, Sequence

from covision.domain.model import Completion, Delta, Request
from covision.errors import ModelError
from covision.gateways.base import Chat, Wrapper
from covision.steps.mask import LONGEST, Masker

_BEGUN = re.compile(rf"\[[a-z_]{{0,{LONGEST}}}(?:-[\d.]{{0,12}})?$")


class MaskedChat(Wrapper):
    """Masks every message and restores every reply. No step can forget it, and none has to know of it.

    `masker` numbers the values of a whole run; without one each request has its own numbers, which the same request
    always gets again. A step that cuts texts cuts with `mask.cut`: half a card number is no longer found here.
    """

    def __init__(self, inner: Chat, masker: Masker | None = None) -> None:
        super().__init__(inner)
        self._masker = masker

    async def complete(self, request: Request) -> Completion:
        """The reply to the masked request, with what was masked put back."""
        masker, asked = self._masked(request)
        try:
            return _restored(await self.inner.complete(asked), masker)
        except ModelError as error:
            error.reply = masker.restore(error.reply) if error.reply else error.reply
            raise

    async def batch(self, request: Request, n: int) -> Sequence[Completion]:
        """As `complete`."""
        masker, asked = self._masked(request)
        return [_restored(reply, masker) for reply in await self.inner.batch(asked, n)]

    async def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The pieces, restored; a piece that may end inside a placeholder waits for the next one."""
        masker, asked = self._masked(request)
        waiting = ""
        async for delta in self.inner.stream(asked):
            waiting += delta.text
            begun = _BEGUN.search(waiting, max(0, len(waiting) - LONGEST - 1)) if delta.completion is None else None
            ready, waiting = (waiting[: begun.start()], waiting[begun.start() :]) if begun else (waiting, "")
            done = None if delta.completion is None else _restored(delta.completion, masker)
            if ready or done is not None:
                yield Delta(text=masker.restore(ready), completion=done)

    def _masked(self, request: Request) -> tuple[Masker, Request]:
        # A text may hold words that read like a placeholder: all are known before the first value gets its own.
        masker = self._masker or Masker([message.content for message in request.messages])
        messages = tuple(
            message.model_copy(update={"content": masker.mask(message.content)}) for message in request.messages
        )
        return masker, request.model_copy(update={"messages": messages})


def _restored(reply: Completion, masker: Masker) -> Completion:
    return reply.model_copy(update={"text": masker.restore(reply.text)})
