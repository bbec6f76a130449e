"""A sparkline: the course of risk in the height of a line of text, on the full scale from 0 to 100."""

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from admin.charts.path import area, line, runs
from admin.charts.scale import Scale
from admin.charts.svg import chart, element

WIDTH, HEIGHT, EDGE = 120.0, 30.0, 2.0


def sparkline(
    times: npt.NDArray[np.float64],
    risks: npt.NDArray[np.float64],
    *,
    start: float,
    stop: float,
    gap_s: float,
    state: str,
    label: str,
) -> Markup:
    """Risk (0 to 100) over `start`..`stop`, all in seconds since 1970; `state` colours it."""
    inside = (times >= start) & (times <= stop)
    xs = Scale(start, stop, EDGE, WIDTH - EDGE)(times)
    ys = Scale(0, 100, HEIGHT - EDGE, EDGE)(risks)
    parts = runs(times, inside & np.isfinite(risks), gap_s)
    floor = np.full(len(ys), HEIGHT - EDGE)
    return chart(
        WIDTH, HEIGHT, label,
        element("path", d=f"M{EDGE:g},{HEIGHT - EDGE:g}H{WIDTH - EDGE:g}", class_="floor"),
        element("path", d=area(xs, floor, ys, parts), class_="fill"),
        element("path", d=line(xs, ys, parts), class_="line"),
        class_=f"sparkline is-{state}", stretch=True,
    )  # fmt: skip
