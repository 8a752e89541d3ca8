"""The files round the code: lock, documents, shipped data, and the wheel that works outside the checkout."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from covision.settings import Settings
from covision.steps.corpus import check_corpus
from covision.steps.ingest import read_research
from covision.steps.project_file import check_project, load_project

sys.path.insert(0, str(Path(__file__).parent))
import generate

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/project.yaml"))


def tracked() -> list[Path]:
    """Text files that are or would be in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def locked() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(version)
    return found


def test_the_lock_covers_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *project["optional-dependencies"]["local"],
        *project["optional-dependencies"]["dev"],
    ]
    have = locked()
    for line in asked:
        wanted = Requirement(line)
        versions = have.get(re.sub(r"[-_.]+", "-", wanted.name).lower(), set())
        assert versions, f"{wanted.name} is not in requirements.lock: run make lock"
        assert all(wanted.specifier.contains(Version(one), prereleases=True) for one in versions), line


def test_the_lock_has_hashes_and_names_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text and " @ " not in text
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.splitlines()[0])


def test_documents_say_what_the_code_does():
    assert generate.CLI_PAGE.read_text(encoding="utf-8") == generate.cli_page(), "run make docs"
    if find_spec("mcp") is not None:
        assert generate.API_PAGE.read_text(encoding="utf-8") == generate.api_page(), "run make docs"
    assert generate.SETTINGS_PAGE.read_text(encoding="utf-8") == generate.settings_page(), "run make docs"
    assert all(field.description for field in Settings.model_fields.values())


def test_links_in_documents_lead_somewhere():
    dead = []
    for path in tracked():
        if path.suffix != ".md" or "prompts" in path.parts:
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                dead.append(f"{path.relative_to(ROOT)}: {target}")
    assert not dead


def _code(text: str) -> str:
    """What stands in code blocks and between backticks."""
    blocks = re.findall(r"^```.*?$(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return "\n".join([*blocks, *inline])


def test_commands_in_documents_exist():
    import typer

    from covision.faces.cli.main import cli

    known = {" ".join(path) for path in generate.commands(typer.main.get_command(cli))}
    unknown = []
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "examples" / "README.md"]:
        for words in re.findall(r"covision ([a-z]+(?: [a-z]+)?)", _code(path.read_text(encoding="utf-8"))):
            first, _, second = words.partition(" ")
            if words not in known and (first not in known or (second and first in ("corpus", "project", "models"))):
                unknown.append(f"{path.relative_to(ROOT)}: covision {words}")
    assert not unknown


def test_no_file_names_a_machine_or_a_package_index():
    # Built from parts, so that this file does not hold what it looks for.
    words = ["/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/Us" + "ers/", "pypi" + ".org", "pythonhosted" + ".org"]
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {word}" for word in words if word in text]
    assert not found


def test_the_corpus_is_sound():
    assert check_corpus(ROOT / "corpus") == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_are_complete(path: Path):
    assert not check_project(path).errors
    project, base = load_project(path)
    read = sum(read_research(item.file, (base / item.file).read_bytes()).read for item in project.research)
    assert read >= 40 and len(project.participants) >= 3


def test_there_are_five_examples():
    assert len(EXAMPLES) >= 5


WHEEL_CHECK = """
import json, sys
from pathlib import Path
import covision
from covision import assets
from covision.faces.cli.main import main
from covision.steps.rubric import load_lexicon, load_rubric
from covision.steps.ask import load_script
folders = {name: str(assets.folder(name)) for name in assets.NAMES}
assert load_rubric("pt").criteria and load_lexicon("en") and load_script(assets.folder("prompts"), "pt")
assert main(["corpus", "check"]) == 0
print(json.dumps({"package": covision.__file__, **folders}))
"""


@pytest.mark.slow
def test_the_wheel_works_outside_the_checkout(tmp_path: Path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    inside, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(inside)
    environment = {**os.environ, "PYTHONPATH": str(inside), "COVISION_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", WHEEL_CHECK], cwd=elsewhere, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    places = json.loads(done.stdout.splitlines()[-1])
    assert all(place.startswith(str(inside)) for place in places.values()), places
