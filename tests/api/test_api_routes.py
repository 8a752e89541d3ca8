"""What the API does: the same as the app, by the same services."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from covision.domain.draft import DraftSet
from covision.domain.rubric import Scorecard
from covision.wiring import House


async def finished(program: httpx.AsyncClient, project: str) -> dict[str, Any]:
    async with program.stream("GET", f"/projects/{project}/drafts/events") as stream:
        lines = [json.loads(line[6:]) async for line in stream.aiter_lines() if line.startswith("data: ")]
    assert lines[0]["type"] == "drafting_started" and lines[-1]["type"] == "drafting_ended"
    return (await program.get(f"/projects/{project}/drafts")).json()


async def test_the_whole_way_from_a_question_to_drafts(program: httpx.AsyncClient) -> None:
    made = await program.post("/projects", json={"name": "Bäckerei <b>", "language": "en", "role": "owner"})
    assert made.status_code == 201
    id = made.json()["id"]
    step = (await program.get(f"/projects/{id}/interview")).json()
    assert (step["kind"], step["number"]) == ("ask", 1)
    told = {"question": step["question"]["id"], "text": "All nine of us."}
    after = (await program.post(f"/projects/{id}/interview/answers", json=told)).json()
    assert after["kind"] in ("ask", "follow_up")
    skipped = await program.post(f"/projects/{id}/interview/skips", json={"question": "3"})
    assert skipped.status_code == 200
    shown = (await program.get(f"/projects/{id}")).json()
    assert shown["participants"][0]["answers"] == {"1": "All nine of us.", "3": None}
    assert (shown["name"], shown["drafting"], shown["statement"]) == ("Bäckerei <b>", "none", None)
    early = await program.post(f"/projects/{id}/drafts", json={})
    assert early.status_code == 409 and early.json()["detail"]
    assert [one["id"] for one in (await program.get("/projects")).json()] == [id]


async def test_drafts_come_with_their_evidence(program: httpx.AsyncClient, project: str) -> None:
    begun = await program.post(f"/projects/{project}/drafts", json={"drafts": 2, "seed": 1})
    assert begun.status_code == 202 and begun.json()["status"] in ("running", "done")
    assert (await finished(program, project))["status"] == "done"
    result = await program.get(f"/projects/{project}/drafts/result")
    drafts = DraftSet.model_validate_json(result.content)
    assert drafts.drafts
    for draft in drafts.drafts:
        for clause in draft.clauses:
            assert draft.statement[clause.start : clause.end] == clause.text
            assert set(clause.evidence) <= set(drafts.evidence)


async def test_f18_a_request_that_is_sent_again_starts_nothing(
    program: httpx.AsyncClient, project: str, house: House
) -> None:
    async def start(key: str, **more: Any) -> httpx.Response:
        return await program.post(f"/projects/{project}/drafts", json=more, headers={"Idempotency-Key": key})

    replies = await asyncio.gather(*(start("run-1", drafts=1) for _ in range(20)))
    assert {one.status_code for one in replies} == {202}
    assert len({one.json()["run"] for one in replies}) == 1
    await finished(program, project)
    later = await start("run-1", drafts=1)
    assert later.status_code == 202 and later.json()["run"] == replies[0].json()["run"]
    other = await start("run-1", drafts=2)
    assert other.status_code == 422 and "new name" in other.json()["todo"]
    events = [one.event for one in house.engine.history(project)]
    assert sum(event.type == "drafting_started" for event in events) == 1


async def test_drafting_can_be_stopped(program: httpx.AsyncClient, project: str) -> None:
    await program.post(f"/projects/{project}/drafts", json={})
    stopped = await program.delete(f"/projects/{project}/drafts")
    assert stopped.json()["status"] in ("stopped", "done")
    again = await program.delete(f"/projects/{project}/drafts")
    assert again.json()["status"] == stopped.json()["status"]


async def test_statements_are_scored_and_compared_without_a_model(
    program: httpx.AsyncClient, project: str, house: House
) -> None:
    statements = {"a": "Everyone leaves knowing what happens next.", "b": "We deliver world-class excellence."}
    scored = (await program.post("/score", json={"statements": statements})).json()
    cards = [Scorecard.model_validate(one) for one in scored]
    assert [card.id for card in cards] == ["a", "b"]
    assert cards[0] == house.score(statements["a"], id="a")
    grounded = await program.post("/score", json={"statements": statements, "project": project})
    assert grounded.status_code == 200
    compared = (await program.post("/compare", json={"statements": statements})).json()
    assert compared["statements"] == statements and compared["judge"] is None
    assert compared["ranking"]["basis"] == "measures"
    judged = await program.post("/score", json={"statements": statements, "judge": "configured"})
    assert judged.status_code == 409 and "No judge is configured" in judged.json()["detail"]


async def test_two_who_save_at_once_are_both_kept_and_told(program: httpx.AsyncClient, project: str) -> None:
    place = f"/projects/{project}/versions"
    first = await program.post(place, json={"statement": "They leave glad.", "author": "ann", "seen": 0})
    assert first.status_code == 201 and first.json()["version"] == 1
    await program.post(place, json={"statement": "They leave known.", "author": "bob", "seen": 1})
    late = await program.post(place, json={"statement": "They leave fed.", "author": "ann", "seen": 1})
    told = late.json()
    assert late.status_code == 409 and late.headers["content-type"] == "application/problem+json"
    assert told["yours"]["statement"] == "They leave fed."
    assert [one["statement"] for one in told["theirs"]] == ["They leave known."]
    kept = [one["statement"] for one in (await program.get(place)).json()]
    assert kept == ["They leave glad.", "They leave known.", "They leave fed."]


async def test_fifty_at_once_lose_nothing(program: httpx.AsyncClient, project: str) -> None:
    place = f"/projects/{project}/versions"
    texts = [f"They leave glad, said {number}." for number in range(50)]
    replies = await asyncio.gather(
        *(program.post(place, json={"statement": text, "author": text[-4:], "seen": 0}) for text in texts)
    )
    assert sorted({one.status_code for one in replies}) == [201, 409]
    assert sum(one.status_code == 201 for one in replies) == 1
    kept = (await program.get(place)).json()
    assert sorted(one["statement"] for one in kept) == sorted(texts)
    assert [one["version"] for one in kept] == list(range(1, 51))
    answers = await asyncio.gather(
        *(
            program.post(
                f"/projects/{project}/interview/answers",
                json={"question": "2", "text": f"Answer {number}", "participant": f"p{number}"},
            )
            for number in range(50)
        )
    )
    assert {one.status_code for one in answers} == {200}
    people = (await program.get(f"/projects/{project}")).json()["participants"]
    assert {one["id"]: one["answers"]["2"] for one in people if one["id"] != "owner"} == {
        f"p{number}": f"Answer {number}" for number in range(50)
    }


@pytest.mark.parametrize("format", ["md", "html", "docx", "yaml", "whole", "pptx"])
async def test_t20_exports_leave_as_attachments(program: httpx.AsyncClient, project: str, format: str) -> None:
    body = {"statement": "They leave glad.", "author": "ann", "seen": 0}
    await program.post(f"/projects/{project}/versions", json=body)
    reply = await program.get(f"/projects/{project}/export", params={"format": format})
    assert reply.status_code == 200 and reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["cache-control"] == "no-store"


async def test_a_whole_project_comes_back(program: httpx.AsyncClient, project: str) -> None:
    whole = (await program.get(f"/projects/{project}/export?format=whole")).content
    made = await program.post("/projects/import?name=bundle.json", content=whole)
    assert made.status_code == 201 and made.json()["id"] != project
    again = (await program.get(f"/projects/{made.json()['id']}/export?format=whole")).content
    assert again == whole
    example = Path(__file__).resolve().parents[2] / "examples" / "harbour-street-bakery" / "project.yaml"
    brought = await program.post("/projects/import?name=project.yaml", content=example.read_bytes())
    assert brought.status_code == 201 and brought.json()["missing"]


async def test_a_deleted_project_is_not_there(program: httpx.AsyncClient, project: str, house: House) -> None:
    house.bin.put(project)
    for place in ("", "/interview", "/drafts", "/versions", "/export", "/drafts/result", "/drafts/events"):
        assert (await program.get(f"/projects/{project}{place}")).status_code == 404
    assert (await program.get("/projects")).json() == []
