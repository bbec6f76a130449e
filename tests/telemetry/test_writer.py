"""The writer loses nothing: not while the store is away, not when the process ends, not beside a refused line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from telemetry.gateway import Gateway
from telemetry.provision import provision
from telemetry.spool import Spool
from telemetry.writer import Writer
from tests.support.store import RunningStore
from tests.support.waiting import wait_until


def quick(gateway: Gateway, spool: Spool | None = None) -> Writer:
    return Writer(gateway, "config", spool, interval_s=0.05, backoff_s=(0.05, 0.2))


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with RunningStore() as running:
        provision(running.url, running.org, tmp_path_factory.mktemp("secrets"), operator=running.token)
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
