"""Starts on a folder that is not as it should be: one sentence that says what is wrong, and nothing is lost."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from fluxlite.registry import BucketInfo, Registry
from tests.http.talk import Talk
from tests.storage.disk import BUCKET, Disk
from tests.support.command import fluxlite
from tests.support.small_disk import fill, small_disk
from tests.support.store import RunningStore

BODY = "\n".join(f"m f={number} {number}" for number in range(50))


def refusal(data: Path, token: str = "test-operator-token") -> str:
    """Start a store that refuses, and give the one line that it leaves in the log."""
    ended = fluxlite("--port", "0", "--data", str(data), environment={"INFLUX_TOKEN": token})
    assert ended.returncode == 1
    (line,) = [line for line in ended.stderr.splitlines() if " ERROR " in line or " WARNING " in line]
    assert "Traceback" not in ended.stderr
    return line


@contextmanager
def store_with_points(data: Path | None = None) -> Iterator[RunningStore]:
    """A store that does not run, with 50 points in the columns and as many in the journal, as a kill leaves it."""
    store = RunningStore(data)
    with closing(store):
        begin = store.data.with_name("begin")
        disk = Disk(begin)
        disk.write(BODY)
        disk.store.flush()
        disk.write(BODY.replace("m f", "n f"))
        shutil.copytree(begin, store.data)
        disk.store.close()
        shutil.rmtree(begin)
        registry = Registry(store.data / "registry.json")
        registry.set_up(store.org, "store-operator", BucketInfo(BUCKET, "b", 0, 3600))
        yield store


def points(store: RunningStore) -> int:
    """How many points a store shows that is started for that."""
    store.start()
    with Talk(store.url, store.token, store.org) as talk:
        talk.bucket = "b"
        return len(talk.values())


def content(folder: Path) -> dict[str, bytes]:
    """All files but the one that names the process."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "lock"}


def test_without_its_registry_a_store_with_points_refuses_to_start_and_loses_none() -> None:
    with store_with_points() as store:
        registry = store.data / "registry.json"
        kept = registry.read_bytes()
        registry.unlink()
        for token in ("test-operator-token", ""):
            line = refusal(store.data, token)
            assert f"{registry} is missing, but points of buckets are here ({BUCKET}): put it back" in line
        registry.write_bytes(kept)
        assert points(store) == 100


def test_points_of_a_bucket_that_an_older_registry_lacks_are_kept_aside_until_it_knows_them_again() -> None:
    with store_with_points() as store:
        registry = store.data / "registry.json"
        kept = registry.read_bytes()
        registry.write_text("{}")
        store.start()
        assert f"does not know buckets whose points are here: {BUCKET}; they are kept aside" in store.log()
        store.restart()
        store.kill()
        registry.write_bytes(kept)
        assert points(store) == 100


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "Expecting value"), ('{"plans": {}}', "has the key 'plans', which this version does not know")],
)
def test_a_registry_that_cannot_be_read_is_refused_and_nothing_is_lost(text: str, reason: str) -> None:
    with store_with_points() as store:
        registry = store.data / "registry.json"
        kept = registry.read_bytes()
        registry.write_text(text)
        before = content(store.data)
        line = refusal(store.data)
        assert f"{registry} cannot be read: " in line
        assert reason in line
        assert content(store.data) == before
        registry.write_bytes(kept)
        assert points(store) == 100


def test_stray_files_in_the_folder_are_left_alone_and_hinder_nothing() -> None:
    with store_with_points() as store:
        strays = ("journal-old.log", "journal-1.log", "notes.txt", "registry.new", "columns.duckdb.bak")
        for name in strays:
            (store.data / name).write_bytes(b"stray")
        assert points(store) == 100
        assert all((store.data / name).read_bytes() == b"stray" for name in strays if name != "registry.new")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: bytes(len(whole)),
    "text": lambda _: b"no database",
    "head": lambda whole: b"\xff" * 64 + whole[64:],
    "cut": lambda whole: whole[:6000],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_columns_are_named_in_a_sentence_and_nothing_is_deleted(damage: str) -> None:
    with store_with_points() as store:
        columns = store.data / "columns.duckdb"
        whole = columns.read_bytes()
        columns.write_bytes(DAMAGES[damage](whole))
        before = content(store.data)
        line = refusal(store.data)
        assert f"{columns} cannot be opened" in line
        assert "backup" in line
        assert content(store.data) == before


@pytest.mark.parametrize("name", ["registry.json", "columns.duckdb", "lock", "journal-0000000001.log"])
def test_a_folder_in_the_place_of_a_file_is_named_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert str(tmp_path / name) in refusal(tmp_path)


def test_a_flipped_bit_in_the_middle_of_the_journal_costs_one_record() -> None:
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("b")
        for number in range(100):
            talk.write(f"m f={number} {number}")
        store.kill()
        (journal,) = store.data.glob("journal-*.log")
        whole = bytearray(journal.read_bytes())
        whole[len(whole) // 3] ^= 16
        journal.write_bytes(whole)
        store.start()
        assert len(talk.values()) == 99
        assert "are damaged; records lost: 1;" in store.log()
        store.restart()
        assert len(talk.values()) == 99
        assert journal.with_suffix(".damaged").read_bytes() == whole


def test_a_start_on_a_full_disk_says_so_in_one_sentence_and_works_once_there_is_room() -> None:
    with small_disk(12) as disk, store_with_points(disk / "data") as store:
        ballast = fill(disk)
        assert "No space left on device" in refusal(store.data)
        ballast.unlink()
        assert points(store) == 100


def test_a_first_start_on_a_full_disk_says_so_too_and_leaves_no_hindrance() -> None:
    with small_disk(12) as disk:
        ballast = fill(disk)
        assert "No space left on device" in refusal(disk / "data")
        ballast.unlink()
        with RunningStore(disk / "data") as store:
            assert store.stop() == 0
