"""The failure modes of test rigs: what no table of effects can say about their signatures."""

import numpy as np
import pytest

from collectors.noise import Array
from tests.collectors.lives import calm, first, life, strong
from tests.collectors.worlds import Life

LATE = 48 * 60
"""Minutes until a fault of `life` is fully grown."""


def _failed(lived: Life, name: str, *states: str) -> Array:
    """What the fully grown fault adds to a signal in these run states."""
    effect = lived.effect(name)[LATE:][lived.in_state(*states)[LATE:]]
    return effect[np.isfinite(effect)]


@pytest.mark.parametrize(
    ("mode", "signal", "redline"),
    [
        ("cooling_degradation", "nozzle_wall_temp_c", 850),
        ("cooling_degradation", "jacket_dt_c", 200),
        ("injector_clog", "mixture_ratio", 2.42),
        ("chug", "roughness_pct", 10),
        ("turbopump_bearing", "turbopump_vibration_g", 25),
        ("regulator_creep", "regulator_pressure_bar", 7.8),
        ("valve_stick", "valve_lag_ms", 200),
        ("igniter_delay", "ignition_delay_ms", 600),
        ("transducer_zero_drift", "chamber_pressure_zero_bar", 0.8),
        ("load_cell_creep", "thrust_zero_n", 80),
    ],
)
def test_a_failed_rig_passes_its_redline(mode: str, signal: str, redline: float) -> None:
    assert np.nanmax(life("rig", mode).broken(signal)[LATE:]) > redline


@pytest.mark.parametrize(
    ("mode", "signal", "redline"),
    [
        ("oxidiser_clog", "mixture_ratio", 1.98),
        ("pump_cavitation", "pump_inlet_pressure_bar", 2.8),
        ("feed_leak", "tank_pressure_bar", 3),
        ("fuel_feed_leak", "fuel_tank_pressure_bar", 3),
        ("seat_leak", "tank_pressure_bar", 4),
        ("purge_valve_leak", "purge_pressure_bar", 14),
    ],
)
def test_a_failed_rig_falls_below_its_redline(mode: str, signal: str, redline: float) -> None:
    assert np.nanmin(life("rig", mode).broken(signal)[LATE:]) < redline


@pytest.mark.parametrize("mode", ["pump_wear", "throat_erosion"])
def test_a_worn_engine_is_off_its_working_point_by_more_than_six_hundredths(mode: str) -> None:
    off = _failed(life("rig", mode), "chamber_pressure_bar", "mainstage")
    assert np.median(off) < -0.06 * np.nanmedian(life("rig", mode).sound("chamber_pressure_bar"))


def test_degraded_cooling_heats_the_nozzle_at_an_unchanged_working_point() -> None:
    strong("rig", "cooling_degradation", "nozzle_wall_temp_c", "jacket_dt_c")
    calm("rig", "cooling_degradation", "chamber_pressure_bar", "mass_flow_kgps", "thrust_n")


def test_a_clogged_injector_has_much_chamber_pressure_for_the_flow_of_its_clogged_side() -> None:
    lived = life("rig", "injector_clog")
    broken, sound = (
        np.nanmedian((side("chamber_pressure_bar") / side("fuel_flow_kgps"))[LATE:])
        for side in (lived.broken, lived.sound)
    )
    assert broken > 1.05 * sound


def test_erosion_lowers_the_pressure_of_a_flow_and_a_worn_pump_does_not() -> None:
    for mode, changes in (("throat_erosion", True), ("pump_wear", False)):
        lived = life("rig", mode)
        broken, sound = (
            np.nanmedian((side("chamber_pressure_bar") / side("mass_flow_kgps"))[LATE:])
            for side in (lived.broken, lived.sound)
        )
        assert bool(broken < 0.95 * sound) is changes


def test_a_creeping_regulator_climbs_in_idle_and_holds_under_flow() -> None:
    lived = life("rig", "regulator_creep")
    assert _failed(lived, "regulator_pressure_bar", "idle").max() > 1.2
    assert np.median(_failed(lived, "regulator_pressure_bar", "mainstage")) < 0.1


@pytest.mark.parametrize("mode", ["feed_leak", "seat_leak"])
def test_a_leak_empties_the_shut_tank_in_idle_and_the_regulator_fills_it_for_firing(mode: str) -> None:
    lived = life("rig", mode)
    assert _failed(lived, "tank_pressure_bar", "idle").min() < -2
    assert np.median(_failed(lived, "tank_pressure_bar", "mainstage")) > -0.1
    calm("rig", mode, "regulator_pressure_bar", "fuel_tank_pressure_bar")


def test_a_sound_tank_that_is_shut_in_follows_its_temperature_by_no_more_than_some_hundredths() -> None:
    tank = life("rig", "valve_stick").sound("tank_pressure_bar")
    assert np.nanstd(tank) < 0.03 * np.nanmean(tank)


def test_a_cavitating_pump_misses_inlet_pressure_before_it_shakes() -> None:
    lived = life("rig", "pump_cavitation")
    starved, shaken = (
        first(np.abs(lived.sigmas("rig", name)) > 6) for name in ("pump_inlet_pressure_bar", "turbopump_vibration_g")
    )
    assert starved + 6 * 60 < shaken


def test_a_turbopump_bearing_shakes_before_it_heats_at_equal_thrust() -> None:
    lived = life("rig", "turbopump_bearing")
    shaken, hot = (
        first(lived.sigmas("rig", name) > 3) for name in ("turbopump_vibration_g", "turbopump_bearing_temp_c")
    )
    assert shaken < hot
    calm("rig", "turbopump_bearing", "turbopump_rpm", "mass_flow_kgps", "thrust_n")


def test_a_sticking_valve_lags_most_in_the_cold_and_disturbs_no_firing() -> None:
    lived = life("rig", "valve_stick")
    strong("rig", "valve_stick", "valve_lag_ms", "valve_position_pct")
    lag, cell = lived.broken("valve_lag_ms")[-24 * 60 :], lived.broken("cell_temperature_c")[-24 * 60 :]
    assert np.nanmean(lag[cell < 52]) > 1.3 * np.nanmean(lag[cell > 66])
    calm("rig", "valve_stick", "chamber_pressure_bar", "thrust_n", "mass_flow_kgps")


def test_a_transducer_s_drifting_zero_goes_with_the_cell_s_temperature() -> None:
    lived = life("rig", "transducer_zero_drift")
    offset, cell = (
        side[LATE:] for side in (lived.effect("chamber_pressure_zero_bar"), lived.sound("cell_temperature_c"))
    )
    shut = np.isfinite(offset)
    assert np.corrcoef(offset[shut], cell[shut])[0, 1] > 0.9


def test_what_is_left_on_a_creeping_load_cell_fades_while_the_rig_rests() -> None:
    lived = life("rig", "load_cell_creep")
    left, resting = lived.effect("thrust_zero_n"), lived.in_state("idle")
    runs = resting[LATE:-10] & resting[LATE + 10 :]
    assert runs.sum() > 60
    assert np.nanmedian((left[LATE + 10 :] - left[LATE:-10])[runs]) < -10
