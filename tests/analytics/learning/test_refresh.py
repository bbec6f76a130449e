"""Learning again beside the loop."""

from collections.abc import Iterator

import pytest

from analytics.engine.state import State
from analytics.layers.baseline import LEARNING, SEASONAL
from analytics.learning.refresh import EVERY_NS, OLD_NS, Refresh, due, take_over
from telemetry.gateway import Gateway
from telemetry.provision import provision
from tests.analytics.feeds import SECOND, START
from tests.support.store import RunningStore


def state_of(level: float | None, learned: int = 0, signals: tuple[str, ...] = ("vibration_mm_s",)) -> State:
    """A state of one pump whose signals have a seasonal baseline at `level`, or none."""
    state = State()
    asset = state.fleet.asset("PUMP-001", "machine", "north")
    for signal in signals:
        state.fleet.series(asset, signal)
    state.fit()
    if level is not None:
        state.baseline.kind[:], state.baseline.level[:] = SEASONAL, level
    state.assets.learned[:] = learned
    return state


def test_an_asset_that_was_never_learned_is_due_and_takes_over_what_was_learned() -> None:
    state, learned = state_of(None), state_of(2.0, START)
    learned.duty.centre[0, 0] = 7.0
    assert due(state, START)
    assert take_over(state, learned, START) == 1
    assert state.baseline.level[0] == 2.0
    assert state.duty.centre[0, 0] == 7.0
    assert not due(state, START)


def test_what_was_learned_lately_is_kept() -> None:
    state = state_of(1.0, START - OLD_NS // 2)
    assert not due(state, START)
    assert take_over(state, state_of(2.0, START), START) == 0
    assert state.baseline.level[0] == 1.0


def test_after_a_week_it_is_learned_anew() -> None:
    state = state_of(1.0, START - OLD_NS)
    assert take_over(state, state_of(2.0, START), START) == 1
    assert state.baseline.level[0] == 2.0


@pytest.mark.parametrize("trouble", ["alarm", "creep"])
def test_what_is_in_trouble_is_not_learned_anew(trouble: str) -> None:
    state = state_of(1.0, START - OLD_NS)
    if trouble == "alarm":
        state.alarms.level[0] = 1
    else:
        state.creep.below[0] = 0.4
    assert take_over(state, state_of(2.0, START), START) == 0


def test_an_asset_of_which_less_is_known_now_keeps_what_it_has() -> None:
    state = state_of(1.0, START - OLD_NS, ("vibration_mm_s", "flow_m3h"))
    assert take_over(state, state_of(2.0, START), START) == 0


def test_an_asset_that_only_history_knows_is_taken_in() -> None:
    state = State()
    assert take_over(state, state_of(2.0, START), START) == 1
    assert state.fleet.assets[0].name == "PUMP-001"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """An empty store with our buckets."""
    with RunningStore() as running:
        provision(running.url, running.org, tmp_path_factory.mktemp("secrets"), operator=running.token)
        yield running


def test_it_runs_beside_the_loop_when_it_is_time(gateway: Gateway) -> None:
    state, refresh = state_of(None), Refresh(gateway, START)
    assert refresh.poll(state, START + EVERY_NS - SECOND) == 0
    refresh.join(0)
    assert refresh.poll(state, START + EVERY_NS) == 0
    refresh.join(60)
    assert refresh.poll(state, START + EVERY_NS + SECOND) == 0
    assert state.baseline.kind.tolist() == [LEARNING]


def test_a_store_that_is_away_puts_it_off(caplog: pytest.LogCaptureFixture) -> None:
    with Gateway("http://127.0.0.1:1", "token", "org") as nowhere:
        refresh = Refresh(nowhere, START)
        refresh.poll(state_of(None), START + EVERY_NS)
        refresh.join(60)
        assert refresh.poll(state_of(None), START + EVERY_NS + SECOND) == 0
    assert "learning anew has to wait" in caplog.text
