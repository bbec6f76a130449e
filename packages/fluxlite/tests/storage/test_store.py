"""What was written is read, from memory and from disk, before and after a crash."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fluxlite.seam import Kind
from fluxlite.storage.folder import FolderInUseError
from fluxlite.storage.limits import Limits
from fluxlite.storage.segment import segments
from fluxlite.storage.store import Store
from tests.storage.disk import BUCKET, Disk

HOUR = 3_600_000_000_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "data")
    yield disk
    disk.store.close()


def test_points_of_every_kind_are_read_back_sorted(disk: Disk) -> None:
    disk.write('m,t=b f=2,i=-5i,u=7u,b=t,s="é" 20\nm,t=a f=1 30\nm,t=a f=0.5 10')
    expected = [
        ("m,t=a f", 10, 0.5),
        ("m,t=a f", 30, 1.0),
        ("m,t=b f", 20, 2.0),
        ("m,t=b i", 20, -5),
        ("m,t=b u", 20, 7),
        ("m,t=b b", 20, True),
        ("m,t=b s", 20, "é"),
    ]
    assert disk.points() == expected
    disk.store.flush()
    assert disk.points() == expected


@pytest.mark.parametrize("flush_after_first", [False, True])
@pytest.mark.parametrize("flush_after_second", [False, True])
def test_the_same_point_written_again_is_overwritten(
    disk: Disk, flush_after_first: bool, flush_after_second: bool
) -> None:
    disk.write("m f=1 10\nm f=1 20\nm f=5 10")
    if flush_after_first:
        disk.store.flush()
    disk.write("m f=2 10\nm f=3 30")
    if flush_after_second:
        disk.store.flush()
    assert disk.points() == [("m f", 10, 2.0), ("m f", 20, 1.0), ("m f", 30, 3.0)]


def test_a_range_includes_its_start_and_not_its_stop(disk: Disk) -> None:
    disk.write("m f=1 10\nm f=2 20\nm f=3 30")
    assert disk.points(10, 30) == [("m f", 10, 1.0), ("m f", 20, 2.0)]
    assert disk.points(30, 10) == []


def test_a_crash_loses_nothing_that_was_acknowledged_and_doubles_nothing(disk: Disk, tmp_path: Path) -> None:
    disk.write("m,t=a f=1 10")
    disk.store.flush()
    disk.write("m,t=a f=2 20\nm,t=b g=1i 5")
    again = disk.crashed(tmp_path / "one")
    assert again.points() == [("m,t=a f", 10, 1.0), ("m,t=a f", 20, 2.0), ("m,t=b g", 5, 1)]
    again.write("m,t=c f=3 30")
    third = again.crashed(tmp_path / "two")
    assert len(third.points()) == 4
    third.store.close()
    again.store.close()
    reopened = Disk(tmp_path / "two")
    assert len(reopened.points()) == 4
    reopened.store.close()


@pytest.mark.parametrize("torn", [b"\x05", b"\x64\x00\x00\x00\x01\x02\x03\x04half a record", b"\0" * 40])
def test_a_torn_record_at_the_end_of_the_journal_is_cut_off(disk: Disk, tmp_path: Path, torn: bytes) -> None:
    disk.write("m f=1 10")
    _, path = segments(disk.folder)[-1]
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    again = disk.crashed(tmp_path / "again")
    assert again.points() == [("m f", 10, 1.0)]
    again.write("m f=2 20")
    third = again.crashed(tmp_path / "third")
    assert [value for _, _, value in third.points()] == [1.0, 2.0]
    third.store.close()
    again.store.close()
    path.write_bytes(whole)


def test_points_that_are_missing_between_columns_and_journal_are_told_of_at_the_start(
    disk: Disk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(3):
        disk.write(f"m f=1 {number}")
        disk.store.flush()
    disk.write("m f=1 4")
    disk.crashed(tmp_path / "whole").store.close()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    shutil.copytree(disk.folder, tmp_path / "lost")
    for path in (tmp_path / "lost").glob("columns.duckdb*"):
        path.unlink()
    lost = Disk(tmp_path / "lost")
    assert [time for _, time, _ in lost.points()] == [4]
    lost.store.close()
    assert "the points of the journal's segments 1 to 3 are missing: columns.duckdb was lost" in caplog.text


def test_a_journal_that_was_cut_before_its_first_word_is_no_obstacle(disk: Disk, tmp_path: Path) -> None:
    _, path = segments(disk.folder)[-1]
    whole = path.read_bytes()
    path.write_bytes(b"FL")
    again = disk.crashed(tmp_path / "again")
    again.write("m f=1 10")
    third = again.crashed(tmp_path / "third")
    assert third.points() == [("m f", 10, 1.0)]
    third.store.close()
    again.store.close()
    path.write_bytes(whole)


def test_a_field_of_another_kind_drops_its_whole_point_and_no_other(disk: Disk, tmp_path: Path) -> None:
    disk.write("m,t=a f=1 10")
    outcome = disk.write("m,t=a f=2i,ok=1i 20\nm,t=b f=3 30")
    assert outcome.dropped == 1
    assert outcome.error() == (
        'failure writing points to database: partial write: field type conflict: input field "f" on '
        'measurement "m" is type integer, already exists as type float dropped=1'
    )
    expected = [("m,t=a f", 10, 1.0), ("m,t=b f", 30, 3.0)]
    assert disk.points() == expected
    again = disk.crashed(tmp_path / "again")
    assert again.points() == expected
    again.store.close()


def test_two_kinds_for_one_field_in_one_line_conflict(disk: Disk) -> None:
    assert disk.write("m f=1,f=2i 10").dropped == 1
    assert disk.points() == []


def test_points_older_than_the_retention_are_refused_and_old_ones_removed(tmp_path: Path) -> None:
    now = 1_767_225_600_000_000_000
    disk = Disk(tmp_path / "data", retention=HOUR, now=now)
    outcome = disk.write(f"m,t=a f=1 {now - 2 * HOUR}\nm f=2 {now}", now)
    assert outcome.error() == (
        "failure writing points to database: partial write: dropped 1 points outside retention policy of duration "
        "1h0m0s - oldest point m,t=a at 2025-12-31T22:00:00Z dropped because it violates a Retention Policy Lower "
        "Bound at 2025-12-31T23:00:00Z, newest point m,t=a at 2025-12-31T22:00:00Z dropped because it violates a "
        f"Retention Policy Lower Bound at 2025-12-31T23:00:00Z dropped=1 for database: {BUCKET} for retention "
        "policy: autogen"
    )
    assert [value for _, _, value in disk.points()] == [2.0]
    disk.store.flush()
    disk.now += 2 * HOUR
    assert disk.store.expire() == 1
    assert disk.points() == []
    disk.store.close()


def test_a_deletion_includes_both_ends_and_reaches_memory_and_disk(disk: Disk, tmp_path: Path) -> None:
    disk.write("m,t=a f=1 10\nm,t=a f=2 20\nm,t=b f=3 10\nn f=4 10")
    disk.store.flush()
    disk.write("m,t=a f=5 15\nm,t=a f=6 25\nm,t=a g=1i 15")
    disk.delete(10, 20, (("_measurement", True, "m"), ("t", True, "a")))
    expected = [("m,t=a f", 25, 6.0), ("m,t=b f", 10, 3.0), ("n f", 10, 4.0)]
    assert disk.points() == expected
    again = disk.crashed(tmp_path / "again")
    assert again.points() == expected
    again.store.close()
    disk.delete(0, 30, (("t", False, "a"),))
    assert disk.points() == [("m,t=a f", 25, 6.0)]
    disk.delete(0, 30)
    assert disk.points() == []


def test_a_point_written_after_a_deletion_stays_over_a_crash(disk: Disk, tmp_path: Path) -> None:
    disk.write("m f=1 10")
    disk.delete(0, 100)
    disk.write("m f=2 10")
    again = disk.crashed(tmp_path / "again")
    assert again.points() == [("m f", 10, 2.0)]
    again.store.close()


def test_the_newest_point_is_found_after_the_newest_was_deleted(disk: Disk) -> None:
    disk.write("m f=1 10\nm f=2 20")
    disk.store.flush()
    disk.delete(15, 25)
    (series,) = disk.bucket().series()
    assert disk.bucket().aggregate([series], 0, 100, "last")["value"].to_pylist() == [1.0]


def test_a_dropped_bucket_is_gone_and_its_files_do_not_come_back(disk: Disk, tmp_path: Path) -> None:
    disk.write("m f=1 10")
    disk.store.flush()
    disk.write("m f=1 20")
    disk.store.drop_bucket(BUCKET)
    assert disk.points() == []
    again = disk.crashed(tmp_path / "again")
    assert [time for _, time, _ in again.points()] == [20]  # the registry, not the store, knows that it is gone
    again.store.close()
    lost = Store(tmp_path / "again", dict, dropped=[BUCKET])
    assert lost.series(BUCKET) == []
    lost.close()
    empty = Store(tmp_path / "again", dict)
    assert empty.strangers() == set()
    empty.close()


def test_points_of_a_bucket_that_is_neither_known_nor_deleted_stay_where_they_are(disk: Disk, tmp_path: Path) -> None:
    disk.write("m f=1 10")
    disk.store.flush()
    disk.write("m f=1 20")
    disk.crashed(tmp_path / "copy").store.close()
    unknown = Store(tmp_path / "copy", dict)
    assert unknown.strangers() == {BUCKET}
    unknown.close()
    again = Disk(tmp_path / "copy")
    assert [time for _, time, _ in again.points()] == [10, 20]
    again.store.close()


def test_a_write_that_comes_after_its_bucket_was_deleted_is_dropped_and_told_so(disk: Disk) -> None:
    outcome = disk.write("m f=1 10\nm f=2 20", bucket="00000000000000bb")
    assert outcome.error() == (
        "failure writing points to database: partial write: the bucket was deleted meanwhile dropped=2"
    )


def test_a_second_owner_of_the_folder_is_refused(disk: Disk) -> None:
    with pytest.raises(FolderInUseError, match="is in use by process"):
        Disk(disk.folder)


def test_a_full_memory_is_flushed_by_itself_and_the_journal_dropped(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "data", limits=Limits(points=1000, threads=1))
    for first in range(0, 5000, 500):
        disk.write("\n".join(f"m f={n} {n}" for n in range(first, first + 500)))
    disk.store.close()
    assert len(segments(disk.folder)) == 1
    assert sum(path.stat().st_size for _, path in segments(disk.folder)) < 100
    again = Disk(disk.folder)
    assert again.bucket().aggregate(again.of_kind(Kind.DOUBLE), 0, 5000, "count")["value"].to_pylist() == [5000]
    again.store.close()
