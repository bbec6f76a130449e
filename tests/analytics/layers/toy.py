"""A layer as whoever adds one would write it: whether a series is higher than it ever was. The whole of it is here."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.layers.contract import Cause, Layer, View
from analytics.layers.moment import Moment


@dataclass(slots=True)
class Records(PerSeries):
    """The highest value of each series, in its unit."""

    highest: Floats = column(-np.inf)


class HigherThanEver(Layer[Records]):
    """A record counts three times the band, so that no other view hides it."""

    name = "records"
    columns = Records
    causes = (Cause("record", "higher than it ever was", ""),)

    def step(self, columns: Records, moment: Moment) -> list[View]:
        """One view."""
        at, value = moment.learned.at, moment.learned.value
        broken = (value > columns.highest[at]) & np.isfinite(columns.highest[at])
        columns.highest[at] = np.maximum(columns.highest[at], value)
        return [(np.where(broken, 3.0, 0.0), np.zeros(len(at)))]

    def forget(self, columns: Records, series: Ints) -> None:
        """Begin anew."""
        columns.highest[series] = -np.inf
