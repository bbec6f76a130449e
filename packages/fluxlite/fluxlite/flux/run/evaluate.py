"""The evaluator: what an expression is worth, for one value or for all rows of a block at once.

The same code does both. In a row function `r` is a record of columns (`rows`), so every operator works on whole
columns; constants stay scalars. Where a branch must not be computed for rows that do not take it (a division by zero
behind an `if`), the expression is evaluated again for the chosen rows only. A few things have no column form (a
duration made from a column): they raise `NeedsRows`, and the caller goes row by row.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import BOOL, INT, NULL, STRING, TIME, plain, time_scalar
from fluxlite.flux.blocks.operators import OperandError, binary, choose, exists, logical, logical_not, negative
from fluxlite.flux.blocks.rows import Extended, chosen
from fluxlite.flux.blocks.values import (
    ArrayValue,
    DictValue,
    Duration,
    Function,
    ListColumn,
    Package,
    Record,
    Regex,
    Scope,
    Value,
    is_basic,
    is_column,
    type_name,
)
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import FluxError, Span, TableError, invalid

if TYPE_CHECKING:
    from fluxlite.flux.run.context import Context

_NULL = pa.scalar(None, NULL)
_TEXT_COPIES = 3
"""How often a text is in memory while it is made: its parts, what they are gathered in, and the result."""
MAX_CALLS = 60
"""Functions of the script may call each other this deep."""


class NeedsRows(Exception):  # noqa: N818 - a signal, not an error
    """What is asked has no form for whole columns; the caller must go row by row."""


def evaluate(node: ast.Expression | ast.Block, scope: Scope, context: "Context") -> Value:
    """The value of an expression or a function's body."""
    value = _evaluate(node, scope, context)
    if type(value) is ListColumn:
        raise NeedsRows
    return value


def _evaluate(node: ast.Expression | ast.Block, scope: Scope, context: "Context") -> Value:
    """The same, where an array for each row is taken too."""
    return _RULES[type(node)](node, scope, context)


def call_function(function: Value, arguments: dict[str, Value], context: "Context") -> Value:
    """The value of a function of the script (or of Flux) for arguments by name, as lambdas are called."""
    if not isinstance(function, Function):
        return context.call_builtin(function, arguments)
    names = dict(arguments)
    for parameter in function.parameters:
        if parameter.key not in names and parameter.value is not None:
            names[parameter.key] = evaluate(parameter.value, function.scope, context)
    context.depth += 1
    try:
        if context.depth > MAX_CALLS:
            raise invalid("functions call each other too deep")
        context.check_time()
        return evaluate(function.node.body, Scope(names, function.scope), context)
    except OperandError as flaw:
        raise flaw.at(function.node.span) if context.on_columns else flaw from None
    finally:
        context.depth -= 1


def member(value: Value, name: str, span: Span) -> Value:
    """The value of `value.name`; a record without the property gives null."""
    if isinstance(value, Record):
        found = value.get(name)
        return _NULL if found is None else found
    if isinstance(value, Package):
        if name not in value.members:
            raise invalid(f"error @{span}: record is missing label {name}")
        return value.members[name]
    raise invalid(f"error @{span}: expected {{{name}: A with B}} but found {type_name(value)}")


def _identifier(node: ast.Identifier, scope: Scope, _context: "Context") -> Value:
    value = scope.get(node.name)
    if value is None:
        raise invalid(f"error @{node.span}: undefined identifier {node.name}")
    return value


def _string(node: ast.StringExpression, scope: Scope, context: "Context") -> Value:
    parts = []
    for part in node.parts:
        value = pa.scalar(part) if isinstance(part, str) else evaluate(part, scope, context)
        if is_basic(value) and value.type == NULL:
            raise TableError("invalid interpolation type")
        text = context.to_string(value)
        if text.null_count if is_column(text) else not text.is_valid:
            raise TableError("string expression evaluated to null")
        parts.append(text)
    if not parts:
        return pa.scalar("")
    _check_text(parts, context)
    return pc.binary_join_element_wise(*parts, pa.scalar("", STRING))


def _check_text(parts: list[Value], context: "Context") -> None:
    """Raise if texts would be too long put one behind the other: doubled forty times, one of ten bytes is 10 TB."""
    rows = max((len(part) for part in parts if is_column(part)), default=1)
    sizes = (part.nbytes if is_column(part) else rows * len(part.as_buffer() or b"") for part in parts)
    context.check_bytes(_TEXT_COPIES * sum(sizes), "a text")


def _array(node: ast.ArrayExpression, scope: Scope, context: "Context") -> Value:
    return ArrayValue([evaluate(element, scope, context) for element in node.elements])


def _dict(node: ast.DictExpression, scope: Scope, context: "Context") -> Value:
    pairs = [(evaluate(key, scope, context), evaluate(value, scope, context)) for key, value in node.items]
    if any(is_column(key) for key, _ in pairs):
        raise NeedsRows
    return DictValue({plain(key): value for key, value in pairs})


def _record(node: ast.RecordExpression, scope: Scope, context: "Context") -> Value:
    fields = {}
    for item in node.properties:
        source = item.value or ast.Identifier(item.span, item.key)
        fields[item.key] = evaluate(source, scope, context)
    if node.base is None:
        return Record(fields)
    base = _identifier(node.base, scope, context)
    if not isinstance(base, Record):
        raise invalid(f"error @{node.base.span}: expected {{A with B}} but found {type_name(base)}")
    return Record(Extended(base.fields, fields))


def _function(node: ast.FunctionExpression, scope: Scope, _context: "Context") -> Value:
    return Function(node, scope)


def _call(node: ast.CallExpression, scope: Scope, context: "Context") -> Value:
    return _apply(node, scope, context, None)


def _pipe(node: ast.PipeExpression, scope: Scope, context: "Context") -> Value:
    calls = []
    source: ast.Expression = node
    while isinstance(source, ast.PipeExpression):
        calls.append(source.call)
        source = source.argument
    value = evaluate(source, scope, context)
    for call in reversed(calls):
        value = _apply(call, scope, context, value)
    return value


def _apply(node: ast.CallExpression, scope: Scope, context: "Context", piped: Value | None) -> Value:
    function = evaluate(node.callee, scope, context)
    if len(node.arguments) != len({item.key for item in node.arguments}):
        twice = next(item.key for item in node.arguments if sum(item.key == other.key for other in node.arguments) > 1)
        raise invalid(f'duplicate keyword parameter specified: "{twice}"')
    arguments = {
        item.key: evaluate(item.value or ast.Identifier(item.span, item.key), scope, context) for item in node.arguments
    }
    if not isinstance(function, Function):
        return context.call_builtin(function, arguments, node, piped)
    names = {parameter.key for parameter in function.parameters}
    for item in node.arguments:
        if item.key not in names:
            raise invalid(f"error @{item.span}: found unexpected argument {item.key}")
    for parameter in function.parameters:
        pipes = isinstance(parameter.value, ast.PipeLiteral)
        if pipes and piped is not None:
            arguments[parameter.key] = piped
        elif parameter.key not in arguments and (parameter.value is None or pipes):
            what = "missing pipe argument" if pipes else f"missing required argument {parameter.key}"
            raise invalid(f"error @{node.span}: {what}")
    return call_function(function, arguments, context)


def _member(node: ast.MemberExpression, scope: Scope, context: "Context") -> Value:
    return member(evaluate(node.record, scope, context), node.name, node.record.span)


def _index(node: ast.IndexExpression, scope: Scope, context: "Context") -> Value:
    target, index = _evaluate(node.array, scope, context), evaluate(node.index, scope, context)
    if is_column(index):
        return _picked(target, index)
    if isinstance(target, ListColumn):
        return _elements(target, index)
    if isinstance(target, ArrayValue) and is_basic(index):
        position = index.as_py()
        if not isinstance(position, int) or not 0 <= position < len(target.elements):
            count = len(target.elements)
            raise TableError(f"cannot access element {position} of array of length {count}")
        return target.elements[position]
    raise invalid(f"error @{node.span}: expected [A] but found {type_name(target)}")


def _elements(column: ListColumn, index: Value) -> pa.Array:
    """The element of each row's array at one place."""
    if not is_basic(index) or index.type != INT or not index.is_valid:
        raise NeedsRows
    place, lengths = index.as_py(), pc.list_value_length(column.lists)
    short = np.flatnonzero(lengths.to_numpy() <= place) if place >= 0 else np.zeros(1, np.int64)
    if len(short):
        raise TableError(f"cannot access element {place} of array of length {lengths[int(short[0])]}")
    return pc.list_element(column.lists, place)


def _picked(target: Value, index: pa.Array) -> pa.Array:
    """For each row the element of an array of constants at that row's place."""
    elements = target.elements if isinstance(target, ArrayValue) else []
    kinds = {item.type if isinstance(item, pa.Scalar) and item.is_valid else NULL for item in elements}
    if index.type != INT or index.null_count or len(kinds) != 1 or kinds <= {NULL, TIME}:
        raise NeedsRows
    places = index.to_numpy()
    outside = np.flatnonzero((places < 0) | (places >= len(elements)))
    if len(outside):
        place = places[int(outside[0])]
        raise TableError(f"cannot access element {place} of array of length {len(elements)}")
    return pa.array([item.as_py() for item in elements], kinds.pop()).take(index)


def _unary(node: ast.UnaryExpression, scope: Scope, context: "Context") -> Value:
    value = evaluate(node.argument, scope, context)
    if node.operator == "exists":
        return exists(value)
    if node.operator == "not":
        return logical_not(_condition(value))
    if node.operator == "+":
        return value
    return -value if isinstance(value, Duration) else negative(value)


def _binary(node: ast.BinaryExpression, scope: Scope, context: "Context") -> Value:
    spine = []
    left: ast.Expression = node
    while isinstance(left, ast.BinaryExpression):
        spine.append(left)
        left = left.left
    value = evaluate(left, scope, context)
    for step in reversed(spine):
        right = evaluate(step.right, scope, context)
        if step.operator == "+" and all(is_basic(operand) and operand.type == STRING for operand in (value, right)):
            _check_text([value, right], context)
        value = binary(step.operator, value, right)
    return value


def _logical(node: ast.LogicalExpression, scope: Scope, context: "Context") -> Value:
    operands: list[ast.Expression] = [node.right]
    left = node.left
    while isinstance(left, ast.LogicalExpression) and left.operator == node.operator:
        operands.append(left.right)
        left = left.left
    value = _condition(evaluate(left, scope, context))
    decided = node.operator == "or"
    for operand in reversed(operands):
        if isinstance(value, pa.Scalar) and value.as_py() is decided:
            return value
        value = _next_operand(node.operator, value, operand, scope, context)
    return value


def _next_operand(operator: str, value: Value, operand: ast.Expression, scope: Scope, context: "Context") -> Value:
    """`value operator operand`; where the operand fails, it is asked only for the rows that are still open."""
    try:
        return logical(operator, value, _condition(evaluate(operand, scope, context)))
    except TableError:
        if not is_column(value):
            raise
    decided = pc.fill_null(pc.equal(value, pa.scalar(operator == "or")), False)
    rest = np.flatnonzero(~np.asarray(decided.to_numpy(zero_copy_only=False)))
    open_rows = _condition(evaluate(operand, _chosen_scope(scope, rest), context))
    return _scatter(value, rest, logical(operator, value.take(pa.array(rest)), open_rows))


def _conditional(node: ast.ConditionalExpression, scope: Scope, context: "Context") -> Value:
    test = evaluate(node.test, scope, context)
    if not is_basic(test) or test.type not in (BOOL, NULL):
        raise TableError(f"cannot use test of type {type_name(test)} in conditional expression; expected boolean")
    if not is_column(test):
        return evaluate(node.consequent if test.as_py() else node.alternate, scope, context)
    try:
        branches = (evaluate(part, scope, context) for part in (node.consequent, node.alternate))
        return _choose(test, *branches)
    except TableError:
        return _branchwise(node, test, scope, context)


def _choose(test: pa.Array, consequent: Value, alternate: Value) -> Value:
    if isinstance(consequent, Record) and isinstance(alternate, Record):
        names = [name for name in consequent.fields if name in alternate.fields]
        pairs = ((name, consequent.fields[name], alternate.fields[name]) for name in names)
        return Record({name: _choose(test, left, right) for name, left, right in pairs})
    if is_basic(consequent) and is_basic(alternate):
        return choose(test, consequent, alternate)
    raise NeedsRows


def _branchwise(node: ast.ConditionalExpression, test: pa.Array, scope: Scope, context: "Context") -> Value:
    """Each branch for the rows that take it."""
    taken = np.asarray(pc.fill_null(test, False).to_numpy(zero_copy_only=False))
    result: Value = None
    for part, rows in ((node.consequent, np.flatnonzero(taken)), (node.alternate, np.flatnonzero(~taken))):
        if not len(rows):
            continue
        value = evaluate(part, _chosen_scope(scope, rows), context)
        if not is_basic(value):
            raise NeedsRows
        if result is None:
            result = pa.nulls(len(test), value.type)
        result = _scatter(result, rows, value)
    return result


def _scatter(column: pa.Array, rows: np.ndarray, values: Value) -> pa.Array:
    """A column with other values in some rows."""
    mask = np.zeros(len(column), bool)
    mask[rows] = True
    filling = values if is_column(values) else pa.repeat(values, len(rows))
    return pc.replace_with_mask(column, pa.array(mask), filling.cast(column.type))


def _chosen_scope(scope: Scope, rows: np.ndarray) -> Scope:
    """The scope with every column cut to some rows."""
    outer = None if scope.outer is None else _chosen_scope(scope.outer, rows)
    return Scope({name: chosen(value, rows) for name, value in scope.names.items()}, outer)


def _condition(value: Value) -> Value:
    if is_basic(value) and value.type in (BOOL, NULL):
        return value
    raise TableError(f"type conflict: bool != {type_name(value)}", typing=True)


def _block(node: ast.Block, scope: Scope, context: "Context") -> Value:
    inner = Scope({}, scope)
    for statement in node.body:
        if isinstance(statement, ast.ReturnStatement):
            return evaluate(statement.argument, inner, context)
        if isinstance(statement, ast.VariableAssignment):
            inner.names[statement.name] = _evaluate(statement.value, inner, context)
        elif isinstance(statement, ast.ExpressionStatement):
            evaluate(statement.expression, inner, context)
    raise invalid(f"error @{node.span}: missing return statement in block")


def _bad(node: ast.Node, _scope: Scope, _context: "Context") -> Value:
    raise FluxError("internal error", f"an expression that could not be read was kept @{node.span}")


_RULES: dict[type, Callable[[Any, Scope, "Context"], Value]] = {
    ast.Identifier: _identifier,
    ast.IntegerLiteral: lambda node, _s, _c: pa.scalar(node.value, pa.int64()),
    ast.FloatLiteral: lambda node, _s, _c: pa.scalar(node.value, pa.float64()),
    ast.BooleanLiteral: lambda node, _s, _c: pa.scalar(node.value),
    ast.StringLiteral: lambda node, _s, _c: pa.scalar(node.value, STRING),
    ast.StringExpression: _string,
    ast.RegexLiteral: lambda node, _s, _c: Regex(node.pattern),
    ast.TimeLiteral: lambda node, _s, _c: time_scalar(node.value),
    ast.DurationLiteral: lambda node, _s, _c: Duration(node.months, node.nanoseconds),
    ast.PipeLiteral: _bad,
    ast.ArrayExpression: _array,
    ast.DictExpression: _dict,
    ast.RecordExpression: _record,
    ast.FunctionExpression: _function,
    ast.CallExpression: _call,
    ast.PipeExpression: _pipe,
    ast.MemberExpression: _member,
    ast.IndexExpression: _index,
    ast.UnaryExpression: _unary,
    ast.BinaryExpression: _binary,
    ast.LogicalExpression: _logical,
    ast.ConditionalExpression: _conditional,
    ast.ParenExpression: lambda node, scope, context: _evaluate(node.inner, scope, context),
    ast.BadExpression: _bad,
    ast.Block: _block,
}
