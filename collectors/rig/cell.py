"""The test cell around the engine: ventilated, heated by what stands in it, and a little by the weather outside."""

from collections.abc import Sequence

import numpy as np

from collectors.model import Asset, Conditions
from collectors.noise import Array, keys, uniform
from collectors.weather import Weather
from contract.time import DAY_S, HOUR_S

_MEAN_C, _DAY_C = 60.0, 14.0
_OUTSIDE_C, _OUTSIDE_SHARE = 10.0, 0.1
_MEAN_HPA, _HALF_DAY_HPA = 1000.0, 50.0


class Cell:
    """The cells of n rigs: temperature goes with the day, pressure with half of it, as their ventilation makes them."""

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        names = [asset.name for asset in assets]
        self._phase_h = 2 * uniform(keys(world.seed, names, "cell"), np.zeros(1, np.int64))
        self._weather = Weather([asset.site for asset in assets], world)

    def at(self, t: Array) -> dict[str, Array]:
        """Temperature and pressure, (T, n)."""
        moment = t[:, None]
        day = np.sin(2 * np.pi * (moment / DAY_S - (8 + self._phase_h) / 24))
        half = np.sin(2 * np.pi * (moment / (12 * HOUR_S) - self._phase_h / 12))
        outside = _OUTSIDE_SHARE * (self._weather.ambient_c(t) - _OUTSIDE_C)
        return {
            "cell_temperature_c": _MEAN_C + _DAY_C * day + outside,
            "cell_pressure_hpa": _MEAN_HPA + _HALF_DAY_HPA * half,
        }
