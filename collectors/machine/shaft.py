"""A shaft on two rolling bearings: how it vibrates, how hot its bearings run, and what their friction costs.

Vibration is r.m.s. velocity, so parts of unlike frequency add in quadrature. What a fault changes: damage is heard
first (short impacts: acceleration and its kurtosis), then felt (velocity), and only late becomes heat and drag; missing
grease is heat at once, then broad noise without impacts; unbalance shakes once a turn, with the square of the speed;
misalignment pushes along the shaft and twice a turn, and loads the bearing; a loose foot rattles with the load.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from collectors.model import Clock, Mask, Parameters, Sensor, Slow, clip
from collectors.noise import Array, keys, spread

HEALTHY = {"bearing_damage": 0.0, "lubrication": 1.0, "unbalance": 0.0, "misalignment": 0.0, "looseness": 0.0}
SENSORS = {
    "vibration_mm_s": Sensor(0.03, 0.03), "vibration_nde_mm_s": Sensor(0.03, 0.03),
    "vibration_axial_mm_s": Sensor(0.025, 0.025), "vibration_1x_mm_s": Sensor(0.02, 0.02),
    "vibration_2x_mm_s": Sensor(0.015, 0.015), "accel_g": Sensor(0.008, 0.008), "accel_nde_g": Sensor(0.008, 0.008),
    "accel_kurtosis": Sensor(0.08, 0.08), "bearing_temp_c": Sensor(0.1, 0.15), "speed_rpm": Sensor(0.8),
}  # fmt: skip

_BEARING_TAU_S, _COOL_TAU_S = 1500.0, 5400.0
_RESIDUAL_1X, _RESIDUAL_2X = 0.5, 0.3
"""Velocity, in mm/s, that balancing and alignment leave at nominal speed."""
_SINGLE_PHASING = 2.4
"""Velocity, in mm/s, of the torque's pulsation at twice the mains frequency when one phase is lost."""
_IMPACTS_AT = 0.25
"""Damage at which impacts stand out most; further on there are so many that they run together."""


@dataclass(frozen=True, slots=True)
class Turning:
    """How the shaft turns, all (T, n) or broadcast to it: load and speed as shares of nominal, the hall's air,
    whether it runs, how stiff its grease is, and acceleration in g that comes from the process."""

    load: Array
    speed: Array | float
    hall_c: Array
    on: Mask
    stiffness: Array
    rough_g: Array | float = 0.0


def drag(stiffness: Array, parameters: Parameters) -> Array:
    """What friction beyond the usual adds to the shaft's power, as a share of it."""
    damage, dry = parameters["bearing_damage"], 1 - parameters["lubrication"]
    return np.asarray(1 + 0.06 * stiffness + 0.06 * damage**5 + 0.01 * dry)


class Shaft:
    """n shafts; `flutter` is their irregular noise at given moments."""

    def __init__(self, seed: int, names: Sequence[str], slow: Slow, flutter: Callable[[Array], Array]) -> None:
        self._shake, self._noise, self._friction = (
            spread(keys(seed, names, part), 0.03) for part in ("shake", "accel", "friction")
        )
        self._slow, self._flutter = slow, flutter

    def turn(self, clock: Clock, at: Turning, parameters: Parameters) -> dict[str, Array]:
        """Vibration and bearing temperature through the clock's moments."""
        return {
            **self._velocity(clock, at, parameters),
            **self._acceleration(at, parameters),
            "bearing_temp_c": self._temperature(clock, at, parameters),
        }

    def _velocity(self, clock: Clock, at: Turning, parameters: Parameters) -> dict[str, Array]:
        broad = self._shake * (1.2 + 0.2 * at.load) * (1 + 0.2 * at.stiffness)
        worn = 3.4 * parameters["bearing_damage"] ** 1.2
        once = self._shake * np.asarray(at.speed) ** 2 * np.hypot(_RESIDUAL_1X, parameters["unbalance"])
        bent = self._shake * parameters["misalignment"]
        rattle = self._rattle(clock, at, parameters["looseness"])
        twice = np.sqrt((_RESIDUAL_2X * self._shake) ** 2 + (3.2 * bent) ** 2 + (2.4 * rattle) ** 2)
        humming = _SINGLE_PHASING * parameters["phase_lost"]
        shared = once**2 + twice**2 + (5.5 * rattle) ** 2 + humming**2
        return {
            "vibration_mm_s": np.sqrt((broad * (1 + worn)) ** 2 + shared),
            "vibration_nde_mm_s": 0.85 * np.sqrt((broad * (1 + 0.3 * worn)) ** 2 + shared),
            "vibration_axial_mm_s": np.hypot(0.6 * broad, 5.4 * bent),
            "vibration_1x_mm_s": np.asarray(once),
            "vibration_2x_mm_s": twice,
        }

    def _rattle(self, clock: Clock, at: Turning, looseness: Array) -> Array | float:
        """How hard a loose foot knocks: not at all until the torque lifts it."""
        if not looseness.any():
            return 0.0
        lifted = clip((at.load - 0.85) / 0.2, 0.0, 1.4) ** 2
        return looseness * self._shake * lifted * clip(1 + 0.4 * self._flutter(clock.t), 0.0, 3.0)

    def _acceleration(self, at: Turning, parameters: Parameters) -> dict[str, Array]:
        damage, dry = parameters["bearing_damage"], 1 - parameters["lubrication"]
        base = self._noise * (0.30 + 0.06 * at.load)
        starved = 1 + 2.5 * np.maximum(dry - 0.2, 0.0)
        impacts = damage / _IMPACTS_AT
        return {
            "accel_g": base * (starved + 16 * damage) + at.rough_g,
            "accel_nde_g": 0.8 * base * (1 + 2.0 * damage) + 0.6 * at.rough_g,
            "accel_kurtosis": 3.1 + 10 * impacts / (1 + impacts**2),
        }

    def _temperature(self, clock: Clock, at: Turning, parameters: Parameters) -> Array:
        """Ambient + a·load + b·friction, first order."""
        damage, dry = parameters["bearing_damage"], 1 - parameters["lubrication"]
        extra = 46 * damage**4 + 26 * dry + 8 * parameters["misalignment"]
        rise = (16 + 9 * at.load) * self._friction * (1 + 0.15 * at.stiffness) + extra
        tau_s = np.where(at.on, _BEARING_TAU_S, _COOL_TAU_S)
        return self._slow.follow("bearing", at.hall_c + np.where(at.on, rise, 0.0), tau_s, clock.dt)
