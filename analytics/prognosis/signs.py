"""The signs of wear of an asset, as a trained model is told them: how far each symptom of its class has moved from what
was first expected, over a day, three, ten and thirty, and how these differ, in smallest deviations that matter."""

from collections.abc import Sequence

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats, Ints
from analytics.layers.courses import PARTS, Courses, days_until, quarters_until
from contract.catalogue import ClassSpec, Role

SPANS = (1, 3, 10, 30)
"""Days of the means; the newest ten come by quarters of a day."""

SIGNS = 2 * len(SPANS) - 1
"""Signs of each symptom."""


def names(spec: ClassSpec) -> tuple[str, ...]:
    """The symptoms of a class in the order of their signs."""
    return tuple(sorted(name for name, signal in spec.signals.items() if signal.role is Role.SYMPTOM))


def signs(state: State, asset: int, now: int, symptoms: Sequence[str]) -> Floats:
    """(SIGNS n,) the signs of n symptoms of an asset at a time (ns): means of `SPANS`, then each less the next; NaN for
    what the asset does not send, or of which nothing is known."""
    known = {state.fleet.signals[number].name: number for number in state.fleet.series_of(asset)}
    at = np.array([known.get(name, -1) for name in symptoms], np.int64)
    own = at[at >= 0]
    found = np.full((len(SPANS), len(symptoms)), np.nan)
    if len(own):
        unit = state.judging.min_deviation[own]
        found[:, at >= 0] = _means(state.of(Courses), own, now) / np.where(unit > 0, unit, np.nan)
    return np.concatenate((found, -np.diff(found, axis=0))).ravel()


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
