"""The thread that flushes: it goes on whatever fails, and no write waits for it for ever."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fluxlite.storage.keeper import RETRY_SECONDS, Keeper
from fluxlite.storage.limits import Limits
from fluxlite.storage.trouble import Trouble
from fluxlite.unavailable import UnavailableError
from tests.storage.disk import Disk
from tests.support.waiting import wait_until


class Flushes:
    """Flushes that fail, each with the next error, until there is none left."""

    def __init__(self, *errors: Exception) -> None:
        self._errors: Iterator[Exception] = iter(errors)
        self.times: list[float] = []
        self.is_due = True

    def flush(self) -> None:
        """Fail, or have nothing more to do."""
        self.times.append(time.monotonic())
        for error in self._errors:
            raise error
        self.is_due = False


@pytest.mark.parametrize("error", [UnavailableError("the disk is full"), ZeroDivisionError("a fault of ours")])
def test_a_flush_that_fails_is_tried_again_after_a_rest(error: Exception) -> None:
    flushes, trouble = Flushes(error), Trouble("the columns cannot be written")
    keeper = Keeper(lambda: flushes.is_due, flushes.flush, lambda: 0, trouble)
    keeper.tell()
    wait_until(lambda: not flushes.is_due)
    keeper.end()
    first, second = flushes.times[:2]
    assert second - first >= RETRY_SECONDS * 0.9
    assert (trouble.message is None) == isinstance(error, UnavailableError)


def test_a_write_does_not_wait_for_ever_for_a_flush_that_hangs(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "data", limits=Limits(points=10, threads=1, patience_seconds=0.05))
    body = "\n".join(f"m f=1 {number}" for number in range(100))
    with closing(disk.store):
        with disk.store._flushing:
            disk.write(body)
            with pytest.raises(UnavailableError, match="memory is full, and a flush takes too long"):
                disk.write(body)
        wait_until(lambda: disk.store.statistics()["points_in_memory"] == 0)
        disk.write(body)


def test_one_large_body_is_flushed_without_another_write(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "data", limits=Limits(points=10, threads=1))
    with closing(disk.store):
        disk.write("\n".join(f"m f=1 {number}" for number in range(100)))
        wait_until(lambda: disk.store.statistics()["points_in_memory"] == 0)
