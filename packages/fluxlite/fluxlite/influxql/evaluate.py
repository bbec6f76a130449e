"""Expressions over columns: what SELECT computes, and what WHERE asks of fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fluxlite.influxql.language.ast import Binary, Boolean, Call, Expression, Name, Number, Pattern, Text
from fluxlite.influxql.language.errors import StatementError, lacking
from fluxlite.influxql.language.patterns import matches
from fluxlite.influxql.language.printing import shown
from fluxlite.influxql.measurement import Measurement
from fluxlite.influxql.rows import Rows
from fluxlite.influxql.values import DTYPES, KIND_NAMES, NUMBERS, Values, column, combine, constant, nothing, truth
from fluxlite.seam import Kind

_CASTS = {name: kind for kind, name in KIND_NAMES.items()}


def _away(values: Any) -> Any:
    """Rounded as Go rounds: halves away from zero."""
    return np.trunc(values + np.copysign(0.5, values))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": np.abs, "acos": np.arccos, "asin": np.arcsin, "atan": np.arctan, "ceil": np.ceil, "cos": np.cos,
    "exp": np.exp, "floor": np.floor, "ln": np.log, "log2": np.log2, "log10": np.log10, "round": _away, "sin": np.sin,
    "sqrt": np.sqrt, "tan": np.tan, "atan2": np.arctan2, "pow": np.power,
    "log": lambda value, base: np.log(value) / np.log(base),
}  # fmt: skip
"""Functions of a number at a time; they are given floats."""
_OF_TWO = ("atan2", "log", "pow")
_KEEP_KIND = ("abs", "ceil", "floor", "round")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a measurement, as names find them."""

    measurement: Measurement
    rows: Rows

    def named(self, name: Name) -> Values:
        """The column of a field or a tag; nothing where there is neither."""
        if name.cast != "tag" and name.text in self.measurement.fields:
            found = self.rows.columns.get(name.text)
            return nothing(len(self.rows)) if found is None else cast(found, name.cast)
        return self._tag(name.text) if name.cast in ("", "tag") else nothing(len(self.rows))

    def _tag(self, key: str) -> Values:
        each = [dict(tags).get(key) for tags in self.measurement.tagsets]
        texts = np.array([text or "" for text in each], object)
        there = np.array([text is not None for text in each], np.bool_)
        return Values(Kind.STRING, texts[self.rows.owners], there[self.rows.owners])


Lookup = Callable[[Name | Call], Values]


def evaluate(expression: Expression, count: int, look_up: Lookup) -> Values:
    """The values of an expression in `count` rows; `look_up` knows names and the calls that are no plain functions."""
    if isinstance(expression, Binary):
        left = evaluate(expression.left, count, look_up)
        if isinstance(expression.right, Pattern):
            return _matched(expression.operator, left, expression.right.text)
        return combine(expression.operator, left, evaluate(expression.right, count, look_up))
    if isinstance(expression, Number | Text | Boolean):
        return constant(expression.value, count)
    if isinstance(expression, Call) and expression.name in FUNCTIONS:
        return _function(expression, [evaluate(one, count, look_up) for one in expression.arguments])
    if isinstance(expression, Name | Call):
        return look_up(expression)
    raise StatementError(f"invalid expression: {shown(expression)}")


def holds(condition: Expression, table: Table) -> Any:
    """In which rows a condition holds."""

    def look_up(one: Name | Call) -> Values:
        if isinstance(one, Call):
            raise StatementError(f"invalid function call in condition: {shown(one)}")
        return table.named(one)

    return truth(evaluate(condition, len(table.rows), look_up))


def cast(values: Values, name: str) -> Values:
    """Values as another kind of number; what cannot be one is nothing."""
    kind = _CASTS.get(name, values.kind)
    if kind is values.kind:
        return values
    if kind not in NUMBERS or values.kind not in NUMBERS:
        return nothing(len(values), kind)
    return Values(kind, values.data.astype(DTYPES[kind]), values.valid)


def _matched(operator: str, values: Values, pattern: str) -> Values:
    if values.kind is not Kind.STRING:
        return column(Kind.BOOLEAN, np.zeros(len(values), np.bool_))
    found = matches(values.data, pattern)
    return column(Kind.BOOLEAN, (found if operator == "=~" else ~found) & values.valid)


def _function(call: Call, arguments: Sequence[Values]) -> Values:
    expected = 2 if call.name in _OF_TWO else 1
    if len(arguments) != expected:
        raise StatementError(f"invalid number of arguments for {call.name}, expected {expected}, got {len(arguments)}")
    first = arguments[0]
    if any(values.kind not in NUMBERS for values in arguments):
        return nothing(len(first))
    valid = np.logical_and.reduce([values.valid for values in arguments])
    with np.errstate(all="ignore"):
        found = FUNCTIONS[call.name](*[values.data.astype(np.float64) for values in arguments])
    if call.name in _KEEP_KIND and first.kind is not Kind.DOUBLE:
        kept = np.abs(first.data) if call.name == "abs" else first.data
        return Values(first.kind, kept, valid)
    return Values(Kind.DOUBLE, found, valid & np.isfinite(found))


def check_types(expression: Expression, kinds: Callable[[Name | Call], Kind | None]) -> Kind | None:
    """The kind of an expression, None where it is not known; raises StatementError for what cannot be computed."""
    if isinstance(expression, Name | Call):
        return kinds(expression) if isinstance(expression, Name) or expression.name not in FUNCTIONS else Kind.DOUBLE
    if isinstance(expression, Number):
        return Kind.LONG if isinstance(expression.value, int) else Kind.DOUBLE
    if not isinstance(expression, Binary):
        return {Text: Kind.STRING, Boolean: Kind.BOOLEAN}.get(type(expression))
    left, right = check_types(expression.left, kinds), check_types(expression.right, kinds)
    if left is None or right is None:
        return left or right
    _check_pair(expression, left, right, kinds)
    return Kind.DOUBLE if expression.operator == "/" or Kind.DOUBLE in (left, right) else left


def _check_pair(expression: Binary, left: Kind, right: Kind, kinds: Callable[[Name | Call], Kind | None]) -> None:
    literal = isinstance(expression.left, Number) or isinstance(expression.right, Number)
    if {left, right} == {Kind.LONG, Kind.UNSIGNED} and not literal:
        why = f"cannot use {expression.operator} between an integer and unsigned, an explicit cast is required"
    elif left not in NUMBERS or right not in NUMBERS:
        if left is right is Kind.BOOLEAN and expression.operator in "&|^":
            return
        why = f"incompatible types: {KIND_NAMES[left]} and {KIND_NAMES[right]}"
    else:
        return
    texts = [_typed(one, kinds) for one in (expression.left, expression.right)]
    raise StatementError(f"type error: {texts[0]} {expression.operator} {texts[1]}: {why}")


def _typed(expression: Expression, kinds: Callable[[Name | Call], Kind | None]) -> str:
    """An expression with the kinds of its names."""
    if isinstance(expression, Name):
        kind = kinds(expression)
        return f"{expression.text}::{KIND_NAMES[kind]}" if kind else expression.text
    if isinstance(expression, Call):
        return f"{expression.name}({', '.join(_typed(one, kinds) for one in expression.arguments)})"
    return shown(expression)


def no_such_call(call: Call) -> StatementError:
    """A function that is not known, or that InfluxQL has and the store lacks."""
    if call.name in _LACKING:
        return lacking(f"{call.name}()")
    return StatementError(f"undefined function {call.name}()")


_LACKING = frozenset((
    "bottom", "chande_momentum_oscillator", "count_hll", "double_exponential_moving_average",
    "exponential_moving_average", "holt_winters", "holt_winters_with_fit", "integral",
    "kaufmans_adaptive_moving_average", "kaufmans_efficiency_ratio", "merge_hll", "relative_strength_index", "sample",
    "sum_hll", "top", "triple_exponential_derivative", "triple_exponential_moving_average",
))  # fmt: skip
