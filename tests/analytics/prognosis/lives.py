"""Units that wear at a pace of their own and fail where the wear comes to 1; some are repaired before."""

import numpy as np

from analytics.ground.columns import Floats
from analytics.prognosis.boosting import Lives
from analytics.prognosis.features import features


def courses(units: int, seed: int) -> list[Floats]:
    """Two channels of noise each: one that shows the square of the wear, one that shows nothing; 60 to 180 moments."""
    rng = np.random.default_rng(seed)
    found = []
    for moments in rng.integers(60, 180, units).tolist():
        wear = (np.arange(moments) / (moments - 1)) ** 2
        found.append(np.column_stack([8 * wear, np.zeros(moments)]) + rng.normal(size=(moments, 2)))
    return found


def lives(units: int, seed: int, repaired: float = 0.0) -> Lives:
    """Their rows; of each unit, with the probability `repaired`, only the part before an even draw of its life."""
    rng = np.random.default_rng([seed, 1])
    rows, life, unit, censored = [], [], [], []
    for number, course in enumerate(courses(units, seed)):
        cut = rng.random() < repaired
        kept = int(rng.integers(20, len(course))) if cut else len(course)
        rows.append(features(course)[:kept])
        life.append(np.arange(kept)[::-1].astype(float))
        unit.append(np.full(kept, number))
        censored.append(np.full(kept, cut))
    return Lives(np.vstack(rows), np.concatenate(life), np.concatenate(unit), np.concatenate(censored))
