"""Which series can add to the risk of each asset, looked up once: they lie side by side, asset by asset."""

from dataclasses import dataclass, field

import numpy as np

from analytics.ground.columns import Bools, Ints
from analytics.ground.kernel import kernel


@dataclass(frozen=True, slots=True)
class Members:
    """Numbers of series in the order of their assets; those of asset a are `series[first[a] : first[a + 1]]`."""

    series: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    first: Ints = field(default_factory=lambda: np.zeros(1, np.int64))

    @classmethod
    def by_asset(cls, asset: Ints, which: Bools, assets: int) -> "Members":
        """The series for which `which` holds; `asset` (n,) is the asset of each of all series."""
        series = np.flatnonzero(which)
        series = series[np.argsort(asset[series], kind="stable")]
        return cls(
            series, np.concatenate((np.zeros(1, np.int64), np.bincount(asset[series], minlength=assets).cumsum()))
        )

    def of(self, assets: Ints) -> tuple[Ints, Ints]:
        """(k,) numbers of the series of m assets, and (k,) the place of their asset among those."""
        return _gather(self.series, self.first, assets)


@kernel
def _gather(series: Ints, first: Ints, assets: Ints) -> tuple[Ints, Ints]:
    total = 0
    for asset in assets:
        total += first[asset + 1] - first[asset]
    found, slot, end = np.empty(total, np.int64), np.empty(total, np.int64), 0
    for place, asset in enumerate(assets):
        for at in range(first[asset], first[asset + 1]):
            found[end], slot[end] = series[at], place
            end += 1
    return found, slot
