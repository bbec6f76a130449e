"""Functions of a line of values: differences, rates, sums so far and moving averages."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fluxlite.influxql.functions import wrong_kind
from fluxlite.influxql.language.ast import Call, Duration, Number
from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.language.printing import duration_text
from fluxlite.influxql.lines import Line
from fluxlite.influxql.values import NUMBERS, Array, column
from fluxlite.seam import Kind

_SECOND = 1_000_000_000
MAX_AVERAGE = 100_000
"""Values that one moving average may take."""


@dataclass(frozen=True, slots=True)
class Transform:
    """A function of a line: `compute` gets the line, the call, and the unit of time where none is given."""

    compute: Callable[[Line, Call, int], Line]
    arguments: tuple[int, int]
    second: type[Duration] | type[Number] = Duration
    earlier: bool = True
    """Whether the first window needs the one before it."""

    def check(self, call: Call) -> None:
        """Refuse wrong arguments, with the server's words."""
        count, (least, most) = len(call.arguments), self.arguments
        if not least <= count <= most:
            expected = str(least) if least == most else f"at least {least} but no more than {most}"
            raise StatementError(f"invalid number of arguments for {call.name}, expected {expected}, got {count}")
        if count == 2 and not isinstance(call.arguments[1], self.second):
            what = "a duration" if self.second is Duration else "an integer"
            raise StatementError(f"second argument to {call.name} must be {what}")
        if count == 2:
            self._check_second(call)

    def _check_second(self, call: Call) -> None:
        second = call.arguments[1]
        if isinstance(second, Duration) and second.value <= 0:
            raise StatementError(f"duration argument must be positive, got {duration_text(second.value)}")
        if isinstance(second, Number) and not 1 < second.value <= MAX_AVERAGE:
            raise StatementError(f"moving_average window must be greater than 1, got {second.value}")

    def windows_before(self, call: Call) -> int:
        """How many windows before the first one are needed."""
        if not self.earlier:
            return 0
        return int(_second(call, 1)) if self.second is Number else 1


def transformed(line: Line, call: Call, unit: int) -> Line:
    """A call's line from that of its argument; `unit` is the length of a window, 0 without windows."""
    present = line.there()
    if present.values.kind not in NUMBERS:
        raise wrong_kind(call.name.removeprefix("non_negative_").replace("_", " "), present.values.kind)
    return TRANSFORMS[call.name].compute(present, call, unit)


def _second(call: Call, default: float) -> float:
    return getattr(call.arguments[1], "value", default) if len(call.arguments) == 2 else default


def _steps(line: Line) -> Line:
    """A line without further values at the same time."""
    fresh = np.ones(len(line), np.bool_)
    fresh[1:] = np.diff(line.times) != 0
    return Line(line.times[fresh], line.values.take(fresh))


def _signed(line: Line) -> Array:
    """The values as numbers that may become negative."""
    kind = line.values.kind
    return line.values.data.astype(np.int64) if kind is Kind.UNSIGNED else line.values.data


def _difference(line: Line, call: Call, _unit: int) -> Line:
    steps = _steps(line)
    found = np.diff(_signed(steps))
    kind = Kind.DOUBLE if steps.values.kind is Kind.DOUBLE else Kind.LONG
    return _non_negative(Line(steps.times[1:], column(kind, found)), call)


def _derivative(line: Line, call: Call, unit: int) -> Line:
    steps = _steps(line)
    per = _second(call, unit or _SECOND)
    found = np.diff(_signed(steps)).astype(np.float64) / (np.diff(steps.times) / per)
    return _non_negative(Line(steps.times[1:], column(Kind.DOUBLE, found)), call)


def _non_negative(line: Line, call: Call) -> Line:
    if not call.name.startswith("non_negative_"):
        return line
    kept = line.values.data >= 0
    return Line(line.times[kept], line.values.take(kept))


def _cumulative_sum(line: Line, _call: Call, _unit: int) -> Line:
    return Line(line.times, column(line.values.kind, np.cumsum(line.values.data, dtype=line.values.data.dtype)))


def _moving_average(line: Line, call: Call, _unit: int) -> Line:
    count = int(_second(call, 2))
    if len(line) < count:
        return Line(line.times[:0], column(Kind.DOUBLE, np.zeros(0)))
    windows = np.lib.stride_tricks.sliding_window_view(line.values.data.astype(np.float64), count)
    return Line(line.times[count - 1 :], column(Kind.DOUBLE, windows.sum(axis=1) / count))


def _elapsed(line: Line, call: Call, _unit: int) -> Line:
    found = np.diff(line.times) // int(_second(call, 1))
    return Line(line.times[1:], column(Kind.LONG, found))


TRANSFORMS = {
    "cumulative_sum": Transform(_cumulative_sum, (1, 1), earlier=False),
    "derivative": Transform(_derivative, (1, 2)),
    "difference": Transform(_difference, (1, 1)),
    "elapsed": Transform(_elapsed, (1, 2)),
    "moving_average": Transform(_moving_average, (2, 2), Number),
    "non_negative_derivative": Transform(_derivative, (1, 2)),
    "non_negative_difference": Transform(_difference, (1, 1)),
}
