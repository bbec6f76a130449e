"""Each failure mode shows its signature, and what tells it from the others that look like it."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pytest

from collectors import registry
from collectors.faults import Fault, Growth, progress
from telemetry.catalogue import CLASSES, AssetClass
from tests.collectors.worlds import DAY, HOUR, Life, asset, episode, live_through

Flags = npt.NDArray[np.bool_]


@lru_cache
def life(kind: str, mode: str, grow_h: int = 48) -> Life:
    """A machine's life with that fault: growth, and a day after it has failed."""
    return live_through(episode(kind, mode, grow_h * HOUR), grow_h * HOUR + DAY)


def strong(kind: str, mode: str, *names: str) -> None:
    """Each of these signals ends up clearly, lastingly off."""
    for name in names:
        late = life(kind, mode).sigmas(kind, name)[-12 * 60 :]
        late = late[np.isfinite(late)]
        assert np.quantile(np.abs(late), 0.9) > 6, name


def calm(kind: str, mode: str, *names: str, sigmas: float = 3) -> None:
    """None of these signals is ever off by more than its noise."""
    for name in names:
        assert np.nanmax(np.abs(life(kind, mode).sigmas(kind, name))) < sigmas, name


def first(found: Flags) -> int:
    """The first minute at which something is so."""
    assert found.any()
    return int(np.argmax(found))


def test_every_class_has_at_least_three_failure_modes_and_every_kind_of_machine_two() -> None:
    for name in AssetClass:
        assert len([fault for fault in registry.FAULTS if fault.asset_class == name]) >= 3
    for kind in registry.KINDS:
        assert len([fault for fault in registry.FAULTS if kind in fault.kinds]) >= 2


@pytest.mark.parametrize("fault", registry.FAULTS, ids=lambda fault: f"{fault.asset_class}-{fault.mode}")
def test_a_failure_mode_names_parameters_and_signals_that_its_machines_have(fault: Fault) -> None:
    for kind in fault.kinds:
        asset_class, physics = registry.KINDS[kind]
        assert asset_class == fault.asset_class
        assert set(fault.signals) <= set(physics.sensors)
        assert life(kind, fault.mode).readings.signals == tuple(physics.sensors)
    assert all((fault.signature, fault.discriminator, fault.action))
    assert set(fault.signals) <= set(CLASSES[fault.asset_class].signals)


@pytest.mark.parametrize("kind", registry.KINDS)
def test_every_parameter_that_can_change_is_changed_by_a_failure_mode(kind: str) -> None:
    changed = {fault.parameter for fault in registry.FAULTS if kind in fault.kinds}
    assert changed == set(registry.KINDS[kind][1]([asset(kind)], 1, 0.0).healthy)


@pytest.mark.parametrize("growth", Growth)
def test_severity_rises_from_0_at_onset_to_1_at_failure_and_never_falls(growth: Growth) -> None:
    share = np.linspace(-0.5, 1.5, 400)
    severity = progress(growth, share)
    assert np.all(severity[share < 0] == 0)
    assert np.allclose(severity[share >= 1], 1)
    assert np.all(np.diff(severity) >= 0)


def test_a_coolant_leak_is_hot_at_speed_and_when_standing() -> None:
    lived = life("ice", "coolant_leak")
    late = np.arange(len(lived.readings.times)) > 48 * 60
    for state in ("cruise", "idle"):
        assert np.nanmean(lived.effect("coolant_temp_c")[lived.in_state(state) & late]) > 5
    assert np.nanmax(lived.broken("coolant_temp_c")) > 112
    calm("ice", "coolant_leak", "catalyst_temp_c", "vibration_mm_s")


def test_a_coolant_leak_creeps() -> None:
    effect = life("ice", "coolant_leak").effect("coolant_temp_c")
    thirds = [np.nanmean(part) for part in np.array_split(effect[: 48 * 60], 3)]
    assert thirds[0] < thirds[1] < thirds[2]


def test_a_failed_radiator_fan_is_hot_when_standing_and_relieved_at_speed() -> None:
    lived = life("ice", "radiator_fan")
    effect = lived.effect("coolant_temp_c")
    assert np.nanmax(lived.broken("coolant_temp_c")) > 104
    assert np.nanquantile(effect[lived.in_state("idle")], 0.9) > 4
    fast = lived.in_state("cruise") & (lived.sound("speed_kmh") > 50)
    assert np.nanmean(effect[fast]) < 0.6
    calm("ice", "radiator_fan", "catalyst_temp_c", "vibration_mm_s")


def test_a_weak_alternator_sags_with_electrical_load_most_when_standing() -> None:
    lived = life("ice", "alternator_weak")
    effect = lived.effect("module_voltage_v")
    strong("ice", "alternator_weak", "module_voltage_v")
    assert np.nanmin(lived.broken("module_voltage_v")) < 12.2
    # While it still delivers half, cruising hides it and standing does not.
    half = np.abs(np.arange(len(effect)) - 30 * 60) < 6 * 60
    standing, moving = (np.nanmean(effect[half & lived.in_state(state)]) for state in ("idle", "cruise"))
    assert standing < moving - 0.1
    calm("ice", "alternator_weak", "coolant_temp_c", "catalyst_temp_c", "vibration_mm_s")


def test_a_misfire_shakes_and_heats_the_catalyst_in_bursts_at_first() -> None:
    lived = life("ice", "misfire")
    strong("ice", "misfire", "vibration_mm_s", "vibration_score", "catalyst_temp_c")
    early = lived.sigmas("ice", "vibration_mm_s")[6 * 60 : 18 * 60]
    early = early[np.isfinite(early)]
    assert 0.1 < np.mean(early > 3) < 0.8
    assert 60 < np.nanmean(lived.effect("catalyst_temp_c")[-DAY // HOUR * 60 :]) < 200
    assert np.nanmax(np.abs(lived.effect("coolant_temp_c"))) <= 3


def test_a_dead_cooling_pump_shows_in_flow_first_and_in_the_whole_pack_s_heat_later() -> None:
    lived = life("ev", "cooling_pump")
    assert first(lived.sigmas("ev", "coolant_flow_lpm") < -3) <= 1
    assert first(lived.sigmas("ev", "batt_temp_c") > 3) > 10
    assert np.nanmax(lived.broken("batt_temp_c")) > 45
    calm("ev", "cooling_pump", "cell_spread_mv", "isolation_kohm", "inverter_temp_c")


def test_a_weak_cell_spreads_most_at_high_current_and_makes_no_heat() -> None:
    lived = life("ev", "weak_cell")
    strong("ev", "weak_cell", "cell_spread_mv")
    late, current = np.arange(len(lived.readings.times)) > 48 * 60, np.abs(lived.sound("hv_current_a"))
    spread = lived.effect("cell_spread_mv")
    assert np.nanmean(spread[late & (current > 100)]) > np.nanmean(spread[late & (current < 10)]) + 30
    assert np.nanmean(spread[late & (current < 10)]) > 20
    calm("ev", "weak_cell", "batt_temp_c", "isolation_kohm", "hv_voltage_v")


def test_an_isolation_drop_is_worst_in_wet_air_and_touches_nothing_else() -> None:
    lived = life("ev", "isolation_drop")
    strong("ev", "isolation_drop", "isolation_kohm")
    assert np.nanmin(lived.broken("isolation_kohm")) < 40
    last = lived.broken("isolation_kohm")[-24 * 60 :]
    assert np.nanmax(last) > 1.15 * np.nanmin(last)
    calm("ev", "isolation_drop", "batt_temp_c", "cell_spread_mv", "hv_voltage_v")


def test_an_internal_short_heats_one_module_whatever_the_current_and_pulls_its_cell_down() -> None:
    lived = life("ev", "internal_short")
    strong("ev", "internal_short", "batt_temp_c", "cell_spread_mv")
    assert np.nanmax(lived.broken("batt_temp_c")) > 45
    late, current = np.arange(len(lived.readings.times)) > 60 * 60, np.abs(lived.sound("hv_current_a"))
    heat = lived.effect("batt_temp_c")
    assert abs(np.nanmean(heat[late & (current < 10)]) / np.nanmean(heat[late & (current > 100)]) - 1) < 0.05
    calm("ev", "internal_short", "coolant_flow_lpm", "isolation_kohm")


@pytest.mark.parametrize("kind", ["pump", "motor", "conveyor"])
def test_bearing_wear_is_heard_first_then_felt_and_hot_only_near_the_end(kind: str) -> None:
    lived = life(kind, "bearing_wear")
    heard, felt, hot = (
        first(lived.sigmas(kind, name) > 3) / (48 * 60) for name in ("accel_g", "vibration_mm_s", "bearing_temp_c")
    )
    assert heard < 0.25
    assert heard < felt < hot
    assert 0.6 < hot < 1
    assert np.nanmax(lived.broken("vibration_mm_s")) > 5
    assert np.nanmax(lived.broken("bearing_temp_c")) > 80


def test_bearing_wear_at_one_end_is_weak_at_the_other() -> None:
    lived = life("pump", "bearing_wear")
    assert np.nanmax(lived.effect("accel_nde_g")) < 0.2 * np.nanmax(lived.effect("accel_g"))


@pytest.mark.parametrize("kind", ["pump", "motor", "conveyor"])
def test_unbalance_moves_velocity_and_nothing_else(kind: str) -> None:
    strong(kind, "unbalance", "vibration_mm_s")
    calm(kind, "unbalance", "accel_g", "bearing_temp_c", "motor_current_a")
    assert np.nanmax(life(kind, "unbalance").broken("vibration_mm_s")) > 5


def test_a_clogged_strainer_loses_pressure_flow_and_power() -> None:
    lived = life("pump", "clogged_strainer")
    strong("pump", "clogged_strainer", "strainer_dp_bar", "suction_pressure_bar", "flow_m3h")
    loss = lived.broken("strainer_dp_bar") / lived.broken("flow_m3h") ** 2
    assert loss[-60:].mean() > 6 * loss[:60].mean()
    for name in ("suction_pressure_bar", "flow_m3h", "power_kw"):
        assert np.nanmean(lived.effect(name)[-12 * 60 :]) < 0
    assert np.nanmax(lived.broken("strainer_dp_bar")) > 0.8


def test_cavitation_flutters_and_roars_while_the_strainer_is_clean() -> None:
    lived = life("pump", "cavitation")
    strong("pump", "cavitation", "suction_pressure_bar", "accel_g")
    last = slice(-12 * 60, None)
    flutter = np.nanstd(lived.broken("flow_m3h")[last]) / np.nanstd(lived.sound("flow_m3h")[last])
    steps = [np.nanstd(np.diff(lived.readings.signal("flow_m3h")[last, column])) for column in (0, 1)]
    assert steps[0] > 3 * steps[1]
    assert flutter > 1
    assert np.nanmean(lived.effect("motor_current_a")[last]) < 0
    loss = lived.readings.signal("strainer_dp_bar")[last] / lived.readings.signal("flow_m3h")[last] ** 2
    assert abs(loss[:, 0].mean() / loss[:, 1].mean() - 1) < 0.05


def test_belt_slip_leaves_the_motor_at_speed_and_the_belt_behind() -> None:
    lived = life("conveyor", "belt_slip")
    strong("conveyor", "belt_slip", "belt_slip_pct", "belt_speed_ms")
    assert np.nanmax(lived.broken("belt_slip_pct")) > 4
    assert np.nanmean(lived.effect("power_kw")[-12 * 60 :]) < 0
    calm("conveyor", "belt_slip", "speed_rpm", "vibration_mm_s", "accel_g", sigmas=4)


def test_blocked_cooling_heats_the_winding_at_equal_current() -> None:
    strong("motor", "cooling_blocked", "winding_temp_c")
    calm("motor", "cooling_blocked", "motor_current_a", "bearing_temp_c", "vibration_mm_s")


def test_degraded_cooling_heats_the_nozzle_at_an_unchanged_working_point() -> None:
    strong("rig", "cooling_degradation", "nozzle_wall_temp_c")
    assert np.nanmax(life("rig", "cooling_degradation").broken("nozzle_wall_temp_c")) > 850
    calm("rig", "cooling_degradation", "chamber_pressure_bar", "mass_flow_kgps", "thrust_n")


def test_a_creeping_regulator_climbs_in_idle_and_holds_under_flow() -> None:
    lived = life("rig", "regulator_creep")
    effect, late = lived.effect("regulator_pressure_bar"), np.arange(len(lived.readings.times)) > 48 * 60
    assert np.nanmax(effect[late & lived.in_state("idle")]) > 2
    fired = late & lived.in_state("mainstage")
    assert np.nanmedian(effect[fired]) < 0.1


def test_a_feed_leak_lets_the_tank_fall_in_idle_while_the_regulator_holds() -> None:
    lived = life("rig", "feed_leak")
    late = np.arange(len(lived.readings.times)) > 48 * 60
    assert np.nanmin(lived.effect("tank_pressure_bar")[late & lived.in_state("idle")]) < -2
    assert np.nanmedian(lived.effect("tank_pressure_bar")[late & lived.in_state("mainstage")]) > -0.1
    calm("rig", "feed_leak", "regulator_pressure_bar")


def test_a_turbopump_bearing_shakes_before_it_heats_at_equal_thrust() -> None:
    lived = life("rig", "turbopump_bearing")
    shaken, hot = (
        first(lived.sigmas("rig", name) > 3) for name in ("turbopump_vibration_g", "turbopump_bearing_temp_c")
    )
    assert shaken < hot
    assert np.nanmax(lived.broken("turbopump_vibration_g")) > 25
    calm("rig", "turbopump_bearing", "turbopump_rpm", "mass_flow_kgps", "thrust_n")


def test_a_sticking_valve_lags_most_in_the_cold_and_disturbs_no_firing() -> None:
    lived = life("rig", "valve_stick")
    strong("rig", "valve_stick", "valve_lag_ms")
    assert np.nanmax(lived.broken("valve_lag_ms")) > 200
    lag, cell = lived.broken("valve_lag_ms")[-24 * 60 :], lived.broken("cell_temperature_c")[-24 * 60 :]
    assert np.nanmean(lag[cell < 45]) > np.nanmean(lag[cell > 55])
    calm("rig", "valve_stick", "chamber_pressure_bar", "thrust_n", "mass_flow_kgps")


def test_dragging_idlers_cost_power_and_heat_the_gearbox_at_equal_load_and_belt_speed() -> None:
    strong("conveyor", "idler_drag", "power_kw", "gearbox_oil_temp_c")
    calm("conveyor", "idler_drag", "load_tph", "vibration_mm_s")
    belt = life("conveyor", "idler_drag").effect("belt_speed_ms")
    assert np.nanmax(np.abs(belt)) < 0.02
