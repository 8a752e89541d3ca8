"""The same calls by other harnesses; run by `judging.py` with the interpreter each is installed for.

python judging_peers.py inspect|deepeval|autoevals ADDRESS CALLS AT_ONCE
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

TEXT = "Customers of shop {i} leave with warm bread and a good word. " + "It is written down here. " * 60


def inspect(address: str, calls: int, at_once: int) -> float:
    """Inspect AI: one generation a sample, logged as it logs by itself."""
    from inspect_ai import Task, eval
    from inspect_ai.dataset import Sample
    from inspect_ai.scorer import includes
    from inspect_ai.solver import generate

    def go(count: int) -> float:
        samples = [Sample(input=TEXT.format(i=i), target="bread") for i in range(count)]
        task = Task(dataset=samples, solver=generate(), scorer=includes())
        begun = time.perf_counter()
        logs = eval(
            task,
            model="openai/mock",
            model_base_url=address,
            model_args={"responses_api": False},
            max_connections=at_once,
            max_samples=at_once,
            display="none",
        )
        assert logs[0].status == "success" and logs[0].samples and len(logs[0].samples) == count
        return time.perf_counter() - begun

    go(1)
    return go(calls)


def deepeval(address: str, calls: int, at_once: int) -> float:
    """DeepEval: G-Eval with given steps, one call a case."""
    from deepeval.metrics import GEval
    from deepeval.models.base_model import DeepEvalBaseLLM
    from deepeval.test_case import LLMTestCase, LLMTestCaseParams
    from openai import AsyncOpenAI

    client = AsyncOpenAI(base_url=address, api_key="none")

    class Mock(DeepEvalBaseLLM):  # type: ignore[misc]
        """The mock server."""

        def load_model(self) -> Any:
            """Nothing to load."""
            return client

        def generate(self, prompt: str, *_: Any, **__: Any) -> str:
            """Not used: everything is asynchronous."""
            raise NotImplementedError

        async def a_generate(self, prompt: str, *_: Any, **__: Any) -> str:
            """One call."""
            reply = await client.chat.completions.create(
                model="mock", messages=[{"role": "user", "content": prompt}]
            )
            return reply.choices[0].message.content or ""

        def get_model_name(self) -> str:
            """Its name."""
            return "mock"

    async def go(count: int) -> float:
        gate = asyncio.Semaphore(at_once)

        async def one(i: int) -> None:
            metric = GEval(
                name="plain",
                evaluation_steps=["Is it plain?"],
                evaluation_params=[LLMTestCaseParams.ACTUAL_OUTPUT],
                model=Mock(),
            )
            async with gate:
                await metric.a_measure(
                    LLMTestCase(input="-", actual_output=TEXT.format(i=i)), _show_indicator=False
                )
            assert metric.score is not None

        begun = time.perf_counter()
        await asyncio.gather(*(one(i) for i in range(count)))
        return time.perf_counter() - begun

    async def both() -> float:
        await go(1)
        return await go(calls)

    return asyncio.run(both())


def autoevals(address: str, calls: int, at_once: int) -> float:
    """autoevals: a classifier with a choice, one call a case."""
    from autoevals import LLMClassifier, init
    from openai import AsyncOpenAI

    async def go(count: int) -> float:
        gate = asyncio.Semaphore(at_once)
        judge = LLMClassifier(
            name="plain",
            prompt_template="Is it plain? {{output}} Answer A or B.",
            choice_scores={"A": 0, "B": 1},
            model="gpt-4o-mini",
        )

        async def one(i: int) -> None:
            async with gate:
                found = await judge.eval_async(output=TEXT.format(i=i), expected="-")
            assert found.score == 1

        begun = time.perf_counter()
        await asyncio.gather(*(one(i) for i in range(count)))
        return time.perf_counter() - begun

    async def both() -> float:
        init(AsyncOpenAI(base_url=address, api_key="none"))
        await go(1)
        return await go(calls)

    return asyncio.run(both())


RUNS: dict[str, Callable[[str, int, int], float]] = {
    "inspect": inspect,
    "deepeval": deepeval,
    "autoevals": autoevals,
}

if __name__ == "__main__":
    os.environ |= {"OPENAI_API_KEY": "none", "DEEPEVAL_TELEMETRY_OPT_OUT": "YES", "INSPECT_DISPLAY": "none"}
    name, address, calls, at_once = sys.argv[1:]
    used = time.process_time()
    seconds = RUNS[name](address, int(calls), int(at_once))
    print(json.dumps({"seconds": round(seconds, 2)}))
