"""A signal inside two bands: the one that is in force, filled, and the one that is proposed, by its edges."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from admin.charts.band import domain, limit_lines
from admin.charts.frame import HEIGHT, WIDTH, Plot
from admin.charts.path import area, bridged_s, line, runs
from admin.charts.svg import chart, element
from admin.charts.values import Line, told

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Edges:
    """A band's edges (n,), NaN where none is known, and the limits beside it, by name."""

    lower: Floats
    upper: Floats
    limits: Mapping[str, float]


def proposed_chart(
    times: Floats, observed: Floats, in_force: Edges, proposed: Edges, *, label: str, unit: str = ""
) -> Markup:
    """The chart; `times` (n,) are seconds since 1970 and rise, NaN is not known. One without times is empty."""
    start, stop = (float(times[0]), float(times[-1])) if len(times) else (0.0, 1.0)
    gap_s, seen = bridged_s(times, 0.0), np.isfinite(observed)
    changed = {name: value for name, value in proposed.limits.items() if in_force.limits.get(name) != value}
    edges = np.concatenate([in_force.lower, in_force.upper, proposed.lower, proposed.upper])
    plot = Plot(start, stop, *domain(observed, edges, {**in_force.limits, **proposed.limits}))
    lines = [
        Line("seen", "observed", observed),
        Line("band in force", "band", in_force.lower, in_force.upper),
        Line("proposed band", "proposed", proposed.lower, proposed.upper),
    ]
    return chart(
        WIDTH, HEIGHT, label, *plot.axes(), _band(times, in_force, plot, gap_s),
        *limit_lines(in_force.limits, plot), *limit_lines(changed, plot, "proposed "),
        *_edges(times, proposed, plot, gap_s),
        element("path", d=line(plot.x(times), plot.y(observed), runs(times, seen, gap_s)), class_="observed"),
        class_="chart", data_values=told(plot, times, lines, unit),
    )  # fmt: skip


def _band(times: Floats, of: Edges, plot: Plot, gap_s: float) -> Markup:
    known = np.isfinite(of.lower) & np.isfinite(of.upper)
    shape = area(plot.x(times), plot.y(of.lower), plot.y(of.upper), runs(times, known, gap_s))
    return element("path", d=shape, class_="band")


def _edges(times: Floats, of: Edges, plot: Plot, gap_s: float) -> list[Markup]:
    return [
        element("path", d=line(plot.x(times), plot.y(edge), runs(times, np.isfinite(edge), gap_s)), class_="proposed")
        for edge in (of.lower, of.upper)
    ]
