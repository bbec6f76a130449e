"""The failure modes of industrial machines: what no table of effects can say about their signatures."""

import numpy as np
import pytest

from collectors import registry
from contract.catalogue import CLASSES
from contract.time import DAY, MINUTE, SECOND
from tests.collectors.lives import calm, first, life, strong
from tests.collectors.signatures import failed
from tests.collectors.worlds import Life, episode, live_through

ALL = ("pump", "motor", "conveyor")


def at_once(mode: str, kind: str = "pump") -> Life:
    """The first half hour of a fault that is there at once, a sample every ten seconds."""
    return live_through(episode(kind, mode, 0), 30 * MINUTE, 10 * SECOND)


def alongside(lived: Life, cause: str, effect: str) -> float:
    """How a fault's effect on one signal goes with another signal of the sound machine, hour by hour: -1 to 1."""
    hours = [
        values[12 * 60 :].reshape(-1, 60).mean(axis=1)
        for values in (lived.sound(cause), np.nan_to_num(lived.effect(effect)))
    ]
    return float(np.corrcoef(*hours)[0, 1])


CASES = [(kind, fault.mode) for kind in ALL for fault in registry.faults(kind)]


@pytest.mark.parametrize(("kind", "mode"), CASES)
def test_a_failed_machine_is_beyond_a_limit_that_ships(kind: str, mode: str) -> None:
    lived = failed(kind, mode)
    beyond = [name for name in CLASSES[kind].modes[mode].signals if _passes(name, lived)]
    assert beyond


def _passes(name: str, lived: Life) -> bool:
    limits, values = CLASSES["machine"].signals[name].limits, lived.broken(name)
    low, high = limits.warn_low, limits.warn_high
    return bool((low is not None and np.nanmin(values) < low) or (high is not None and np.nanmax(values) > high))


@pytest.mark.parametrize("kind", ALL)
def test_bearing_wear_is_heard_first_then_felt_and_hot_only_near_the_end(kind: str) -> None:
    lived = life(kind, "bearing_wear")
    heard, felt, hot = (
        first(lived.sigmas(kind, name) > 3) / (48 * 60) for name in ("accel_g", "vibration_mm_s", "bearing_temp_c")
    )
    assert heard < 0.25
    assert heard < felt < hot
    assert 0.7 < hot < 0.85
    assert np.nanmax(lived.broken("vibration_mm_s")) > 5
    assert np.nanmax(lived.broken("bearing_temp_c")) > 80


def test_impacts_of_a_worn_bearing_run_together_near_the_end() -> None:
    kurtosis = life("motor", "bearing_wear").broken("accel_kurtosis")
    peak = int(np.nanargmax(kurtosis[: 48 * 60]))
    assert 0.4 < peak / (48 * 60) < 0.9
    assert kurtosis[peak] > 7
    assert 4.5 < np.nanmean(kurtosis[-12 * 60 :]) < 6


def test_bearing_wear_at_one_end_is_weak_at_the_other() -> None:
    lived = life("pump", "bearing_wear")
    assert np.nanmax(lived.effect("accel_nde_g")) < 0.2 * np.nanmax(lived.effect("accel_g"))
    assert np.nanmax(lived.effect("vibration_nde_mm_s")) < 0.5 * np.nanmax(lived.effect("vibration_mm_s"))


@pytest.mark.parametrize("kind", ALL)
def test_a_starved_bearing_grows_10_to_30_degrees_hotter_and_passes_its_limit(kind: str) -> None:
    lived = life(kind, "lubricant_starvation")
    last = np.nanmean(lived.effect("bearing_temp_c")[-12 * 60 :])
    assert 10 < last < 30
    assert np.nanmax(lived.broken("bearing_temp_c")) > 60


@pytest.mark.parametrize("kind", ALL)
def test_unbalance_moves_velocity_and_nothing_else(kind: str) -> None:
    strong(kind, "unbalance", "vibration_mm_s")
    calm(kind, "unbalance", "accel_g", "bearing_temp_c", "motor_current_a")
    assert np.nanmax(life(kind, "unbalance").broken("vibration_mm_s")) > 5


def test_unbalance_shakes_with_the_square_of_the_speed() -> None:
    lived = failed("motor", "unbalance")
    speed, once = np.log(lived.broken("speed_rpm")), np.log(lived.broken("vibration_1x_mm_s"))
    assert np.ptp(speed) > 0.15
    assert abs(np.polyfit(speed, once, 1)[0] - 2) < 0.1


@pytest.mark.parametrize("kind", ALL)
def test_a_loose_foot_rattles_with_the_load(kind: str) -> None:
    assert alongside(failed(kind, "looseness"), "power_kw", "vibration_mm_s") > 0.4
    assert np.nanmax(failed(kind, "looseness").broken("vibration_mm_s")) > 5


def test_broken_rotor_bars_show_more_at_high_load() -> None:
    lived = failed("motor", "rotor_bar")
    level = np.polyfit(np.log10(lived.broken("power_kw")), lived.broken("current_sideband_db"), 1)
    assert 15 < level[0] < 25
    assert np.nanmax(lived.broken("current_sideband_db")) > -36


@pytest.mark.parametrize("kind", ALL)
def test_a_lost_phase_leaves_the_others_with_1_7_times_their_current(kind: str) -> None:
    lived = at_once("phase_loss", kind)
    ratio = np.nanmean(lived.broken("motor_current_a") / lived.sound("motor_current_a"))
    assert 1.65 < ratio < 1.9
    assert np.nanmean(lived.broken("current_imbalance_pct")) > 95


@pytest.mark.parametrize("kind", ["pump", "motor"])
@pytest.mark.parametrize("mode", ["winding_insulation", "cooling_blocked", "phase_loss"])
def test_faults_of_the_winding_end_beyond_what_it_may_have(kind: str, mode: str) -> None:
    assert np.nanmax(failed(kind, mode).broken("winding_temp_c")) > 145


def test_an_overloaded_winding_is_as_hot_as_its_current_squared_says() -> None:
    lived = failed("motor", "overload")
    rise = lived.readings.signal("winding_temp_c") - lived.readings.signal("ambient_temp_c")
    constants = rise[12 * 60 :].mean(axis=0) / (lived.readings.signal("motor_current_a")[12 * 60 :] ** 2).mean(axis=0)
    assert abs(constants[0] / constants[1] - 1) < 0.05


def test_blocked_cooling_heats_the_winding_at_equal_current() -> None:
    strong("motor", "cooling_blocked", "winding_temp_c")
    calm("motor", "cooling_blocked", "motor_current_a", "bearing_temp_c", "vibration_mm_s")


def test_a_clogged_strainer_loses_pressure_flow_and_power() -> None:
    lived = life("pump", "clogged_strainer")
    strong("pump", "clogged_strainer", "strainer_dp_bar", "suction_pressure_bar", "flow_m3h")
    loss = lived.broken("strainer_dp_bar") / lived.broken("flow_m3h") ** 2
    assert loss[-60:].mean() > 6 * loss[:60].mean()
    for name in ("suction_pressure_bar", "flow_m3h", "power_kw"):
        assert np.nanmean(lived.effect(name)[-12 * 60 :]) < 0
    assert np.nanmax(lived.broken("strainer_dp_bar")) > 0.8


def test_cavitation_flutters_and_roars_while_the_strainer_is_clean() -> None:
    lived = failed("pump", "cavitation")
    steps = [np.nanstd(np.diff(lived.readings.signal("flow_m3h")[12 * 60 :, column])) for column in (0, 1)]
    assert 3 < steps[0] / steps[1] < 15
    loss = lived.readings.signal("strainer_dp_bar") / lived.readings.signal("flow_m3h") ** 2
    assert abs(loss[:, 0].mean() / loss[:, 1].mean() - 1) < 0.05
    rise = lived.readings.signal("discharge_pressure_bar") - lived.readings.signal("suction_pressure_bar")
    of_curve = (rise / (10.3 - 1.12e-3 * lived.readings.signal("flow_m3h") ** 2)).mean(axis=0)
    assert of_curve[0] < 0.97
    assert abs(of_curve[1] - 1) < 0.005


def test_cavitation_comes_and_goes_while_it_grows() -> None:
    suction = life("pump", "cavitation").effect("suction_pressure_bar")
    first_half = np.abs(suction[6 * 60 : 36 * 60]) > 0.05
    assert 0.2 < first_half.mean() < 0.8
    assert np.abs(np.diff(first_half.astype(int))).sum() > 20


def test_a_seal_leaks_slowly_then_fast() -> None:
    leak = life("pump", "seal_leak").broken("seal_leak_ml_h")
    early, late = leak[24 * 60] - leak[12 * 60], leak[48 * 60] - leak[36 * 60]
    assert late > 4 * early > 0
    assert leak[-1] > 200


def test_a_pump_that_runs_dry_loses_flow_and_half_its_power_and_cooks_its_seal() -> None:
    lived = at_once("dry_run")
    assert np.all(lived.broken("flow_m3h") < 0.6)
    assert np.all(lived.broken("discharge_pressure_bar") < 2)
    power = lived.broken("power_kw") / lived.sound("power_kw")
    assert np.all((power > 0.4) & (power < 0.6))
    seal = lived.broken("seal_temp_c")
    assert 4 < (seal[59] - seal[5]) / 9 < 6


def test_a_pump_against_a_closed_valve_goes_to_shut_off_and_heats_its_water() -> None:
    lived = at_once("dead_head")
    assert np.all(lived.broken("flow_m3h") < 0.7)
    discharge = lived.broken("discharge_pressure_bar")
    assert np.all((discharge > 10.8) & (discharge < 12))
    power = lived.broken("power_kw") / lived.sound("power_kw")
    assert np.all(power < 0.6)
    assert lived.effect("fluid_temp_c")[-1] > 30


def test_belt_slip_leaves_the_motor_at_speed_and_the_belt_behind() -> None:
    lived = life("conveyor", "belt_slip")
    strong("conveyor", "belt_slip", "belt_slip_pct", "belt_speed_ms")
    assert np.nanmax(lived.broken("belt_slip_pct")) > 4
    assert np.nanmean(lived.effect("power_kw")[-12 * 60 :]) < 0
    calm("conveyor", "belt_slip", "speed_rpm", "vibration_mm_s", "accel_g", sigmas=4)


def test_a_belt_that_runs_off_passes_both_limits_in_a_damp_morning() -> None:
    assert np.nanmax(failed("conveyor", "belt_tracking").broken("belt_misalign_mm")) > 40


def test_dragging_idlers_cost_power_and_heat_the_gearbox_at_equal_load_and_belt_speed() -> None:
    strong("conveyor", "idler_drag", "power_kw", "gearbox_oil_temp_c")
    calm("conveyor", "idler_drag", "load_tph", "vibration_1x_mm_s")
    belt = life("conveyor", "idler_drag").effect("belt_speed_ms")
    assert np.nanmax(np.abs(belt)) < 0.03


def test_a_dragging_gearbox_ends_too_hot_for_its_oil() -> None:
    lived = live_through(episode("conveyor", "gearbox_drag", 0), DAY)
    assert np.nanmax(lived.broken("gearbox_oil_temp_c")) > 95
