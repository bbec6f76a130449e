"""SELECT of points as they are, and of what is computed from the values of one row."""

import numpy as np

from fluxlite.influxql.answer import Table as Answer
from fluxlite.influxql.budget import Budget
from fluxlite.influxql.evaluate import Table, check_types, evaluate
from fluxlite.influxql.groups import Groups
from fluxlite.influxql.kinds import kind_of
from fluxlite.influxql.language.ast import Binary, Call, Expression, Name
from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.measurement import Measurement
from fluxlite.influxql.newest import newest_rows
from fluxlite.influxql.plan import Plan
from fluxlite.influxql.rows import Rows, read_rows
from fluxlite.influxql.values import Array, Values
from fluxlite.seam import Kind


def raw(
    plan: Plan, groups: Groups, names: list[str], span: tuple[int, int], budget: Budget
) -> list[tuple[int, Answer]]:
    """The rows of each group that has some, with the group's number; `names` are those of the columns."""
    measurement = groups.measurement
    for column in plan.columns:
        check_types(column.expression, lambda one: kind_of(one, measurement))
    shown = [name.text for name in plan.names if name.cast != "tag" and name.text in measurement.fields]
    if not shown:
        return []
    needed = [*shown, *(name for condition in groups.remaining for name in fields_of(condition))]
    page = plan.select.page
    limit = page.limit + page.offset if page.limit else None
    if limit is not None and plan.select.descending:
        rows = newest_rows(groups, shown, needed, span, limit, budget)
    else:
        pushed = None if groups.remaining else limit
        rows = groups.kept(read_rows(measurement, groups.places, needed, span, budget, pushed))
    group_of = groups.of_place[rows.owners]
    found = []
    for number in np.unique(group_of).tolist():
        cells = _cells(plan, measurement, rows.take(group_of == number), budget)
        if cells:
            found.append((number, Answer(names, cells, timed=True)))
    return found


def fields_of(condition: Expression) -> list[str]:
    """The names in a condition."""
    if isinstance(condition, Name):
        return [condition.text]
    return fields_of(condition.left) + fields_of(condition.right) if isinstance(condition, Binary) else []


def _cells(plan: Plan, measurement: Measurement, rows: Rows, budget: Budget) -> list[list[object]]:
    """The page of rows that is wanted, each with its time."""
    table = Table(measurement, rows)

    def look_up(one: Name | Call) -> Values:
        if isinstance(one, Call):
            raise StatementError(f"undefined function {one.name}()")
        return table.named(one)

    columns = [evaluate(column.expression, len(rows), look_up) for column in plan.columns]
    counted = [table.named(name).valid for name in plan.names if _counts(name, measurement)]
    kept = np.flatnonzero(np.logical_or.reduce(counted)) if counted else np.zeros(0, np.int64)
    order = kept[_order(rows.take(kept), [values.take(kept) for values in columns])]
    chosen = paged(order[::-1] if plan.select.descending else order, plan)
    budget.take_cells(len(chosen) * len(columns))
    cells = [rows.times[chosen].tolist(), *(values.take(chosen).cells() for values in columns)]
    return [list(row) for row in zip(*cells, strict=True)]


def paged(order: Array, plan: Plan) -> Array:
    """What LIMIT and OFFSET leave."""
    page = plan.select.page
    return order[page.offset :][: page.limit or None]


def _counts(name: Name, measurement: Measurement) -> bool:
    """Whether a name makes a row where it has a value: a tag does not."""
    return name.cast != "tag" and name.text in measurement.fields


def _order(rows: Rows, columns: list[Values]) -> Array:
    """The order of rows: by time, then by the columns of texts that come first, then by series."""
    keys: list[Array] = []
    for values in columns:
        if values.kind is not Kind.STRING:
            break
        keys.append(np.unique(values.data.astype(str), return_inverse=True)[1])
    return np.lexsort((rows.owners, *reversed(keys), rows.times))
