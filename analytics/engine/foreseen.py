"""What was last found of each asset's condition, day by day: from it follows how fast it degrades."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analytics.ground.columns import Floats, Ints, Singles, column
from analytics.ground.kept import PerAsset
from contract.time import DAY

WEEK = 8
"""Days that are kept, with today."""


@dataclass(slots=True)
class Foreseen(PerAsset):
    """The newest day of each asset by its number since 1970 (-1: none), and its health on the days up to it, each at
    its number modulo `WEEK`."""

    BOUNDS: ClassVar[Mapping[str, tuple[int, int]]] = {"day": (-1, 2**40)}

    day: Ints = column(-1, np.int64)
    health: Singles = column(np.nan, np.float32, lead=WEEK)

    def rewind(self, now: int) -> None:
        """See `Kept`; a day that lay ahead goes on as today."""
        np.minimum(self.day, now // DAY, out=self.day)


def past(known: Foreseen, asset: int, now: int) -> Floats:
    """(WEEK - 1,) the health of an asset on the days before that of a time (ns), NaN for what is not known."""
    today = now // DAY
    days = np.arange(today - WEEK + 1, today)
    own = known.health[days % WEEK, asset].astype(np.float64)
    newest = int(known.day[asset])
    return np.where((days <= newest) & (days > newest - WEEK), own, np.nan)


def note(known: Foreseen, asset: int, now: int, health: float) -> None:
    """Keep the health of an asset at a time (ns) as that of its day."""
    today, newest = now // DAY, int(known.day[asset])
    for day in range(max(newest + 1, today - WEEK + 1), today):
        known.health[day % WEEK, asset] = np.nan
    known.health[today % WEEK, asset] = health
    known.day[asset] = max(today, newest)
