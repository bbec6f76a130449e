"""A signal inside its expected band: what was seen, what was expected, where it left it, and its limits."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from admin.charts.frame import HEIGHT, LEFT, RIGHT, TOP, WIDTH, Plot
from admin.charts.path import area, line, runs
from admin.charts.scale import padded
from admin.charts.svg import chart, element
from admin.charts.values import Line, told
from admin.readings.scores import Band

Floats = npt.NDArray[np.float64]

NEAR = 0.75
"""A limit is drawn when it is no farther from the data than this share of the data's span: beyond that it would press
the course of the signal flat."""
FAR = 1.5
"""So much of the data's span a band is drawn beyond the data: one that is not known well yet may be far wider."""


def band_chart(
    band: Band, *, start: float, stop: float, gap_s: float, limits: Mapping[str, float], label: str, unit: str = ""
) -> Markup:
    """The chart of one signal; `limits` holds `warn_low`, `crit_high` and so on, those that are set."""
    lines = [
        Line("seen", "observed", band.observed),
        Line("expected", "expected", band.expected),
        Line("band", "band", band.lower, band.upper),
    ]
    inside = (band.times >= start) & (band.times <= stop)
    edges = np.concatenate([band.lower[inside], band.upper[inside]])
    low, high = domain(band.observed[inside], edges, limits)
    band = replace(band, lower=np.clip(band.lower, low, high), upper=np.clip(band.upper, low, high))
    plot = Plot(start, stop, low, high)
    return chart(
        WIDTH, HEIGHT, label, *plot.axes(), *_band(band, plot, inside, gap_s), *limit_lines(limits, plot),
        *_lines(band, plot, inside, gap_s), class_="chart", data_values=told(plot, band.times, lines, unit),
    )  # fmt: skip


def domain(seen: Floats, edges: Floats, limits: Mapping[str, float]) -> tuple[float, float]:
    """From the lowest to the highest of all that is drawn, with near limits; NaN is nothing."""
    seen, edges = seen[np.isfinite(seen)], edges[np.isfinite(edges)]
    if len(seen) and (far := FAR * (seen.max() - seen.min())) > 0:
        edges = np.clip(edges, seen.min() - far, seen.max() + far)
    values = np.concatenate([seen, edges])
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = NEAR * (high - low)
    near = [value for value in limits.values() if low - room <= value <= high + room]
    return padded(min([low, *near]), max([high, *near]))


def _band(band: Band, plot: Plot, inside: npt.NDArray[np.bool_], gap_s: float) -> list[Markup]:
    xs, lows, highs = plot.x(band.times), plot.y(band.lower), plot.y(band.upper)
    known = inside & np.isfinite(band.lower) & np.isfinite(band.upper)
    expected = inside & np.isfinite(band.expected)
    middle = line(xs, plot.y(band.expected), runs(band.times, expected, gap_s))
    return [
        element("path", d=area(xs, lows, highs, runs(band.times, known, gap_s)), class_="band"),
        element("path", d=middle, class_="expected"),
    ]


def _lines(band: Band, plot: Plot, inside: npt.NDArray[np.bool_], gap_s: float) -> list[Markup]:
    """What was seen, and again on top of it where the score is past the band's edge."""
    xs, ys = plot.x(band.times), plot.y(band.observed)
    seen = inside & np.isfinite(band.observed)
    outside = seen & (np.nan_to_num(band.score) > 1)
    return [
        element("path", d=line(xs, ys, runs(band.times, seen, gap_s)), class_="observed"),
        element("path", d=line(xs, ys, runs(band.times, outside, gap_s)), class_="outside"),
    ]


def limit_lines(limits: Mapping[str, float], plot: Plot, prefix: str = "") -> list[Markup]:
    """The limits that lie in the plot, each with its name after a `prefix`."""
    drawn = []
    for name, value in limits.items():
        if not plot.low <= value <= plot.high:
            continue
        y, kind = plot.y.at(value), "critical" if name.startswith("crit") else "warning"
        drawn.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_=f"limit is-{kind}"))
        above = y - 4 if y - 4 > TOP + 8 else y + 12
        label_y = min(above, HEIGHT - 4)
        drawn.append(
            element("text", f"{prefix}{kind} {value:g}", x=LEFT + 4, y=label_y, class_=f"limit-label is-{kind}")
        )
    return drawn
