"""Expressions as text: the names of columns, and what errors quote."""

from collections.abc import Iterable

from fluxlite.influxql.language.ast import (
    Binary,
    Boolean,
    Call,
    Column,
    Duration,
    Expression,
    Name,
    Number,
    Pattern,
    Star,
    Text,
)
from fluxlite.influxql.language.expressions import NANOSECONDS


def column_names(columns: Iterable[Column], time: str) -> list[str]:
    """A name for each column, all different, behind that of the time column."""
    columns = list(columns)
    taken = {time: 0} | {column.alias: 0 for column in columns if column.alias}
    found = [time]
    for column in columns:
        name = column.alias or plain_name(column.expression)
        if not column.alias and name in taken:
            taken[name] = next(n for n in range(taken[name] + 1, len(columns) + 2) if f"{name}_{n}" not in taken)
            name = f"{name}_{taken[name]}"
        taken.setdefault(name, 0)
        found.append(name)
    return found


def plain_name(expression: Expression) -> str:
    """The name of an expression's column: what it is made of, joined."""
    if isinstance(expression, Name):
        return expression.text
    if isinstance(expression, Call):
        return expression.name
    return "_".join(_parts(expression))


def _parts(expression: Expression) -> list[str]:
    if isinstance(expression, Binary):
        return _parts(expression.left) + _parts(expression.right)
    return [plain_name(expression)] if isinstance(expression, Name | Call) else []


def shown(expression: Expression) -> str:
    """An expression as errors quote it."""
    if isinstance(expression, Binary):
        return f"{shown(expression.left)} {expression.operator} {shown(expression.right)}"
    if isinstance(expression, Call):
        return f"{expression.name}({', '.join(map(shown, expression.arguments))})"
    if isinstance(expression, Name):
        return f"{expression.text}::{expression.cast}" if expression.cast else expression.text
    return _literal(expression)


def _literal(expression: Number | Text | Boolean | Duration | Pattern | Star) -> str:
    if isinstance(expression, Text):
        return f"'{expression.value}'"
    if isinstance(expression, Boolean):
        return str(expression.value).lower()
    if isinstance(expression, Duration):
        return duration_text(expression.value)
    if isinstance(expression, Pattern):
        return f"/{expression.text}/"
    return "*" if isinstance(expression, Star) else f"{expression.value:g}"


def duration_text(nanoseconds: int) -> str:
    """A duration in its largest whole unit."""
    if nanoseconds == 0:
        return "0s"
    unit = next(unit for unit in ("w", "d", "h", "m", "s", "ms", "u", "ns") if nanoseconds % NANOSECONDS[unit] == 0)
    return f"{nanoseconds // NANOSECONDS[unit]}{unit}"
