"""Quantiles as InfluxDB estimates them: t-digest.

T. Dunning and O. Ertl, "Computing extremely accurate quantiles using t-digests" (2019), the merging variant with the
arcsine scale function; buffer sizes are those of InfluxDB, since they decide where centroids merge.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fluxlite.flux.blocks.kinds import Ints
from fluxlite.flux.blocks.tables import bounds

Floats = npt.NDArray[np.float64]

COMPRESSION = 1000.0


def exact_below(compression: float) -> int:
    """Tables of fewer values keep a centroid a value: no step of the scale function spans two."""
    return int(4 * compression / math.pi)


def quantiles(values: Floats, offsets: Ints, q: float, compression: float) -> Floats:
    """The quantile of each table of values without nulls; NaN for empty tables."""
    lengths = np.diff(offsets)
    result = np.full(len(lengths), np.nan)
    small = (lengths > 0) & (lengths < exact_below(compression))
    chosen = values[np.repeat(small, lengths)]
    ordered = chosen[np.lexsort((chosen, np.repeat(np.arange(small.sum()), lengths[small])))]
    result[small] = _of_singles(ordered, bounds(lengths[small])[:-1], lengths[small], q)
    for table in np.flatnonzero(~small & (lengths > 0)):
        result[table] = quantile(values[offsets[table] : offsets[table + 1]], q, compression)
    return result


def _of_singles(ordered: Floats, starts: Ints, lengths: Ints, q: float) -> Floats:
    """Quantiles of sorted tables whose centroids are single values: linear between the values' middles."""
    index = q * lengths
    upper = np.clip(np.ceil(index - 0.5).astype(np.int64), 0, lengths - 1)
    lower = np.maximum(upper - 1, 0)
    weight = np.clip(index - (lower + 0.5), 0.0, 1.0)
    low, high = ordered[starts + lower], ordered[starts + upper]
    return np.asarray(np.maximum(low, np.minimum(low * (1 - weight) + high * weight, high)))


def quantile(values: Floats, q: float, compression: float) -> float:
    """The quantile of values in the order in which they are added."""
    buffered = int(8 * math.ceil(compression)) + 1
    values = values[~np.isnan(values)]
    if not len(values):
        return math.nan
    means = np.sort(values[:buffered], kind="stable")
    means, weights = _merged(means, np.ones(len(means)), _starts_of_singles(len(means), compression))
    for start in range(buffered, len(values), buffered):
        added = values[start : start + buffered]
        means = np.concatenate((added, means))
        weights = np.concatenate((np.ones(len(added)), weights))
        order = np.argsort(means, kind="stable")
        means, weights = means[order], weights[order]
        means, weights = _merged(means, weights, _starts(weights, compression))
    return _read(means, weights, q, float(values.min()), float(values.max()))


def _merged(means: Floats, weights: Floats, starts: Ints) -> tuple[Floats, Floats]:
    """Sorted centroids, all from one start to the next made one, added to it one after the other as InfluxDB does."""
    lengths = np.diff(starts, append=len(means))
    order = np.argsort(-lengths, kind="stable")
    longest_first, at = lengths[order], starts[order]
    mean, weight = means[at], weights[at]
    for step in range(1, int(longest_first[0])):
        n = int(np.searchsorted(-longest_first, -step, side="left"))
        added = at[:n] + step
        weight[:n] += weights[added]
        mean[:n] += weights[added] * (means[added] - mean[:n]) / weight[:n]
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return mean[place], weight[place]


@lru_cache(maxsize=8)
def _starts_of_singles(n: int, compression: float) -> Ints:
    """Where `n` single values merge; the same for every table, whatever the values are."""
    return _starts(np.ones(n), compression)


def _starts(weights: Floats, compression: float) -> Ints:
    """Where each merged centroid begins: neighbours merge as far as the scale function lets them."""
    below = np.concatenate((np.zeros(1), np.cumsum(weights)))
    following = np.searchsorted(below[1:], _limits(below[:-1], float(below[-1]), compression), side="right")
    following = np.maximum(following, np.arange(1, len(below))).tolist()
    starts, at = [], 0
    while at < len(weights):
        starts.append(at)
        at = following[at]
    return np.array(starts)


def _limits(below: Floats, total: float, compression: float) -> Floats:
    """How much weight may lie below the end of a centroid that begins above `below`.

    Weights are whole numbers, so only a limit that is nearly one needs libm's last digit, which numpy's may not have.
    """
    place = compression * (np.arcsin(2 * (below / total) - 1) + np.pi / 2) / np.pi
    angle = np.minimum(place + 1.0, compression) * np.pi / compression - np.pi / 2
    limits = np.asarray(total * ((np.sin(angle) + 1) / 2))
    for at in np.flatnonzero(np.abs(limits - np.rint(limits)) < 1e-12 * total).tolist():
        place_here = _location(float(below[at]) / total, compression)
        limits[at] = total * _integrated(place_here + 1.0, compression)
    return limits


def _read(means: Floats, weights: Floats, q: float, least: float, most: float) -> float:
    if not 0 <= q <= 1:
        return math.nan
    if len(means) == 1:
        return float(means[0])
    total = float(weights.sum())
    index = q * total
    if index <= weights[0] / 2:
        return least + 2 * index / float(weights[0]) * (float(means[0]) - least)
    middles = np.append(np.cumsum(weights) - weights / 2, total)
    upper = int(np.searchsorted(middles, index, side="left"))
    if upper + 1 < len(middles):
        z1, z2 = index - middles[upper - 1], middles[upper] - index
        return _weighted(float(means[upper - 1]), z2, float(means[upper]), z1)
    z1 = index - total - weights[-1] / 2
    return _weighted(float(means[-1]), z1, most, weights[-1] / 2 - z1)


def _weighted(first: float, w1: float, second: float, w2: float) -> float:
    if first > second:
        first, w1, second, w2 = second, w2, first, w1
    return max(first, min((first * w1 + second * w2) / (w1 + w2), second))


def _integrated(k: float, compression: float) -> float:
    return (math.sin(min(k, compression) * math.pi / compression - math.pi / 2) + 1) / 2


def _location(q: float, compression: float) -> float:
    return compression * (math.asin(2 * q - 1) + math.pi / 2) / math.pi
