"""The journal by itself: order, shared syncs, segments, and what happens when it cannot be written."""

import os
import struct
import threading
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fluxlite.storage.journal import Journal
from fluxlite.storage.salvage import payloads
from fluxlite.storage.segment import BEGIN, MAGIC, OVERHEAD, segment_path, segments
from fluxlite.unavailable import UnavailableError
from tests.support.waiting import wait_until


class Waiter:
    """Collects the acknowledgements of a number of records."""

    def __init__(self, count: int) -> None:
        self._left, self._all = count, threading.Event()
        self.failures: list[UnavailableError] = []

    def done(self, failure: UnavailableError | None) -> None:
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
    assert journal.rotate(lambda: None) == 7
    journal.append(b"two", waiter.done)
    waiter.wait()
    assert [(number, list(payloads(path))) for number, path in segments(tmp_path)] == [(7, [b"one"]), (8, [b"two"])]
    journal.drop(7)
    assert [number for number, _ in segments(tmp_path)] == [8]
    journal.close()


@pytest.mark.parametrize("left", [b"", MAGIC[:2], MAGIC + b"half"])
def test_a_segment_that_a_kill_left_without_its_first_bytes_is_an_empty_one(
    tmp_path: Path, left: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = segment_path(tmp_path, 1)
    path.write_bytes(left)
    assert list(payloads(path)) == []
    assert not caplog.records


def of_an_earlier_version(*records: bytes) -> bytes:
    return b"FLJ1" + b"".join(struct.pack("<II", len(one), zlib.crc32(one)) + one for one in records)


@pytest.mark.parametrize("cut", [0, 1, 7, 12])
def test_a_segment_of_an_earlier_version_is_read_up_to_a_record_that_a_kill_left_unfinished(
    tmp_path: Path, cut: int
) -> None:
    path = segment_path(tmp_path, 1)
    data = of_an_earlier_version(b"first", b"second")
    path.write_bytes(data[: len(data) - cut])
    assert list(payloads(path)) == [b"first", b"second"][: 2 if cut == 0 else 1]


def test_a_segment_that_an_earlier_version_left_at_its_end_is_an_empty_one(tmp_path: Path) -> None:
    path = segment_path(tmp_path, 1)
    path.write_bytes(of_an_earlier_version())
    assert list(payloads(path)) == []


def test_a_deletion_that_an_earlier_version_did_not_finish_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = segment_path(tmp_path, 1)
    path.write_bytes(of_an_earlier_version(b"first", b"D[]"))
    with pytest.raises(ValueError, match="killed amid a deletion: start and end"):
        list(payloads(path))


def test_other_files_in_the_folder_are_no_segments(tmp_path: Path) -> None:
    for name in ("journal-1.log", "journal-old.log", "journal-0000000002.log.bak", "notes.txt"):
        (tmp_path / name).write_text("not ours")
    journal = Journal(tmp_path, 3)
    journal.close()
    assert [number for number, _ in segments(tmp_path)] == [3]


def test_a_journal_that_cannot_be_written_refuses_and_goes_on_by_itself_once_it_can(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(tmp_path, 1)
    descriptor = journal._segment._file
    sound, read_only = os.dup(descriptor), os.open(segment_path(tmp_path, 1), os.O_RDONLY)
    os.dup2(read_only, descriptor)
    waiter = Waiter(1)
    journal.append(b"refused", waiter.done)
    waiter.wait()
    assert str(waiter.failures[0]) == "the journal cannot be written: [Errno 9] Bad file descriptor"
    with pytest.raises(UnavailableError, match="Bad file descriptor"):
        journal.append(b"refused too", waiter.done)
    os.dup2(sound, descriptor)
    wait_until(lambda: journal.trouble.message is None)
    waiter = Waiter(1)
    journal.append(b"kept", waiter.done)
    waiter.wait()
    journal.close()
    os.close(sound)
    os.close(read_only)
    assert list(payloads(segment_path(tmp_path, 1))) == [b"kept"]
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "the journal cannot be written: [Errno 9] Bad file descriptor"),
        ("WARNING", "over, and all goes on: the journal cannot be written: [Errno 9] Bad file descriptor"),
    ]


def written(folder: Path, records: list[bytes]) -> Path:
    """A segment with these records."""
    journal = Journal(folder, 1)
    waiter = Waiter(len(records))
    for payload in records:
        journal.append(payload, waiter.done)
    journal.close()
    return segment_path(folder, 1)


@settings(deadline=None, max_examples=40)
@example([b"\0", b"\0\0"], 46, b"\0")
@given(st.lists(st.binary(min_size=1, max_size=20), max_size=5), st.integers(0, 200), st.binary(max_size=12))
def test_whatever_is_torn_off_or_added_the_records_before_it_are_read(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], kept: int, junk: bytes
) -> None:
    path = written(tmp_path_factory.mktemp("journal"), records)
    whole = path.read_bytes()
    torn = whole[: max(BEGIN, kept)] + junk
    path.write_bytes(torn)
    # What is added may be just what was torn off.
    assert list(payloads(path)) == [payload for payload, end in places(records) if torn[:end] == whole[:end]]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=8), st.data())
def test_a_flipped_bit_anywhere_costs_one_record_at_most(
    tmp_path_factory: pytest.TempPathFactory, records: list[bytes], data: st.DataObject
) -> None:
    path = written(tmp_path_factory.mktemp("journal"), records)
    whole = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(whole)
    hit = [number for number, (_, end) in enumerate(places(records)) if end > place]
    is_head = place < BEGIN or (len(records) == 1 and place < BEGIN + 8)  # a lone record's marker stands for the head's
    assert list(payloads(path)) == (records if is_head else records[: hit[0]] + records[hit[0] + 1 :])


def test_damage_is_told_with_its_place_and_size_and_the_file_is_kept_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = written(tmp_path, [b"one", b"two", b"three"])
    whole = bytearray(path.read_bytes())
    whole[BEGIN + OVERHEAD + 3 + OVERHEAD] ^= 4
    path.write_bytes(whole)
    for _ in range(2):  # a second start, before the segment was dropped
        assert list(payloads(path)) == [b"one", b"three"]
    path.unlink()
    assert (tmp_path / "journal-0000000001.damaged").read_bytes() == whole
    assert caplog.messages[0] == (
        f"journal-0000000001.log: {OVERHEAD + 3} bytes from byte {BEGIN + OVERHEAD + 3} on are damaged; "
        "records lost: 1; the file is kept as journal-0000000001.damaged"
    )


def test_a_record_that_a_client_hid_in_its_text_is_never_taken_for_one(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    forged = written(other, [b"forged"]).read_bytes()[BEGIN:]
    path = written(tmp_path, [b"text " + forged + b" text", b"sound"])
    whole = bytearray(path.read_bytes())
    whole[BEGIN + OVERHEAD] ^= 1
    path.write_bytes(whole)
    assert list(payloads(path)) == [b"sound"]


def places(records: list[bytes]) -> list[tuple[bytes, int]]:
    """Records with the bytes at which they end in a segment."""
    ends = [BEGIN + sum(OVERHEAD + len(payload) for payload in records[: n + 1]) for n in range(len(records))]
    return list(zip(records, ends, strict=True))
