"""reduce(): its function compiled once into closures over Python's own values, instead of an evaluation for each row.

What does not ask for the accumulator is computed for all rows at once. What is compiled gives the values that the
evaluator gives; whatever has no form here, or would be an error, is left to the evaluator, row by row.
"""

import operator
from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, STRING, TIME, UINT, plain, plain_values, time_scalar, to_numpy
from fluxlite.flux.blocks.rows import row_record
from fluxlite.flux.blocks.tables import Block
from fluxlite.flux.blocks.values import Function, Record, Scope, Value, is_basic
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import FluxError
from fluxlite.flux.language.parser import children
from fluxlite.flux.language.registry import builtin
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import NeedsRows, evaluate

_KINDS = (INT, UINT, FLOAT, STRING, BOOL, TIME)
_ROW, _ACCUMULATOR = "r", "accumulator"
_DEEPEST = 60
_LONGEST_TEXT = 2**20
_COMPARE = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}

Run = Callable[[list[Any], int], Any]
"""A value from the accumulator's fields and the variables of the function (the slots), and the number of a row."""


class _LeftAloneError(Exception):
    """The evaluator must do it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A compiled expression."""

    kind: pa.DataType
    run: Run


def folded(context: Context, function: Value, identity: Record, block: Block) -> list[Record] | None:
    """The record that each table of a block is folded into; None where the evaluator must do it row by row."""
    if not isinstance(function, Function) or not block.n_rows:
        return None
    if {item.key for item in function.parameters} != {_ROW, _ACCUMULATOR}:
        return None
    outside, context.on_columns = context.on_columns, True
    try:
        fold = _Compiler(context, function, identity, block).compile()
    except (_LeftAloneError, NeedsRows, FluxError):
        return None
    finally:
        context.on_columns = outside
    try:
        return [fold(int(first), int(last)) for first, last in pairwise(block.offsets)]
    except _LeftAloneError:
        return None


class _Compiler:
    """Compiles a function of `r` and `accumulator` for the rows of one block."""

    def __init__(self, context: Context, function: Function, identity: Record, block: Block) -> None:
        self._context, self._body = context, function.node.body
        self._scope = Scope({_ROW: row_record(block)}, function.scope)
        self._start: list[Any] = []
        self._fields = {name: self._slot(value) for name, value in identity.fields.items()}
        self._variables: dict[str, _Part] = {}
        self._steps: list[Run] = []
        self._depth = 0

    def compile(self) -> Callable[[int, int], Record]:
        """A function that folds the rows from one to before another."""
        body = _unwrapped(self._body)
        results = self._results(self._block(body) if isinstance(body, ast.Block) else body)
        names, kinds = list(self._fields), [part.kind for part in self._fields.values()]
        runs = [results[name].run for name in names]
        start, steps, check_time = self._start, self._steps, self._context.check_time

        def fold(first: int, last: int) -> Record:
            values = list(start)
            for row in range(first, last):
                if row % 1000 == 0:
                    check_time()
                slots = values
                for step in steps:
                    slots = [*slots, step(slots, row)]
                values = [run(slots, row) for run in runs]
            return Record({name: _scalar(value, kind) for name, value, kind in zip(names, values, kinds, strict=True)})

        return fold

    def _slot(self, value: Value) -> _Part:
        """A field of the accumulator, with its first value."""
        if not isinstance(value, pa.Scalar) or value.type not in _KINDS or not value.is_valid:
            raise _LeftAloneError
        self._start.append(plain(value))
        return _Part(value.type, _from_slot(len(self._start) - 1))

    def _block(self, block: ast.Block) -> ast.Node:
        """Compile the variables of a body; gives what it returns."""
        for statement in block.body:
            if isinstance(statement, ast.ReturnStatement):
                return _unwrapped(statement.argument)
            if not isinstance(statement, ast.VariableAssignment) or statement.name in (_ROW, _ACCUMULATOR):
                raise _LeftAloneError
            if self._is_folded(statement.value):
                part = self._part(statement.value)
                self._variables[statement.name] = _Part(part.kind, _from_slot(len(self._fields) + len(self._steps)))
                self._steps.append(part.run)
            else:
                self._scope.names[statement.name] = evaluate(statement.value, self._scope, self._context)
        raise _LeftAloneError

    def _results(self, node: ast.Node) -> dict[str, _Part]:
        """The accumulator's fields after a row: each of the kind that it had before."""
        if not isinstance(node, ast.RecordExpression):
            raise _LeftAloneError
        if node.base is not None and node.base.name != _ACCUMULATOR:
            raise _LeftAloneError
        found = {} if node.base is None else dict(self._fields)
        for item in node.properties:
            found[item.key] = self._part(item.value or ast.Identifier(item.span, item.key))
        if {name: part.kind for name, part in found.items()} != {n: part.kind for n, part in self._fields.items()}:
            raise _LeftAloneError
        return found

    def _is_folded(self, node: ast.Node) -> bool:
        """Whether a value changes from row to row with the accumulator."""
        return _mentions(node, {_ACCUMULATOR, *self._variables})

    def _part(self, node: ast.Expression) -> _Part:
        if not self._is_folded(node):
            return self._column(node)
        rule = _RULES.get(type(node))
        self._depth += 1
        if rule is None or self._depth > _DEEPEST:
            raise _LeftAloneError
        part = rule(self, node)
        self._depth -= 1
        return part

    def _column(self, node: ast.Expression) -> _Part:
        """What is the same whatever the accumulator is, for all rows at once."""
        value = evaluate(node, self._scope, self._context)
        if not is_basic(value) or value.type not in _KINDS:
            raise _LeftAloneError
        if isinstance(value, pa.Scalar):
            constant = plain(value)
            return _Part(value.type, lambda _slots, _row: constant)
        is_number = value.type in (INT, UINT, FLOAT) and not value.null_count
        cells = to_numpy(value).data if is_number else plain_values(value)  # no object for each of millions
        return _Part(value.type, lambda _slots, row: cells[row])

    def _member(self, node: ast.MemberExpression) -> _Part:
        record = _unwrapped(node.record)
        if not isinstance(record, ast.Identifier) or record.name != _ACCUMULATOR or node.name not in self._fields:
            raise _LeftAloneError
        return self._fields[node.name]

    def _identifier(self, node: ast.Identifier) -> _Part:
        if node.name not in self._variables:
            raise _LeftAloneError
        return self._variables[node.name]

    def _unary(self, node: ast.UnaryExpression) -> _Part:
        part = self._part(node.argument)
        run, kind = part.run, part.kind
        if node.operator == "exists":
            return _Part(BOOL, lambda slots, row: run(slots, row) is not None)
        if node.operator == "not" and kind == BOOL:
            return _Part(BOOL, lambda slots, row: None if (value := run(slots, row)) is None else not value)
        if node.operator == "-" and kind in (INT, FLOAT):
            zero = _Part(kind, lambda _slots, _row: 0 if kind == INT else -0.0)
            return _arithmetic("-", zero, part)
        raise _LeftAloneError

    def _binary(self, node: ast.BinaryExpression) -> _Part:
        left, right = self._part(node.left), self._part(node.right)
        if left.kind != right.kind:
            raise _LeftAloneError
        if node.operator in _COMPARE and (left.kind != BOOL or node.operator in ("==", "!=")):
            return _Part(BOOL, _of_two(_COMPARE[node.operator], left.run, right.run))
        return _arithmetic(node.operator, left, right)

    def _logical(self, node: ast.LogicalExpression) -> _Part:
        left, right = self._part(node.left), self._part(node.right)
        if left.kind != BOOL or right.kind != BOOL:
            raise _LeftAloneError
        first, second, decided = left.run, right.run, node.operator == "or"

        def run(slots: list[Any], row: int) -> bool | None:
            value = first(slots, row)
            if value is decided:
                return value
            other: bool | None = second(slots, row)
            return other if other is decided or value is not None else None

        return _Part(BOOL, run)

    def _conditional(self, node: ast.ConditionalExpression) -> _Part:
        test, consequent, alternate = map(self._part, (node.test, node.consequent, node.alternate))
        if test.kind != BOOL or consequent.kind != alternate.kind:
            raise _LeftAloneError
        holds, yes, no = test.run, consequent.run, alternate.run
        return _Part(consequent.kind, lambda slots, row: yes(slots, row) if holds(slots, row) else no(slots, row))

    def _call(self, node: ast.CallExpression) -> _Part:
        """`float(v: ...)` of an integer: what a mean is made with."""
        value = node.arguments[0].value if len(node.arguments) == 1 else None
        if value is None or node.arguments[0].key != "v" or self._is_folded(node.callee):
            raise _LeftAloneError
        if evaluate(node.callee, self._scope, self._context) is not builtin("universe", "float"):
            raise _LeftAloneError
        part = self._part(value)
        run = part.run
        if part.kind not in (INT, FLOAT):
            raise _LeftAloneError
        return _Part(FLOAT, lambda slots, row: None if (found := run(slots, row)) is None else float(found))


_RULES: dict[type, Callable[[_Compiler, Any], _Part]] = {
    ast.Identifier: _Compiler._identifier,
    ast.MemberExpression: _Compiler._member,
    ast.UnaryExpression: _Compiler._unary,
    ast.BinaryExpression: _Compiler._binary,
    ast.LogicalExpression: _Compiler._logical,
    ast.ConditionalExpression: _Compiler._conditional,
    ast.CallExpression: _Compiler._call,
    ast.ParenExpression: lambda compiler, node: compiler._part(node.inner),
}


def _arithmetic(sign: str, left: _Part, right: _Part) -> _Part:
    """The sum, difference, product or quotient of two values of one kind."""
    kind = left.kind
    if kind == STRING and sign == "+":
        return _Part(STRING, _of_two(_joined, left.run, right.run))
    if kind not in (INT, UINT, FLOAT) or (sign != "/" and sign not in _ARITHMETIC):
        raise _LeftAloneError
    if sign == "/":
        divisor = right.run if kind == FLOAT else _safe_divisor(right.run)
        return _Part(kind, _of_two(_quotient if kind == FLOAT else _whole_quotient, left.run, divisor))
    plain = _of_two(_ARITHMETIC[sign], left.run, right.run)
    if kind == FLOAT:
        return _Part(FLOAT, plain)
    low = -(2**63) if kind == INT else 0
    return _Part(kind, lambda slots, row: _wrapped(plain(slots, row), low))


def _of_two(function: Callable[[Any, Any], Any], left: Run, right: Run) -> Run:
    """A function of two values; null if either is."""

    def run(slots: list[Any], row: int) -> Any:
        one, other = left(slots, row), right(slots, row)
        return None if one is None or other is None else function(one, other)

    return run


def _wrapped(number: int | None, low: int) -> int | None:
    """A whole number as 64 bits hold it."""
    return number if number is None or low <= number < low + 2**64 else (number - low) % 2**64 + low


def _quotient(left: float, right: float) -> float:
    if not right:
        raise _LeftAloneError
    return left / right


def _safe_divisor(divisor: Run) -> Run:
    """A divisor of whole numbers; one that is an error, or may lead beyond 64 bits, is not for us."""

    def run(slots: list[Any], row: int) -> Any:
        value = divisor(slots, row)
        if value in (0, -1):
            raise _LeftAloneError
        return value

    return run


def _whole_quotient(left: int, right: int) -> int:
    size = abs(left) // abs(right)
    return size if (left < 0) == (right < 0) else -size


def _joined(left: str, right: str) -> str:
    if len(left) + len(right) > _LONGEST_TEXT:
        raise _LeftAloneError
    return left + right


def _from_slot(place: int) -> Run:
    return lambda slots, _row: slots[place]


def _unwrapped(node: ast.Node) -> ast.Node:
    while isinstance(node, ast.ParenExpression):
        node = node.inner
    return node


def _mentions(node: ast.Node, names: Container[str]) -> bool:
    """Whether a node has one of the names in it, as a value."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Identifier) and node.name in names:
            return True
        if isinstance(node, ast.Property) and node.value is None and node.key in names:
            return True
        waiting.extend(children(node))
    return False


def _scalar(value: Any, kind: pa.DataType) -> pa.Scalar:
    return time_scalar(value) if kind == TIME and value is not None else pa.scalar(value, kind)
