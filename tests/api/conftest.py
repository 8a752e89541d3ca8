"""A house with the API on, and programs with tokens."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from api_support import client

from covision.faces.api.app import ROOT, api
from covision.settings import load_settings
from covision.wiring import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = load_settings(home=tmp_path, model="scripted/default", embeddings="hashing", index="numpy", api=True)
    with House(settings) as made:
        yield made


@pytest.fixture
async def program(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A program that may do everything, at the API itself."""
    _, token = house.tokens.make("writer", ("read", "write"))
    async with client(api(house), token) as made:
        made.headers["X-Root"] = ROOT
        yield made


ANSWERS = {
    "1": "The shop on Harbour Street, all nine of us.",
    "2": "The customer goes home with bread that still tastes of somebody's hands.",
    "4": "People who live or work within a walk of the harbour.",
    "6": "In February a woman who had been off sick cried at the counter because we had sent a loaf to her home.",
    "8": "first contact: feel expected, think somebody is glad I came, ask for the loaf they always have\n"
    "in trouble: feel believed, know we will put it right, tell us instead of telling the street",
    "9": "Whoever comes in goes out feeling that somebody knew them, with bread they are proud to put on the table",
}


@pytest.fixture
async def project(program: httpx.AsyncClient) -> str:
    """A project with answers, made by the API."""
    made = (await program.post("/projects", json={"name": "Harbour Street Bakery", "sector": "bakery"})).json()
    for question, text in ANSWERS.items():
        reply = await program.post(
            f"/projects/{made['id']}/interview/answers", json={"question": question, "text": text}
        )
        assert reply.status_code == 200, reply.text
    return str(made["id"])
