"""The columns' file cannot grow while the journal can: what is acknowledged stays, what has no room is refused."""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest

from fluxlite.storage.limits import Limits
from fluxlite.storage.segment import segments
from fluxlite.unavailable import UnavailableError
from tests.storage.disk import BUCKET, Disk
from tests.support.waiting import wait_until

LIMITS = Limits(points=2000, checkpoint_bytes=2**17, threads=1)
BATCH = 200


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def write(disk: Disk, number: int) -> None:
    """Write a batch of points that do not compress."""
    first = number * BATCH
    disk.write("\n".join(f'm s="{os.urandom(40).hex()}" {time}' for time in range(first, first + BATCH)))


def columns_size(disk: Disk) -> int:
    """Bytes of the columns' file or of its log, whichever is longer."""
    return max(path.stat().st_size for path in disk.folder.glob("columns.duckdb*"))


def filled(folder: Path, batches: int) -> Disk:
    """A store with so many batches."""
    disk = Disk(folder, limits=LIMITS)
    for number in range(batches):
        write(disk, number)
    return disk


def write_until_refused(disk: Disk, number: int) -> int:
    """Write batches until one is refused; gives the number of that."""
    for each in range(number, number + 10_000):
        try:
            write(disk, each)
        except UnavailableError:
            return each
    raise AssertionError("nothing was refused")


def times_after_a_start(folder: Path) -> list[int]:
    """The times of all points that a store finds in a folder."""
    disk = Disk(folder)
    found = times(disk)
    disk.store.close()
    return found


def times(disk: Disk) -> list[int]:
    """The times of all points."""
    return [time for _, time, _ in disk.points()]


def test_columns_that_cannot_grow_refuse_more_than_fits_in_memory_and_heal_by_themselves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = filled(tmp_path / "data", 60)
    disk.store.flush()
    with no_file_longer_than(columns_size(disk) + 2**16):
        refused = write_until_refused(disk, 60)
        assert "the columns cannot be written" in str(disk.store.failure())
        assert disk.store.statistics()["points_in_memory"] <= 7 * LIMITS.points
        for _ in range(20):
            with pytest.raises(UnavailableError, match="the columns cannot be written"):
                write(disk, refused)
        with suppress(UnavailableError):  # a moment of every second goes into opening the columns again
            assert times(disk) == list(range(refused * BATCH))
    wait_until(lambda: disk.store.failure() is None)
    assert times(disk) == list(range(refused * BATCH))
    write(disk, refused)
    disk.store.close()
    messages = [record.getMessage() for record in caplog.records if "cannot be written" in record.getMessage()]
    assert len(messages) == 2  # when it began and when it ended
    assert len(segments(disk.folder)) == 1
    assert times_after_a_start(tmp_path / "data") == list(range((refused + 1) * BATCH))


def test_a_query_that_is_under_way_keeps_its_connection_until_it_ends(tmp_path: Path) -> None:
    disk = filled(tmp_path / "data", 60)
    disk.store.flush()
    with disk.store.moment() as moment:
        with no_file_longer_than(columns_size(disk) + 2**16):
            refused = write_until_refused(disk, 60)
        with suppress(duckdb.FatalException):
            moment.cursor.execute("SELECT 1")
    wait_until(lambda: disk.store.failure() is None)
    assert times(disk) == list(range(refused * BATCH))
    disk.store.close()


def test_an_end_while_the_columns_cannot_grow_loses_nothing(tmp_path: Path) -> None:
    disk = filled(tmp_path / "data", 60)
    with no_file_longer_than(columns_size(disk) + 2**16):
        refused = write_until_refused(disk, 60)
        disk.store.close()
    assert times_after_a_start(tmp_path / "data") == list(range(refused * BATCH))


def test_a_deletion_that_the_columns_do_not_take_is_refused_and_not_done_later(tmp_path: Path) -> None:
    disk = filled(tmp_path / "data", 20)
    with no_file_longer_than(2**12), pytest.raises(UnavailableError):
        disk.delete(0, 1000)
    wait_until(lambda: disk.store.failure() is None)
    assert times(disk) == list(range(20 * BATCH))
    disk.store.close()
    again = Disk(tmp_path / "data")
    assert times(again) == list(range(20 * BATCH))
    again.delete(0, 20 * BATCH)
    assert times(again) == []
    again.store.close()


def test_a_bucket_whose_tables_cannot_be_dropped_now_is_gone_all_the_same_and_dropped_later(tmp_path: Path) -> None:
    disk = filled(tmp_path / "data", 20)
    disk.store.flush()
    with no_file_longer_than(1):
        disk.store.drop_bucket(BUCKET)
        assert "the columns cannot be written" in str(disk.store.failure())
        assert disk.store.series(BUCKET) == []
    wait_until(lambda: disk.store.failure() is None)
    disk.store.close()
    again = Disk(tmp_path / "data")
    assert again.store.series(BUCKET) == []
    again.store.close()
