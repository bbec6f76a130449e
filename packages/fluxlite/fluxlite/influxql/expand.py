"""What stands for many names: `*` and patterns, among columns, in functions, and in GROUP BY."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from fluxlite.influxql.functions import takes
from fluxlite.influxql.language.ast import Call, Column, Expression, Name, Pattern, Star
from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.language.patterns import matches
from fluxlite.influxql.language.printing import plain_name
from fluxlite.influxql.measurement import PREFERRED, Measurement
from fluxlite.influxql.plan import Plan, calls_of, names_of
from fluxlite.seam import Kind


def dimensions(plan: Plan, measurements: Sequence[Measurement]) -> tuple[str, ...]:
    """The tags of GROUP BY, sorted."""
    known = sorted({key for one in measurements for key in one.tag_keys})
    found: set[str] = set()
    for one in plan.select.dimensions:
        if isinstance(one, Name):
            found.add(one.text)
        elif isinstance(one, Star):
            found.update(known)
        elif isinstance(one, Pattern):
            found.update(_matching(known, one))
    return tuple(sorted(found))


def expanded(plan: Plan, measurements: Sequence[Measurement], grouped: Sequence[str]) -> Plan:
    """A plan in which every column is one."""
    kinds = _kinds(measurements)
    tags = sorted({key for one in measurements for key in one.tag_keys} - set(grouped))
    columns = tuple(one for column in plan.columns for one in _expanded(column, kinds, tags))
    calls = tuple(dict.fromkeys(call for column in columns for call in calls_of(column.expression)))
    names = tuple(dict.fromkeys(name for column in columns for name in names_of(column.expression)))
    return replace(plan, columns=columns, calls=calls, names=names)


def _kinds(measurements: Sequence[Measurement]) -> dict[str, Kind]:
    """The kind of each field of all measurements."""
    found: dict[str, set[Kind]] = {}
    for one in measurements:
        for name, kind in one.kinds.items():
            found.setdefault(name, set()).add(kind)
    return {name: next(kind for kind in PREFERRED if kind in found[name]) for name in sorted(found)}


def _expanded(column: Column, kinds: dict[str, Kind], tags: list[str]) -> Iterator[Column]:
    expression = column.expression
    if isinstance(expression, Star):
        yield from map(Column, _all(expression, kinds, tags))
    elif isinstance(expression, Pattern):
        names = [*_matching(list(kinds), expression), *_matching(tags, expression)]
        yield from (Column(name) for name in _all(Star(), kinds, tags) if name.text in names)
    elif isinstance(expression, Call):
        yield from _expanded_call(column, expression, kinds)
    else:
        yield column


def _all(star: Star, kinds: dict[str, Kind], tags: list[str]) -> list[Name]:
    fields = [Name(name, "field") for name in kinds] if star.cast != "tag" else []
    found = fields + ([Name(tag, "tag") for tag in tags] if star.cast != "field" else [])
    return sorted(found, key=lambda one: (one.text, one.cast))


def _expanded_call(column: Column, call: Call, kinds: dict[str, Kind]) -> Iterator[Column]:
    """A call for each field that its innermost function takes."""
    inner = _innermost(call)
    wild = inner.arguments[0] if inner.arguments else None
    if not isinstance(wild, Star | Pattern):
        yield column
        return
    if isinstance(wild, Star) and wild.cast == "tag":
        raise StatementError(f"unable to use tag wildcard in {inner.name}()")
    names = _matching(list(kinds), wild) if isinstance(wild, Pattern) else list(kinds)
    for name in names:
        if takes(inner.name, kinds[name]):
            made = _with_argument(call, Name(name, "field"))
            yield Column(made, f"{column.alias or plain_name(call)}_{name}")


def _innermost(call: Call) -> Call:
    while call.arguments and isinstance(call.arguments[0], Call):
        call = call.arguments[0]
    return call


def _with_argument(call: Call, argument: Expression) -> Call:
    first = call.arguments[0]
    inner = _with_argument(first, argument) if isinstance(first, Call) else argument
    return Call(call.name, (inner, *call.arguments[1:]))


def _matching(names: list[str], pattern: Pattern) -> list[str]:
    if not names:
        return []
    found = matches(np.array(names, object), pattern.text)
    return [name for name, matched in zip(names, found.tolist(), strict=True) if matched]
