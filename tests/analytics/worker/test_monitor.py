"""What the worker says of itself."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.worker.loop import Worker
from analytics.worker.monitor import EVERY_S, Monitor
from analytics.worker.tick import Tick
from contract.measurements import WORKER
from store.gateway import Gateway
from store.spool import Spool


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """A worker whose store is away."""
    with Gateway("http://127.0.0.1:1", "token", "org") as nowhere:
        made = Worker(nowhere, tmp_path)
        yield made
        made.health.close()
        made.rollup.close()


def tick(behind_s: float) -> Tick:
    """A tick of 100 samples that left the worker so far behind."""
    return Tick(100, behind_s, 10.0, 20.0, 5.0, read_cpu_s=0.5, step_cpu_s=0.25, write_cpu_s=0.125)


def ten_seconds(*ticks: Tick) -> Monitor:
    """A monitor that has seen these ticks within the time of one report."""
    return Monitor(ticks=list(ticks), since=time.monotonic() - EVERY_S)


def test_a_report_tells_what_the_time_went_into(worker: Worker) -> None:
    figures = ten_seconds(tick(0), tick(0)).figures(worker)
    assert figures is not None
    wanted = {"points_per_s": 20, "read_cpu_pct": 10, "step_cpu_pct": 5, "read_ms": 10, "step_ms": 20, "write_ms": 5}
    assert {name: figures[name] for name in wanted} == pytest.approx(wanted, rel=0.05)
    assert set(figures) == set(WORKER.fields)
    assert float(figures["write_cpu_pct"]) >= 2.4
    assert figures["catch_up_s"] == 0


def test_a_report_tells_what_waits_to_be_written_and_what_was_lost(tmp_path: Path) -> None:
    with Gateway("http://127.0.0.1:1", "token", "org") as nowhere:
        worker = Worker(nowhere, tmp_path, Spool(tmp_path / "spool"))
        worker.health.write(["worker lag_s=1"])
        worker.rollup.write(["telemetry_1m mean=1"])
        worker.health.flush()
        worker.rollup.flush()
        figures = ten_seconds(tick(0)).figures(worker)
        worker.close()
    assert figures is not None
    assert {name: figures[name] for name in ("spooled_batches", "refused_lines", "given_up_bytes")} == {
        "spooled_batches": 2, "refused_lines": 0, "given_up_bytes": 0,
    }  # fmt: skip


def test_one_that_is_behind_tells_how_long_it_will_be(worker: Worker) -> None:
    figures = ten_seconds(tick(1200), tick(1000), tick(800)).figures(worker)
    assert figures is not None
    assert figures["catch_up_s"] == pytest.approx(800 / 40, rel=0.05)


def test_one_that_comes_no_nearer_does_not_guess(worker: Worker) -> None:
    figures = ten_seconds(tick(800), tick(900)).figures(worker)
    assert figures is not None
    assert figures["catch_up_s"] == 0


def test_between_two_reports_there_is_none(worker: Worker) -> None:
    monitor = Monitor(ticks=[tick(100)])
    assert monitor.figures(worker) is None
