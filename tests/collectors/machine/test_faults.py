"""The failure modes of industrial machines: what no table of effects can say about their signatures."""

import numpy as np
import pytest

from tests.collectors.lives import calm, first, life, strong


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


def test_dragging_idlers_cost_power_and_heat_the_gearbox_at_equal_load_and_belt_speed() -> None:
    strong("conveyor", "idler_drag", "power_kw", "gearbox_oil_temp_c")
    calm("conveyor", "idler_drag", "load_tph", "vibration_mm_s")
    belt = life("conveyor", "idler_drag").effect("belt_speed_ms")
    assert np.nanmax(np.abs(belt)) < 0.02
