"""Risk or health over time on its full scale, with the edges between its bands."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from admin.charts.frame import HEIGHT, LEFT, RIGHT, WIDTH, Plot
from admin.charts.path import area, line, runs
from admin.charts.svg import chart, element
from admin.charts.values import Line, told
from contract.levels import RISK_EDGES

Floats = npt.NDArray[np.float64]


def risk_chart(
    times: Floats,
    risks: Floats,
    *,
    start: float,
    stop: float,
    gap_s: float,
    label: str,
    name: str = "risk",
    edges: Sequence[float] = RISK_EDGES,
    marks: Sequence[tuple[float, float, str]] = (),
) -> Markup:
    """Risk or health (0 to 100) between two times in seconds since 1970; `edges` are drawn across.

    `name` is which of the two it is. `marks` are spans of time, begin and end, with the state that colours each.
    """
    plot = Plot(start, stop, 0, 100)
    xs, ys = plot.x(times), plot.y(risks)
    parts = runs(times, (times >= start) & (times <= stop) & np.isfinite(risks), gap_s)
    floor = np.full(len(ys), plot.y.at(0))
    lines = [
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=plot.y.at(edge), y2=plot.y.at(edge), class_="edge")
        for edge in edges
    ]
    return chart(
        WIDTH, HEIGHT, label, *_marks(marks, plot), *plot.axes(), *lines,
        element("path", d=area(xs, floor, ys, parts), class_="band"),
        element("path", d=line(xs, ys, parts), class_="observed"), class_="chart",
        data_values=told(plot, times, [Line(name, "observed", risks)], "of 100"),
    )  # fmt: skip


def _marks(marks: Sequence[tuple[float, float, str]], plot: Plot) -> list[Markup]:
    """What lasted, as tinted columns; what is short is seen too."""
    top = plot.y.at(100)
    return [
        element(
            "rect", x=plot.x.at(begin), y=top, width=max(plot.x.at(end) - plot.x.at(begin), 2.0),
            height=plot.y.at(0) - top, class_=f"mark is-{state}",
        )
        for begin, end, state in marks
    ]  # fmt: skip
