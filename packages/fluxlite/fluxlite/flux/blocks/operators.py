"""The operators of Flux on scalars and columns alike, by pyarrow.compute.

Comparing or computing with null gives null; `and`, `or` and `not` are three-valued (Kleene). Nothing is converted by
itself: int + float is an error, as in Flux.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, NULL, STRING, UINT, from_numpy, kind_name, to_numpy
from fluxlite.flux.blocks.values import Regex, Value, is_basic, is_column, type_name
from fluxlite.flux.language.errors import Span, TableError

_VECTOR = {
    "==": "Equal", "!=": "NotEqual", "<": "LessThan", "<=": "LessThanEqual", ">": "GreaterThan",
    ">=": "GreaterThanEqual",
}  # fmt: skip
_COMPARE: dict[str, Callable[..., Value]] = {
    "==": pc.equal, "!=": pc.not_equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[..., Value]] = {"+": pc.add, "-": pc.subtract, "*": pc.multiply}
_NUMBERS = (INT, UINT, FLOAT)


def binary(operator: str, left: Value, right: Value) -> Value:
    """The value of `left operator right`; raises TableError for types that do not go together."""
    if operator in ("=~", "!~"):
        return _match(operator, left, right)
    if not (is_basic(left) and is_basic(right)):
        raise _unsupported(operator, left, right)
    kind = _common_kind(operator, left, right)
    if operator in _COMPARE:
        return _compare(operator, left, right, kind)
    if kind == NULL:
        return _nulls(NULL, left, right)
    left, right = _typed(left, kind), _typed(right, kind)
    if kind == STRING and operator == "+":
        return pc.binary_join_element_wise(left, right, pa.scalar("", STRING))
    if kind not in _NUMBERS:
        raise _unsupported(operator, left, right)
    if operator in _ARITHMETIC:
        return _ARITHMETIC[operator](left, right)
    return {"/": _divide, "%": _modulo, "^": _power}[operator](left, right)


def negative(value: Value) -> Value:
    """The value of `-value`."""
    if is_basic(value) and value.type in (INT, FLOAT, NULL):
        return value if value.type == NULL else pc.negate(value)
    raise TableError(f"{type_name(value)} is not Negatable", typing=True)


def logical_not(value: Value) -> Value:
    """The value of `not value`."""
    return pc.invert(_typed(value, BOOL))


def exists(value: Value) -> Value:
    """The value of `exists value`."""
    return pc.is_valid(value) if is_basic(value) else pa.scalar(True)


def logical(operator: str, left: Value, right: Value) -> Value:
    """Three-valued `and` and `or`; what an untyped null leaves undecided everywhere is an untyped null."""
    function = pc.and_kleene if operator == "and" else pc.or_kleene
    result = function(_typed(left, BOOL), _typed(right, BOOL))
    if NULL not in (left.type, right.type):
        return result
    known = len(result) - result.null_count if is_column(result) else result.is_valid
    return result if known else _nulls(NULL, left, right)


def choose(test: Value, consequent: Value, alternate: Value) -> Value:
    """Row by row one of two values; a null test takes the alternate."""
    kind = _common_kind("if", consequent, alternate)
    if kind != NULL:
        consequent, alternate = _typed(consequent, kind), _typed(alternate, kind)
    return pc.if_else(pc.fill_null(_typed(test, BOOL), False), consequent, alternate)


def _common_kind(operator: str, left: Value, right: Value) -> pa.DataType:
    if left.type == NULL:
        return right.type
    if right.type in (NULL, left.type):
        return left.type
    if operator in _COMPARE and {left.type, right.type} <= set(_NUMBERS):
        return FLOAT if FLOAT in (left.type, right.type) else INT
    if operator in _COMPARE:
        raise _unsupported(operator, left, right)
    inferred, actual = (left, right) if is_column(right) and not is_column(left) else (right, left)
    raise TableError(f"type conflict: {kind_name(inferred.type)} != {kind_name(actual.type)}", typing=True)


def _typed(value: Value, kind: pa.DataType) -> Value:
    if value.type == kind:
        return value
    return value.cast(kind, safe=False) if isinstance(value, pa.Scalar) else pc.cast(value, kind, safe=False)


def _compare(operator: str, left: Value, right: Value, kind: pa.DataType) -> Value:
    if kind == NULL:
        return _nulls(BOOL, left, right)
    if kind == BOOL and operator not in ("==", "!="):
        raise _unsupported(operator, left, right)
    return _COMPARE[operator](_typed(left, kind), _typed(right, kind))


def _match(operator: str, left: Value, right: Value) -> Value:
    if not isinstance(right, Regex) or not is_basic(left) or left.type not in (STRING, NULL):
        raise _unsupported(operator, left, right)
    if left.type == NULL:
        return _nulls(BOOL, left)
    found = pc.match_substring_regex(left, right.pattern)
    return found if operator == "=~" else pc.invert(found)


def _nulls(kind: pa.DataType, *operands: Value) -> Value:
    for operand in operands:
        if is_column(operand):
            return pa.nulls(len(operand), kind)
    return pa.scalar(None, kind)


def _divide(left: Value, right: Value) -> Value:
    if left.type != FLOAT and _has_zero(right):
        raise TableError("cannot divide by zero")
    return pc.divide(left, right)


def _modulo(left: Value, right: Value) -> Value:
    if left.type != FLOAT and _has_zero(right):
        raise TableError("cannot mod zero")
    return _by_numpy(np.fmod, left, right)


def _power(left: Value, right: Value) -> Value:
    return _by_numpy(np.power, _typed(left, FLOAT), _typed(right, FLOAT))


def _has_zero(value: Value) -> bool:
    equal = pc.equal(value, pa.scalar(0, value.type))
    return bool(pc.any(equal).as_py() if is_column(value) else equal.as_py())


def _by_numpy(function: Callable[..., np.ndarray], left: Value, right: Value) -> Value:
    """A function of numpy on two operands of one type, with nulls where either is null."""
    scalar = not (is_column(left) or is_column(right))
    arrays = [pa.array([v.as_py()], v.type) if isinstance(v, pa.Scalar) else v for v in (left, right)]
    with np.errstate(all="ignore"):
        values = function(*(_ones_for_null(column) for column in arrays))
    null = pc.or_(*(_spread(pc.is_null(column), len(values)) for column in arrays))
    result = from_numpy(values, left.type, np.asarray(null.to_numpy(zero_copy_only=False)))
    return result[0] if scalar else result


def _ones_for_null(column: pa.Array) -> np.ndarray:
    return to_numpy(pc.fill_null(column, pa.scalar(1, column.type)))


def _spread(column: pa.Array, n: int) -> pa.Array:
    return column if len(column) == n else pa.array(np.full(n, column[0].as_py()))


class OperandError(TableError):
    """An operator that does not take operands of these types; `vector` is what InfluxDB says of whole columns."""

    def __init__(self, message: str, vector: str, *, compiling: bool = False) -> None:
        super().__init__(message, typing=True)
        self.vector = vector
        self.compiling = compiling

    def at(self, span: Span) -> "OperandError":
        """The same, found when the row function there is compiled."""
        if self.compiling:
            return self
        return OperandError(f"cannot compile @ {span}: {self.message}", self.vector, compiling=True)


def _unsupported(operator: str, left: Value, right: Value) -> TableError:
    names = f"{type_name(left)} {operator} {type_name(right)}"
    message = vector = f"unsupported binary expression {names}"
    if operator in _VECTOR and (is_column(left) or is_column(right)):
        vector = f"unsupported type for vector {_VECTOR[operator]}: {names}"
    return OperandError(message, vector)
