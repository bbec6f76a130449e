"""The journal by itself: order, shared syncs, segments, and what happens when it cannot be written."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.storage.journal import MAGIC, Journal, payloads, segments


class Waiter:
    """Collects the acknowledgements of a number of records."""

    def __init__(self, count: int) -> None:
        self._left, self._all = count, threading.Event()
        self.failures: list[OSError] = []

    def done(self, failure: OSError | None) -> None:
        self.failures += [failure] if failure else []
        self._left -= 1
        if self._left == 0:
            self._all.set()

    def wait(self) -> None:
        assert self._all.wait(30)


def test_records_come_back_in_order_and_share_syncs(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 1)
    written = [f"record {n}".encode() for n in range(500)]
    waiter = Waiter(len(written))
    for payload in written:
        journal.append(payload, waiter.done)
    waiter.wait()
    journal.close()
    ((number, path),) = segments(tmp_path)
    assert (number, list(payloads(path))) == (1, written)
    assert 0 < journal.syncs < len(written)


def test_who_is_alone_writes_by_itself_and_its_record_is_on_the_disk_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 1)
    told: list[object] = []
    journal.append(b"one", lambda failure: told.append((failure, threading.current_thread())), alone=True)
    journal.hurry()
    assert told == [(None, threading.current_thread())]
    ((_, path),) = segments(tmp_path)
    assert list(payloads(path)) == [b"one"]
    journal.close()


def test_writers_that_take_themselves_for_alone_lose_nothing_beside_others(tmp_path: Path) -> None:
    journal, waiter = Journal(tmp_path, 1), Waiter(400)

    def write(alone: bool) -> None:
        for number in range(100):
            journal.append(f"{alone} {number}".encode(), waiter.done, alone=alone)
            if alone:
                journal.hurry()

    threads = [threading.Thread(target=write, args=(number % 2 == 0,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waiter.wait()
    journal.close()
    ((_, path),) = segments(tmp_path)
    wanted = [f"{alone} {number}".encode() for alone in (True, False) for number in range(100)] * 2
    assert sorted(payloads(path)) == sorted(wanted)


def test_a_finished_segment_holds_all_records_before_its_end(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 7)
    waiter = Waiter(2)
    journal.append(b"one", waiter.done)
    assert journal.rotate() == 7
    journal.append(b"two", waiter.done)
    waiter.wait()
    assert [(number, list(payloads(path))) for number, path in segments(tmp_path)] == [(7, [b"one"]), (8, [b"two"])]
    journal.drop(7)
    assert [number for number, _ in segments(tmp_path)] == [8]
    journal.close()


@pytest.mark.parametrize("left", [b"", MAGIC[:2]])
def test_a_segment_that_a_kill_left_without_its_first_bytes_goes_on_as_an_empty_one(
    tmp_path: Path, left: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "journal-0000000001.log"
    path.write_bytes(left)
    assert list(payloads(path)) == []
    assert path.read_bytes() == MAGIC
    assert not caplog.records


def test_a_journal_that_cannot_be_written_acknowledges_nothing_any_more(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 1)
    read_only = os.open(tmp_path / "journal-0000000001.log", os.O_RDONLY)
    os.dup2(read_only, journal._file)
    os.close(read_only)
    waiter = Waiter(1)
    journal.append(b"lost", waiter.done)
    waiter.wait()
    assert isinstance(waiter.failures[0], OSError)
    with pytest.raises(OSError, match="Bad file descriptor"):
        journal.append(b"too", waiter.done)
    journal.close()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(min_size=1, max_size=20), max_size=5), st.integers(0, 200), st.binary(max_size=12))
def test_whatever_is_torn_off_or_added_the_records_before_it_are_read(
    tmp_path_factory: pytest.TempPathFactory, written: list[bytes], kept: int, junk: bytes
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    journal = Journal(folder, 1)
    waiter = Waiter(len(written))
    for payload in written:
        journal.append(payload, waiter.done)
    journal.close()
    ((_, path),) = segments(folder)
    whole = path.read_bytes()
    path.write_bytes(whole[: max(4, kept)] + junk)
    ends = [4 + sum(8 + len(payload) for payload in written[: n + 1]) for n in range(len(written))]
    sound = [payload for payload, end in zip(written, ends, strict=True) if end <= max(4, kept)]
    found = list(payloads(path))
    assert found[: len(sound)] == sound
    assert list(payloads(path)) == found  # what was torn is cut off, and only that
