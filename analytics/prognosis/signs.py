"""The signs of wear of an asset, as a trained model is told them: how far each symptom of its class has moved from what
was first expected, over a day, three, ten and thirty, and how these differ, in smallest deviations that matter."""

from collections.abc import Sequence

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats, Ints
from analytics.layers.courses import DAYS, PARTS, Courses, days_until, quarters_until
from analytics.layers.quality import Quality, untrue
from contract.catalogue import ClassSpec, Role

SPANS = (1, 3, 10, 30)
"""Days of the means; the newest ten come by quarters of a day."""

SIGNS = 2 * len(SPANS) - 1
"""Signs of each symptom."""
LATELY = 1
"""The span, three days, by which it is decided which symptom is off most, and whether anything is known."""


def names(spec: ClassSpec) -> tuple[str, ...]:
    """The symptoms of a class in the order of their signs."""
    return tuple(sorted(name for name, signal in spec.signals.items() if signal.role is Role.SYMPTOM))


def signs(state: State, asset: int, now: int, symptoms: Sequence[str]) -> Floats:
    """(k,) the signs of n symptoms of an asset at a time (ns), as `row_of` puts them: means of `SPANS`, then each less
    the next; NaN for what the asset does not send, of which nothing is known, or whose sensor tells untruth."""
    at = _series(state, asset, symptoms)
    own = at[at >= 0]
    found = np.full((len(SPANS), len(symptoms)), np.nan)
    if len(own):
        found[:, at >= 0] = _means(state.of(Courses), own, now) / _unit(state, own)
    return row_of(np.concatenate((found, -np.diff(found, axis=0))))


def row_of(found: Floats) -> Floats:
    """(..., SIGNS (n + 1)) the signs (..., SIGNS, n) of n symptoms in a row, those of whichever is off most beside
    them, turned so that it is off upwards: a fault that was seldom seen is still like others in that.

    >>> row_of(np.array([[0.0, -1.0], [1.0, -2.0]])).tolist()
    [0.0, -1.0, 1.0, 1.0, -2.0, 2.0]
    """
    off = np.nan_to_num(found[..., LATELY, :])
    most = np.abs(off).argmax(axis=-1)[..., None, None]
    own = np.take_along_axis(found, np.broadcast_to(most, (*found.shape[:-1], 1)), -1)
    turned = np.where(np.take_along_axis(off[..., None, :], most, -1) < 0, -own, own)
    return np.concatenate((found, turned), axis=-1).reshape(*found.shape[:-2], -1)


def blocks(row: Floats) -> Floats:
    """(..., SIGNS, n) the signs of n symptoms out of such rows."""
    return row.reshape(*row.shape[:-1], SIGNS, -1)[..., :-1]


def width(symptoms: int) -> int:
    """How many signs a row of so many symptoms has."""
    return SIGNS * (symptoms + 1)


def deviations(state: State, asset: int, now: int, symptoms: Sequence[str]) -> Floats:
    """(DAYS, n) how far n symptoms of an asset were off on the days up to a time (ns), in smallest deviations that
    matter, the newest last; NaN for what is not known."""
    found = np.full((DAYS, len(symptoms)), np.nan)
    at = _series(state, asset, symptoms)
    own = at[at >= 0]
    if len(own):
        found[:, at >= 0] = (days_until(state.of(Courses), own, now)[1] / _unit(state, own)[:, None]).T
    return found


def deviation(state: State, asset: int, now: int, symptom: str) -> str:
    """How far a symptom of an asset is off on the last day, in its unit, for people."""
    at = _series(state, asset, [symptom])
    off = float(_means(state.of(Courses), at, now)[0, 0])
    return f"{symptom} {off:+.2g} {state.fleet.signals[int(at[0])].unit}".rstrip()


def _series(state: State, asset: int, symptoms: Sequence[str]) -> Ints:
    """(n,) the series of symptoms of an asset, -1 where it does not send one, or its sensor tells untruth."""
    own = np.array(state.fleet.series_of(asset), np.int64)
    trusted = own[~untrue(state.of(Quality), own)].tolist()
    known = {state.fleet.signals[number].name: number for number in trusted}
    return np.array([known.get(name, -1) for name in symptoms], np.int64)


def _unit(state: State, at: Ints) -> Floats:
    """(n,) the smallest deviation of each series that matters; NaN for none."""
    unit = state.judging.min_deviation[at]
    return np.where(unit > 0, unit, np.nan)


def _means(courses: Courses, at: Ints, now: int) -> Floats:
    quarters, days = quarters_until(courses, at, now)[1], days_until(courses, at, now)[1]
    parts = [quarters[:, -span * PARTS :] if span < SPANS[-1] else days[:, -span:] for span in SPANS]
    return np.array([_mean(part) for part in parts])


def _mean(values: Floats) -> Floats:
    """(n,) the mean of what is known of (n, k), NaN for none."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    total: Floats = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
