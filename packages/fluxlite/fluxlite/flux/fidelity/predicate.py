"""Conditions of `filter` that InfluxDB's storage evaluates, with the rules of storage, not of Flux.

Storage takes `and` and `or` of comparisons of a column with a literal. Its rules differ: a tag that a series lacks
counts as the empty string (so `r.site != "x"` keeps series without a site), and values of types that cannot be compared
are just unequal. What storage does not take (the rest of a conjunction) is evaluated by Flux's rules afterwards. These
rules belong to the answer, so they hold with and without push-down.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import BOOL, STRING, UINT
from fluxlite.flux.blocks.operators import binary
from fluxlite.flux.blocks.values import Regex, Value, is_basic
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import TableError

_TAG_OPERATORS = ("==", "!=", "=~", "!~")
_VALUE_OPERATORS = (*_TAG_OPERATORS, "<", "<=", ">", ">=")
VALUE = "_value"

Lookup: TypeAlias = Callable[[str], Value]
"""A column by name; for a tag that is not there, the empty string."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`column operator literal`."""

    column: str
    operator: str
    literal: Value

    def columns(self) -> set[str]:
        return {self.column}

    def evaluate(self, lookup: Lookup) -> Value:
        value = lookup(self.column)
        if is_basic(value) and value.type == UINT:
            return pa.scalar(False)  # storage knows no literal of this type
        try:
            return binary(self.operator, value, self.literal)
        except TableError:
            return pa.scalar(False)


@dataclass(frozen=True, slots=True)
class Either:
    """`left or right`, or `left and right`."""

    operator: str
    left: "Predicate"
    right: "Predicate"

    def columns(self) -> set[str]:
        return self.left.columns() | self.right.columns()

    def evaluate(self, lookup: Lookup) -> Value:
        function = pc.or_ if self.operator == "or" else pc.and_
        return function(self.left.evaluate(lookup), self.right.evaluate(lookup))


Predicate: TypeAlias = Condition | Either


def split(function: ast.FunctionExpression) -> tuple[list[Predicate], ast.Expression | None]:
    """The conjuncts of a filter's function that storage takes, and the rest."""
    body = _inner(_body(function))
    if body is None or len(function.parameters) != 1:
        return [], _body(function)
    row = function.parameters[0].key
    taken: list[Predicate] = []
    rest: list[ast.Expression] = []
    for conjunct in _conjuncts(body):
        predicate = _predicate(row, conjunct)
        if predicate is None:
            rest.append(conjunct)
        else:
            taken.append(predicate)
    return taken, _joined(rest)


def _body(function: ast.FunctionExpression) -> ast.Expression | None:
    """The expression that a function returns at once; None if it has statements."""
    if not isinstance(function.body, ast.Block):
        return function.body
    statement = function.body.body[0] if len(function.body.body) == 1 else None
    return statement.argument if isinstance(statement, ast.ReturnStatement) else None


def _inner(node: ast.Expression | None) -> ast.Expression | None:
    while isinstance(node, ast.ParenExpression):
        node = node.inner
    return node


def _conjuncts(node: ast.Expression) -> list[ast.Expression]:
    found: list[ast.Expression] = []
    waiting = [node]
    while waiting:
        item = _inner(waiting.pop())
        if isinstance(item, ast.LogicalExpression) and item.operator == "and":
            waiting += [item.right, item.left]
        elif item is not None:
            found.append(item)
    return found


def _joined(parts: list[ast.Expression]) -> ast.Expression | None:
    if not parts:
        return None
    result = parts[0]
    for part in parts[1:]:
        result = ast.LogicalExpression(result.span.to(part.span), "and", result, part)
    return result


def _predicate(row: str, node: ast.Expression) -> Predicate | None:
    inner = _inner(node)
    if isinstance(inner, ast.LogicalExpression):
        left, right = _predicate(row, inner.left), _predicate(row, inner.right)
        return Either(inner.operator, left, right) if left and right else None
    if isinstance(inner, ast.UnaryExpression):
        return _existence(row, inner)
    if isinstance(inner, ast.BinaryExpression):
        return _comparison(row, inner)
    return None


def _existence(row: str, node: ast.UnaryExpression) -> Condition | None:
    """`exists r.tag` is `r.tag != ""` in storage, `not exists r.tag` is `r.tag == ""`."""
    inner = _inner(node.argument)
    if node.operator == "not" and isinstance(inner, ast.UnaryExpression):
        found = _existence(row, inner)
        turned = {"!=": "==", "==": "!="}
        return replace(found, operator=turned[found.operator]) if found else None
    column = _column_of(row, node.argument) if node.operator == "exists" else None
    return None if column in (None, VALUE) else Condition(str(column), "!=", pa.scalar("", STRING))


def _comparison(row: str, node: ast.BinaryExpression) -> Predicate | None:
    column, literal = _column_of(row, node.left), _literal(node.right)
    if column is None or literal is None:
        return None
    if node.operator not in (_VALUE_OPERATORS if column == VALUE else _TAG_OPERATORS):
        return None
    empty = isinstance(literal, pa.Scalar) and literal.type == STRING and literal.as_py() == ""
    if column != VALUE and node.operator == "==" and empty:
        return None
    return Condition(column, node.operator, literal)


def _column_of(row: str, node: ast.Expression) -> str | None:
    """The column that `r.name` names; times are not storage's."""
    inner = _inner(node)
    if not isinstance(inner, ast.MemberExpression) or not isinstance(inner.record, ast.Identifier):
        return None
    return inner.name if inner.record.name == row and inner.name not in ("_time", "_start", "_stop") else None


def _literal(node: ast.Expression) -> Value | None:
    inner = _inner(node)
    if isinstance(inner, ast.StringLiteral | ast.IntegerLiteral | ast.FloatLiteral):
        return pa.scalar(inner.value)
    if isinstance(inner, ast.RegexLiteral):
        return Regex(inner.pattern)
    if isinstance(inner, ast.Identifier) and inner.name in ("true", "false"):
        return pa.scalar(inner.name == "true", BOOL)
    return None
