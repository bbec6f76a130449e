"""`forewarn run` whose disk is full for a while: nobody dies, checks fail meanwhile, and then all goes on by itself."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from forewarn.ports import status_of
from tests.forewarn.running import Run, running
from tests.support.command import started
from tests.support.fleet import one_pump
from tests.support.small_disk import fill, small_disk

pytestmark = pytest.mark.timeout(900)

SAMPLES = """from(bucket: "telemetry") |> range(start: -20m)
    |> filter(fn: (r) => r.asset == "P" and r._field == "run_state")"""
RISKS = """from(bucket: "health") |> range(start: -20m)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")"""
PARTS = ("store", "worker", "simulator", "admin")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A pump with a few hours of history, on a disk that is soon full."""
    with small_disk(100) as disk:
        (disk / "var").mkdir()
        (disk / "var" / "fleet.toml").write_text(one_pump(datetime.now(UTC) - timedelta(hours=8)))
        with running(disk / "var", tmp_path / "run.log", XDG_RUNTIME_DIR=str(tmp_path)) as started:
            yield started


def alive(part: str, tmp_path: Path) -> bool:
    """What a container's health check would say."""
    return started("healthcheck", part, environment={"XDG_RUNTIME_DIR": str(tmp_path)}).returncode == 0


def newest_risk(run: Run) -> float:
    return max((float(row.get_time().timestamp()) for row in run.query(f"{RISKS} |> last()")), default=0.0)


def test_a_full_disk_stops_nobody_for_good_and_costs_no_second_of_telemetry(run: Run, tmp_path: Path) -> None:
    run.wait_for(lambda: alive("worker", tmp_path) and alive("simulator", tmp_path))
    began = {name: run.pid(name) for name in ("store", "analyze", "simulate", "admin")}
    ballast = fill(run.folder.parent)
    run.wait_for(lambda: status_of(f"{run.store_url}/health") == 503)
    # Signs of life end half a minute after the last line that the store took, and count for another half.
    run.wait_for(lambda: not alive("worker", tmp_path) and not alive("simulator", tmp_path))
    ballast.unlink()
    moment = time.time()
    run.wait_for(lambda: status_of(f"{run.store_url}/health") == 200)
    run.wait_for(lambda: newest_risk(run) > moment + 5)
    run.wait_for(lambda: alive("worker", tmp_path) and alive("simulator", tmp_path))
    assert {name: run.pid(name) for name in began} == began, run.text()
    times = np.array(sorted(row.get_time().timestamp() for row in run.query(SAMPLES)))
    # History comes a minute a sample, live telemetry a second a sample.
    live = times[np.argmax(np.diff(times) < 2) :]
    assert live[-1] > moment
    assert np.diff(live).max() == 1
    for part in PARTS:
        assert "Traceback" not in (run.folder / "log" / f"{part}.log").read_text(), part
