"""The day's shape of many series at once, against the decomposition of one by statsmodels."""

import numpy as np
from statsmodels.tsa.seasonal import seasonal_decompose

from analytics.engine.columns import Bools, Floats
from analytics.layers.baseline import PHASES
from analytics.learning.masked import NORMAL_MAD
from analytics.learning.season import CUT, SMOOTH, profiles
from tests.analytics.feeds import noise

SLOTS, DAYS = 160, 5
COUNT = SLOTS * DAYS
FIRST = 37
SLOT = (FIRST + np.arange(COUNT)) % SLOTS


def slow(left: Floats, use: Bools) -> Floats:
    """The shape of one series."""
    cut = CUT * NORMAL_MAD * np.median(np.abs(left[use]))
    filled = np.clip(left, -cut, cut)
    for row in np.flatnonzero(~use):
        same = use & (SLOT[row] == SLOT)
        filled[row] = filled[same].mean() if same.any() else 0.0
    season = np.asarray(seasonal_decompose(filled, period=SLOTS).seasonal)
    shape = np.array([season[slot == SLOT][0] for slot in range(SLOTS)])
    smooth = [
        np.mean([shape[(at + off) % SLOTS] for off in range(-(SMOOTH // 2), SMOOTH // 2 + 1)]) for at in range(SLOTS)
    ]
    return np.array(smooth) * DAYS / (DAYS + 1)


def test_it_is_what_one_series_at_a_time_gives() -> None:
    left = noise(3 * COUNT).reshape(3, COUNT) + np.outer([0.0, 3.0, 1.0], np.sin(2 * np.pi * SLOT / SLOTS))
    left[2] += np.linspace(0, 5, COUNT)
    use = np.ones((3, COUNT), np.bool_)
    use[1, ::7] = False
    use[2, SLOT < 20] = False
    found = profiles(np.where(use, left, 0.0), use, SLOT, SLOTS)
    assert found.shape == (3, PHASES)
    for row in range(3):
        assert np.allclose(found[row], slow(left[row], use[row]))
