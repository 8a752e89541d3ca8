"""Corpus files: what ships is sound, every kind of slip is named with file, line and key."""

import shutil
from pathlib import Path

import pytest
import yaml

from covision.assets import folder
from covision.errors import AssetMissing, InputError
from covision.steps.corpus import CorpusProblem, check_corpus, corpus_passages, load_corpus

VISION = {
    "id": "vision-a",
    "kind": "vision",
    "language": "en",
    "owner": "A bakery (invented)",
    "sector": "bakery",
    "standing": "contrast",
    "text": "We strive to delight every customer.",
    "source": {"document": None, "note": "written for this test"},
    "weak": [{"criterion": 9, "why": "Striving cannot be broken."}],
    "gives_up": "Everything.",
}
CARD = {
    "id": "guidance-a",
    "kind": "guidance",
    "language": "en",
    "title": "Say what happens",
    "text": " ".join(f"word{n}" for n in range(40)),
    "documents": ["000"],
    "criteria": [3],
}
TERM = {
    "id": "term-a",
    "kind": "glossary",
    "language": "en",
    "term": "Touchpoint",
    "text": "A place where a customer meets you.",
    "documents": ["003"],
    "translations": {"pt": {"term": "Ponto de contacto", "text": "Onde o cliente o encontra."}},
}
DILEMMA = {
    "id": "dilemma-a",
    "kind": "dilemma",
    "language": "en",
    "sector": "food",
    "tensions": ["speed-care"],
    "criteria": [7],
    "title": "The last loaf",
    "text": "One loaf is left. " + "It was promised to a caller. " * 3,
    "courses": ["Keep it for him.", "Sell it to her."],
    "translations": {
        "pt": {
            "title": "O último pão",
            "text": "Sobra um pão. " + "Foi prometido a quem telefonou. " * 3,
            "courses": ["Guardá-lo para ele.", "Vendê-lo a ela."],
        }
    },
}
SORT = {"titles": {"en": "Food", "pt": "Comida"}, "words": {"en": ["bread"], "pt": []}}
SORTS = {
    "sectors": [{"id": "food", **SORT}, {"id": "any", **SORT}],
    "tensions": [{"id": "speed-care", **SORT}],
}
PLACES = {"vision": "visions", "guidance": "guidance", "glossary": "glossary", "dilemma": "dilemmas"}


def write(root: Path, entry: dict, name: str | None = None, place: str | None = None) -> Path:
    file = root / (place or PLACES[entry["kind"]]) / f"{name or entry['id']}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(entry, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for entry in (VISION, CARD, TERM):
        write(tmp_path, entry)
    return tmp_path


def sort(root: Path, data: object = SORTS) -> None:
    (root / "trade-offs.yaml").write_text(
        yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )


def only(root: Path) -> CorpusProblem:
    (problem,) = check_corpus(root)
    return problem


def test_what_ships_is_sound() -> None:
    shipped = folder("corpus")
    assert [str(problem) for problem in check_corpus(shipped)] == []
    corpus = load_corpus(shipped)
    assert len({item.id for item in corpus_passages(corpus)}) == len(corpus_passages(corpus))


def test_a_sound_corpus_loads_in_order_with_its_digest(root: Path, tmp_path: Path) -> None:
    assert check_corpus(root) == []
    corpus = load_corpus(root)
    assert [item.id for item in (*corpus.visions, *corpus.guidance, *corpus.glossary)] == [
        "vision-a",
        "guidance-a",
        "term-a",
    ]
    copy = tmp_path / "copy"
    for name in ("visions", "guidance", "glossary"):
        shutil.copytree(root / name, copy / name)
    assert load_corpus(copy).digest == corpus.digest, "the digest is of the content, not of the place"
    write(copy, {**TERM, "text": TERM["text"] + " Or does not."})
    assert load_corpus(copy).digest != corpus.digest
    assert len(corpus.digest) == 16


def test_passages_hold_the_words_and_name_their_entry(root: Path) -> None:
    found = {item.id: item for item in corpus_passages(load_corpus(root))}
    assert found.keys() == {"vision-a", "guidance-a", "term-a", "term-a.pt"}
    assert found["vision-a"].text == VISION["text"]
    assert found["guidance-a"].text.startswith("Say what happens\nword0")
    assert (found["term-a.pt"].language, found["term-a.pt"].kind) == ("pt", "glossary")
    assert {item.workspace for item in found.values()} == {"corpus"}
    assert found["guidance-a"].source == "corpus/guidance/guidance-a"
    assert all(item.end == len(item.text) for item in found.values())


@pytest.mark.parametrize(
    ("entry", "change", "key", "says"),
    [
        (VISION, {"gives_up": None}, "gives_up", "string"),
        (VISION, {"extra": "x"}, "extra", "not a key"),
        (VISION, {"weak": [{"criterion": 20, "why": "none such"}]}, "weak.0.criterion", "no criterion 20"),
        (VISION, {"weak": [{"criterion": "x", "why": "none such"}]}, "weak.0.criterion", "integer"),
        (VISION, {"weak": []}, "weak", "at least one label"),
        (VISION, {"source": {"document": "005", "note": "n"}}, "source.document", "no founding document 005"),
        (VISION, {"standing": "famous"}, "standing", "published"),
        (CARD, {"documents": []}, "documents", "at least 1"),
        (CARD, {"documents": ["000", "9"]}, "documents.1", "no founding document 9"),
        (CARD, {"criteria": [3, 0]}, "criteria.1", "no criterion 0"),
        (CARD, {"text": "too short"}, "text", "this one has 2"),
        (CARD, {"text": "word " * 131}, "text", "this one has 131"),
        (TERM, {"see_also": ["term-b"]}, "see_also.0", "no term term-b"),
        (TERM, {"see_also": ["guidance-a"]}, "see_also.0", "no term guidance-a"),
        (TERM, {"see_also": ["term-a"]}, "see_also.0", "itself"),
        (TERM, {"text": " "}, "text", "empty"),
    ],
)
def test_every_slip_is_named_with_its_line_and_key(
    root: Path, entry: dict, change: dict, key: str, says: str
) -> None:
    file = write(root, {**entry, **change})
    problem = only(root)
    assert (problem.file, problem.key) == (str(file), key)
    assert says in problem.message
    assert problem.line is not None
    line = file.read_text().splitlines()[problem.line - 1].strip()
    name = key.split(".")[-1]
    assert line.startswith("- ") if name.isdigit() else f"{name}:" in line


def test_ids_files_and_folders_agree(root: Path) -> None:
    file = write(root, {**CARD, "id": "guidance-b", "text": "other " * 40}, name="guidance-c")
    assert (only(root).key, only(root).line) == ("id", 1)
    file.unlink()
    file = write(root, {**CARD, "id": "guidance-b", "text": "other " * 40}, place="visions")
    assert "belongs in the folder guidance" in only(root).message
    file.unlink()
    write(root, {**CARD, "text": "other " * 40}, name="guidance-z")
    assert {problem.key for problem in check_corpus(root)} == {"id"}
    with pytest.raises(InputError, match="guidance-a is taken"):
        load_corpus(root)


def test_two_texts_that_are_nearly_the_same_are_found(root: Path) -> None:
    write(root, {**VISION, "id": "vision-b", "text": "We strive to delight  every Customer!"})
    assert "% the same as in" in only(root).message
    write(root, {**VISION, "id": "vision-b", "text": "Nobody asks the same question twice."})
    assert check_corpus(root) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id: vision-x\nkind: vision\ntext: We say: hello\n", "colon"),
        (b"\xff\xfe", "UTF-8"),
        (b"- a\n- b\n", "key: value"),
        (b"", "key: value"),
        (b"id: x\nkind: poem\n", "kind"),
        (b"id: !!python/object/apply:os.system ['true']\n", "tag"),
        (b"id: vision-x\nid: vision-x\nkind: vision\n", "before"),
        (b"a: " + b"x" * 70_000, "larger"),
    ],
)
def test_a_file_that_is_no_entry_is_named(root: Path, content: bytes, says: str) -> None:
    file = root / "visions" / "vision-x.yaml"
    file.write_bytes(content)
    problems = check_corpus(root)
    assert {problem.file for problem in problems} == {str(file)}
    assert any(says in problem.message for problem in problems), problems
    with pytest.raises(InputError) as caught:
        load_corpus(root)
    assert caught.value.place is not None and caught.value.place.file == str(file)
    assert "corpus check" in caught.value.todo


def test_a_language_that_looks_like_a_truth_value_is_text(root: Path) -> None:
    file = write(root, {**TERM, "id": "term-n"})
    file.write_text(file.read_text().replace("language: en", "language: no").replace("A place", "Et sted"))
    assert {term.language for term in load_corpus(root).glossary} == {"en", "no"}


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    for call in (load_corpus, check_corpus):
        with pytest.raises(AssetMissing, match="no corpus"):
            call(tmp_path)


PT = DILEMMA["translations"]["pt"]


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"sector": "space"}, "sector", "no sector space"),
        ({"tensions": ["speed-care", "x"]}, "tensions.1", "no tension x"),
        ({"tensions": ["speed-care", "speed-care"]}, "tensions", "twice"),
        ({"tensions": []}, "tensions", "at least 1"),
        ({"criteria": [7, 20]}, "criteria.1", "no criterion 20"),
        ({"text": "Too short."}, "text", "it needs 15 to 70"),
        ({"courses": ["Keep it for him."]}, "courses", "at least 2"),
        ({"courses": ["Keep it for him.", "keep it FOR him."]}, "courses", "a course twice"),
        ({"courses": ["Keep it for him.", "Sell."]}, "courses.1", "1 words"),
        ({"translations": {}}, "translations", "words in pt are missing"),
        (
            {"translations": {"pt": {**PT, "courses": [*PT["courses"], "Partir o pão."]}}},
            "translations.pt.courses",
            "as many",
        ),
        ({"translations": {"pt": PT, "en": PT}}, "translations.en", "the entry itself"),
        ({"translations": {"pt": {**PT, "title": ""}}}, "translations.pt.title", "at least 1"),
    ],
)
def test_every_slip_of_a_dilemma_is_named(root: Path, change: dict, key: str, says: str) -> None:
    sort(root)
    file = write(root, {**DILEMMA, **change})
    problem = only(root)
    assert (problem.file, problem.key) == (str(file), key) and problem.line is not None
    assert says in problem.message


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"tensions": [SORTS["tensions"][0]] * 2}, "tensions.1.id", "there twice"),
        ({"sectors": SORTS["sectors"][:1]}, "sectors", "any"),
        (
            {"sectors": [*SORTS["sectors"], {"id": "x", "titles": {"en": "X"}, "words": SORT["words"]}]},
            "sectors.2.titles",
            "in pt",
        ),
        ({"extra": []}, "extra", "not a key"),
    ],
)
def test_what_dilemmas_are_sorted_by_is_checked(root: Path, change: dict, key: str, says: str) -> None:
    sort(root, {**SORTS, **change})
    problem = only(root)
    assert problem.file.endswith("trade-offs.yaml") and problem.key == key and says in problem.message
    assert problem.line is not None
    with pytest.raises(InputError, match="trade-offs"):
        load_corpus(root)


def test_dilemmas_are_part_of_the_corpus_and_its_digest_and_not_of_search(root: Path) -> None:
    bare = load_corpus(root)
    sort(root)
    sorted_ = load_corpus(root)
    write(root, DILEMMA)
    assert check_corpus(root) == []
    full = load_corpus(root)
    assert len({bare.digest, sorted_.digest, full.digest}) == 3
    assert [one.id for one in full.dilemmas] == ["dilemma-a"] and full.trade_offs.sectors[0].id == "food"
    assert corpus_passages(full) == corpus_passages(bare), "a dilemma is no evidence and no guidance"
    write(root, {**DILEMMA, "id": "dilemma-b"})
    assert "% the same as in" in only(root).message
    (root / "trade-offs.yaml").unlink()
    assert {problem.key for problem in check_corpus(root)} >= {"sector", "tensions.0"}
