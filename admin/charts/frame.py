"""What every chart over time shares: a plot area with a time axis below and a value axis at its left."""

from dataclasses import dataclass

from markupsafe import Markup

from admin.charts.scale import Scale, nice_ticks, tick_label, time_ticks
from admin.charts.svg import element

WIDTH, HEIGHT = 400.0, 180.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 8.0, 10.0, 24.0
LABEL_ROOM = 18.0
"""A time label is centred on its tick; nearer than this to an edge it would be cut off."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Scales of one chart: `start`..`stop` in seconds since 1970, `low`..`high` in the value's unit."""

    start: float
    stop: float
    low: float
    high: float

    @property
    def x(self) -> Scale:
        """From times to places."""
        return Scale(self.start, self.stop, LEFT, WIDTH - RIGHT)

    @property
    def y(self) -> Scale:
        """From values to places; SVG counts downwards."""
        return Scale(self.low, self.high, HEIGHT - BOTTOM, TOP)

    def axes(self) -> list[Markup]:
        """Grid lines and labels of both axes."""
        return [*self._value_axis(), *self._time_axis()]

    def _value_axis(self) -> list[Markup]:
        ticks = nice_ticks(self.low, self.high)
        step = ticks[1] - ticks[0] if len(ticks) > 1 else self.high - self.low
        drawn = []
        for tick in ticks:
            y = self.y.at(tick)
            drawn.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid"))
            label = tick_label(tick, step)
            drawn.append(element("text", label, x=LEFT - 6, y=y + 4, class_="tick", text_anchor="end"))
        return drawn

    def _time_axis(self) -> list[Markup]:
        drawn = []
        for time, label in time_ticks(self.start, self.stop):
            x = self.x.at(time)
            drawn.append(element("line", x1=x, x2=x, y1=HEIGHT - BOTTOM, y2=HEIGHT - BOTTOM + 4, class_="grid"))
            if LABEL_ROOM <= x <= WIDTH - LABEL_ROOM:
                drawn.append(
                    element("text", label, x=x, y=HEIGHT - 6, class_="tick", text_anchor="middle", data_time=time)
                )
        return drawn
