"""Sensor faults touch one signal of a sound machine, while they are there, and nothing else."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from collectors import registry, sensor_faults, written
from collectors.noise import keys
from collectors.scenario import Planned
from collectors.sensor_faults import Channel
from collectors.truth import Chronicle
from collectors.world import World
from contract.catalogue import CLASSES, Role
from contract.failures.sensors import SENSOR_FAULTS
from contract.time import DAY, HOUR, MINUTE
from tests.collectors.worlds import CONDITIONS, START, asset, episode, moments, scenario, watch

Values = npt.NDArray[np.float64]

SIGNAL, COUNTER = "winding_temp_c", "operating_hours"
MACHINE = CLASSES["machine"]
ONSET, REPAIR = 6 * 60, 22 * 60
"""In minutes from the start."""
ON_READINGS = [mode for mode, fault in SENSOR_FAULTS.items() if not fault.transport]


def _planned(mode: str, signal: str | None = SIGNAL, amount: float | None = None) -> Planned:
    return Planned("MOTOR-1", mode, ONSET * MINUTE, 12 * HOUR, (REPAIR - ONSET) * MINUTE, None, signal, amount)


def _day(*planned: Planned) -> tuple[tuple[str, ...], Values]:
    """A day of two motors' readings, (signals, T, machine); moment n is n + 1 minutes after the start."""
    ((_, readings),) = watch(scenario(asset("motor"), asset("motor", "MOTOR-2"), faults=planned), DAY)
    return readings.signals, readings.values


def _pair(mode: str, signal: str = SIGNAL, amount: float | None = None) -> tuple[Values, Values]:
    """One signal of the first motor while that fault is there, and without it, (T,)."""
    signals, broken = _day(_planned(mode, signal, amount))
    _, sound = _day()
    row = signals.index(signal)
    return broken[row, ONSET - 1 : REPAIR - 1, 0], sound[row, ONSET - 1 : REPAIR - 1, 0]


@pytest.mark.parametrize("mode", ON_READINGS)
def test_no_other_signal_or_machine_is_touched_and_nothing_before_onset_or_after_repair(mode: str) -> None:
    name = COUNTER if mode == "counter_reset" else SIGNAL
    (signals, broken), (_, sound) = _day(_planned(mode, name)), _day()
    there = np.zeros(broken.shape, np.bool_)
    there[signals.index(name), ONSET - 1 : REPAIR - 1, 0] = True
    assert np.array_equal(broken[~there], sound[~there], equal_nan=True)
    assert not np.array_equal(broken[there], sound[there], equal_nan=True)


@pytest.mark.parametrize("mode", [mode for mode in ON_READINGS if mode not in sensor_faults.HELD])
def test_whatever_signal_a_fault_lies_over_it_reports_what_the_sensor_can_report(mode: str) -> None:
    machines = [asset(kind) for kind in registry.KINDS]
    planned = [
        Planned(machine.name, mode, 0, HOUR, None, None, name)
        for machine in machines
        for name in registry.KINDS[machine.asset_class].sensors
        if not sensor_faults.unfit(mode, CLASSES[machine.asset_class].signals[name])
    ]
    for group, readings in watch(scenario(*machines, faults=tuple(planned)), 3 * HOUR):
        for name in readings.signals:
            values, signal = readings.signal(name), group.spec.signals[name]
            values = values[np.isfinite(values)]
            assert np.all((values >= signal.physical[0]) & (values <= signal.physical[1])), name
            steps = values / (signal.resolution or 1e-6)
            inside = (values != signal.physical[0]) & (values != signal.physical[1])
            assert np.allclose(steps[inside], np.rint(steps[inside]), atol=0.01), name


@pytest.mark.parametrize("mode", ON_READINGS)
@given(
    readings=arrays(np.float64, 30, elements=st.floats(-40, 300) | st.just(np.nan)),
    severity=arrays(np.float64, 30, elements=st.floats(0, 1)),
    amount=st.floats(-100, 100),
)
@settings(deadline=None, max_examples=25)
def test_what_is_missing_stays_missing_and_what_is_not_faulty_stays_as_it_is(
    mode: str, readings: Values, severity: Values, amount: float
) -> None:
    times = START + np.arange(30) * MINUTE
    channel = Channel(MACHINE.signals[SIGNAL], times, severity, amount, 20.0, keys(1, ["MOTOR-1"], mode))
    distorted = sensor_faults.distort(mode, readings, channel)
    assert np.isnan(distorted[np.isnan(readings)]).all()
    assert np.array_equal(distorted[severity == 0], readings[severity == 0], equal_nan=True)


def test_every_fault_is_described_for_those_who_meet_it() -> None:
    for mode, fault in SENSOR_FAULTS.items():
        assert mode == fault.mode
        for text in (fault.signature, fault.discriminator, fault.action):
            assert text.endswith("."), mode
        assert (fault.scope == "asset") == fault.transport


def test_a_stuck_sensor_keeps_the_value_that_it_had_at_onset() -> None:
    broken, sound = _pair("sensor_stuck")
    assert len(np.unique(broken)) == 1
    assert abs(broken[0] - sound[0]) < 0.5


def test_a_stuck_sensor_keeps_its_value_over_a_restart() -> None:
    world_of = scenario(asset("motor"), faults=(Planned("MOTOR-1", "sensor_stuck", 6 * HOUR, 0, None, None, SIGNAL),))
    ((_, readings),) = watch(world_of, DAY)
    restarted = World(world_of)
    restarted.enter(START + DAY)
    ((_, later),) = restarted.readings(moments(START + DAY, HOUR, MINUTE))
    assert np.all(later.signal(SIGNAL) == readings.signal(SIGNAL)[-1])


def test_a_bias_is_a_jump_of_its_amount() -> None:
    broken, sound = _pair("sensor_bias", amount=-7.5)
    assert np.allclose(broken - sound, -7.5, atol=0.11)


def test_a_drift_grows_to_its_amount_or_to_six_times_what_matters() -> None:
    for amount, end in ((12.0, 12.0), (None, 30.0)):
        broken, sound = _pair("sensor_drift", amount=amount)
        gap = broken - sound
        assert np.allclose(gap[12 * 60 :], end, atol=0.11)
        assert abs(gap[6 * 60] - end / 2) < 0.2


def test_spikes_are_rare_and_far_off_on_either_side() -> None:
    broken, sound = _pair("sensor_spike", amount=40)
    gap = broken - sound
    spiked = np.abs(gap) > 1e-6
    assert 0.005 < spiked.mean() < 0.05
    assert np.allclose(np.abs(gap[spiked]), 40, atol=0.11)
    assert {-1, 1} == set(np.sign(gap[spiked]))
    assert spiked[:-1] @ spiked[1:] <= 2


def test_a_spike_that_the_sensor_cannot_show_goes_the_other_way() -> None:
    broken, sound = _pair("sensor_spike", amount=200)
    gap = broken - sound
    assert np.allclose(gap[np.abs(gap) > 1e-6], 200, atol=0.11)


def test_noise_grows_to_the_amount_and_leaves_the_mean() -> None:
    broken, sound = _pair("sensor_noise", amount=8)
    gap = broken - sound
    early, late = gap[: 2 * 60], gap[12 * 60 :]
    assert np.std(early) < 0.2 * np.std(late)
    assert np.std(late) == pytest.approx(8, rel=0.2)
    assert abs(late.mean()) < 2


def test_a_dropout_loses_most_readings_for_minutes_and_leaves_the_rest_as_they_are() -> None:
    broken, sound = _pair("sensor_dropout")
    assert 0.6 < np.isnan(broken).mean() < 0.95
    assert np.array_equal(broken[np.isfinite(broken)], sound[np.isfinite(broken)])


def test_a_dropout_without_a_signal_silences_the_whole_machine() -> None:
    planned = Planned("MOTOR-1", "sensor_dropout", 0, 0, None)
    world = World(scenario(asset("motor"), asset("pump"), faults=(planned,)))
    world.enter(START)
    lines = world.advance(moments(START, 5 * HOUR, MINUTE))
    heard = [line for line in lines if line.startswith("telemetry,asset=MOTOR-1")]
    assert 0 < len(heard) < 150
    assert len([line for line in lines if line.startswith("telemetry,asset=PUMP-1")]) == 300


def test_a_saturated_sensor_stops_at_its_share_of_the_normal_range() -> None:
    low, high = written.normal(MACHINE.signals[SIGNAL])
    broken, sound = _pair("sensor_saturation", amount=0.55)
    assert np.array_equal(broken, np.minimum(sound, low + 0.55 * (high - low)))
    assert 0 < np.mean(broken < sound) < 1


def test_a_wrong_unit_is_the_same_quantity_in_the_other_unit() -> None:
    broken, sound = _pair("sensor_wrong_unit")
    assert np.allclose(broken, 1.8 * sound + 32, atol=0.051)


def test_a_reset_counter_begins_at_zero_and_counts_on() -> None:
    broken, sound = _pair("counter_reset", COUNTER)
    assert broken[0] == 0
    assert np.allclose(broken, sound - sound[0], atol=0.011)
    assert broken[-1] > 15


def test_faults_that_make_no_sense_for_a_signal_are_told_apart() -> None:
    def unfit(mode: str, name: str) -> str:
        return sensor_faults.unfit(mode, MACHINE.signals[name])

    assert unfit("counter_reset", SIGNAL) == f"{SIGNAL} is not a counter"
    assert "no other usual unit" in unfit("sensor_wrong_unit", "supply_voltage_v")
    assert not unfit("counter_reset", COUNTER)
    assert not unfit("sensor_wrong_unit", "suction_pressure_bar")
    assert not unfit("sensor_bias", "supply_voltage_v")


def test_of_the_wrong_units_the_likeliest_is_taken_in_which_the_value_is_still_possible() -> None:
    megapascal, psi = 0.1, 14.50377
    for kind, name, factor in (("ice", "oil_pressure_bar", megapascal), ("pump", "suction_pressure_bar", psi)):
        planned = Planned(asset(kind).name, "sensor_wrong_unit", 0, 0, None, None, name)
        ((_, broken),) = watch(scenario(asset(kind), faults=(planned,)), HOUR)
        ((_, sound),) = watch(scenario(asset(kind)), HOUR)
        assert np.allclose(broken.signal(name), factor * sound.signal(name), atol=0.04)
    rig = CLASSES["rig"]
    assert sensor_faults.unfit("sensor_wrong_unit", rig.signals["cell_pressure_hpa"])


def test_only_counters_can_be_reset() -> None:
    for spec in CLASSES.values():
        for signal in spec.signals.values():
            assert (not sensor_faults.unfit("counter_reset", signal)) == (signal.role is Role.COUNTER)


def test_what_the_plan_leaves_open_is_sensible_for_the_signal_and_within_bounds() -> None:
    signal = MACHINE.signals[SIGNAL]
    for fault in SENSOR_FAULTS.values():
        amount = sensor_faults.usual_amount(fault, None if fault.scope == "asset" else signal)
        assert bool(fault.amount) == bool(amount), fault.mode
        assert fault.bounds[0] <= amount <= fault.bounds[1], fault.mode
    assert sensor_faults.usual_amount(SENSOR_FAULTS["sensor_noise"], signal) == 2 * written.min_deviation(signal)
    low, high = written.normal(signal)
    assert sensor_faults.usual_amount(SENSOR_FAULTS["sensor_spike"], signal) == high - low


@pytest.mark.parametrize("mode", ON_READINGS)
def test_the_truth_tells_when_a_sensor_fault_can_first_be_seen(mode: str) -> None:
    name = COUNTER if mode == "counter_reset" else SIGNAL
    fault = episode("motor", mode, 4 * HOUR, signal=name, repair=DAY)
    seen = Chronicle(CONDITIONS).detectable(fault)
    assert seen is not None
    assert START <= seen <= START + 12 * HOUR
