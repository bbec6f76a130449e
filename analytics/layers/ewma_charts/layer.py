"""Slow charts as a layer: what has lasted for hours, and is too small to leave the band of one sample."""

import numpy as np

from analytics.ground.columns import Ints
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.contract import Cause, Layer, View
from analytics.layers.ewma_charts import charts, lasting
from analytics.layers.ewma_charts.charts import ALWAYS, WINDOW_NS, EwmaCharts
from analytics.layers.moment import Moment


class SlowMeans(Layer[EwmaCharts]):
    """How far the mean of a series over half an hour, hours, half a day is off, beyond what its peers are."""

    name = "ewma_charts"
    columns = EwmaCharts
    causes = (
        Cause(
            "lasting", "its mean of hours above what is expected", "its mean of hours below what is expected",
            slow=True, despite_noise=True,
        ),
    )  # fmt: skip
    shared = True

    def step(self, columns: EwmaCharts, moment: Moment) -> list[View]:
        """One view, as the charts were last judged; sets `shared`."""
        rows, found = moment.learned, columns.lasting
        seasonal = rows.kind == SEASONAL
        kept = rows.only(seasonal)
        left = kept.value - kept.fixed
        if moment.room is not None:
            left = np.sign(left) * np.maximum(np.abs(left) - moment.room[seasonal], 0.0)
        charts.add(columns.charts, columns.places, kept.at, left, kept.time, kept.slot, moment.holds)
        moment.shared = found.shared[rows.at]
        return [(found.high[rows.at], found.low[rows.at])]

    def learn(self, columns: EwmaCharts, moment: Moment) -> None:
        """Judge the charts of the whole fleet, once a window: as soon as the first asset has come to the next."""
        now = int(moment.round.time.max())
        if now // WINDOW_NS <= int(columns.judged.time[0]) // WINDOW_NS or not len(columns.charts):
            return
        columns.judged.time[0] = now
        own, found, judging = columns.charts, columns.lasting, moment.judging
        min_deviation, sensitivity = judging.min_deviation[own.series], judging.sensitivity[own.series]
        beyond = lasting.deviations(own, columns.group, min_deviation)
        own.distance[:] = lasting.distances(beyond, own, sensitivity, min_deviation)
        found.high[:], found.low[:] = lasting.by_series(own.distance, own.series, judging.above, judging.below)
        of_all = np.flatnonzero(own.condition == ALWAYS)
        found.shared[own.series[of_all]] = lasting.shared(own, columns.group, min_deviation)[of_all]

    def forget(self, columns: EwmaCharts, series: Ints) -> None:
        """Begin the charts of the series anew, and let what they said be unsaid."""
        entries = columns.of(series.tolist())
        charts.forget(columns.charts, entries)
        columns.charts.distance[entries] = np.nan
        columns.lasting.high[series] = columns.lasting.low[series] = 0.0
