"""F12: structured answers. What is forgiven, what is refused, how many requests it takes, what is remembered."""

import contextlib
import json
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from covision.errors import BadReply, ModelIncomplete, ModelRefused
from covision.gateways.lenient import NotJson, read_json, without_trailing_commas
from covision.gateways.replies import response_format
from faults.server import Act, FaultServer
from faults.talk import chat, request


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    mood: Literal["glad", "cross"]
    share: float = Field(ge=0, le=1)
    quote: str


GOOD = '{"mood": "glad", "share": 0.5, "quote": "warm bread"}'
VALUE = json.loads(GOOD)

FORGIVEN = {
    "bare": GOOD,
    "fence": f"```json\n{GOOD}\n```",
    "fence without language": f"```\n{GOOD}\n```",
    "prose before a fence": f"Here you are:\n```json\n{GOOD}\n```\nI hope this helps.",
    "prose round it": f"Sure: {GOOD} — is that all right?",
    "trailing comma": GOOD[:-1] + ",}",
    "trailing comma and newline": GOOD[:-1] + ",\n}",
    "fence and trailing comma": f"```json\n{GOOD[:-1]},\n}}\n```",
    "byte order mark": "\ufeff" + GOOD,
    "blank lines": f"\n\n  {GOOD}  \n",
    "bracket in prose": f"As asked in [1]: {GOOD}",
    "brace after it": GOOD + " }",
    "a second object after it": GOOD + '\n{"mood": "cross"}',
}

REFUSED = {
    "nothing": "",
    "prose": "I would say they are glad.",
    "cut in a string": GOOD[:-5],
    "cut after a key": '{"mood":',
    "NaN": GOOD.replace("0.5", "NaN"),
    "Infinity": GOOD.replace("0.5", "-Infinity"),
    "a number without end": GOOD.replace("0.5", "1e999"),
    "a key twice": GOOD[:-1] + ', "mood": "cross"}',
    "single quotes": GOOD.replace('"', "'"),
    "no quotes": "{mood: glad}",
    "deep nest": '{"a":' * 100 + "1" + "}" * 100,
    "very deep nest": "[" * 100_000,
    "a bare string": '"glad"',
    "a bare number": "7",
    "comment": GOOD.replace("{", "{ // glad\n", 1),
    "two commas": GOOD.replace(",", ",,", 1),
}

UNFIT = {
    "wrong enum": GOOD.replace("glad", "happy"),
    "out of range": GOOD.replace("0.5", "7"),
    "missing field": '{"mood": "glad", "share": 0.5}',
    "null field": GOOD.replace('"warm bread"', "null"),
    "extra field": GOOD[:-1] + ', "more": 1}',
    "wrong type": GOOD.replace("0.5", '"half"'),
    "an array": f"[{GOOD}]",
}


@pytest.mark.parametrize("text", FORGIVEN.values(), ids=FORGIVEN.keys())
def test_forgiven_forms_read_as_the_same_value(text: str) -> None:
    assert read_json(text) == VALUE


def test_a_list_after_prose_stays_whole() -> None:
    assert read_json('Both: [{"a": 1}, {"a": 2}] as asked') == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_refused_forms_are_never_guessed(text: str) -> None:
    with pytest.raises(NotJson) as caught:
        read_json(text)
    assert "warm bread" not in str(caught.value)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.text(max_size=12)
    | st.sampled_from([",}", "a,]", '"', "\\"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(
    st.dictionaries(st.text(max_size=6), JSON, max_size=4), st.sampled_from(["{}", "```json\n{}\n```", "Yes: {} ."])
)
@settings(max_examples=150, deadline=None)
def test_any_object_survives_its_wrapping(value: dict[str, Any], frame: str) -> None:
    text = json.dumps(value)
    if "```" not in text:
        assert read_json(frame.replace("{}", text, 1)) == value
    assert json.loads(without_trailing_commas(text)) == value


@given(st.integers(1, len(GOOD) - 1))
@settings(max_examples=60, deadline=None)
def test_a_cut_object_is_never_completed(at: int) -> None:
    with pytest.raises(NotJson):
        read_json(GOOD[:at])


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_reads_or_is_refused(text: str) -> None:
    with contextlib.suppress(NotJson):
        assert isinstance(read_json(text), dict | list)


def say(text: str, **more: Any) -> Act:
    return Act(pieces=(text,), **more)


def kind(seen: Any) -> str | None:
    form: dict[str, str] | None = seen.body.get("response_format")
    return form["type"] if form else None


@pytest.mark.parametrize("text", FORGIVEN.values(), ids=FORGIVEN.keys())
async def test_a_forgiven_reply_takes_one_request(text: str) -> None:
    async with FaultServer(say(text)) as server:
        found = await chat(server).structured(request(), Verdict)
        assert server.count == 1
    assert found.value == Verdict(**VALUE)
    assert (found.rung, found.repairs) == ("schema", 0)


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT.keys())
async def test_an_unfit_reply_is_repaired_with_its_error_quoted(text: str) -> None:
    async with FaultServer(say(text), say(GOOD)) as server:
        found = await chat(server).structured(request(), Verdict)
        turns = server.seen[1].body["messages"]
    assert (found.value, found.repairs) == (Verdict(**VALUE), 1)
    assert turns[-2] == {"role": "assistant", "content": text}
    assert "does not fit" in turns[-1]["content"]
    assert found.completion.usage.calls == 2
    assert found.completion.attempts == 2


async def test_the_repair_names_the_field() -> None:
    async with FaultServer(say(UNFIT["missing field"]), say(GOOD)) as server:
        await chat(server).structured(request(), Verdict)
        assert "quote: Field required" in server.seen[1].body["messages"][-1]["content"]


async def test_two_repairs_and_no_more() -> None:
    async with FaultServer(say(UNFIT["wrong enum"])) as server:
        with pytest.raises(BadReply, match="after 2 repairs") as caught:
            await chat(server).structured(request(), Verdict)
        assert server.count == 3
    assert caught.value.reply == UNFIT["wrong enum"]


async def test_a_server_without_schemas_is_asked_in_json_mode_and_that_is_remembered() -> None:
    no = Act(status=400, error="response_format json_schema is not supported")
    async with FaultServer(no, say(GOOD)) as server:
        there = chat(server, model="openai/no-schema")
        found = await there.structured(request(), Verdict)
        again = await chat(server, model="openai/no-schema").structured(request("other"), Verdict)
        assert [kind(seen) for seen in server.seen] == ["json_schema", "json_object", "json_object"]
        assert '"quote"' in server.seen[1].body["messages"][-1]["content"]
    assert found.rung == again.rung == "json"


async def test_a_server_without_any_json_mode_is_asked_in_plain_text() -> None:
    no = Act(status=422)
    async with FaultServer(no, no, say(f"Of course:\n```json\n{GOOD}\n```")) as server:
        found = await chat(server).structured(request(), Verdict)
        assert [kind(seen) for seen in server.seen] == ["json_schema", "json_object", None]
    assert found.rung == "plain"


async def test_a_model_that_ignores_the_schema_gets_it_in_the_prompt() -> None:
    async with FaultServer(say("They are glad."), say(GOOD)) as server:
        found = await chat(server).structured(request(), Verdict)
        assert server.count == 2
    assert (found.rung, found.repairs) == ("json", 0)


async def test_prose_to_the_end_is_a_bad_reply_after_three_requests() -> None:
    async with FaultServer(say("They are glad.")) as server:
        with pytest.raises(BadReply):
            await chat(server).structured(request(), Verdict)
        assert server.count == 3


async def test_refused_rungs_count_too() -> None:
    no = Act(status=422)
    async with FaultServer(no, no, say("They are glad.")) as server:
        with pytest.raises(BadReply, match="in 3 answers"):
            await chat(server, model="openai/no-form").structured(request(), Verdict)
        assert server.count == 3


async def test_no_larger_room_after_three_requests() -> None:
    unfit, cut = say(UNFIT["wrong enum"]), say(GOOD[:20], finish="length")
    async with FaultServer(unfit, unfit, cut) as server:
        with pytest.raises(ModelIncomplete):
            await chat(server).structured(request(), Verdict)
        assert server.count == 3


async def test_f9_length_gets_one_larger_try() -> None:
    async with FaultServer(say(GOOD[:20], finish="length"), say(GOOD)) as server:
        found = await chat(server).structured(request(max_tokens=30), Verdict)
        assert [seen.body["max_tokens"] for seen in server.seen] == [30, 120]
    assert found.value.mood == "glad"
    async with FaultServer(say(GOOD[:20], finish="length")) as server:
        with pytest.raises(ModelIncomplete, match="room"):
            await chat(server).structured(request(), Verdict)
        assert server.count == 2


async def test_f9_a_refusal_is_not_repaired() -> None:
    async with FaultServer(say("No.", finish="content_filter")) as server:
        with pytest.raises(ModelRefused, match="declined"):
            await chat(server).structured(request(), Verdict)
        assert server.count == 1


async def test_a_wrong_key_ends_the_ladder_at_once() -> None:
    async with FaultServer(Act(status=401)) as server:
        with pytest.raises(ModelRefused, match="key"):
            await chat(server).structured(request(), Verdict)
        assert server.count == 1


def test_strict_schemas_are_closed_at_every_level() -> None:
    class Outer(BaseModel):
        parts: list[Verdict]
        note: str | None = None

    form = response_format(Outer.model_json_schema())["json_schema"]
    assert form["strict"] is True
    assert form["schema"]["required"] == ["parts", "note"]
    assert form["schema"]["additionalProperties"] is False

    class Free(BaseModel):
        scores: dict[str, float]

    assert response_format(Free.model_json_schema())["json_schema"]["strict"] is False
    assert response_format({"type": "object"}) == {"type": "json_object"}
