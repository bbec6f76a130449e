"""The writer loses nothing: not while the store is away, not when the process ends, not beside a refused line."""

import gzip
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest

from store.delivery import MOST_REQUESTS
from store.gateway import Gateway
from store.spool import Spool
from store.writer import Writer
from tests.support.answering import answering
from tests.support.provisioned import provisioned
from tests.support.small_disk import fill, small_disk
from tests.support.store import RunningStore
from tests.support.waiting import wait_until


def quick(gateway: Gateway, spool: Spool | None = None) -> Writer:
    return Writer(gateway, "config", spool, interval_s=0.05, backoff_s=(0.05, 0.2))


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        yield running


@pytest.fixture
def own_gateway(own_store: RunningStore) -> Iterator[Gateway]:
    with Gateway(own_store.url, own_store.token, own_store.org) as opened:
        yield opened


def count(gateway: Gateway, measurement: str) -> int:
    flux = (
        f'from(bucket: "config") |> range(start: 0) |> filter(fn: (r) => r._measurement == "{measurement}") |> count()'
    )
    return int(gateway.query(flux).floats("_value").sum())


def test_lines_arrive_after_a_flush(own_gateway: Gateway) -> None:
    with quick(own_gateway) as writer:
        writer.write([f"flushed f=1 {n}" for n in range(1, 1001)])
        assert writer.flush()
        assert count(own_gateway, "flushed") == 1000
        assert writer.stats().written == 1000


def test_closing_sends_what_waits(own_gateway: Gateway) -> None:
    with Writer(own_gateway, "config", interval_s=60) as writer:
        writer.write(["closed f=1 1"])
    assert count(own_gateway, "closed") == 1


def test_a_store_that_is_away_costs_no_line(own_store: RunningStore, own_gateway: Gateway, tmp_path: Path) -> None:
    with quick(own_gateway, Spool(tmp_path)) as writer:
        writer.write(["away f=1 1"])
        assert writer.flush()
        own_store.kill()
        for n in range(2, 12):
            writer.write([f"away f=1 {n}"])
            writer.flush()
        assert writer.stats().spooled_batches > 0
        own_store.start()
        wait_until(lambda: writer.stats().spooled_batches == 0 and writer.flush())
    assert count(own_gateway, "away") == 11


def test_what_one_process_spooled_the_next_one_sends(own_gateway: Gateway, tmp_path: Path) -> None:
    with (
        Gateway("http://127.0.0.1:9", "t", "o") as nobody,
        quick(nobody, Spool(tmp_path)) as writer,
    ):
        writer.write(["handed f=1 1", "handed f=1 2"])
    assert len(Spool(tmp_path)) == 1
    with quick(own_gateway, Spool(tmp_path)) as writer:
        wait_until(lambda: writer.stats().spooled_batches == 0)
    assert count(own_gateway, "handed") == 2


def test_a_malformed_line_does_not_take_its_neighbours_with_it(own_gateway: Gateway) -> None:
    with quick(own_gateway) as writer:
        writer.write(["beside f=1 1", "no fields", "beside f=1 2", "beside f=1 3"])
        assert writer.flush()
        stats = writer.stats()
    assert count(own_gateway, "beside") == 3
    assert (stats.written, stats.refused) == (3, 1)
    assert "no fields" in stats.last_error


def test_a_type_conflict_is_reported_and_the_other_points_are_written(own_gateway: Gateway) -> None:
    with quick(own_gateway) as writer:
        writer.write(["typed f=1 1", 'typed f="text" 2', "typed f=3 3"])
        assert writer.flush()
        assert "type conflict" in writer.stats().last_error
    assert count(own_gateway, "typed") == 2


def old(n: int) -> str:
    """A line from before what the bucket of raw telemetry keeps."""
    return f"old f=1 {n}"


def test_a_batch_that_the_store_refuses_whole_is_counted_line_by_line(own_gateway: Gateway) -> None:
    with Writer(own_gateway, "telemetry", interval_s=0.05) as writer:
        writer.write([old(n) for n in range(1, 3001)])
        assert writer.flush()
        stats = writer.stats()
    assert (stats.written, stats.refused) == (0, 3000)
    assert "outside retention policy" in stats.last_error


def test_an_answer_that_is_too_long_to_be_told_is_still_counted(own_gateway: Gateway) -> None:
    with Writer(own_gateway, "telemetry", interval_s=0.05) as writer:
        writer.write([f"old,t={'x' * 3000} f=1 {n}" for n in range(1, 2 * MOST_REQUESTS)])
        assert writer.flush()
        assert (writer.stats().written, writer.stats().refused) == (0, 2 * MOST_REQUESTS - 1)


def test_lines_beside_those_that_are_too_old_are_written_and_counted(own_gateway: Gateway) -> None:
    now = time.time_ns()
    with Writer(own_gateway, "telemetry", interval_s=0.05) as writer:
        writer.write([old(n) if n % 3 else f"young f=1 {now + n}" for n in range(300)])
        assert writer.flush()
        stats = writer.stats()
    assert (stats.written, stats.refused) == (100, 200)


def test_many_malformed_lines_cost_few_requests_and_none_of_their_neighbours(own_gateway: Gateway) -> None:
    lines = [f"no_fields{n}" if n % 2 else f"dense f=1 {n + 1}" for n in range(2 * MOST_REQUESTS + 2)]
    with quick(own_gateway) as writer:
        writer.write(lines)
        assert writer.flush()
        stats = writer.stats()
    assert count(own_gateway, "dense") == len(lines) // 2
    assert (stats.written, stats.refused) == (len(lines) // 2, len(lines) // 2)


def test_half_a_character_is_refused_and_its_neighbours_are_written(own_gateway: Gateway) -> None:
    with quick(own_gateway) as writer:
        writer.write(["halved f=1 1", 'halved f="\ud800" 2', "halved f=1 3"])
        assert writer.flush()
        stats = writer.stats()
    assert count(own_gateway, "halved") == 2
    assert (stats.written, stats.refused) == (2, 1)
    assert "not Unicode" in stats.last_error


def test_a_full_disk_below_the_spool_costs_no_line_and_no_thread(
    own_store: RunningStore, own_gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(1) as disk, quick(own_gateway, Spool(disk / "spool")) as writer:
        own_store.kill()
        writer.write(["full f=1 1"])
        wait_until(lambda: writer.stats().spooled_batches == 1)
        ballast = fill(disk)
        writer.write([f"full f=1 {n}" for n in range(2, 202)])
        wait_until(lambda: "the spool takes no lines" in caplog.text)
        assert not writer.flush(0.5)
        own_store.start()
        wait_until(lambda: writer.settle(0.1))
        assert count(own_gateway, "full") == 201
        ballast.unlink()
        assert (writer.stats().given_up, writer.stats().written) == (0, 201)


def test_what_neither_store_nor_spool_takes_is_counted_once_memory_is_full() -> None:
    with (
        Gateway("http://127.0.0.1:9", "t", "o") as nobody,
        Writer(nobody, "config", batch_lines=10, interval_s=0.05, backoff_s=(0.05, 0.2), patience_s=0.1) as writer,
    ):
        for n in range(60):
            writer.write([f"lost f=1 {n * 10 + k}" for k in range(10)])
        stats = writer.stats()
        assert stats.queued <= 41 * 10
        assert stats.given_up + stats.queued == 600
    assert (writer.stats().given_up, writer.stats().written) == (600, 0)


class Slow(BaseHTTPRequestHandler):
    """A store that takes everything, once it may."""

    may: ClassVar[threading.Event] = threading.Event()
    taken: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.may.wait(60)
        self.taken.extend(gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))).decode().split("\n"))
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_what_a_store_is_too_slow_for_is_spooled_once_memory_is_full(tmp_path: Path) -> None:
    lines = [f"slow f=1 {n}" for n in range(600)]
    with (
        answering(Slow) as url,
        Gateway(url, "t", "o") as slow,
        Writer(slow, "config", Spool(tmp_path), batch_lines=10, interval_s=0.05, patience_s=0.1) as writer,
    ):
        for begin in range(0, 600, 200):
            writer.write(lines[begin : begin + 200])
        writer.write(lines[590:])
        assert writer.stats().spooled_batches > 0
        Slow.may.set()
        wait_until(lambda: writer.settle(0.1))
        assert writer.stats().given_up == 0
    assert {*Slow.taken} == {*lines}


def test_how_long_lines_wait_is_known_until_the_store_has_them(own_store: RunningStore, own_gateway: Gateway) -> None:
    with quick(own_gateway) as writer:
        assert writer.stats().unwritten_s == 0
        own_store.kill()
        writer.write(["waits f=1 1"])
        wait_until(lambda: writer.stats().unwritten_s > 0.5)
        assert writer.stats().written_s > 0.5
        own_store.start()
        wait_until(lambda: writer.stats().unwritten_s == 0)
        assert writer.settle(0)


def test_a_store_that_takes_nothing_it_is_given_has_written_nothing(own_gateway: Gateway) -> None:
    with Writer(own_gateway, "telemetry", interval_s=0.05) as writer:
        writer.write([old(1)])
        assert writer.flush()
        wait_until(lambda: writer.stats().unwritten_s > 0.1)
        writer.write([f"young f=1 {time.time_ns()}"])
        wait_until(lambda: writer.stats().unwritten_s == 0)


class Odd(Gateway):
    """A gateway with a fault that nobody foresaw."""

    def write(self, bucket: str, lines: Iterable[str]) -> None:
        raise RuntimeError(f"{bucket}: {type(lines).__name__}")


def test_an_error_that_nobody_foresaw_does_not_end_the_thread(own_store: RunningStore, own_gateway: Gateway) -> None:
    with Odd(own_store.url, own_store.token, "forewarn") as odd, quick(odd) as writer:
        writer.write(["odd f=1 1"])
        wait_until(lambda: writer.stats().retries > 1)
        assert "RuntimeError" in writer.stats().last_error
        writer.gateway = own_gateway
        wait_until(lambda: writer.settle(0.1))
    assert count(own_gateway, "odd") == 1


def test_what_a_store_that_does_not_answer_was_sent_is_spooled_at_the_end(own_gateway: Gateway, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # the system takes connections for it, and nobody reads
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Gateway(address, "t", "o", timeout_s=2) as hung:
            writer = Writer(hung, "config", Spool(tmp_path), batch_lines=2, interval_s=0.05)
            writer.write([f"hung f=1 {n}" for n in range(1, 6)])
            wait_until(lambda: writer.stats().queued == 5)
            writer.close(timeout_s=0.2)
            assert writer.stats().spooled_batches == 3
            writer.close(timeout_s=60)  # its request is still under way
    with quick(own_gateway, Spool(tmp_path)) as again:
        wait_until(lambda: again.settle(0.1))
    assert count(own_gateway, "hung") == 5


class Stumbling(BaseHTTPRequestHandler):
    """A store that fails with one line, each time that it comes, and is well else."""

    taken: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))).decode()
        stumbles = "stumble" in body
        if not stumbles:
            self.taken.extend(body.split("\n"))
        self.send_response(500 if stumbles else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_batch_that_a_store_always_fails_with_holds_up_no_other_and_is_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for n, name in enumerate(("stumble", "well", "well")):
        spool.put([f"{name} f=1 {n}"])
    with (
        answering(Stumbling) as url,
        Gateway(url, "t", "o") as gateway,
        Writer(gateway, "config", spool, interval_s=0.02, backoff_s=(0.01, 0.02)) as writer,
    ):
        wait_until(lambda: writer.stats().written == 2)
        assert writer.stats().spooled_batches == 1
    assert Stumbling.taken == ["well f=1 1", "well f=1 2"]
    assert len(Spool(tmp_path)) == 1
