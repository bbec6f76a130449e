"""Functions of many points: what each segment of points (a group, or a window of one) gives.

A *selector* takes one of the points; the others compute something new. Points come in any order.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.values import KIND_NAMES, NUMBERS, Array, Values, column
from fluxlite.seam import Kind

Ints = npt.NDArray[np.int64]
SELECTORS = ("first", "last", "max", "min", "percentile")
FUNCTIONS = (*SELECTORS, "count", "distinct", "mean", "median", "mode", "spread", "stddev", "sum")
"""All that this module knows."""
PUSHED = ("count", "first", "last", "max", "mean", "min", "sum")
"""Those that storage can do for each series, so that parts are put together here."""
_ANY = ("count", "distinct", "first", "last", "mode")


@dataclass(frozen=True, slots=True)
class Points:
    """Points and the segment that each belongs to, counted from 0; every segment has some."""

    segments: Ints
    times: Ints
    values: Values


@dataclass(frozen=True, slots=True)
class Found:
    """What segments give, in their order: `segments` names them, as `distinct` gives several values each.

    `picks` are the places of the points that a selector took.
    """

    segments: Ints
    values: Values
    picks: Ints | None = None


def takes(name: str, kind: Kind) -> bool:
    """Whether a function takes values of a kind."""
    return kind in NUMBERS or name in _ANY or (kind is Kind.BOOLEAN and name in ("min", "max"))


def wrong_kind(name: str, kind: Kind) -> StatementError:
    """A function that does not take values of a kind, in the server's words."""
    return StatementError(f"unsupported {name} iterator type: *query.{KIND_NAMES[kind]}InterruptIterator")


def apply(name: str, points: Points, argument: float = 0.0) -> Found:
    """A function's value for each segment; `argument` is the percentile that is asked for, 0 to 100."""
    if name in _PICKERS:
        return _picked(points, _PICKERS[name](points))
    if name == "percentile":
        return _percentile(points, argument)
    if name == "distinct":
        return _distinct(points)
    order = np.lexsort((_ranks(points.values), points.segments))
    heads, sizes = _runs(points.segments[order])
    data = points.values.data[order]
    segments = points.segments[order][heads]
    if name == "mode":
        return _mode(points)
    if name in _COMPUTED:
        return Found(segments, _COMPUTED[name](points.values.kind, data, heads, sizes))
    raise ValueError(f"{name} is no function of many points")


def _runs(segments: Ints) -> tuple[Ints, Ints]:
    """Where each segment of sorted points begins, and how many points it has."""
    fresh = np.ones(len(segments), np.bool_)
    fresh[1:] = np.diff(segments) != 0
    heads = np.flatnonzero(fresh)
    return heads, np.diff(np.append(heads, len(segments)))


def _ranks(values: Values) -> Array:
    """Numbers that sort as the values do."""
    if values.kind is Kind.STRING:
        ranks: Array = np.unique(values.data.astype(str), return_inverse=True)[1]
        return ranks
    return values.data


# -- selectors: the order in which the point to take is the first, or the last, of its segment ------------------------


def _first(points: Points) -> Ints:
    order = np.lexsort((_ranks(points.values), -points.times, points.segments))
    return _lasts(points, order)


def _last(points: Points) -> Ints:
    return _lasts(points, np.lexsort((_ranks(points.values), points.times, points.segments)))


def _max(points: Points) -> Ints:
    return _lasts(points, np.lexsort((-points.times, _ranks(points.values), points.segments)))


def _min(points: Points) -> Ints:
    order = np.lexsort((points.times, _ranks(points.values), points.segments))
    heads, _ = _runs(points.segments[order])
    return np.asarray(order[heads], np.int64)


def _lasts(points: Points, order: Array) -> Ints:
    heads, sizes = _runs(points.segments[order])
    return np.asarray(order[heads + sizes - 1], np.int64)


_PICKERS: dict[str, Callable[[Points], Ints]] = {"first": _first, "last": _last, "max": _max, "min": _min}


def _picked(points: Points, picks: Ints) -> Found:
    return Found(points.segments[picks], points.values.take(picks), picks)


def _percentile(points: Points, percent: float) -> Found:
    """The point at the percentile's place by value; a segment with too few points gives none."""
    order = np.lexsort((points.times, _ranks(points.values), points.segments))
    heads, sizes = _runs(points.segments[order])
    places = np.floor(sizes * (percent / 100.0) + 0.5).astype(np.int64) - 1
    inside = (places >= 0) & (places < sizes)
    return _picked(points, np.asarray(order[(heads + places)[inside]], np.int64))


# -- values that are computed ------------------------------------------------------------------------------------------


def _count(_kind: Kind, _data: Array, _heads: Ints, sizes: Ints) -> Values:
    return column(Kind.LONG, sizes.astype(np.int64))


def _sum(kind: Kind, data: Array, heads: Ints, _sizes: Ints) -> Values:
    return column(kind, np.add.reduceat(data, heads))


def _mean(_kind: Kind, data: Array, heads: Ints, sizes: Ints) -> Values:
    return column(Kind.DOUBLE, np.add.reduceat(data.astype(np.float64), heads) / sizes)


def _spread(kind: Kind, data: Array, heads: Ints, sizes: Ints) -> Values:
    return column(kind, data[heads + sizes - 1] - data[heads])


def _median(_kind: Kind, data: Array, heads: Ints, sizes: Ints) -> Values:
    numbers = data.astype(np.float64)
    low, high = numbers[heads + (sizes - 1) // 2], numbers[heads + sizes // 2]
    return column(Kind.DOUBLE, low + (high - low) / 2)


def _stddev(_kind: Kind, data: Array, heads: Ints, sizes: Ints) -> Values:
    """The deviation of a sample; a single point has none."""
    numbers = data.astype(np.float64)
    means = np.add.reduceat(numbers, heads) / sizes
    squares = np.add.reduceat((numbers - np.repeat(means, sizes)) ** 2, heads)
    found = np.sqrt(squares / np.maximum(sizes - 1, 1))
    return Values(Kind.DOUBLE, found, sizes > 1)


_COMPUTED: dict[str, Callable[[Kind, Array, Ints, Ints], Values]] = {
    "count": _count, "mean": _mean, "median": _median, "spread": _spread, "stddev": _stddev, "sum": _sum,
}  # fmt: skip


def _distinct(points: Points) -> Found:
    """Every value once, in the order in which they first came."""
    _, picks, _ = _different(points)
    order = np.lexsort((_ranks(points.values)[picks], points.times[picks], points.segments[picks]))
    chosen = picks[order]
    return Found(points.segments[chosen], points.values.take(chosen))


def _mode(points: Points) -> Found:
    """The most frequent value; of equally frequent ones the smallest."""
    segments, picks, counts = _different(points)
    order = np.lexsort((_ranks(points.values)[picks], -counts, segments))
    heads, _ = _runs(segments[order])
    chosen = picks[order[heads]]
    return Found(points.segments[chosen], points.values.take(chosen))


def _different(points: Points) -> tuple[Ints, Ints, Ints]:
    """Of each different value of a segment: the segment, the place of its earliest point, and how often it comes."""
    ranks = _ranks(points.values)
    order = np.lexsort((points.times, ranks, points.segments))
    segments, sorted_ranks = points.segments[order], ranks[order]
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (np.diff(segments) != 0) | (sorted_ranks[1:] != sorted_ranks[:-1])
    heads = np.flatnonzero(fresh)
    return segments[heads], np.asarray(order[heads], np.int64), np.diff(np.append(heads, len(order)))
