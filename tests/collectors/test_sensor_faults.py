"""Sensor faults touch one reading of a sound machine, and nothing else."""

import numpy as np
import numpy.typing as npt
import pytest

from collectors import sensor_faults
from collectors.scenario import Planned
from collectors.world import World
from tests.collectors.worlds import DAY, HOUR, MINUTE, START, asset, moments, scenario, watch

SIGNAL = "winding_temp_c"
ONSET = 6 * HOUR


def _readings(mode: str, signal: str | None = SIGNAL, amount: float | None = None) -> npt.NDArray[np.float64]:
    """A day of the motor's readings, (signals, T, machine), with that fault from the sixth hour on."""
    planned = Planned("MOTOR-1", mode, ONSET, 12 * HOUR, 16 * HOUR, None, signal, amount)
    ((_, readings),) = watch(scenario(asset("motor"), faults=(planned,)), DAY)
    return readings.values


def _sound() -> npt.NDArray[np.float64]:
    ((_, readings),) = watch(scenario(asset("motor")), DAY)
    return readings.values


def _row() -> int:
    ((_, readings),) = watch(scenario(asset("motor")), MINUTE)
    return readings.signals.index(SIGNAL)


@pytest.mark.parametrize("mode", sensor_faults.MODES)
def test_no_other_signal_moves_and_none_before_onset_or_after_repair(mode: str) -> None:
    broken, sound, row = _readings(mode), _sound(), _row()
    others = [n for n in range(len(sound)) if n != row]
    assert np.array_equal(broken[others], sound[others])
    assert np.array_equal(broken[row, : 6 * 60 - 1], sound[row, : 6 * 60 - 1])
    assert np.array_equal(broken[row, 22 * 60 :], sound[row, 22 * 60 :])
    assert not np.array_equal(broken[row], sound[row], equal_nan=True)


def test_a_stuck_sensor_keeps_the_value_that_it_had_at_onset() -> None:
    held = _readings("sensor_stuck")[_row(), 6 * 60 : 22 * 60 - 1]
    assert len(np.unique(held)) == 1
    assert abs(held[0, 0] - _sound()[_row(), 6 * 60 - 1, 0]) < 0.5


def test_a_stuck_sensor_keeps_its_value_over_a_restart() -> None:
    planned = Planned("MOTOR-1", "sensor_stuck", ONSET, 0, None, None, SIGNAL)
    world_of = scenario(asset("motor"), faults=(planned,))
    ((_, readings),) = watch(world_of, DAY)
    restarted = World(world_of)
    restarted.enter(START + DAY)
    ((_, later),) = restarted.readings(moments(START + DAY, HOUR, MINUTE))
    assert np.all(later.signal(SIGNAL) == readings.signal(SIGNAL)[-1])


def test_a_bias_is_a_jump_of_its_amount() -> None:
    gap = (_readings("sensor_bias", amount=-7.5) - _sound())[_row(), 6 * 60 : 22 * 60 - 1]
    assert np.allclose(gap, -7.5, atol=0.11)


def test_a_drift_grows_to_its_amount_or_to_six_times_what_matters() -> None:
    for amount, end in ((12.0, 12.0), (None, 30.0)):
        gap = (_readings("sensor_drift", amount=amount) - _sound())[_row()]
        assert np.allclose(gap[18 * 60 : 22 * 60 - 1], end, atol=0.11)
        assert abs(gap[12 * 60, 0] - end / 2) < 0.2


def test_a_dropout_loses_most_readings_for_minutes_and_leaves_the_rest_as_they_are() -> None:
    broken, sound = _readings("sensor_dropout")[_row(), 6 * 60 :, 0], _sound()[_row(), 6 * 60 :, 0]
    lost = np.isnan(broken[: 16 * 60 - 1])
    assert 0.6 < lost.mean() < 0.95
    assert np.array_equal(broken[np.isfinite(broken)], sound[np.isfinite(broken)])


def test_a_dropout_without_a_signal_silences_the_whole_machine() -> None:
    planned = Planned("MOTOR-1", "sensor_dropout", 0, 0, None)
    world = World(scenario(asset("motor"), asset("pump"), faults=(planned,)))
    world.enter(START)
    lines = world.advance(moments(START, 5 * HOUR, MINUTE))
    heard = [line for line in lines if line.startswith("telemetry,asset=MOTOR-1")]
    assert 0 < len(heard) < 150
    assert len([line for line in lines if line.startswith("telemetry,asset=PUMP-1")]) == 300
