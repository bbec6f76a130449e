"""The failure modes of combustion vehicles: what no table of effects can say about their signatures."""

from functools import lru_cache

import numpy as np
import pytest

from collectors.model import Asset
from collectors.noise import Array
from collectors.scenario import Planned
from contract.catalogue import CLASSES
from contract.time import DAY, HOUR, MINUTE, SECOND
from tests.collectors.lives import calm, life, strong
from tests.collectors.signatures import failed
from tests.collectors.worlds import asset, scenario, watch


@lru_cache
def _seen(mode: str, schedule: str = "day", days: int = 2, step: int = MINUTE) -> dict[str, Array]:
    """Each signal of a vehicle whose fault was fully grown from the start, and of its sound twin: (T, 2)."""
    van: Asset = asset("ice", "V", schedule)
    parts = [
        watch(scenario(van, faults=planned), days * DAY, step)[0][1] for planned in ((Planned("V", mode, 0, 0),), ())
    ]
    return {name: np.stack([part.signal(name)[:, 0] for part in parts], axis=1) for name in parts[0].signals}


@pytest.mark.parametrize(
    ("mode", "signal", "limit"),
    [
        ("thermostat_stuck_closed", "coolant_temp_c", "crit_high"),
        ("coolant_leak", "coolant_temp_c", "crit_high"),
        ("coolant_leak", "coolant_level_pct", "crit_low"),
        ("water_pump_wear", "coolant_temp_c", "crit_high"),
        ("radiator_fan", "coolant_temp_c", "warn_high"),
        ("radiator_clogged", "coolant_temp_c", "crit_high"),
        ("maf_drift", "ltft_pct", "crit_high"),
        ("vacuum_leak", "ltft_pct", "warn_high"),
        ("fuel_filter_clogged", "fuel_pressure_kpa", "crit_low"),
        ("misfire", "vibration_score", "warn_high"),
        ("catalyst_ageing", "o2_switch_ratio", "warn_high"),
        ("alternator_weak", "module_voltage_v", "crit_low"),
        ("battery_weak", "crank_voltage_v", "warn_low"),
        ("oil_pump_wear", "oil_pressure_bar", "crit_low"),
        ("engine_mount", "vibration_score", "crit_high"),
        ("brake_drag", "brake_temp_c", "crit_high"),
        ("egr_clogged", "egr_error_pct", "crit_low"),
        ("slow_puncture", "tyre_rl_kpa", "crit_low"),
        ("slow_puncture", "tyre_deficit_pct", "crit_high"),
    ],
)
def test_a_fully_grown_fault_is_a_functional_failure(mode: str, signal: str, limit: str) -> None:
    lived, declared = failed("ice", mode), CLASSES[asset("ice").asset_class].signals[signal]
    most = getattr(declared.limits, limit)
    beyond = lived.broken(signal) > most if limit.endswith("high") else lived.broken(signal) < most
    assert np.sum(beyond) > 20


def test_a_thermostat_that_is_stuck_open_never_gets_warm_at_speed_but_does_when_standing() -> None:
    lived = failed("ice", "thermostat_stuck_open")
    fast = lived.sound("speed_kmh") > 60
    assert 55 < np.nanmedian(lived.broken("coolant_temp_c")[fast]) < 75
    slow = lived.in_state("city")
    assert np.nanmedian(lived.broken("coolant_temp_c")[fast]) < np.nanmedian(lived.broken("coolant_temp_c")[slow])
    more = np.nanmedian(lived.broken("fuel_rate_lph")[fast] / lived.sound("fuel_rate_lph")[fast])
    assert 1.04 < more < 1.1


def test_with_the_thermostat_open_warming_up_takes_more_than_a_quarter_of_an_hour() -> None:
    seen = _seen("thermostat_stuck_open", step=30 * SECOND)
    late = np.abs(seen["run_time_s"][:, 0] - 900) < 60
    broken, sound = seen["coolant_temp_c"][late].T
    assert np.median(sound) > 82
    assert np.median(broken) < 75


def test_a_thermostat_that_is_stuck_closed_boils_within_minutes_of_driving() -> None:
    seen = _seen("thermostat_stuck_closed", step=30 * SECOND)
    for signal_column, hot in ((0, True), (1, False)):
        first_drive = seen["run_time_s"][:, signal_column] < 1500
        assert (np.nanmax(seen["coolant_temp_c"][first_drive, signal_column]) > 112) == hot


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


def test_fan_and_radiator_are_each_other_s_opposite() -> None:
    def hot(mode: str, where: str) -> float:
        lived = failed("ice", mode)
        speed, coolant = lived.sound("speed_kmh"), lived.sound("coolant_temp_c")
        met = (speed < 5) & (coolant > 96) if where == "standing" else speed > 90
        return float(np.nanquantile(lived.broken("coolant_temp_c")[met], 0.9))

    assert hot("radiator_fan", "standing") > 104 > hot("radiator_fan", "highway")
    assert hot("radiator_clogged", "highway") > 104 > hot("radiator_clogged", "standing")


def test_a_clogged_radiator_is_not_noticed_in_town() -> None:
    lived = failed("ice", "radiator_clogged")
    town = lived.in_state("city") & (np.arange(len(lived.readings.times)) > 12 * 60)
    assert np.nanmedian(lived.effect("coolant_temp_c")[town]) <= 2
    assert np.nanmax(lived.broken("coolant_temp_c")[town]) < 104


def test_a_worn_water_pump_is_heard_before_it_is_hot() -> None:
    lived = life("ice", "water_pump_wear")
    heard = np.abs(lived.sigmas("ice", "vibration_mm_s")) > 3
    hot = lived.effect("coolant_temp_c") > 3
    assert np.argmax(heard) + 12 * 60 < np.argmax(hot)


def test_the_trim_of_a_vacuum_leak_is_high_at_idle_and_that_of_a_clogged_filter_at_load() -> None:
    def trim(mode: str, where: str) -> float:
        lived = failed("ice", mode)
        met = lived.in_state("idle") if where == "idle" else lived.sound("speed_kmh") > 90
        return float(np.nanmedian(lived.effect("ltft_pct")[met]))

    assert trim("vacuum_leak", "idle") > 12 > 3 > trim("vacuum_leak", "highway")
    assert trim("fuel_filter_clogged", "highway") > 12 > 3 > trim("fuel_filter_clogged", "idle")
    assert min(trim("maf_drift", "idle"), trim("maf_drift", "highway")) > 20


def test_a_dirty_air_mass_meter_reads_less_than_the_engine_takes() -> None:
    lived = failed("ice", "maf_drift")
    there = np.isfinite(lived.effect("maf_gps"))
    ratio = lived.broken("maf_gps")[there] / lived.sound("maf_gps")[there]
    assert 0.7 < np.median(ratio) < 0.85
    assert np.ptp(ratio) < 0.15


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
    assert np.nanquantile(np.abs(lived.effect("coolant_temp_c")), 0.95) <= 2


def test_a_misfiring_engine_idles_roughly() -> None:
    lived = failed("ice", "misfire")
    idle = lived.in_state("idle") & (lived.sound("engine_rpm") < 800)
    broken, sound = (np.nanstd(lived.readings.signal("engine_rpm")[idle, column]) for column in (0, 1))
    assert broken > 3 * sound


def test_a_weak_battery_is_weakest_on_the_first_start_of_a_cold_morning() -> None:
    seen = _seen("battery_weak", days=4)
    dip, coolant, run = (seen[name] for name in ("crank_voltage_v", "coolant_temp_c", "run_time_s"))
    cold, warm = (run < 120) & (coolant < 30), (run < 120) & (coolant > 50)
    assert cold[:, 0].any()
    assert warm[:, 0].any()
    assert dip[cold[:, 0], 0].max() < dip[warm[:, 0], 0].min() - 1
    assert dip[cold[:, 1], 1].min() > 9.6


def test_falling_oil_pressure_is_seen_at_hot_idle_before_it_is_at_speed() -> None:
    lived = life("ice", "oil_pump_wear", 96)
    low = lived.broken("oil_pressure_bar") < 0.9
    fast = np.nan_to_num(lived.sound("speed_kmh")) > 60
    assert np.argmax(low & ~fast) + 3 * 60 < np.argmax(low & fast)
    early = slice(12 * 60, 40 * 60)
    effect = np.abs(lived.sigmas("ice", "oil_pressure_bar"))
    assert np.nanmedian(effect[early][lived.in_state("idle")[early]]) > 2
    assert np.nanmedian(effect[early][fast[early]]) < 1


def test_a_tyre_loses_an_equal_share_of_its_pressure_in_equal_times() -> None:
    lived = life("ice", "slow_puncture")
    kept = lived.broken("tyre_rl_kpa") / lived.sound("tyre_rl_kpa")
    hours = [float(np.nanmean(kept[h * 60 - 90 : h * 60 + 90])) for h in (6, 18, 30, 42)]
    ratios = np.array(hours[1:]) / np.array(hours[:-1])
    assert np.ptp(ratios) < 0.02
    assert ratios.max() < 0.95


def test_a_dragging_brake_is_hottest_where_healthy_ones_are_coldest() -> None:
    lived = failed("ice", "brake_drag")
    hub = lived.readings.signal("brake_temp_c")
    town, highway = lived.in_state("city"), lived.sound("speed_kmh") > 90
    assert np.nanmedian(hub[highway, 1]) < np.nanmedian(hub[town, 1])
    assert np.nanmedian(hub[highway, 0]) > np.nanmedian(hub[town, 0]) + 20


def test_who_speeds_breaks_the_limit_and_covers_the_same_way() -> None:
    lived = failed("ice", "speeding")
    over = lived.readings.signal("speed_kmh") > lived.readings.signal("speed_limit_kmh") + 5
    assert over[:, 0].mean() > 0.05
    assert not over[:, 1].any()
    assert np.nanmax(lived.broken("speed_kmh")) < 180
    assert abs(np.nansum(lived.broken("speed_kmh")) / np.nansum(lived.sound("speed_kmh")) - 1) < 0.03


def test_who_shifts_late_turns_the_engine_past_its_redline() -> None:
    rpm = failed("ice", "late_shifting").readings.signal("engine_rpm")
    assert np.mean(rpm[:, 0] > 6200) > 0.005
    assert np.nanmax(rpm[:, 1]) < 3000
    assert np.nanmax(rpm[:, 0]) < 9000
