"""What of an asset's history was not as the rest of it: a failure that nobody has judged yet, and that must not become
normal.

It is told by what was learned of that history itself: where the value was, for longer than a moment, so far from what
is expected, or beyond a hard limit, that a worker would have called somebody. A model that a part of a history spoils
shows that part the less, so it is looked again once that is left out.
"""

from collections.abc import Mapping

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats
from analytics.layers.baseline.band import band
from analytics.layers.baseline.columns import Baseline
from analytics.learning.fit import Fitted

FAR = 1.5
"""Half-widths of the band from which on a window is far from what is expected: errors are of models that never saw it,
and so a little larger than those that it is to be judged by."""
LASTS = 3
"""Windows in a row, so that it is longer than an alarm's dwell."""
RARE = 0.2
"""What takes a larger part of the history than this is how the machine is."""


def unusual(state: State, values: Mapping[int, Floats], fitted: Mapping[int, Fitted], use: Bools) -> Bools:
    """Which of n windows were unusual in some series; none where more than `RARE` of those in use were.

    Parameters
    ----------
    values : by series, what it showed (n,), in its unit, NaN where nothing was heard
    fitted : by series, what was learned, which is in the state
    use : (n,) which windows it was learned from
    """
    odd, at = np.zeros(len(use), np.bool_), np.array(list(fitted), np.int64)
    own, judging = band(state.of(Baseline), state.judging, state.fleet.facts, at), state.judging
    for place, number in enumerate(at.tolist()):
        error, far = fitted[number].errors, FAR * own.half[place]
        off = own.above[place] & (error > far) | own.below[place] & (error < -far)
        off |= (values[number] > judging.warn_high[number]) | (values[number] < judging.warn_low[number])
        if judging.enabled[number]:
            odd |= lasting(off & use)
    return odd if odd.sum() <= RARE * use.sum() else np.zeros_like(odd)


def lasting(far: Bools) -> Bools:
    """What of (n,) is part of `LASTS` in a row.

    >>> lasting(np.array([True, True, False, True, True, True])).tolist()
    [False, False, False, True, True, True]
    """
    edges = np.flatnonzero(np.diff(far, prepend=False, append=False)).reshape(-1, 2)
    found = np.zeros(len(far), np.bool_)
    for begin, end in edges[edges[:, 1] - edges[:, 0] >= LASTS].tolist():
        found[begin:end] = True
    return found
