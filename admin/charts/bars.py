"""Bars: a share of a whole as a filled track."""

from markupsafe import Markup

from admin.charts.scale import Scale
from admin.charts.svg import chart, element

WIDTH, HEIGHT = 200.0, 10.0


def bar(value: float, whole: float, *, state: str, label: str, marks: tuple[float, ...] = ()) -> Markup:
    """`value` of `whole` (above 0), both at least 0; `marks` are drawn across the track at those values."""
    place = Scale(0, whole, 0, WIDTH)
    filled = place.at(value)
    # Something above nothing must be seen, or a small part of the risk looks like none.
    width = max(filled, 2.0) if value > 0 else 0.0
    lines = [element("line", x1=place.at(mark), x2=place.at(mark), y1=0.0, y2=HEIGHT, class_="mark") for mark in marks]
    return chart(
        WIDTH, HEIGHT, label,
        element("rect", x=0.0, y=0.0, width=WIDTH, height=HEIGHT, class_="track"),
        element("rect", x=0.0, y=0.0, width=width, height=HEIGHT, class_="filled"),
        *lines, class_=f"bar is-{state}", stretch=True,
    )  # fmt: skip
