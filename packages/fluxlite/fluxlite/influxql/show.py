"""SHOW: what databases, measurements, tags, fields and series there are."""

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from fluxlite.influxql.answer import Table
from fluxlite.influxql.budget import Budget
from fluxlite.influxql.conditions import Span, for_tags, split
from fluxlite.influxql.language.ast import Boolean, Page, Pattern, Show
from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.language.patterns import matches
from fluxlite.influxql.measurement import Measurement, Tags, measurements
from fluxlite.influxql.rows import by_kind
from fluxlite.influxql.scope import NO_DATABASE, Scope
from fluxlite.influxql.values import KIND_NAMES, numbers_of
from fluxlite.seam import Bucket, Kind

_KEY_ESCAPES = re.compile(r"([,= ])")
_NAME_ESCAPES = re.compile(r"([, ])")


def show(statement: Show, scope: Scope, now: int, budget: Budget) -> list[Table]:
    """The tables of a SHOW."""
    if statement.what == "DATABASES":
        names = dict.fromkeys(one.database for one in scope.mappings())
        return [Table(["name"], [[name] for name in names], "databases")]
    database = statement.database or scope.database
    if not database:
        raise StatementError(NO_DATABASE)
    return _SHOWN[statement.what](statement, scope, database, _Filter(statement, now, budget))


class _Filter:
    """What WHERE leaves of a measurement's sets of tags."""

    def __init__(self, statement: Show, now: int, budget: Budget) -> None:
        self._span, self._condition = split(statement.condition, now, None)
        self._budget = budget

    def places(self, measurement: Measurement) -> list[int]:
        """The places of the tags for which the condition holds, and that have points in its time."""
        chosen = [place for place in range(len(measurement.tagsets)) if self._holds(measurement, place)]
        return chosen if self._span == Span() else self._with_points(measurement, chosen)

    def _holds(self, measurement: Measurement, place: int) -> bool:
        if self._condition is None:
            return True
        self._budget.check()
        tags = {"_name": measurement.name, **dict(measurement.tagsets[place])}
        rest = for_tags(self._condition, tags, frozenset())
        return isinstance(rest, Boolean) and rest.value

    def _with_points(self, measurement: Measurement, chosen: list[int]) -> list[int]:
        found: set[int] = set()
        for name in measurement.fields:
            self._budget.check()
            for _, series, owners in by_kind(measurement, name, chosen):
                table = measurement.bucket.aggregate(series, *self._span.bounds, "count")
                found.update(owners[numbers_of(table["series"], Kind.LONG)].tolist())
        return sorted(found)


def _paged(rows: list[list[str]], page: Page) -> list[list[str]]:
    return rows[page.offset :][: page.limit or None]


def _tables(
    statement: Show, bucket: Bucket, columns: list[str], rows: Callable[[Measurement], list[list[str]]]
) -> list[Table]:
    """A table for each measurement that has rows."""
    found = []
    for one in measurements(bucket, statement.sources):
        page = _paged(rows(one), statement.page)
        if page:
            found.append(Table(columns, page, one.name))
    return found


def _measurements(statement: Show, scope: Scope, database: str, chosen: _Filter) -> list[Table]:
    bucket = scope.bucket(database, statement.policy)
    if bucket is None:
        return []
    names = [one.name for one in measurements(bucket, statement.sources) if chosen.places(one)]
    beside = [database, statement.policy] if statement.policy else []
    rows = _paged([[name, *beside] for name in names], statement.page)
    columns = ["name", "database", "retention policy"] if beside else ["name"]
    return [Table(columns, rows, "measurements")] if rows else []


def _policies(_: Show, scope: Scope, database: str, _chosen: _Filter) -> list[Table]:
    """Durations are those that InfluxDB shows, whatever the bucket's are."""
    columns = ["name", "duration", "shardGroupDuration", "replicaN", "default"]
    mine = [one for one in scope.mappings() if one.database == database]
    return [Table(columns, [[one.policy, "0s", "168h0m0s", 1, one.default] for one in mine])]


def _tag_keys(statement: Show, scope: Scope, database: str, chosen: _Filter) -> list[Table]:
    def rows(measurement: Measurement) -> list[list[str]]:
        tags = [measurement.tagsets[place] for place in chosen.places(measurement)]
        return [[key] for key in _keys(statement, sorted({key for pairs in tags for key, _ in pairs}))]

    return _tables(statement, scope.default(database), ["tagKey"], rows)


def _tag_values(statement: Show, scope: Scope, database: str, chosen: _Filter) -> list[Table]:
    def rows(measurement: Measurement) -> list[list[str]]:
        tags = [measurement.tagsets[place] for place in chosen.places(measurement)]
        wanted = set(_keys(statement, measurement.tag_keys))
        return [list(pair) for pair in sorted({pair for pairs in tags for pair in pairs if pair[0] in wanted})]

    return _tables(statement, scope.default(database), ["key", "value"], rows)


def _keys(statement: Show, known: Sequence[str]) -> Iterable[str]:
    """The tag keys that WITH KEY means; all of them without it."""
    if statement.keys is None or not known:
        return known
    operator, wanted = statement.keys
    if isinstance(wanted, Pattern):
        meant = matches(np.array(known, object), wanted.text).tolist()
    else:
        meant = [key in wanted for key in known]
    right = operator in ("=", "=~")
    return [key for key, is_meant in zip(known, meant, strict=True) if is_meant is right]


def _field_keys(statement: Show, scope: Scope, database: str, _chosen: _Filter) -> list[Table]:
    def rows(measurement: Measurement) -> list[list[str]]:
        return [[name, KIND_NAMES[kind]] for name, kind in sorted(measurement.kinds.items())]

    return _tables(statement, scope.default(database), ["fieldKey", "fieldType"], rows)


def _series(statement: Show, scope: Scope, database: str, chosen: _Filter) -> list[Table]:
    found = []
    for one in measurements(scope.default(database), statement.sources):
        found += [[_series_key(one.name, one.tagsets[place])] for place in chosen.places(one)]
    rows = _paged(found, statement.page)
    return [Table(["key"], rows)] if rows else []


def _series_key(name: str, tags: Tags) -> str:
    parts = [_NAME_ESCAPES.sub(r"\\\1", name)]
    parts += [f"{_KEY_ESCAPES.sub(_ESCAPED, key)}={_KEY_ESCAPES.sub(_ESCAPED, value)}" for key, value in tags]
    return ",".join(parts)


_ESCAPED = r"\\\1"
_SHOWN: dict[str, Callable[[Show, Scope, str, _Filter], list[Table]]] = {
    "FIELD KEYS": _field_keys,
    "MEASUREMENTS": _measurements,
    "RETENTION POLICIES": _policies,
    "SERIES": _series,
    "TAG KEYS": _tag_keys,
    "TAG VALUES": _tag_values,
}
