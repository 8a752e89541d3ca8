"""A model server that fails: a cell is failed with a reason or right, never 0; three requests a call at most (F1-F12)."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from covision.bench.evaluate import evaluate, prepared
from covision.bench.plan import Asked
from covision.domain.evals import CaseResult
from covision.gateways import models as gateway_models
from covision.gateways import retry
from covision.prompting.fence import unmarked
from covision.settings import load_settings
from covision.wiring import open_house
from faults.server import Act, FaultServer

SAID = "Nobody leaves us wondering what happens next."
GOOD = Act(pieces=(json.dumps({"statement": SAID}),))
AT_ONCE = {"retry-after": "0"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of chance take no time, and no server is remembered as down."""
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.0)
    monkeypatch.setattr(gateway_models, "_breakers", {})


@pytest.fixture
def place(tmp_path: Path, small_assets: Path) -> dict[str, Path]:
    """Settings of a home of its own."""
    return {"home": tmp_path, "assets": small_assets}


async def cell(server: FaultServer, place: dict[str, Path], tiny: str, **limits: Any) -> CaseResult:
    own = {"api_base": server.url, "api_key": SecretStr("sk-test"), "embeddings": "hashing", "index": "numpy"}
    settings = load_settings(**own, **place, **limits)
    asked = Asked(suite=tiny, models=("openai/test",), cases=("clinic",))
    with open_house(settings, shared=False) as house, prepared(asked, house, place["home"] / "run") as ready:
        run = await evaluate(ready)
    (result,) = run.results
    assert run.end is not None and run.end.failed == (result.status == "failed")
    return result


def most_requests_of_a_call(server: FaultServer) -> int:
    """The largest number of requests that one call made; angles have messages of their own."""
    calls = Counter(unmarked(json.dumps(seen.body["messages"][:2], sort_keys=True)) for seen in server.seen)
    return max(calls.values())


@pytest.mark.parametrize(
    ("act", "limits", "why"),
    [
        (Act(status=429, headers=AT_ONCE), {}, "is busy"),
        (Act(status=429, headers={"retry-after": "3600"}), {}, "asks to wait 60 minutes"),
        (Act(status=500, headers=AT_ONCE), {}, "failed at its server"),
        (Act(status=503, headers=AT_ONCE), {}, "is busy"),
        (Act(hang=True), {"first_token_timeout": 0.4}, "did not begin to answer"),
        (Act(stall_after=1), {"idle_timeout": 0.1}, "stopped in the middle"),
        (Act(cut_after=1), {}, "broke off"),
        (Act(reset=True), {}, "does not answer"),
        (Act(pieces=("{'no': json",)), {}, "did not answer in the form"),
        (Act(pieces=("No JSON at all.",)), {}, "did not answer in the form"),
        (Act(pieces=("No.",), finish="content_filter"), {}, "declined"),
        (Act(pieces=(" ",)), {}, "answered with nothing"),
        (Act(status=401), {}, "does not accept the key"),
    ],
    ids=["429", "429 for an hour", "500", "503", "hang", "stall", "cut", "reset", "bad JSON", "prose", "refusal",
         "empty", "401"],
)  # fmt: skip
async def test_a_server_that_always_fails_makes_a_failed_cell(
    place: dict[str, Path], tiny: str, act: Act, limits: dict[str, Any], why: str
) -> None:
    async with FaultServer(act) as server:
        result = await cell(server, place, tiny, **limits)
        assert most_requests_of_a_call(server) <= 3
    assert (result.status, result.drafts) == ("failed", ())
    assert why in result.reason
    # What a failed call was charged is not known: no cost is no cost of nothing.
    assert result.drafting.cost is None


@pytest.mark.parametrize(
    ("act", "limits"),
    [
        (Act(status=429, headers=AT_ONCE), {}),
        (Act(status=500, headers=AT_ONCE), {}),
        (Act(hang=True), {"first_token_timeout": 0.4}),
        (Act(cut_after=1), {}),
        (Act(pieces=('{"statement": 7}',)), {}),
    ],
    ids=["429", "500", "hang", "cut", "unfit"],
)
async def test_a_fault_that_passes_is_got_over(
    place: dict[str, Path], tiny: str, act: Act, limits: dict[str, Any]
) -> None:
    failed: set[str] = set()

    def once(body: dict[str, Any]) -> Act:
        # Each call fails once; a repair turn begins with the same messages.
        key = unmarked(json.dumps(body["messages"][:2], sort_keys=True))
        first = key not in failed
        failed.add(key)
        return act if first else GOOD

    async with FaultServer(answer=once) as server:
        result = await cell(server, place, tiny, **limits)
        assert most_requests_of_a_call(server) <= 3
        assert result.drafting.usage.calls <= server.count <= result.requests
    assert result.status == "done" and SAID in [one.draft.statement for one in result.drafts]
