"""What was in alarm while the past is judged, for learning, which leaves out what is near."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples
from analytics.learning.history import AFTER_S, BEFORE_S, FINE_S, Grid
from contract.time import SECOND

Row = tuple[Ints, Floats]
"""(n,) ends of windows, rising, and (n,) values."""


class Warned:
    """Alarms by asset; `only` are the names of the assets that are to be learned, all where there are none."""

    def __init__(self) -> None:
        self._alarms: defaultdict[str, set[int]] = defaultdict(set)
        """By the asset's name, the numbers of the fine windows in which it was at warning or worse."""
        self.only: Collection[str] | None = None

    def warn(self, asset: str, time: Ints) -> None:
        """An asset was at warning or worse at times (ns)."""
        self._alarms[asset].update(np.unique(time // (FINE_S * SECOND)).tolist())

    def unwarn(self, asset: str, start: int, stop: int) -> None:
        """Forget that an asset was at warning or worse between two times (ns)."""
        self._alarms[asset] -= self.alarms(asset, start, stop)

    def alarms(self, asset: str, start: int, stop: int) -> frozenset[int]:
        """The numbers of the fine windows between two times (ns) in which an asset was at warning or worse."""
        first, last = start // (FINE_S * SECOND), stop // (FINE_S * SECOND)
        return frozenset(number for number in self._alarms.get(asset, ()) if first <= number < last)

    def windows_in_alarm(self, labels: Sequence[Label], grid: Grid) -> Samples:
        """The windows of a grid, and as far around it as they matter, in which the assets of labels were in alarm."""
        return below_each_other((label, self._warned(label[0], grid)) for label in labels)

    def _warned(self, asset: str, grid: Grid) -> Row:
        length = grid.window_s * SECOND
        begins = np.array(sorted(self._alarms.get(asset, ())), np.int64) * (FINE_S * SECOND)
        ends = np.unique(begins // length + 1) * length
        ends = ends[(ends > grid.start - AFTER_S * SECOND) & (ends <= grid.stop + BEFORE_S * SECOND)]
        return ends, np.full(len(ends), 2.0)


def below_each_other(rows: Iterable[tuple[Label, Row]]) -> Samples:
    """Rows as samples, each under its label; empty ones are left out."""
    parts = [(label, *row) for label, row in rows if len(row[0])]
    none = Samples.none()
    return Samples(
        np.concatenate([none.time, *(ends for _, ends, _ in parts)]),
        np.repeat(np.arange(len(parts)), [len(ends) for _, ends, _ in parts]),
        np.concatenate([none.value, *(values for _, _, values in parts)]),
        [label for label, _, _ in parts],
    )
