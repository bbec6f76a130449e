"""The failure modes of electric vehicles: what no table of effects can say about their signatures."""

import numpy as np

from tests.collectors.lives import calm, first, life, strong


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
