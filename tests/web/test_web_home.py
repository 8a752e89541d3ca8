"""The start page: examples to copy, files to open, visions to delete and to put back."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from payloads import ALL
from strict import read

from covision.assets import folder
from covision.domain.draft import Clause, Draft, DraftSet, Evidence, PromptRef, RunInfo
from covision.domain.project import Organisation, Participant
from covision.errors import CovisionError, InputError, NotFound, StorageError
from covision.faces.web.page import Page
from covision.faces.web.presenters import home
from covision.faces.web.warming import Warmup
from covision.faces.web.words import load_words
from covision.projects.bin import Bin, empty
from covision.projects.bringing import bring, copy_example
from covision.settings import load_settings
from covision.steps.export import drafts_json
from covision.steps.project_file import dump_project
from covision.wiring import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = load_settings(home=tmp_path / "home", model="scripted/default", embeddings="hashing", index="numpy")
    with House(settings) as made:
        yield made


def vision(house: House, name: str = "Café") -> str:
    return str(house.engine.create(Organisation(name=name), participants=[Participant(id="owner")]).id)


# Examples and files


@pytest.mark.parametrize("name", sorted(path.parent.name for path in folder("examples").glob("*/project.yaml")))
def test_an_example_is_copied_with_its_answers_and_its_research(house: House, name: str) -> None:
    state = copy_example(house.engine, folder("examples") / name, "A copy (example)")
    assert state.organisation.name == "A copy (example)"
    assert state.participants[0].answers and state.interview_language == state.organisation.language
    assert sum(source.read for source in state.research) > 40
    other = copy_example(house.engine, folder("examples") / name, "A copy (example)")
    assert other.id != state.id


def test_a_project_file_that_was_taken_away_comes_back_the_same(house: House) -> None:
    first = copy_example(house.engine, folder("examples") / "willow-dental", "Willow: Dental")
    brought = bring(house.engine, "vision.yaml", dump_project(first).encode())
    again = brought.state
    assert brought.missing == () and again.id != first.id
    assert (again.organisation, again.participants) == (first.organisation, first.participants)
    assert (again.statements, again.goals) == (first.statements, first.goals)


def test_research_that_a_project_file_names_is_told_and_never_looked_for(house: House) -> None:
    content = b"version: 1\norganisation: {name: A}\nparticipants: []\nresearch: [../../etc/passwd, r.csv]\n"
    assert bring(house.engine, "a.yaml", content).missing == ("../../etc/passwd", "r.csv")


@pytest.mark.parametrize(
    "content",
    [b"", b"version: 2\n", b"version: 1\norganisation: {nam: x}\n", b"{", b"[]", b"{}", b'{"project": 1}', b"\x00\xff",
     b"{" * 5000, b'{"a":' * 3000, b"a: &a [*a]\n", b"- x\n" * 60_000, b"x" * (6 * 1024 * 1024)],
)  # fmt: skip
def test_a_file_that_is_no_project_is_told_in_words_and_makes_nothing(house: House, content: bytes) -> None:
    with pytest.raises(CovisionError) as caught:
        bring(house.engine, "a.yaml", content)
    assert caught.value.todo
    assert house.engine.projects() == []


def test_the_fault_of_a_project_file_names_its_line_and_no_folder(house: House) -> None:
    with pytest.raises(InputError) as caught:
        bring(house.engine, "mine.yaml", b"version: 1\norganisation:\n  nam: x\n")
    assert caught.value.what.startswith("mine.yaml, line ")


def test_drafts_as_data_come_back_with_what_they_rest_on(house: House) -> None:
    text = "People leave known by name."
    draft = Draft(
        id="d1", angle="pride", statement=text, language="en", origin="own",
        clauses=(Clause(text=text, start=0, end=len(text), kind="aspiration", evidence=("a9",)),),
    )  # fmt: skip
    evidence = {
        "a9": Evidence(kind="answer", text=text, source="answers/owner/9", participant="owner", end=len(text))
    }
    run = RunInfo(
        model="m", prompt=PromptRef(id="p", version="1", digest="0"), corpus_digest="0", rubric_version="1", seed=3
    )
    told = {"organisation": {"name": "Café"}, "participants": ["owner"]}
    content = drafts_json(DraftSet(project=told, run=run, evidence=evidence, drafts=(draft,))).encode()
    state = bring(house.engine, "drafts.json", content).state
    assert state.organisation.name == "Café" and state.drafts == (draft,)
    assert state.draft_set is not None and house.engine.drafting_status(state) == "done"
    broken = json.loads(content)
    broken["drafts"][0]["clauses"][0]["evidence"] = ["invented"]
    with pytest.raises(InputError, match="is not a file that covision exported"):
        bring(house.engine, "drafts.json", json.dumps(broken).encode())


# Deleted, and put back


async def test_a_deleted_vision_is_erased_only_when_it_cannot_be_put_back(house: House) -> None:
    kept, gone = vision(house), vision(house)
    house.bin.put(gone)
    assert gone in house.bin and house.engine.state(gone)
    assert house.bin.take_back(gone) and gone not in house.bin
    assert not house.bin.take_back(gone)
    await empty(house.bin, house.engine)
    assert house.engine.state(gone)
    house.bin.put(gone)
    await empty(house.bin, house.engine, [kept, gone])
    assert house.engine.state(kept) and house.bin.ids() == frozenset()
    with pytest.raises(NotFound):
        house.engine.state(gone)


async def test_a_vision_that_is_deleted_again_has_all_its_time_again(house: House) -> None:
    page = Page(house, load_words("en"), Warmup(house))
    gone = vision(house)
    house.bin.put(gone)
    page.empty_later(gone, 0.1)
    assert house.bin.take_back(gone)
    house.bin.put(gone)
    page.empty_later(gone, 60.0)
    await asyncio.sleep(0.3)
    assert house.bin.take_back(gone) and house.engine.state(gone)
    house.bin.put(gone)
    page.empty_later(gone, 0.0)
    for _ in range(200):
        if gone not in house.bin:
            break
        await asyncio.sleep(0.05)
    with pytest.raises(NotFound):
        house.engine.state(gone)


async def test_a_vision_deleted_in_another_tab_takes_no_more_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(house, load_words("en"), Warmup(house))
    monkeypatch.setattr(page, "leave", lambda note="": {"left": note})
    gone, kept = vision(house), vision(house)
    done: list[str] = []

    async def watched(project: str) -> AsyncIterator[dict[str, str]]:
        done.append(project)
        yield {"said": project}

    def plain(project: str) -> dict[str, str]:
        done.append(project)
        return {"said": project}

    acts = (plain, watched)
    house.bin.put(gone)
    for act in acts:
        shown = [update async for update in page._guarded(act)(gone)]
        assert done == [] and len(shown) == 1
        assert "This vision is not here." in read(shown[0]["left"])
    for act in acts:
        assert [update async for update in page._guarded(act)(kept)] == [{"said": kept}]
    assert house.bin.take_back(gone)
    assert [update async for update in page._guarded(acts[0])(gone)] == [{"said": gone}]


async def test_a_crash_forgets_no_mark(house: House) -> None:
    gone = vision(house)
    house.bin.put(gone)
    after = Bin(house.settings.data_dir / "deleted.json")
    assert gone in after
    await empty(after, house.engine)
    with pytest.raises(NotFound):
        house.engine.state(gone)


async def test_what_is_being_erased_is_not_put_back_and_a_failure_keeps_the_mark(tmp_path: Path) -> None:
    bin = Bin(tmp_path / "deleted.json")
    bin.put("a")
    seen: list[bool] = []

    class Failing:
        async def delete(self, project: str) -> None:
            seen.append(bin.take_back(project))
            raise StorageError("The disk is full.")

    await empty(bin, Failing())  # type: ignore[arg-type]
    assert seen == [False] and "a" in bin
    assert bin.take_back("a")


def test_a_mark_that_cannot_be_read_erases_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deleted.json"
    for content in ("", "{", '{"a": 1}', "7"):
        path.write_text(content, encoding="utf-8")
        assert Bin(path).ids() == frozenset()


def test_a_mark_that_cannot_be_written_says_that_nothing_was_deleted(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        Bin(tmp_path / "file" / "deleted.json").put("a")
    assert caught.value.safe == "Nothing was deleted."


def test_a_vision_that_only_has_research_is_not_said_to_be_just_begun(house: House) -> None:
    words, id = load_words("en"), vision(house)

    def said() -> str:
        return home.at_what(next(one for one in house.engine.projects() if one.id == id), words)

    assert said() == words("home.nothing")
    comments = "\n".join(f"They knew my name on day {n}." for n in range(1200))
    state = house.engine.add_research(id, "pasted", comments)
    assert said() == "1,200 comments of customers"
    house.engine.answer(id, "owner", "9", "People leave known by name.")
    assert said() == "1 question answered · 1,200 comments of customers"
    house.engine.remove_research(id, state.research[0].name)
    assert "customers" not in said()


def test_examples_and_the_way_to_open_a_file_are_plain_to_see() -> None:
    words = load_words("en")
    shown = home.examples([home.Example("x", ALL, ALL, "pt"), home.Example("y", "B", "bakery", "xx")], words)
    assert "Português" in read(shown) and "<script>alert(1)</script>" in read(shown)
    assert home.examples((), words) == ""
    assert "Choose a project file" in read(home.bring(words, most=20))
