"""Learning again beside the loop."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from analytics.engine.state import State
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import LEARNING, SEASONAL
from analytics.layers.courses import Courses, add, days_until
from analytics.layers.cusum import Sums
from analytics.layers.duty import Duty
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.learning.beside import LOWEST, NICE
from analytics.learning.learn import RECENT_S
from analytics.learning.refresh import AGAIN_NS, AT_ONCE, EVERY_NS, OLD_NS, Refresh, due, take_over
from contract.time import DAY, HOUR, SECOND
from store.gateway import Gateway
from tests.analytics.feeds import START
from tests.support.provisioned import provisioned
from tests.support.small_disk import small_disk
from tests.support.store import ROOT, RunningStore

MIDNIGHT = START // DAY * DAY


def state_of(level: float | None, learned: int = 0, signals: tuple[str, ...] = ("vibration_mm_s",)) -> State:
    """A state of one pump whose signals have a seasonal baseline at `level`, or none."""
    state = State()
    asset = state.fleet.asset("PUMP-001", "machine", "north")
    for signal in signals:
        state.fleet.series(asset, signal)
    state.fit()
    if level is not None:
        state.of(Baseline).normal.kind[:], state.of(Baseline).normal.level[:] = SEASONAL, level
    state.assets.learned[:] = learned
    return state


def test_an_asset_that_was_never_learned_is_due_and_takes_over_what_was_learned() -> None:
    state, learned = state_of(None), state_of(2.0, START)
    learned.of(Duty).centre[0, 0] = 7.0
    assert due(state, START)
    assert take_over(state, learned, START) == 1
    assert state.of(Baseline).normal.level[0] == 2.0
    assert state.of(Duty).centre[0, 0] == 7.0
    assert not due(state, START)


def drift(state: State, first: int, days: int, a_day: float) -> None:
    """Let the signal have moved by so much a day."""
    times = MIDNIGHT + HOUR * np.arange(24 * first, 24 * (first + days))
    off = a_day * (times - MIDNIGHT) / DAY
    add(state.of(Courses), np.zeros(len(times), np.int64), 2.0 + off, off, times)


def test_a_slow_drift_goes_on_in_the_course_when_it_has_been_learned_as_normal() -> None:
    state, now = state_of(2.0, START), MIDNIGHT + 21 * DAY
    drift(state, 0, 21, 0.1)
    assert take_over(state, state_of(3.4, now), now) == 1
    assert state.of(Courses).level[0] == pytest.approx(0.1 * 14, abs=0.06)


def test_the_days_of_history_are_the_course_of_an_asset_that_has_just_come() -> None:
    state, learned, now = state_of(None), state_of(2.0, START + 14 * DAY), MIDNIGHT + 14 * DAY
    drift(learned, 0, 14, 0.1)
    assert take_over(state, learned, now) == 1
    _, moved = days_until(state.of(Courses), np.array([0]), now - SECOND)
    assert np.isfinite(moved[0, -14:]).all()
    assert np.diff(moved[0, -14:]) == pytest.approx(np.full(13, 0.1), abs=1e-4)


def test_what_was_learned_lately_is_kept() -> None:
    state = state_of(1.0, START - OLD_NS // 2)
    assert not due(state, START)
    assert take_over(state, state_of(2.0, START), START) == 0
    assert state.of(Baseline).normal.level[0] == 1.0


def test_after_a_week_it_is_learned_anew() -> None:
    state = state_of(1.0, START - OLD_NS)
    assert take_over(state, state_of(2.0, START), START) == 1
    assert state.of(Baseline).normal.level[0] == 2.0


@pytest.mark.parametrize("trouble", ["alarm", "creep"])
def test_what_is_in_trouble_is_not_learned_anew(trouble: str) -> None:
    state = state_of(1.0, START - OLD_NS)
    if trouble == "alarm":
        state.alarms.level[0] = 1
    else:
        state.of(Sums).below[0] = 0.4
    assert take_over(state, state_of(2.0, START), START) == 0


@pytest.mark.parametrize(
    ("known", "healthy_days", "taken"), [(True, 13, 0), (True, 15, 1), (False, 2, 0), (False, 4, 1)]
)
def test_a_known_asset_has_to_be_healthy_throughout_its_history_and_a_new_one_for_some_days(
    known: bool, healthy_days: int, taken: int
) -> None:
    state, learned = state_of(1.0 if known else None, START - OLD_NS), state_of(2.0, START)
    learned.assets.alarmed[0] = START - healthy_days * 86_400 * SECOND
    assert take_over(state, learned, START) == taken


def test_an_asset_of_which_less_is_known_now_keeps_what_it_has() -> None:
    state = state_of(1.0, START - OLD_NS, ("vibration_mm_s", "flow_m3h"))
    assert take_over(state, state_of(2.0, START), START) == 0


@pytest.mark.parametrize(("wider", "taken"), [(2.5, 1), (3.5, 0)])
def test_what_would_widen_a_chart_out_of_measure_has_not_learned_from_health(wider: float, taken: int) -> None:
    state, learned = state_of(1.0, START - OLD_NS), state_of(2.0, START)
    state.of(EwmaCharts).charts.scale[:], learned.of(EwmaCharts).charts.scale[:] = 1.0, wider
    assert take_over(state, learned, START) == taken


def test_what_knows_less_than_a_week_may_become_wider() -> None:
    state, learned = state_of(1.0, START - OLD_NS), state_of(2.0, START)
    state.assets.history[:] = OLD_NS // 2
    state.of(EwmaCharts).charts.scale[:], learned.of(EwmaCharts).charts.scale[:] = 1.0, 9.0
    assert take_over(state, learned, START) == 1


def test_what_is_far_below_what_matters_may_become_wider() -> None:
    state, learned = state_of(1.0, START - OLD_NS), state_of(2.0, START)
    state.of(EwmaCharts).charts.scale[:], learned.of(EwmaCharts).charts.scale[:] = 1e-6, 1e-3
    assert take_over(state, learned, START) == 1


def test_an_asset_that_only_history_knows_is_taken_in() -> None:
    state = State()
    assert take_over(state, state_of(2.0, START), START) == 1
    assert state.fleet.assets[0].name == "PUMP-001"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """An empty store with our buckets."""
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        yield running


@pytest.fixture
def refresh(gateway: Gateway) -> Iterator[Refresh]:
    """Learning from that store, whose process is gone afterwards."""
    made = Refresh(gateway, START)
    yield made
    made.close()


def finished(refresh: Refresh) -> None:
    """Wait for a learning's process."""
    assert refresh.running is not None
    refresh.running.wait(60)


def test_it_runs_beside_the_loop_when_it_is_time(gateway: Gateway, refresh: Refresh) -> None:
    now = time.time_ns()
    history(gateway, now)
    state = state_of(None)
    assert refresh.poll(state, START + EVERY_NS - SECOND) == 0
    assert not refresh.busy
    assert refresh.poll(state, now) == 0
    finished(refresh)
    assert refresh.poll(state, now) == 0
    assert state.of(Baseline).normal.kind.tolist() == [LEARNING]
    assert refresh.poll(state, now) == 1
    assert state.of(Baseline).normal.kind.tolist() == [SEASONAL]
    assert 1.4 < state.of(Baseline).normal.level[0] < 1.6


def history(gateway: Gateway, now: int) -> None:
    """Two days of a pump's vibration around 1.5, a value in 270 seconds."""
    rng = np.random.default_rng(1)
    lines = [
        f"telemetry,asset=PUMP-001,asset_class=machine,site=north vibration_mm_s={1.5 + 0.05 * rng.normal()} "
        f"{now - RECENT_S * SECOND - number * 270 * SECOND}"
        for number in range(640)
    ]
    gateway.write("telemetry", lines)


def test_a_fleet_is_taken_over_a_few_assets_at_a_time(refresh: Refresh) -> None:
    learned = State()
    for number in range(AT_ONCE + 5):
        learned.fleet.series(learned.fleet.asset(f"P{number}", "machine", "north"), "vibration_mm_s")
    learned.fit()
    normal = learned.of(Baseline).normal
    normal.kind[:], normal.level[:], learned.assets.learned[:] = SEASONAL, 2.0, START
    refresh.adopt(learned)
    state = State()
    assert [refresh.poll(state, START) for _ in range(3)] == [AT_ONCE, 5, 0]
    assert (state.of(Baseline).normal.level == 2.0).all()


def test_a_store_that_is_away_puts_it_off(caplog: pytest.LogCaptureFixture) -> None:
    with Gateway("http://127.0.0.1:1", "token", "org") as nowhere:
        refresh = Refresh(nowhere, START)
        refresh.poll(state_of(None), START + EVERY_NS)
        finished(refresh)
        assert refresh.poll(state_of(None), START + EVERY_NS + SECOND) == 0
    assert "learning anew has to wait: http://127.0.0.1:1 cannot be reached" in caplog.text


def test_one_that_crashes_is_logged_and_tried_again(refresh: Refresh, caplog: pytest.LogCaptureFixture) -> None:
    refresh.poll(state_of(None), START + EVERY_NS)
    assert refresh.running is not None
    psutil.Process(refresh.running.pid).kill()
    finished(refresh)
    refresh.poll(state_of(None), START + EVERY_NS)
    assert "learning anew has to wait: its process ended with status -9" in caplog.text
    assert not refresh.busy
    refresh.poll(state_of(None), START + EVERY_NS + AGAIN_NS)
    assert refresh.busy


def test_one_that_hangs_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Gateway(url, "token", "org") as gateway:
            refresh = Refresh(gateway, START, limit_s=0.0)
            refresh.poll(state_of(None), START + EVERY_NS)
            assert refresh.running is not None
            pid = refresh.running.pid
            refresh.poll(state_of(None), START + EVERY_NS)
    assert "given up after 0 s" in caplog.text
    assert not psutil.pid_exists(pid)


def test_it_ends_with_its_worker() -> None:
    """A worker that is killed leaves no process behind, though the store never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        worker = subprocess.Popen([sys.executable, "-c", WORKER, url], stdout=subprocess.PIPE, cwd=ROOT)
        assert worker.stdout is not None
        child = psutil.Process(int(worker.stdout.readline()))
        silent.accept()[0].close()
        worker.kill()
        worker.wait()
        worker.stdout.close()
        child.wait(60)
    assert not child.is_running()


WORKER = """import sys, time
from analytics.learning.refit_process import RefitProcess
from store.gateway import Gateway
from contract.zones import Zones
print(RefitProcess(Gateway(sys.argv[1], "token", "org"), 0, 60, Zones()).pid, flush=True)
time.sleep(60)"""


def test_it_has_a_lower_priority_than_its_worker(refresh: Refresh) -> None:
    refresh.poll(state_of(None), START + EVERY_NS)
    assert refresh.running is not None
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, refresh.running.pid) == min(own + NICE, LOWEST)


def test_a_learning_that_cannot_begin_for_want_of_room_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = START + EVERY_NS
    with small_disk(1, inodes=2) as disk, Gateway("http://127.0.0.1:9", "any", "forewarn") as nowhere:
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        (disk / "last-inode").touch()
        refresh = Refresh(nowhere, START)
        assert (refresh.poll(state_of(None), now), refresh.busy) == (0, False)
        assert "learning anew has to wait: " in caplog.text
        (disk / "last-inode").unlink()
        refresh.poll(state_of(None), now + AGAIN_NS)
        assert refresh.busy
        refresh.close()
