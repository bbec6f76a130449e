"""Twins are the same machine until the fault sets in."""

import numpy as np

from bench.pictures.twins import broken, healthy_day
from contract.failures import When


def test_twins_are_equal_until_the_onset_and_differ_after_it() -> None:
    twins = broken("pump", "unbalance", 2.0, (-1.0, 3.0))
    wrong, sound = twins.signal("vibration_mm_s")
    before = twins.hours <= 0
    assert np.array_equal(wrong[before], sound[before])
    assert (wrong > sound)[twins.hours > 2].all()


def test_a_condition_is_met_where_all_of_its_parts_are() -> None:
    twins = broken("pump", "unbalance", 2.0, (-1.0, 3.0))
    power = twins.signal("power_kw")[1]
    middle = float(np.median(power))
    met = twins.met(When(text="", states=("running",), ranges=(("power_kw", middle, 99.0),), hours=(23.0, 1.0)))
    assert np.array_equal(met, (power >= middle) & (twins.hours < 1))


def test_a_stuck_sensor_keeps_the_reading_of_its_onset() -> None:
    twins = broken("pump", "sensor_stuck", 0.0, (-1.0, 1.0), "flow_m3h")
    wrong, sound = twins.signal("flow_m3h")
    after = twins.hours >= 0
    assert np.ptp(wrong[after]) == 0
    assert np.ptp(sound[after]) > 0


def test_a_healthy_day_has_a_sample_a_minute() -> None:
    readings, states = healthy_day("motor", "two_shift")
    assert len(readings.times) == 1440
    assert {states[number] for number in np.unique(readings.states)} >= {"off", "running"}
