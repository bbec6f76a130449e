"""The newest rows of each group, without reading all that came before: further back only as far as is needed."""

from collections.abc import Sequence

import numpy as np

from fluxlite.influxql.budget import Budget
from fluxlite.influxql.groups import Groups
from fluxlite.influxql.rows import Rows, by_kind, read_rows
from fluxlite.influxql.values import numbers_of
from fluxlite.seam import Kind

_REACH = 60_000_000_000
"""How far is looked back at first, nanoseconds."""
_FURTHER = 8


def newest_rows(
    groups: Groups, shown: Sequence[str], needed: Sequence[str], span: tuple[int, int], count: int, budget: Budget
) -> Rows:
    """Rows among which are the newest `count` of each group that have one of the shown fields."""
    times = _newest_times(groups, shown, span, budget)
    reach = _REACH
    while times:
        start = max(span[0], max(times.values()) + 1 - reach)
        rows = groups.kept(read_rows(groups.measurement, groups.places, needed, (start, span[1]), budget))
        if start == span[0] or _are_enough(groups, rows, shown, list(times), count):
            return rows
        reach *= _FURTHER
    return read_rows(groups.measurement, [], [], span, budget)


def _newest_times(groups: Groups, shown: Sequence[str], span: tuple[int, int], budget: Budget) -> dict[int, int]:
    """When each group that has points has its newest."""
    found: dict[int, int] = {}
    for name in shown:
        for _, series, owners in by_kind(groups.measurement, name, groups.places):
            table = groups.measurement.bucket.aggregate(series, *span, "last")
            budget.take_values(table.num_rows)
            numbers = groups.of_place[owners[numbers_of(table["series"], Kind.LONG)]]
            for number, time in zip(numbers.tolist(), table["time"].to_pylist(), strict=True):
                found[number] = max(time, found.get(number, time))
    return found


def _are_enough(groups: Groups, rows: Rows, shown: Sequence[str], wanted: list[int], count: int) -> bool:
    columns = [rows.columns[name].valid for name in shown if name in rows.columns]
    there = np.logical_or.reduce(columns)
    counts = np.bincount(groups.of_place[rows.owners[there]], minlength=len(groups.keys))
    return bool((counts[wanted] >= count).all())
