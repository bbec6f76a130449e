"""What was last found of each series."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries


@dataclass(slots=True)
class Current(PerSeries):
    """The newest judgement of each series; times in nanoseconds, 0 for never. Scores start at 0, the rest unknown.

    `time` is that of the last good sample, `judged` that of the last one that was compared with what is expected.
    `observed`, `expected`, `half` (of the band) and `limit` (which it is beyond) are in the signal's unit; `cause` is
    the number of a cause, `side` 1 above and -1 below what is expected.
    """

    time: Ints = column(0, np.int64)
    judged: Ints = column(0, np.int64)
    observed: Floats = column(np.nan)
    expected: Floats = column(np.nan)
    half: Floats = column(np.nan)
    score: Floats = column(0.0)
    points: Floats = column(0.0)
    cause: Ints = column(0, np.int64)
    side: Ints = column(1, np.int64)
    limit: Floats = column(np.nan)
    written: Ints = column(0, np.int64)
    written_class: Ints = column(-1, np.int64)
