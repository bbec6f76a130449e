"""An indicator on its way to a limit: its past, the limit, and the fan of futures between two times of reaching it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from admin.charts.frame import HEIGHT, LEFT, RIGHT, TOP, WIDTH, Plot
from admin.charts.path import area, line, runs
from admin.charts.scale import padded
from admin.charts.svg import chart, element
from admin.charts.values import Line, told

Floats = npt.NDArray[np.float64]

AHEAD = 41
"""At so many times of the future its values are told."""


@dataclass(frozen=True, slots=True)
class Fan:
    """Where the indicator is at a time (seconds since 1970), and when it reaches its limit: early, half way, late.

    Those of the times that are not known are infinite. All of them lie behind `begin`.
    """

    begin: float
    value: float
    limit: float
    early: float
    middle: float
    late: float

    def at(self, time: float, reached: float) -> float:
        """The indicator at a time on the straight way to its limit, where it stays."""
        if time >= reached:
            return self.limit
        return self.value + (self.limit - self.value) * (time - self.begin) / (reached - self.begin)


def fan_chart(
    times: Floats, values: Floats, fan: Fan, *, start: float, stop: float, gap_s: float, label: str, unit: str = ""
) -> Markup:
    """The chart from `start` to `stop`; `times` and `values` (n,) are the past, all times in seconds since 1970."""
    known = (times >= start) & (times <= stop) & np.isfinite(values)
    seen = [*values[known].tolist(), fan.value, fan.limit]
    plot = Plot(start, stop, *padded(min(seen), max(seen)))
    past = line(plot.x(times), plot.y(values), runs(times, known, gap_s))
    now = plot.x.at(fan.begin)
    return chart(
        WIDTH, HEIGHT, label, *plot.axes(),
        element("line", x1=now, x2=now, y1=TOP, y2=plot.y.begin, class_="edge"),
        *_futures(fan, plot), *_limit(fan.limit, plot),
        element("path", d=past, class_="observed"), class_="chart",
        data_values=_told(times, values, fan, plot, unit),
    )  # fmt: skip


def _told(times: Floats, values: Floats, fan: Fan, plot: Plot, unit: str) -> str:
    """The past as it was seen, and the futures at times that are evenly apart."""
    ahead = np.linspace(fan.begin, plot.stop, AHEAD)
    moments = np.concatenate([times, ahead])
    # What was seen since the future was foretold lies among its times.
    order, unknown = np.argsort(moments, kind="stable"), np.full(len(times), np.nan)
    early, middle, late = (
        np.concatenate([unknown, _way(fan, ahead.tolist(), reached)])[order]
        for reached in (fan.early, fan.middle, fan.late)
    )
    lines = [
        Line("seen", "observed", np.concatenate([values, np.full(AHEAD, np.nan)])[order]),
        Line("half of such cases", "expected", middle if np.isfinite(fan.middle) else np.full(len(middle), np.nan)),
        Line("may be", "band", np.minimum(early, late), np.maximum(early, late)),
    ]
    return told(plot, moments[order], lines, unit)


def _futures(fan: Fan, plot: Plot) -> list[Markup]:
    corners = sorted({fan.begin, plot.stop, *(time for time in (fan.early, fan.late) if time < plot.stop)})
    xs = np.array(corners)
    highs, lows = (_way(fan, corners, reached) for reached in (fan.early, fan.late))
    every = [np.arange(len(corners))]
    ends = [fan.begin, min(fan.middle, plot.stop)]
    drawn = [element("path", d=area(plot.x(xs), plot.y(lows), plot.y(highs), every), class_="band")]
    if np.isfinite(fan.middle):
        places = plot.x(np.array(ends)), plot.y(_way(fan, ends, fan.middle))
        drawn.append(element("path", d=line(*places, [np.arange(2)]), class_="expected"))
    return drawn


def _way(fan: Fan, times: Sequence[float], reached: float) -> Floats:
    return np.array([fan.at(time, reached) for time in times])


def _limit(limit: float, plot: Plot) -> list[Markup]:
    y = plot.y.at(limit)
    text = y + 12 if y < HEIGHT / 2 else y - 4
    return [
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="limit is-critical"),
        element("text", f"fails at {limit:g}", x=LEFT + 4, y=text, class_="limit-label is-critical"),
    ]
