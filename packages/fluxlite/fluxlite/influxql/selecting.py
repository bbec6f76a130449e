"""SELECT: from the statement to tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from fluxlite.influxql.aggregate import Aggregation
from fluxlite.influxql.answer import Table
from fluxlite.influxql.budget import Budget
from fluxlite.influxql.conditions import Span, split
from fluxlite.influxql.expand import dimensions, expanded
from fluxlite.influxql.groups import grouped
from fluxlite.influxql.language.ast import Select
from fluxlite.influxql.language.errors import StatementError, lacking
from fluxlite.influxql.language.printing import column_names
from fluxlite.influxql.measurement import Measurement
from fluxlite.influxql.plan import plan
from fluxlite.influxql.raw import raw
from fluxlite.influxql.scope import Scope

_SYSTEM = ("_fieldKeys", "_measurements", "_series", "_tagKeys", "_tags")


@dataclass(frozen=True, slots=True)
class _Found:
    """A table, and what it is sorted by."""

    key: tuple[str, ...]
    table: Table


def select(statement: Select, scope: Scope, now: int, budget: Budget) -> list[Table]:
    """The tables of a SELECT, sorted by measurement and tags."""
    if statement.zone:
        raise lacking("tz()")
    for source in statement.sources:
        if source.name in _SYSTEM:
            raise StatementError(f"unable to use system source '{source.name}': use SHOW instead")
    asked = plan(statement, now)
    span, condition = split(statement.condition, now, None)
    if asked.windows is not None and span.stop is None:
        span = Span(span.start, now + 1)
    measurements = scope.read(statement.sources)
    tags = dimensions(asked, measurements)
    asked = expanded(asked, measurements, tags)
    names = column_names(asked.columns, asked.time)
    found: list[_Found] = []
    for one in measurements:
        budget.check()
        groups = grouped(one, tags, condition, statement.series_page, budget)
        if asked.calls:
            tables = Aggregation(asked, groups, span.bounds, budget).tables(names)
        else:
            tables = raw(asked, groups, names, span.bounds, budget)
        found += [_named(one, tags, groups.keys[number], table) for number, table in tables]
    found.sort(key=lambda one: one.key, reverse=statement.descending)
    return [one.table for one in found]


def _named(measurement: Measurement, tags: Sequence[str], key: tuple[str, ...], table: Table) -> _Found:
    of_group = dict(zip(tags, key, strict=True))
    named = Table(table.columns, table.rows, measurement.name, of_group, timed=True)
    return _Found((measurement.name, *key), named)
