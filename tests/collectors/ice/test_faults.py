"""The failure modes of combustion vehicles: what no table of effects can say about their signatures."""

import numpy as np

from tests.collectors.lives import calm, life, strong
from tests.collectors.worlds import DAY, HOUR


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
