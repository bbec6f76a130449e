"""Rows for novelty: means over five minutes, as lengths counted in rows must mean the same at any cadence."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from contract.time import SECOND

ROW_S = 300
"""What a row spans: the interval of the recordings on which the layer was measured."""
_ROW_NS = ROW_S * SECOND


@dataclass(slots=True)
class Rows(PerSeries):
    """The open row of each series, -1 for none: its number, sum and count of its samples; the last alert, ns or 0."""

    number: Ints = column(-1, np.int64)
    total: Floats = column(0.0)
    count: Ints = column(0, np.int64)
    alerted: Ints = column(0, np.int64)


def close(rows: Rows, at: Ints, value: Floats, time: Ints) -> tuple[Bools, Floats, Ints]:
    """Take a sample of each series `at`; says whose row that ended, and of those the mean and the start in ns."""
    over, mean, start = np.zeros(len(at), np.bool_), np.zeros(len(at)), np.zeros(len(at), np.int64)
    _close(rows.number, rows.total, rows.count, at, value, time, over, mean, start)
    return over, mean[over], start[over]


@kernel
def _close(
    number: Ints, total: Floats, count: Ints, at: Ints, value: Floats, time: Ints,
    over: Bools, mean: Floats, start: Ints,
) -> None:  # fmt: skip
    for k in range(len(at)):
        i, now = at[k], time[k] // _ROW_NS
        if now != number[i]:
            if count[i] > 0:
                over[k], mean[k], start[k] = True, total[i] / count[i], number[i] * _ROW_NS
            number[i], total[i], count[i] = now, 0.0, 0
        total[i] += value[k]
        count[i] += 1
