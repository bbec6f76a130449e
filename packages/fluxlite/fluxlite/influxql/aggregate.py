"""SELECT of functions of many points, over all time or by windows of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fluxlite.influxql.answer import Table as Answer
from fluxlite.influxql.budget import Budget
from fluxlite.influxql.evaluate import Table, check_types, evaluate
from fluxlite.influxql.functions import SELECTORS, takes, wrong_kind
from fluxlite.influxql.groups import Groups
from fluxlite.influxql.kinds import kind_of, result_kind
from fluxlite.influxql.language.ast import Call, Name
from fluxlite.influxql.lines import Line, filled
from fluxlite.influxql.plan import Plan
from fluxlite.influxql.raw import fields_of, paged
from fluxlite.influxql.reducing import Asked, distinct_counts, from_rows, from_storage, is_pushed
from fluxlite.influxql.rows import Rows, read_rows
from fluxlite.influxql.transforms import TRANSFORMS, transformed
from fluxlite.influxql.values import Values, nothing
from fluxlite.seam import MIN_TIME, Kind

Ints = npt.NDArray[np.int64]


@dataclass
class Aggregation:
    """One measurement's part of a SELECT with functions."""

    plan: Plan
    groups: Groups
    span: tuple[int, int]
    """The time that is asked for; it begins at MIN_TIME where no beginning was named."""
    budget: Budget
    _read: dict[tuple[tuple[str, ...], tuple[int, int]], Rows] = field(default_factory=dict)

    def tables(self, names: list[str]) -> list[tuple[int, Answer]]:
        """The table of each group that has values, with the group's number."""
        for column in self.plan.columns:
            check_types(column.expression, lambda one: kind_of(one, self.groups.measurement))
        lines = {call: self._lines(call) for call in self.plan.calls}
        found = []
        for number in range(len(self.groups.keys)):
            mine = {call: lines[call][number] for call in lines if number in lines[call]}
            cells = self._cells(mine) if any(len(line) for line in mine.values()) else []
            if cells:
                found.append((number, Answer(names, cells, timed=True)))
        return found

    # -- lines -------------------------------------------------------------------------------------------------------

    def _lines(self, call: Call) -> dict[int, Line]:
        """The line of each group, gaps filled."""
        transform = TRANSFORMS.get(call.name)
        if transform is None:
            return self._filled(call, self._reduced(call, self.span), self.span)
        inner, windows = call.arguments[0], self.plan.windows
        if windows is None or not isinstance(inner, Call):
            lines = self._points(inner)
        else:
            span = self._earlier(transform.windows_before(call))
            lines = self._filled(inner, self._reduced(inner, span), span)
        unit = windows.every if windows else 0
        changed = {number: transformed(line, call, unit) for number, line in lines.items()}
        return {number: self._from_start(line) for number, line in changed.items()}

    def _earlier(self, count: int) -> tuple[int, int]:
        """The range of time with some windows before it."""
        start, stop = self.span
        if start == MIN_TIME or self.plan.windows is None:
            return self.span
        return max(MIN_TIME, start - count * self.plan.windows.every), stop

    def _from_start(self, line: Line) -> Line:
        """A line without the windows before the range."""
        windows, start = self.plan.windows, self.span[0]
        if windows is None or start == MIN_TIME:
            return line
        kept = line.times >= windows.start(windows.number(start))
        return Line(line.times[kept], line.values.take(kept))

    def _points(self, field: object) -> dict[int, Line]:
        """The points of a field as lines."""
        name = self._field(field)
        if name is None:
            return {}
        rows = self._rows([name])
        values = rows.columns[name]
        group_of = self.groups.of_place[rows.owners]
        found = {}
        for number in np.unique(group_of).tolist():
            mine = (group_of == number) & values.valid
            found[number] = Line(rows.times[mine], values.take(mine))
        return found

    def _field(self, argument: object) -> str | None:
        """A field that a function is of; None where the measurement has none of that name."""
        if not isinstance(argument, Name) or argument.cast == "tag":
            return None
        return argument.text if argument.text in self.groups.measurement.fields else None

    def _reduced(self, call: Call, span: tuple[int, int]) -> dict[int, Line]:
        inner = call.arguments[0]
        counts_distinct = isinstance(inner, Call)
        name = self._field(inner.arguments[0] if isinstance(inner, Call) else inner)
        if name is None:
            return {}
        kind = self.groups.measurement.kinds[name]
        if not takes(call.name, kind):
            raise wrong_kind(call.name, kind)
        percent = float(getattr(call.arguments[1], "value", 0)) if len(call.arguments) > 1 else 0.0
        start = 0 if self.span[0] == MIN_TIME else self.span[0]
        asked = Asked(call.name, name, self.plan.windows, span, start, percent)
        own_time = len(self.plan.calls) == 1 and call.name in SELECTORS
        if is_pushed(call.name, kind) and not (self.groups.remaining or self.plan.names or counts_distinct):
            return from_storage(asked, self.groups, self.budget, own_time=own_time)
        rows = self._rows([name, *(one.text for one in self.plan.names)], span)
        if counts_distinct:
            return distinct_counts(asked, self.groups, rows)
        return from_rows(asked, self.groups, rows, own_time=own_time)

    def _rows(self, fields: Iterable[str], span: tuple[int, int] | None = None) -> Rows:
        """The rows with some fields, read once."""
        needed = (*fields, *(name for condition in self.groups.remaining for name in fields_of(condition)))
        key = (needed, span or self.span)
        if key not in self._read:
            measurement, places = self.groups.measurement, self.groups.places
            self._read[key] = self.groups.kept(read_rows(measurement, places, needed, key[1], self.budget))
        return self._read[key]

    # -- windows -----------------------------------------------------------------------------------------------------

    def _filled(self, call: Call, lines: dict[int, Line], span: tuple[int, int]) -> dict[int, Line]:
        fill, windows = self.plan.select.fill, self.plan.windows
        if windows is None or fill == "none" or call.name == "distinct":
            return lines
        if call.name == "count" and fill == "null":
            fill = 0.0
        found = {}
        for number, line in lines.items():
            times = self._times(line, span)
            found[number] = filled(line, times, fill, backwards=self.plan.select.descending)
        return found

    def _times(self, line: Line, span: tuple[int, int]) -> Ints:
        """The starts of all windows of a range; one without a beginning begins with the first value."""
        windows = self.plan.windows
        assert windows is not None
        first = windows.number(int(line.times[0]) if span[0] == MIN_TIME else span[0])
        last = windows.number(span[1] - 1)
        self.budget.take_windows(max(0, last - first + 1))
        return np.arange(first, last + 1, dtype=np.int64) * windows.every + windows.offset

    # -- cells -------------------------------------------------------------------------------------------------------

    def _cells(self, lines: dict[Call, Line]) -> list[list[object]]:
        """The rows of a group: each time at which some function has a value, or a window."""
        (only, *others) = lines.values()
        times = only.times
        for line in others:
            times = np.union1d(times, line.times)

        def look_up(one: Name | Call) -> Values:
            if isinstance(one, Name):
                return self._beside(one, only)
            line = lines.get(one)
            if line is None:
                return self._missing(one, times)
            return line.values if line is only and not others else filled(line, times, "null").values

        columns = [evaluate(column.expression, len(times), look_up) for column in self.plan.columns]
        order = np.arange(len(times))
        chosen = paged(order[::-1] if self.plan.select.descending else order, self.plan)
        self.budget.take_cells(len(chosen) * len(columns))
        cells = [times[chosen].tolist(), *(values.take(chosen).cells() for values in columns)]
        return [list(row) for row in zip(*cells, strict=True)]

    def _missing(self, call: Call, times: Ints) -> Values:
        """The values of a function that has none in a group: `fill` puts a number there too."""
        fill = self.plan.select.fill
        kind = result_kind(call, self.groups.measurement)
        values = nothing(len(times), kind or Kind.DOUBLE)
        if kind is None or self.plan.windows is None or not isinstance(fill, float):
            return values
        return filled(Line(times[:0], values.take(times[:0])), times, fill).values

    def _beside(self, name: Name, line: Line) -> Values:
        """A field or tag of the points that the one selector took."""
        call = self.plan.calls[0]
        field = self._field(call.arguments[0])
        rows = self._rows([field or "", *(one.text for one in self.plan.names)])
        values = Table(self.groups.measurement, rows).named(name)
        picks = line.picks
        if picks is None or not len(values):
            return nothing(len(line), values.kind)
        found = values.take(np.maximum(picks, 0))
        return Values(found.kind, found.data, found.valid & (picks >= 0))
