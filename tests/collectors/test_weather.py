"""Ambient conditions follow season and day, and are shared by a site."""

from datetime import UTC, datetime

import numpy as np

from collectors.model import Conditions
from collectors.weather import Weather, darkness

WORLD = Conditions(1, 0.0)


def _day(month: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return datetime(2026, month, 15, tzinfo=UTC).timestamp() + np.arange(0, 86_400, 600.0)


def test_summer_is_warmer_than_winter_and_afternoon_than_night() -> None:
    weather = Weather(["a"], WORLD)
    summer, winter = weather.ambient_c(_day(7))[:, 0], weather.ambient_c(_day(1))[:, 0]
    assert summer.mean() > winter.mean() + 12
    assert 12 <= np.argmax(summer) / 6 <= 18


def test_machines_of_one_site_share_its_weather_and_other_sites_do_not() -> None:
    air = Weather(["a", "a", "b"], WORLD).ambient_c(_day(4))
    assert np.array_equal(air[:, 0], air[:, 1])
    assert not np.array_equal(air[:, 0], air[:, 2])


def test_humidity_is_a_share_and_highest_before_dawn() -> None:
    wet = Weather(["a"], WORLD).humidity(_day(6))[:, 0]
    assert wet.min() > 0.3
    assert wet.max() <= 1
    assert wet[: 6 * 6].mean() > wet[12 * 6 : 18 * 6].mean()


def test_lights_are_on_at_midnight_and_off_at_noon() -> None:
    lit = darkness(_day(3))[:, 0]
    assert lit[0] > 0.99
    assert lit[len(lit) // 2] < 0.01
