"""Ambient conditions of a site: season, day and weather, in a temperate climate."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Conditions, Spell, clip
from collectors.noise import Array, keys, smooth
from collectors.shifts import hour
from contract.time import DAY_S, HOUR_S

_YEAR_S = 365.25 * DAY_S
_WARMEST_S = 200 * DAY_S  # about 20 July
_TURN_S = 12 * HOUR_S
_MEAN_C, _SEASON_C, _DAY_C, _WEATHER_C = 10.0, 8.5, 4.0, 0.8


class Weather:
    """Outdoor air at the sites of n machines; machines of one site share their weather."""

    def __init__(self, sites: Sequence[str], world: Conditions) -> None:
        self._warmth = keys(world.seed, sites, "weather")
        self._wet = keys(world.seed, sites, "humidity")
        self._spells = [
            (spell, np.array([site in spell.sites or not spell.sites for site in sites])) for spell in world.spells
        ]

    def ambient_c(self, t: Array) -> Array:
        """Air temperature, (T, n), in °C: the year's and the day's wave and weather that changes within hours."""
        season = _SEASON_C * np.cos(2 * np.pi * (t - _WARMEST_S) / _YEAR_S)
        day = _DAY_C * np.cos(2 * np.pi * (hour(t) - 15) / 24)
        usual = (_MEAN_C + season + day)[:, None] + _WEATHER_C * smooth(self._warmth, t, 5 * HOUR_S)
        for spell, here in self._spells:
            usual += _strength(spell, t)[:, None] * here
        return usual

    def humidity(self, t: Array) -> Array:
        """Relative humidity, (T, n), 0 to 1: wet at dawn, dry in the afternoon."""
        day = 0.72 - 0.16 * np.cos(2 * np.pi * (hour(t) - 16) / 24)
        return clip(day[:, None] + 0.05 * smooth(self._wet, t, 7 * HOUR_S), 0.2, 1.0)


def _strength(spell: Spell, t: Array) -> Array:
    """By how many degrees a spell changes the air, (T,): it is at its full strength half a day after it began."""
    return spell.degrees * clip(np.minimum(t - spell.start_s, spell.stop_s - t) / _TURN_S, 0.0, 1.0)


def darkness(t: Array) -> Array:
    """How far lights are on, (T, 1), 0 to 1: dusk about 18:00, dawn about 06:00."""
    lit = 0.5 + 0.5 * np.tanh(4 * np.cos(2 * np.pi * hour(t) / 24))
    return np.asarray(lit[:, None], np.float64)
