"""The operating conditions of engines, and what each sensor is beside its usual value in the condition of the moment.

Altitude, speed and throttle move a sensor far more than wear does. Where the settings fall into a few tight groups that
tell most of what the sensors do, those are the conditions; else there is one. Both come from the train units alone.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints

GAP = 0.05
"""Share of a setting's range that parts two conditions."""
TOLD = 0.5
"""Share of the variance of the median sensor that conditions must tell, else they are noise of the settings."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """c conditions: `centre` (c, s) of each by the settings, divided by their `span` (s,); `mean` and `deviation`
    (c, k) of each sensor in it, and whether a sensor varies in all of them, `varies` (k,)."""

    centre: Floats
    span: Floats
    mean: Floats
    deviation: Floats
    varies: Bools

    @classmethod
    def learn(cls, settings: Floats, sensors: Floats) -> Self:
        """From rows of settings (n, s) and sensors (n, k) of train units."""
        found = _groups(settings)
        of = found if _told(found, sensors) > TOLD else np.zeros(len(settings), np.int64)
        parts = [of == number for number in range(of.max() + 1)]
        span = np.where(np.ptp(settings, axis=0) > 0, np.ptp(settings, axis=0), 1.0)
        mean = np.array([sensors[part].mean(axis=0) for part in parts])
        deviation = np.array([sensors[part].std(axis=0) for part in parts])
        centre = np.array([settings[part].mean(axis=0) for part in parts]) / span
        return cls(centre, span, mean, deviation, (deviation > 1e-6 * np.abs(mean) + 1e-9).all(axis=0))

    def of(self, settings: Floats) -> Ints:
        """(n,) the condition that each row of settings is nearest to."""
        apart = (settings / self.span)[:, None, :] - self.centre
        found: Ints = (apart**2).sum(axis=2).argmin(axis=1)
        return found

    def scale(self, settings: Floats, sensors: Floats) -> Floats:
        """(n, v) each sensor that varies, in standard deviations from its mean in the condition of its row."""
        of = self.of(settings)
        scaled: Floats = (sensors - self.mean[of])[:, self.varies] / self.deviation[of][:, self.varies]
        return scaled


def _groups(settings: Floats) -> Ints:
    """(n,) the group of each row: parted wherever a setting leaves a gap."""
    parted = np.column_stack([_cut(column) for column in settings.T])
    found: Ints = np.unique(parted, axis=0, return_inverse=True)[1].ravel()
    return found


def _cut(column: Floats) -> Ints:
    values = np.unique(column)
    number: Ints = np.cumsum(np.diff(values, prepend=values[0]) > GAP * np.ptp(values))
    return number[np.searchsorted(values, column)]


def _told(group: Ints, sensors: Floats) -> float:
    """The share of its variance that the groups tell of the median sensor, beyond what as many groups of noise would;
    sensors that never change do not count."""
    count = np.bincount(group)[:, None]
    mean = np.array([np.bincount(group, column) for column in sensors.T]).T / count
    spread = sensors.var(axis=0)
    rest = ((sensors - mean[group]) ** 2).mean(axis=0)
    moving = spread > 1e-9
    free = (len(group) - 1) / max(len(group) - len(count), 1)
    return float(np.median(1 - free * rest[moving] / spread[moving])) if moving.any() else 0.0
