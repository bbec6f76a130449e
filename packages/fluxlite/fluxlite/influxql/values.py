"""Columns of values and what expressions do with them: InfluxQL's types, with nulls, in NumPy's arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fluxlite.seam import Kind

Array: TypeAlias = npt.NDArray[Any]
Mask: TypeAlias = npt.NDArray[np.bool_]
DTYPES = {Kind.DOUBLE: np.float64, Kind.LONG: np.int64, Kind.UNSIGNED: np.uint64, Kind.BOOLEAN: np.bool_}
"""How values of a kind are held; texts are objects."""
KIND_NAMES = {
    Kind.DOUBLE: "float",
    Kind.LONG: "integer",
    Kind.UNSIGNED: "unsigned",
    Kind.BOOLEAN: "boolean",
    Kind.STRING: "string",
}
"""What InfluxQL calls the kinds."""
NUMBERS = (Kind.DOUBLE, Kind.LONG, Kind.UNSIGNED)
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "%": np.fmod,
}  # fmt: skip
_BITS: dict[str, Callable[[Any, Any], Any]] = {"&": np.bitwise_and, "|": np.bitwise_or, "^": np.bitwise_xor}


@dataclass(frozen=True, slots=True)
class Values:
    """Values of one kind; where `valid` is false there is none."""

    kind: Kind
    data: Array
    valid: Mask

    def __len__(self) -> int:
        return len(self.data)

    def take(self, chosen: Array) -> "Values":
        """The values at places, or where a mask is true."""
        return Values(self.kind, self.data[chosen], self.valid[chosen])

    def cells(self) -> list[Any]:
        """The values as Python has them, None for none."""
        return [value if there else None for value, there in zip(self.data.tolist(), self.valid.tolist(), strict=True)]


def column(kind: Kind, data: Array) -> Values:
    """Values that are all there."""
    return Values(kind, data, np.ones(len(data), np.bool_))


def nothing(count: int, kind: Kind = Kind.DOUBLE) -> Values:
    """No value at each of `count` places."""
    return Values(kind, zeros(kind, count), np.zeros(count, np.bool_))


def zeros(kind: Kind, count: int) -> Array:
    """An array for values of a kind."""
    if kind is Kind.STRING:
        return np.full(count, "", object)
    return np.zeros(count, DTYPES[kind])


def constant(value: float | bool | str, count: int) -> Values:
    """The same value `count` times."""
    kinds = {bool: Kind.BOOLEAN, int: Kind.LONG, float: Kind.DOUBLE, str: Kind.STRING}
    data = zeros(kinds[type(value)], count)
    data[:] = value
    return column(kinds[type(value)], data)


def numbers_of(text: pa.ChunkedArray | pa.Array, kind: Kind) -> Array:
    """An Arrow column as an array."""
    return np.asarray(text.to_numpy(zero_copy_only=False), object if kind is Kind.STRING else DTYPES[kind])


def combine(operator: str, left: Values, right: Values) -> Values:
    """Two columns combined; a null makes a null of arithmetic, and false of a comparison."""
    if operator in ("AND", "OR"):
        both = np.logical_and if operator == "AND" else np.logical_or
        return column(Kind.BOOLEAN, both(truth(left), truth(right)))
    if operator in _COMPARISONS:
        return _compared(operator, left, right)
    if operator in _BITS:
        return _bits(operator, left, right)
    return _computed(operator, left, right)


def truth(values: Values) -> Mask:
    """Where a condition holds."""
    if values.kind is not Kind.BOOLEAN:
        return np.zeros(len(values), np.bool_)
    return np.asarray(values.data & values.valid, np.bool_)


def _compared(operator: str, left: Values, right: Values) -> Values:
    valid = left.valid & right.valid
    comparable = left.kind in NUMBERS and right.kind in NUMBERS
    comparable = comparable or (left.kind is right.kind and operator in ("=", "!="))
    if not comparable:
        return column(Kind.BOOLEAN, np.zeros(len(left), np.bool_))
    return column(Kind.BOOLEAN, np.asarray(_COMPARISONS[operator](left.data, right.data), np.bool_) & valid)


def _computed(operator: str, left: Values, right: Values) -> Values:
    if left.kind not in NUMBERS or right.kind not in NUMBERS:
        return nothing(len(left))
    kind = _result(operator, left.kind, right.kind)
    first: Array = left.data.astype(DTYPES[kind])
    second: Array = right.data.astype(DTYPES[kind])
    with np.errstate(all="ignore"):
        if operator in ("/", "%"):
            none = second == 0
            found = _ARITHMETIC[operator](first, np.where(none, 1, second).astype(DTYPES[kind]))
            found = np.where(none, np.nan if operator == "%" and kind is Kind.DOUBLE else 0, found)
        else:
            found = _ARITHMETIC[operator](first, second)
    return Values(kind, found.astype(DTYPES[kind]), left.valid & right.valid)


def _result(operator: str, left: Kind, right: Kind) -> Kind:
    """The kind of a result: integers divided are a float."""
    if Kind.DOUBLE in (left, right):
        return Kind.DOUBLE
    if Kind.UNSIGNED in (left, right):
        return Kind.UNSIGNED
    return Kind.DOUBLE if operator == "/" else Kind.LONG


def _bits(operator: str, left: Values, right: Values) -> Values:
    kinds = {left.kind, right.kind}
    if not kinds <= {Kind.LONG, Kind.UNSIGNED} and kinds != {Kind.BOOLEAN}:
        return nothing(len(left))
    kind = Kind.UNSIGNED if Kind.UNSIGNED in kinds else left.kind
    first: Array = left.data.astype(DTYPES[kind])
    second: Array = right.data.astype(DTYPES[kind])
    return Values(kind, _BITS[operator](first, second), left.valid & right.valid)
