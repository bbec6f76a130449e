"""Quantiles as InfluxDB estimates them: t-digest.

T. Dunning and O. Ertl, "Computing extremely accurate quantiles using t-digests" (2019), the merging variant with the
arcsine scale function; buffer sizes are those of InfluxDB, since they decide where centroids merge.
"""

import math

import numpy as np
import numpy.typing as npt

from fluxlite.flux.kinds import Ints

Floats = npt.NDArray[np.float64]

COMPRESSION = 1000.0


def exact_below(compression: float) -> int:
    """Tables of fewer values keep a centroid a value: no step of the scale function spans two."""
    return int(4 * compression / math.pi)


def quantiles(values: Floats, offsets: Ints, q: float, compression: float) -> Floats:
    """The quantile of each table of values without nulls; NaN for empty tables."""
    lengths = np.diff(offsets)
    order = np.lexsort((values, np.repeat(np.arange(len(lengths)), lengths)))
    ordered = values[order]
    result = np.full(len(lengths), np.nan)
    small = (lengths > 0) & (lengths < exact_below(compression))
    result[small] = _of_singles(ordered, offsets[:-1][small], lengths[small], q)
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
    means, weights = np.empty(0), np.empty(0)
    values = values[~np.isnan(values)]
    for start in range(0, len(values), buffered):
        added = values[start : start + buffered]
        means = np.concatenate((added, means))
        weights = np.concatenate((np.ones(len(added)), weights))
        order = np.argsort(means, kind="stable")
        means, weights = _merged(means[order], weights[order], compression)
    if not len(means):
        return math.nan
    return _read(means, weights, q, float(values.min()), float(values.max()))


def _merged(means: Floats, weights: Floats, compression: float) -> tuple[Floats, Floats]:
    """Sorted centroids, neighbours merged as far as the scale function lets them."""
    total = float(weights.sum())
    cumulative = np.cumsum(weights)
    starts, limit = [0], total * _integrated(1.0, compression)
    while True:
        following = int(np.searchsorted(cumulative, limit, side="right"))
        following = max(following, starts[-1] + 1)
        if following >= len(means):
            break
        place = _location(float(cumulative[following - 1]) / total, compression)
        limit = total * _integrated(place + 1.0, compression)
        starts.append(following)
    merged = np.add.reduceat(weights, starts)
    return np.add.reduceat(means * weights, starts) / merged, merged


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
