"""What lasts: the slow charts of the whole fleet judged together, each against its own scale and against its peers.

A mean over many windows scatters less than one sample, so a smaller deviation of it is already outside what is normal;
and a deviation that lasts matters from less than what a passing one must reach. Still the least deviation that
matters is the policy's: a chart is judged by parts of it, not by its own scatter alone.
"""

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.ewma_charts import peers
from analytics.layers.ewma_charts.charts import SPANS, Charts

SIGMAS = 7.0
"""Scales of a mean at which it reaches score 1 at sensitivity 1."""
MATTERS = np.array([0.5, 0.3, 0.2])
"""Parts of the least deviation that matters from which on means of half an hour, hours and half a day count."""
AGREES = 2.0
"""A long mean counts up to this many times what the next shorter one shows: what is over is not held against a
machine for a day."""
MAX_DISTANCE = 2.8
"""Greatest distance that counts, a score of about 1.75: what is small but lasts calls for a look, not for a stop."""


def deviations(charts: Charts, group: Ints, min_deviation: Floats) -> Floats:
    """(SPANS, n) how far each mean is from 0 beyond what its peers are, in its scales; NaN where nothing is known.

    Parameters
    ----------
    group : (n,) number of each chart's group of peers, -1 for none
    min_deviation : (n,) least deviation that matters, in the signal's unit: so much peers may explain
    """
    own, bounds = _own(charts), _max_explained(charts, min_deviation)
    beyond = own - np.stack([peers.explained(row, group, bound) for row, bound in zip(own, bounds, strict=True)])
    for long in range(1, len(SPANS)):
        shorter = beyond[long - 1] * charts.scale[long - 1] / charts.scale[long]
        agreed = np.minimum(np.abs(beyond[long]), AGREES * np.maximum(shorter * np.sign(beyond[long]), 0.0))
        beyond[long] = np.sign(beyond[long]) * agreed
    return beyond


def shared(charts: Charts, group: Ints, min_deviation: Floats) -> Floats:
    """(n,) how far the peers of each chart are off together in the last half hour, in the signal's unit."""
    bound = _max_explained(charts, min_deviation)[0]
    return np.asarray(np.nan_to_num(peers.explained(_own(charts)[0], group, bound) * charts.scale[0]))


def _own(charts: Charts) -> Floats:
    """(SPANS, n) each mean in its scales, NaN for charts that have learned or seen nothing."""
    with np.errstate(invalid="ignore"):
        return np.where(charts.window >= 0, charts.mean / charts.scale, np.nan)


def _max_explained(charts: Charts, min_deviation: Floats) -> Floats:
    """(SPANS, n) what peers may explain of each mean at most, in its scales."""
    return np.fmax(peers.MAX_EXPLAINED, min_deviation / charts.scale)


def distances(beyond: Floats, charts: Charts, sensitivity: Floats, min_deviation: Floats) -> Floats:
    """(n,) signed distance of each chart, 1 at the edge of normal: of its means the furthest. NaN: nothing is known.

    Parameters
    ----------
    beyond : (SPANS, n) deviations in scales
    sensitivity, min_deviation : (n,) of the policy of each chart's series; `min_deviation` in the signal's unit
    """
    found = beyond * charts.scale / half_widths(charts.scale, sensitivity, min_deviation)
    furthest = np.abs(np.nan_to_num(found)).argmax(axis=0)
    return np.asarray(np.take_along_axis(found, furthest[None], axis=0)[0])


def half_widths(scale: Floats, sensitivity: Floats, min_deviation: Floats) -> Floats:
    """(SPANS, n) how far each mean of such scales, (SPANS, n), may be off; NaN where nothing is known."""
    return np.asarray(np.maximum(SIGMAS / sensitivity * scale, MATTERS[:, None] * min_deviation))


def by_series(distance: Floats, series: Ints, above: Bools, below: Bools) -> tuple[Floats, Floats]:
    """(high, low) of each series: the furthest of its charts in the directions that matter, 0 in the others.

    >>> both = np.array([True])
    >>> high, low = by_series(np.array([0.5, -1.5]), np.array([0, 0]), both, both)
    >>> high.tolist(), low.tolist()
    ([0.5], [1.5])
    """
    high, low = np.zeros(len(above)), np.zeros(len(above))
    known = np.clip(np.nan_to_num(distance), -MAX_DISTANCE, MAX_DISTANCE)
    np.maximum.at(high, series, np.maximum(known, 0.0))
    np.maximum.at(low, series, np.maximum(-known, 0.0))
    return np.where(above, high, 0.0), np.where(below, low, 0.0)
