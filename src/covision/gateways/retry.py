"""The only place that asks again: transient faults, a bounded number of times, with the server's wait or jitter."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from covision.errors import ModelError
from covision.gateways.base import Endpoint, Patience, Rhythm
from covision.gateways.faults import Transient, too_long_to_wait

T = TypeVar("T")
FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0


async def persist(
    ask: Callable[[int], Awaitable[T]], endpoint: Endpoint, patience: Patience, rhythm: Rhythm, deadline: float
) -> T:
    """Call `ask(number)` (from 1) until it returns; only `Transient` is asked again.

    Waits as long as the server's Retry-After says, else full jitter between 0 and 0.5·2^k seconds, at most 8
    (Brooker 2015, "Exponential backoff and jitter"). Raises the last fault's `ModelError` with `attempts` set;
    a wait beyond `patience.retry_after_cap`, or past `deadline` (on `rhythm.now`), raises `ModelBusy` at once.
    """

    def wait(state: RetryCallState) -> float:
        asked = _transient(state).fault.retry_after
        if asked is not None:
            return asked
        return rhythm.random() * min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (state.attempt_number - 1))

    def hopeless(state: RetryCallState) -> bool:
        return _too_long(state, patience, deadline - rhythm.now())

    loop = AsyncRetrying(
        sleep=rhythm.sleep,
        wait=wait,
        stop=lambda state: hopeless(state) or stop_after_attempt(patience.attempts)(state),
        retry=retry_if_exception_type(Transient),
        reraise=True,
    )
    number = 0
    failed: ModelError | None = None
    try:
        async for attempt in loop:
            with attempt:
                number = attempt.retry_state.attempt_number
                return await ask(number)
    except Transient as last:
        asked = last.fault.retry_after
        long = asked is not None and (asked > patience.retry_after_cap or rhythm.now() + asked > deadline)
        failed = too_long_to_wait(endpoint, asked) if asked is not None and long else last.fault.error
    except ModelError as error:
        failed = error
    assert failed is not None
    failed.attempts = max(failed.attempts, number)
    # Raised outside the handlers: a context would carry the vendor's text, which may quote prompts and keys.
    raise failed


def _transient(state: RetryCallState) -> Transient:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, Transient)
    return error


def _too_long(state: RetryCallState, patience: Patience, left: float) -> bool:
    asked = _transient(state).fault.retry_after
    return (asked is not None and asked > patience.retry_after_cap) or state.upcoming_sleep > left
