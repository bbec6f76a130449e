"""The values that a chart draws, beside the picture: `charts.js` tells them where it is pointed at."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from admin.charts.frame import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Plot

Floats = npt.NDArray[np.float64]

_PLOT = [LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM]


@dataclass(frozen=True, slots=True)
class Line:
    """One line by its name, or what lies between two; `kind` is its class in the style sheet, NaN is nothing."""

    name: str
    kind: str
    values: Floats
    upper: Floats | None = None


def told(plot: Plot, times: Floats, lines: Sequence[Line], unit: str = "") -> str:
    """What a chart's `data-values` says: its scales, and of each time in it the values of every line.

    `times` (n,) are seconds since 1970 and rise, as the lines' values (n,) go; those that the chart does not show are
    left out.
    """
    shown = (times >= plot.start) & (times <= plot.stop)
    scales = {"start": plot.start, "stop": plot.stop, "low": plot.low, "high": plot.high, "plot": _PLOT}
    columns = [
        {"name": each.name, "kind": each.kind, "values": _column(each.values[shown])}
        | ({} if each.upper is None else {"upper": _column(each.upper[shown])})
        for each in lines
    ]
    found = {**scales, "unit": unit, "times": _column(times[shown] - plot.start, 9), "lines": columns}
    return json.dumps(found, separators=(",", ":"))


def _column(values: Floats, digits: int = 6) -> list[float | int | None]:
    return [_rounded(value, digits) if math.isfinite(value) else None for value in values.tolist()]


def _rounded(value: float, digits: int) -> float | int:
    """As few characters as so many digits need: a page holds thousands of them."""
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e9 else short
