"""The shapes that a course may take from its onset on, each a rise from 0 at onset to 1 now.

A shape is known by its bend: how many times e-fold its slope has grown since onset. 0 is a straight line, above it
grows exponentially over an unknown floor, below it slows down towards where it stays, and without end it is a step.
"""

import numpy as np

from analytics.ground.columns import Floats

BENDS: Floats = np.array([-4.0, -1.5, 0.0, 0.8, 1.6, 2.4, 3.2, 4.5, 6.5, 9.0, np.inf])
"""The bends that are tried. A growth of which all has been seen, as in `collectors.faults`, has bent by 4."""
LINE, STEP = 2, len(BENDS) - 1
"""Where the straight line and the step are among them."""
_FIRST, _ONSETS, _BETWEEN = 1.0, 16, 7


def ages(span: float) -> Floats:
    """Days since each onset that is tried at first, rising by one factor: from a day ago to the first of `span`
    days."""
    return np.geomspace(min(_FIRST, span / 4), span, _ONSETS)


def between(age: Floats, best: int) -> Floats:
    """Ages that are tried beside those tried so far, rising: on both sides of the best of them."""
    low, high = age[max(best - 1, 0)], age[min(best + 1, len(age) - 1)]
    return np.setdiff1d(np.geomspace(low, high, _BETWEEN + 2)[1:-1], age)


def widths(age: Floats) -> Floats:
    """What each of (t,) rising ages stands for, as parts of the whole, (t,): all are as likely on a scale of
    factors."""
    edges = np.log(age)
    share = np.gradient(edges) if len(age) > 1 else np.ones(1)
    return np.asarray(share / share.sum())


def rise(days: Floats, age: Floats) -> Floats:
    """What of its rise until now each shape has reached at (n,) days from now, for onsets (t,) days ago: (t, k, n)."""
    share = np.clip(1.0 + days / age[:, None], 0.0, 1.0)[:, None, :]
    bend = np.where(BENDS == 0, 1e-6, BENDS)[:STEP, None]
    return np.concatenate((np.expm1(bend * share) / np.expm1(bend), np.where(share > 0, 1.0, 0.0)), axis=1)


def until(bend: Floats, share: Floats) -> Floats:
    """Time until it has risen by `share` of its rise so far once more, as a part of its age; infinite for never."""
    curved = np.where(bend == 0, 1e-6, bend)
    inside = 1.0 + (1.0 + share) * np.expm1(np.minimum(curved, 50.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(inside > 0, np.log(np.maximum(inside, 1e-300)) / curved - 1.0, np.inf)
    return np.where(bend == 0, share, np.where(np.isinf(bend), np.inf, found))


def steepness(bend: Floats, at: Floats) -> Floats:
    """Rise a unit of its age, in rises so far, `at` so many ages from now."""
    curved = np.where(bend == 0, 1e-6, np.minimum(bend, 50.0))
    return curved * np.exp(np.minimum(curved * (1.0 + at), 500.0)) / np.expm1(curved)
