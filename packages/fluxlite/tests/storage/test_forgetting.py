"""What is gone is forgotten: points that became too old, series without a point, and the kinds of their fields."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import duckdb
import pytest

from fluxlite.seam import Kind
from fluxlite.storage.limits import Limits
from fluxlite.storage.records import WriteRecord
from fluxlite.storage.store import Store
from tests.storage.disk import BUCKET, Disk, series_name, values

HOUR = 3_600_000_000_000
NOW = 1_767_225_600_000_000_000
OTHER = "00000000000000bb"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "data", now=NOW)
    yield disk
    disk.store.close()


def names(disk: Disk) -> list[str]:
    """The bucket's series."""
    return [series_name(one) for one in disk.bucket().series()]


def test_points_that_become_too_old_in_memory_are_not_seen_and_then_removed(disk: Disk) -> None:
    disk.retention = HOUR
    disk.write(f"m,t=a f=1 {NOW - HOUR + 10}\nm,t=b f=2 {NOW}", NOW)
    disk.now += 11
    assert values(disk.points()) == [2.0]
    assert disk.store.expire() == 1
    disk.retention = 0
    assert values(disk.points()) == [2.0]
    assert names(disk) == ["m,t=b f"]
    assert disk.store.statistics()["points_in_memory"] == 0


def test_points_that_became_too_old_on_disk_are_not_seen_before_they_are_removed(disk: Disk) -> None:
    disk.write(f"m,t=a f=1 {NOW - HOUR + 10}\nm,t=a f=2 {NOW}")
    disk.store.flush()
    disk.retention = HOUR
    assert values(disk.points()) == [1.0, 2.0]
    disk.now += 11
    assert values(disk.points()) == [2.0]
    count = disk.bucket().aggregate(disk.of_kind(Kind.DOUBLE), 0, 2 * NOW, "count")
    assert count["value"].to_pylist() == [1]


def test_a_series_whose_last_point_is_deleted_is_forgotten_also_on_disk(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "data")
    disk.write("m,t=a f=1 10\nm,t=b f=2 10\nm,t=b f=2 20")
    disk.store.flush()
    disk.write("m,t=c f=3 10")
    disk.delete(10, 10)
    assert names(disk) == ["m,t=b f"]
    assert disk.store.statistics()["series"] == 1
    disk.store.flush()
    disk.store.close()
    with duckdb.connect(str(disk.folder / "columns.duckdb"), read_only=True) as file:
        assert file.execute("SELECT tags FROM series").fetchall() == [('[["t", "b"]]',)]


def test_a_kill_before_the_next_flush_brings_no_forgotten_series_back(disk: Disk, tmp_path: Path) -> None:
    disk.write("m,t=a f=1 10\nm,t=b f=2 20")
    disk.store.flush()
    disk.delete(10, 10)
    disk.write("m,t=c f=3 30")  # may get the id of what was forgotten
    again = disk.crashed(tmp_path / "again")
    assert names(again) == ["m,t=b f", "m,t=c f"]
    assert values(again.points()) == [2.0, 3.0]
    again.store.close()
    reopened = Disk(tmp_path / "again")
    assert names(reopened) == ["m,t=b f", "m,t=c f"]
    assert values(reopened.points()) == [2.0, 3.0]
    reopened.store.close()


@pytest.mark.parametrize("flushed", [False, True])
def test_a_field_is_free_for_another_type_once_nothing_of_it_is_stored(disk: Disk, flushed: bool) -> None:
    disk.write("m,t=a f=90i 10\nm,t=b f=91i 20")
    if flushed:
        disk.store.flush()
    disk.delete(10, 10)
    assert disk.write("m,t=b f=90.5 30").dropped == 1  # t=b still has an integer
    disk.delete(20, 20, (("t", True, "b"),))
    assert disk.write("m,t=b f=90.5 30").error() is None
    assert disk.points() == [("m,t=b f", 30, 90.5)]


def test_a_field_is_free_for_another_type_once_its_points_expired(disk: Disk) -> None:
    disk.retention = HOUR
    disk.write(f"m f=90i {NOW}", NOW)
    disk.now += 2 * HOUR
    assert disk.write(f"m f=1.5 {disk.now}", disk.now).dropped == 1
    disk.store.expire()
    assert disk.write(f"m f=1.5 {disk.now}", disk.now).error() is None
    assert values(disk.points()) == [1.5]


def test_a_type_that_was_taken_after_a_deletion_survives_a_kill(disk: Disk, tmp_path: Path) -> None:
    disk.write("m f=90i 10")
    disk.store.flush()
    assert disk.write("m f=1.5 20").dropped == 1
    disk.delete(0, 100)
    disk.write("m f=2.5 30")
    again = disk.crashed(tmp_path / "again")
    assert again.points() == [("m f", 30, 2.5)]
    again.store.close()


def test_what_was_refused_stays_refused_at_a_start_with_a_longer_retention(disk: Disk, tmp_path: Path) -> None:
    disk.retention = HOUR
    lines = [f"m,t=x{n} f={n} {NOW - 2 * HOUR * (n % 2)}" for n in range(11)]
    assert disk.write("\n".join(lines), NOW).dropped == 5
    shutil.copytree(disk.folder, tmp_path / "again")
    again = Disk(tmp_path / "again", retention=0)
    assert sorted(values(again.points()), key=str) == [0.0, 10.0, 2.0, 4.0, 6.0, 8.0]
    again.store.close()


def test_an_id_that_is_given_away_again_shows_nothing_of_the_series_that_had_it(disk: Disk) -> None:
    disk.write("m,t=a f=1 10\nm,t=a f=2 20")
    disk.store.flush()
    (before,) = disk.bucket().series()
    disk.delete(0, 100)
    disk.write("m,t=b f=3 15")
    (after,) = disk.bucket().series()
    assert after.id == before.id
    for _ in range(2):
        assert disk.points() == [("m,t=b f", 15, 3.0)]
        newest = disk.bucket().aggregate([after], 0, 100, "last")
        assert (newest["time"].to_pylist(), newest["value"].to_pylist()) == ([15], [3.0])
        disk.store.flush()


def test_a_query_that_is_under_way_still_sees_what_was_deleted_and_not_who_got_its_id(disk: Disk) -> None:
    disk.write("m,t=a f=1 10")
    disk.store.flush()
    disk.write("m,t=a f=2 20")
    with disk.store.moment() as moment:
        disk.delete(0, 100)
        disk.write("m,t=b f=3 15")
        disk.store.flush()
        reader = moment.bucket(BUCKET, "b")
        (series,) = reader.series()
        assert series_name(series) == "m,t=a f"
        assert reader.read([series], 0, 100)["value"].to_pylist() == [1.0, 2.0]
    assert disk.points() == [("m,t=b f", 15, 3.0)]


def test_a_body_that_was_read_before_its_series_was_forgotten_is_stored_under_its_own_name(disk: Disk) -> None:
    disk.write("m,t=a f=1 10")
    record = WriteRecord(BUCKET, 0, 1, b"m,t=a f=2 20")
    batch = disk.store.parse(BUCKET, record.text(), 0, 1)
    disk.delete(0, 100)
    disk.write("m,t=b f=3 30")
    settled: SimpleQueue[object] = SimpleQueue()
    disk.store.write(record, batch, settled.put)
    settled.get(timeout=30)
    assert disk.points() == [("m,t=a f", 20, 2.0), ("m,t=b f", 30, 3.0)]


def test_series_of_a_point_at_the_earliest_time_are_kept(disk: Disk) -> None:
    disk.write(f"m f=1 {-(2**63) + 2}")
    disk.store.flush()
    disk.store.expire()
    assert values(disk.points()) == [1.0]


def test_a_write_to_a_bucket_that_was_just_dropped_leaves_nothing_behind(tmp_path: Path) -> None:
    known = {BUCKET: 0, OTHER: 0}
    store = Store(tmp_path / "data", lambda: dict(known), Limits(threads=1))
    late = WriteRecord(OTHER, 0, 1, b"m f=1 10")
    batch = store.parse(OTHER, late.text(), 0, 1)
    del known[OTHER]
    store.drop_bucket(OTHER)
    settled: SimpleQueue[object] = SimpleQueue()
    store.write(late, batch, settled.put)
    settled.get(timeout=30)
    store.expire()
    assert OTHER not in store._known.readers
    assert store.statistics()["series"] == 0
    assert store.statistics()["points_in_memory"] == 0
    store.close()


def test_thousands_of_series_that_come_and_go_leave_nothing_behind(disk: Disk) -> None:
    disk.retention = HOUR
    disk.write(f"m,t=stays f=1 {NOW + 10 * HOUR}", NOW)
    for number in range(4):
        lines = [f"session,id=r{number}x{n} v=1 {disk.now}" for n in range(3000)]
        disk.write("\n".join(lines), disk.now)
        if number % 2:
            disk.store.flush()
        disk.now += 2 * HOUR
        disk.store.expire()
        assert names(disk) == ["m,t=stays f"]
    (index,) = disk.store._known.indexes.values()
    assert index.size <= 3001
    assert disk.store.parse(BUCKET, b"m,t=stays f=1 10", 0, 1)
    assert len(disk.store._known.readers[BUCKET]._known) == 1


def test_what_is_known_of_lines_that_were_refused_is_forgotten_too(disk: Disk) -> None:
    disk.write("m,t=stays f=1 10")
    disk.store.parse(BUCKET, b"\n".join(b"m,t=%d f=1 10" % n for n in range(3000)), 0, 1)  # and not written
    disk.store.expire()
    assert BUCKET not in disk.store._known.readers
    disk.write("m,t=stays f=2 20")
    disk.store.expire()
    assert len(disk.store._known.readers[BUCKET]) == 1


def test_writers_of_new_series_meet_deletions_and_lose_nothing(disk: Disk, tmp_path: Path) -> None:
    rounds, lines = 40, 25

    def write(writer: int) -> None:
        for number in range(rounds):
            disk.write("\n".join(f"m,w={writer},n={number}x{n},end={n % 2} f={number} {number}" for n in range(lines)))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in writers:
        thread.start()
    while any(thread.is_alive() for thread in writers):
        disk.delete(0, rounds, (("end", True, "1"),))
    disk.delete(0, rounds, (("end", True, "1"),))
    expected = sorted(
        (f"m,end=0,n={number}x{n},w={writer} f", number, float(number))
        for writer in range(3)
        for number in range(rounds)
        for n in range(0, lines, 2)
    )
    assert sorted(disk.points()) == expected
    assert len(names(disk)) == len(expected)
    again = disk.crashed(tmp_path / "again")
    assert sorted(again.points()) == expected
    again.store.close()
