"""Paths: lines and areas over time that break where data is missing instead of bridging it."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


SEVERAL = 3.0
"""Points that come evenly belong together, and a few that are missing among them are a gap."""


def bridged_s(times: Floats, least: float) -> float:
    """How many seconds apart points may be that belong together: `least`, or three of the usual steps of `times` (n,).

    >>> bridged_s(np.array([0.0, 3600, 7200, 90000]), 180)
    10800.0
    """
    return max(least, SEVERAL * float(np.median(np.diff(times)))) if len(times) > 1 else least


def runs(times: Floats, present: Flags, gap_s: float) -> list[npt.NDArray[np.int64]]:
    """The indexes of present points, split where two that follow each other are more than `gap_s` apart.

    A point that is there but not present splits too: a NaN is a gap however short.
    """
    found = np.flatnonzero(present)
    if not len(found):
        return []
    apart = (np.diff(times[found]) > gap_s) | (np.diff(found) > 1)
    return np.split(found, np.flatnonzero(apart) + 1)


def line(xs: Floats, ys: Floats, parts: list[npt.NDArray[np.int64]]) -> str:
    """A path's `d` through the points of each part; a part of one point becomes a dot (with round line caps)."""
    return " ".join(f"M{_points(xs[part], ys[part])}" + ("h0" if len(part) == 1 else "") for part in parts)


def area(xs: Floats, lows: Floats, highs: Floats, parts: list[npt.NDArray[np.int64]]) -> str:
    """A path's `d` around what lies between two lines, part by part."""
    shapes = []
    for part in parts:
        back = part[::-1]
        shapes.append(f"M{_points(xs[part], highs[part])}L{_points(xs[back], lows[back])}Z")
    return " ".join(shapes)


def _points(xs: Floats, ys: Floats) -> str:
    """The points to a tenth of a unit; raises `ValueError` where one is not finite."""
    # Whole columns at a time: a fleet's page draws ten thousand points. Adding 0 turns -0 into 0.
    places = np.round(np.column_stack((xs, ys)), 1) + 0.0
    if not np.isfinite(places).all():
        raise ValueError("a path goes through a point that is not finite")
    return " ".join(f"{x:g},{y:g}" for x, y in places.tolist())
