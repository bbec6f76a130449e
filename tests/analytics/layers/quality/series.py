"""Series of one asset, inspected sample by sample."""

import numpy as np

from analytics.ground.fleet import Fleet
from analytics.layers.quality import Quality, Verdict, inspect, names


class Signals:
    """Some signals of one asset; `see` is one moment of all of them, `Series` has but one."""

    def __init__(self, *signals: str, asset_class: str = "ice") -> None:
        self.fleet = Fleet()
        asset = self.fleet.asset("ASSET-001", asset_class, "north")
        self.at = np.array([self.fleet.series(asset, name) for name in signals])
        self.state = Quality.of(len(signals))
        self.good_s: np.ndarray = np.full(len(signals), np.nan)
        self.troubled = np.zeros(len(signals), np.bool_)
        self.changed_s = np.nan

    def see(self, *values: float, dt: float = 60.0, working: bool = True) -> Verdict:
        """The verdict on the next sample of each signal, `dt` seconds after the last."""
        self.good_s += dt
        self.changed_s += dt
        found = inspect(
            self.state, self.fleet.facts, self.at, np.array(values), self.good_s,
            np.full(len(values), working), self.troubled, np.full(len(values), self.changed_s),
        )  # fmt: skip
        self.good_s[found.good] = 0.0
        return found

    def open(self, place: int = 0) -> list[str]:
        """The open data faults of a signal."""
        return names(self.state, place)
