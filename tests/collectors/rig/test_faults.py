"""The failure modes of test rigs: what no table of effects can say about their signatures."""

import numpy as np

from tests.collectors.lives import calm, first, life, strong


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
