"""What a SELECT asks for, checked: its calls, its windows of time, and what it may not combine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fluxlite.influxql.evaluate import FUNCTIONS as NUMERIC
from fluxlite.influxql.evaluate import no_such_call
from fluxlite.influxql.functions import FUNCTIONS, SELECTORS
from fluxlite.influxql.language.ast import (
    Binary,
    Call,
    Column,
    Duration,
    Expression,
    Name,
    Number,
    Pattern,
    Select,
    Star,
)
from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.transforms import TRANSFORMS


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of time: [k·every + offset, (k+1)·every + offset), nanoseconds."""

    every: int
    offset: int = 0

    def number(self, time: int) -> int:
        """The number k of the window that holds a time."""
        return (time - self.offset) // self.every

    def start(self, number: int) -> int:
        """When a window begins."""
        return number * self.every + self.offset


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked SELECT."""

    select: Select
    columns: tuple[Column, ...]
    time: str
    """The name of the time column."""
    windows: Windows | None
    calls: tuple[Call, ...]
    """The functions of many points, each once."""
    names: tuple[Name, ...]
    """The fields and tags outside of calls."""


def plan(select: Select, now: int) -> Plan:
    """Check a SELECT; raises StatementError with the server's words."""
    time, columns = "time", []
    for column in select.columns:
        if isinstance(column.expression, Name) and column.expression.text == "time":
            time = column.alias or time
        else:
            columns.append(column)
    windows = _windows(select.dimensions, now)
    if not columns:
        raise StatementError("at least 1 non-time field must be queried")
    for column in columns:
        _check_column(column.expression, windows)
    calls = tuple(dict.fromkeys(call for column in columns for call in calls_of(column.expression)))
    names = tuple(dict.fromkeys(name for column in columns for name in names_of(column.expression)))
    found = Plan(select, tuple(columns), time, windows, calls, names)
    _check_together(found, any(_is_wild(column.expression) for column in columns))
    return found


def _windows(dimensions: Iterable[Expression], now: int) -> Windows | None:
    found: Windows | None = None
    for one in dimensions:
        if isinstance(one, Name) and one.text.lower() == "time":
            raise StatementError("time() is a function and expects at least one argument")
        if isinstance(one, Name | Star | Pattern):
            continue
        if not isinstance(one, Call):
            raise StatementError("only time and tag dimensions allowed")
        if one.name != "time":
            raise StatementError("only time() calls allowed in dimensions")
        if found is not None:
            raise StatementError("multiple time dimensions not allowed")
        found = _window(one, now)
    return found


def _window(call: Call, now: int) -> Windows:
    if not 1 <= len(call.arguments) <= 2:
        raise StatementError("time dimension expected 1 or 2 arguments")
    every = call.arguments[0]
    if not isinstance(every, Duration) or every.value <= 0:
        raise StatementError("time dimension must have duration argument")
    if len(call.arguments) == 1:
        return Windows(every.value)
    offset = call.arguments[1]
    if offset == Call("now", ()):
        return Windows(every.value, now % every.value)
    if not isinstance(offset, Duration):
        raise StatementError("time dimension offset must be duration or now()")
    return Windows(every.value, offset.value % every.value)


def calls_of(expression: Expression) -> Iterator[Call]:
    """The outermost functions of many points in an expression."""
    if isinstance(expression, Binary):
        yield from calls_of(expression.left)
        yield from calls_of(expression.right)
    elif isinstance(expression, Call):
        if expression.name in NUMERIC:
            for argument in expression.arguments:
                yield from calls_of(argument)
        else:
            yield expression


def names_of(expression: Expression) -> Iterator[Name]:
    """The fields and tags of an expression that are not inside functions of many points."""
    if isinstance(expression, Name):
        yield expression
    elif isinstance(expression, Binary):
        yield from names_of(expression.left)
        yield from names_of(expression.right)
    elif isinstance(expression, Call) and expression.name in NUMERIC:
        for argument in expression.arguments:
            yield from names_of(argument)


def _is_wild(expression: Expression) -> bool:
    return isinstance(expression, Star | Pattern)


def _check_column(expression: Expression, windows: Windows | None) -> None:
    if isinstance(expression, Binary) and any(_is_wild(one) for one in (expression.left, expression.right)):
        raise StatementError("unable to use wildcard in a binary expression")
    calls = list(calls_of(expression))
    if not calls and not _is_wild(expression) and not list(names_of(expression)):
        raise StatementError("field must contain at least one variable")
    for call in calls:
        _check_call(call, windows)


def _check_call(call: Call, windows: Windows | None) -> None:
    if call.name in TRANSFORMS:
        _check_transform(call, windows)
        return
    if call.name not in FUNCTIONS:
        raise no_such_call(call)
    expected = 2 if call.name == "percentile" else 1
    if len(call.arguments) != expected:
        text = f"invalid number of arguments for {call.name}, expected {expected}, got {len(call.arguments)}"
        raise StatementError(text)
    if call.name == "percentile" and not isinstance(call.arguments[1], Number):
        raise StatementError("expected float argument in percentile()")
    _check_field(call)


def _check_field(call: Call) -> None:
    inner = call.arguments[0]
    if call.name == "count" and isinstance(inner, Call) and inner.name == "distinct":
        _check_call(inner, None)
    elif not isinstance(inner, Name | Star | Pattern):
        raise StatementError(f"expected field argument in {call.name}()")


def _check_transform(call: Call, windows: Windows | None) -> None:
    TRANSFORMS[call.name].check(call)
    inner = call.arguments[0]
    if isinstance(inner, Call):
        if windows is None:
            raise StatementError(f"{call.name} aggregate requires a GROUP BY interval")
        _check_call(inner, windows)
        if inner.name in TRANSFORMS or inner.name == "distinct":
            raise StatementError(f"aggregate function required inside the call to {call.name}")
    elif windows is not None:
        raise StatementError(f"aggregate function required inside the call to {call.name}")
    elif not isinstance(inner, Name | Star | Pattern):
        raise StatementError(f"expected field argument in {call.name}()")


def _check_together(plan: Plan, wild: bool) -> None:
    """What calls, names and windows may not be combined."""
    if not plan.calls:
        if plan.select.fill in ("none", "linear"):
            raise StatementError(f"fill({plan.select.fill}) must be used with a function")
        if plan.windows is not None:
            raise StatementError("GROUP BY requires at least one aggregate function")
        return
    beside = bool(plan.names) or wild
    if any(call.name == "distinct" for call in plan.calls) and (len(plan.calls) > 1 or beside):
        raise StatementError("aggregate function distinct() cannot be combined with other functions or fields")
    if beside and any(call.name not in SELECTORS for call in plan.calls):
        raise StatementError("mixing aggregate and non-aggregate queries is not supported")
    if beside and len(plan.calls) > 1:
        raise StatementError("mixing multiple selector functions with tags or fields is not supported")
