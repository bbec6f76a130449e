"""The failure modes of electric vehicles: what no table of effects can say about their signatures."""

import numpy as np
import pytest

from tests.collectors.lives import calm, first, life, strong

DAY_MIN = 24 * 60


def test_a_dead_cooling_pump_shows_in_flow_first_and_in_the_whole_pack_s_heat_later() -> None:
    lived = life("ev", "cooling_pump")
    assert first(lived.sigmas("ev", "coolant_flow_lpm") < -3) <= 1
    assert first(lived.sigmas("ev", "batt_temp_c") > 3) > 3
    assert np.nanmax(lived.broken("batt_temp_c")) > 45
    calm("ev", "cooling_pump", "cell_spread_mv", "isolation_kohm", "inverter_temp_c")


def test_a_blocked_plate_lets_the_pack_warm_with_the_current_while_the_coolant_stays_cold() -> None:
    lived = life("ev", "battery_overheat")
    rate, current = lived.broken("batt_temp_rate_c_min"), np.abs(lived.sound("hv_current_a"))
    assert np.nanmax(lived.broken("batt_temp_c")) > 45
    assert np.nanmean(rate[current > 100]) > 0.05
    assert np.nanmean(rate[current < 5]) < 0
    gained = lived.broken("coolant_out_temp_c") - lived.broken("coolant_temp_c")
    assert np.nanmean(gained[-DAY_MIN:]) < 0.3
    calm("ev", "battery_overheat", "coolant_flow_lpm", "cell_spread_mv", "isolation_kohm", "inverter_temp_c")


def test_a_weak_cell_spreads_most_at_high_current_and_makes_no_heat() -> None:
    lived = life("ev", "weak_cell")
    strong("ev", "weak_cell", "cell_spread_mv")
    late, current = np.arange(len(lived.readings.times)) > 48 * 60, np.abs(lived.sound("hv_current_a"))
    spread = lived.effect("cell_spread_mv")
    assert np.nanmean(spread[late & (current > 100)]) > np.nanmean(spread[late & (current < 10)]) + 30
    assert np.nanmean(spread[late & (current < 10)]) > 20
    calm("ev", "weak_cell", "batt_temp_c", "isolation_kohm", "hv_voltage_v")


def test_a_weak_cell_is_the_lowest_while_the_pack_gives_and_the_highest_while_it_takes() -> None:
    lived = life("ev", "weak_cell")
    late, current = np.arange(len(lived.readings.times)) > 48 * 60, lived.sound("hv_current_a")
    assert np.nanmean(lived.effect("cell_min_v")[late & (current > 60)]) < -0.05
    assert np.nanmean(lived.effect("cell_max_v")[late & (current < -60)]) > 0.05


def test_an_internal_short_is_a_small_excess_of_one_module_for_days_and_a_runaway_in_the_end() -> None:
    lived = life("ev", "internal_short", 96)
    excess, rate = lived.effect("batt_temp_c"), lived.broken("batt_temp_rate_c_min")
    assert np.nanmax(excess[: 48 * 60]) < 12
    assert np.nanmax(rate[: 48 * 60]) < 1
    assert np.nanmax(rate[48 * 60 :]) > 1
    assert np.nanmax(lived.broken("batt_temp_c")) > 200
    assert np.nanmin(lived.broken("cell_min_v")) < 1
    assert np.nanmin(lived.broken("isolation_kohm")) < 100


def test_rate_and_spread_of_an_internal_short_lead_the_limit_of_45_degrees_by_hours() -> None:
    lived = life("ev", "internal_short", 96)
    limit = first(lived.broken("batt_temp_c") > 45)
    assert first(lived.effect("cell_spread_mv") > 5) < limit - 12 * 60
    assert first(lived.effect("batt_temp_c") > 2) < limit - 12 * 60


def test_an_internal_short_heats_one_module_whatever_the_current_and_pulls_its_cell_down() -> None:
    lived = life("ev", "internal_short", 96)
    strong("ev", "internal_short", "batt_temp_c", "cell_spread_mv")
    minute, current = np.arange(len(lived.readings.times)), np.abs(lived.sound("hv_current_a"))
    heat, early = lived.effect("batt_temp_c"), (minute > 66 * 60) & (minute < 78 * 60)
    assert abs(np.nanmean(heat[early & (current < 10)]) / np.nanmean(heat[early & (current > 60)]) - 1) < 0.25
    calm("ev", "internal_short", "coolant_flow_lpm", "pack_resistance_mohm", "inverter_temp_c")


def test_an_isolation_drop_is_worst_in_wet_air_recovers_in_dry_and_touches_nothing_else() -> None:
    lived = life("ev", "isolation_drop")
    strong("ev", "isolation_drop", "isolation_kohm")
    last = lived.broken("isolation_kohm")[-DAY_MIN:]
    assert np.nanmin(last) < 40
    assert np.nanmax(last) > 10 * np.nanmin(last)
    calm("ev", "isolation_drop", "batt_temp_c", "cell_spread_mv", "hv_voltage_v")


@pytest.mark.parametrize(
    ("mode", "low", "high"), [("isolation_ingress", 0, 5), ("isolation_ageing", 45, 55), ("isolation_drop", 90, 100)]
)
def test_the_rails_tell_where_the_insulation_leaks(mode: str, low: float, high: float) -> None:
    lived = life("ev", mode)
    worst = lived.broken("isolation_kohm") < 60
    assert first(worst) < (10 if mode == "isolation_ingress" else 72 * 60)
    ratio = lived.broken("rail_ratio_pct")[worst]
    assert low <= np.nanmin(ratio) <= np.nanmax(ratio) <= high


def test_a_worn_contactor_drops_voltage_in_proportion_to_the_current_and_none_without() -> None:
    lived = life("ev", "contactor_resistance")
    drop, current = (lived.broken(name)[-DAY_MIN:] for name in ("contactor_drop_mv", "hv_current_a"))
    assert np.allclose((drop / current)[np.abs(current) > 40], 3.2, rtol=0.1)
    assert np.nanmax(np.abs(drop)[np.abs(current) < 1]) < 12
    calm("ev", "contactor_resistance", "hv_voltage_v", "pack_resistance_mohm", "cell_spread_mv")


def test_grown_resistance_sags_with_the_current_and_lifts_the_voltage_while_charging() -> None:
    lived = life("ev", "resistance_growth")
    late, current = np.arange(len(lived.readings.times)) > 48 * 60, lived.sound("hv_current_a")
    sag = lived.effect("hv_voltage_v")
    assert np.nanmean(sag[late & (current > 80)]) < -5
    assert np.nanmean(sag[late & (current < -80)]) > 5
    calm("ev", "resistance_growth", "soh_pct", "cell_spread_mv", "coolant_flow_lpm")


def test_a_biased_current_sensor_miscounts_while_in_use_and_is_set_right_by_rest() -> None:
    lived = life("ev", "current_sensor_bias")
    assert np.nanmin(lived.effect("soc_error_pct")) < -10
    error, off = lived.effect("soc_error_pct")[-DAY_MIN:], ~lived.in_state("drive", "charge")[-DAY_MIN:]
    rested = np.flatnonzero(off[15:-1] & ~off[16:] & np.lib.stride_tricks.sliding_window_view(off[:-1], 16).all(axis=1))
    assert len(rested)
    assert np.all(error[rested + 16] > -6)
    calm("ev", "current_sensor_bias", "hv_voltage_v", "power_kw", "batt_temp_c")


def test_a_burnt_charge_port_is_hot_only_while_charging_fast_and_slows_the_charge() -> None:
    lived = life("ev", "charge_port_contact")
    late = np.arange(len(lived.readings.times)) > 48 * 60
    assert np.nanmax(lived.broken("charge_port_temp_c")) > 90
    assert np.nanmax(lived.broken("charge_power_kw")[late]) < 0.9 * np.nanmax(lived.sound("charge_power_kw"))
    charging = lived.in_state("charge")
    settled = np.convolve(charging, np.ones(180))[: len(charging)] == 0
    assert np.nanmax(np.abs(lived.effect("charge_port_temp_c")[settled])) < 2
    calm("ev", "charge_port_contact", "inverter_temp_c", "isolation_kohm")


def test_without_its_converter_the_12_v_supply_drops_at_once_and_sags_on() -> None:
    volt = life("ev", "dcdc_failure").broken("dcdc_v")
    assert np.nanmax(volt[5:15]) < 12.6
    assert np.nanmean(volt[-DAY_MIN:]) < 11.8
    calm("ev", "dcdc_failure", "hv_voltage_v", "isolation_kohm", "soc_error_pct")


def test_a_motor_bearing_shakes_for_most_of_its_failing_before_it_warms() -> None:
    lived = life("ev", "motor_bearing")
    shaking = first(lived.effect("motor_vibration_mm_s") > 0.5)
    warming = first(lived.effect("motor_temp_c") > 4)
    assert warming - shaking > 12 * 60
    assert np.nanmax(lived.broken("motor_vibration_mm_s")) > 7.1
    calm("ev", "motor_bearing", "inverter_temp_c", "batt_temp_c")


@pytest.mark.parametrize(
    ("mode", "hot", "limit", "normal"),
    [
        ("inverter_paste", "inverter_temp_c", 95, "motor_temp_c"),
        ("motor_winding", "motor_temp_c", 155, "inverter_temp_c"),
    ],
)
def test_heat_that_does_not_leave_one_part_of_the_drive_leaves_the_other_as_it_was(
    mode: str, hot: str, limit: float, normal: str
) -> None:
    assert np.nanmax(life("ev", mode).broken(hot)) > limit
    calm("ev", mode, normal, "motor_vibration_mm_s", "batt_temp_c")


def test_a_dead_pump_of_the_drive_heats_both_its_parts_and_not_the_battery() -> None:
    lived = life("ev", "drive_pump")
    assert np.nanmax(lived.broken("inverter_temp_c")) > 95
    assert np.nanmax(lived.broken("motor_temp_c")) > 140
    calm("ev", "drive_pump", "batt_temp_c", "coolant_flow_lpm", "motor_vibration_mm_s")


def test_faded_capacity_shows_in_health_alone() -> None:
    lived = life("ev", "capacity_fade")
    assert np.nanmin(lived.broken("soh_pct")) < 70
    calm("ev", "capacity_fade", "hv_voltage_v", "batt_temp_c", "pack_resistance_mohm", "cell_spread_mv")


def test_a_driver_who_hurries_passes_161_km_h_and_gets_no_further() -> None:
    lived = life("ev", "overspeed")
    assert np.nanmax(lived.broken("speed_kmh")) > 161
    assert np.nanmax(lived.broken("batt_temp_c")) < 45
    driven, usual = (np.nansum(speed) for speed in (lived.broken("speed_kmh"), lived.sound("speed_kmh")))
    assert abs(driven / usual - 1) < 0.03
    calm("ev", "overspeed", "isolation_kohm", "coolant_flow_lpm", "pack_resistance_mohm")
