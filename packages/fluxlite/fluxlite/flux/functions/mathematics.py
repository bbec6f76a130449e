"""Package `math`."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import FLOAT, NULL, from_numpy, to_numpy, valid
from fluxlite.flux.blocks.values import Value
from fluxlite.flux.language.errors import TableError
from fluxlite.flux.language.registry import constant, elementwise

_CONSTANTS = {
    "pi": math.pi, "e": math.e, "phi": (1 + math.sqrt(5)) / 2, "ln2": math.log(2), "ln10": math.log(10),
    "sqrt2": math.sqrt(2), "sqrte": math.sqrt(math.e), "log2e": 1 / math.log(2), "log10e": 1 / math.log(10),
    "maxfloat": 1.7976931348623157e308, "smallestNonzeroFloat": 5e-324,
}  # fmt: skip
for _name, _value in _CONSTANTS.items():
    constant("math", _name, pa.scalar(_value, FLOAT))
constant("math", "maxint", pa.scalar(2**63 - 1))
constant("math", "minint", pa.scalar(-(2**63)))


def _on_floats(function: Callable[..., Any], *operands: Value) -> Value:
    """A function of numpy on floats: scalars, columns, or both; null where any is null."""
    if any(operand.type == NULL for operand in operands):
        raise TableError("cannot convert argument of type invalid to float")
    scalar = all(isinstance(operand, pa.Scalar) for operand in operands)
    columns = [pa.array([v.as_py()], FLOAT) if isinstance(v, pa.Scalar) else v.cast(FLOAT) for v in operands]
    with np.errstate(all="ignore"):
        values = np.asarray(function(*(to_numpy(column) for column in columns)))
    present = np.ones(len(values), bool)
    for column in columns:
        present = present & valid(column)
    result = from_numpy(values, FLOAT, ~present)
    return result[0] if scalar else result


def _half_away(x: np.ndarray) -> np.ndarray:
    """Rounding to the nearest whole number, halves away from zero, exactly."""
    whole = np.trunc(x)
    rounded: np.ndarray = np.where(np.abs(x - whole) >= 0.5, whole + np.copysign(1.0, x), np.copysign(whole, x))
    return rounded


def _larger(x: Any, y: Any) -> Any:
    """The larger one; of two zeros the positive one."""
    return np.where((x == 0) & (y == 0), np.where(np.signbit(x), y, x), np.maximum(x, y))


def _smaller(x: Any, y: Any) -> Any:
    """The smaller one; of two zeros the negative one."""
    return np.where((x == 0) & (y == 0), np.where(np.signbit(x), x, y), np.minimum(x, y))


_ONE: dict[str, Callable[[Any], Any]] = {
    "abs": np.abs, "acos": np.arccos, "acosh": np.arccosh, "asin": np.arcsin, "asinh": np.arcsinh, "atan": np.arctan,
    "atanh": np.arctanh, "cbrt": np.cbrt, "ceil": np.ceil, "cos": np.cos, "cosh": np.cosh, "exp": np.exp,
    "exp2": np.exp2, "expm1": np.expm1, "floor": np.floor, "log": np.log, "log10": np.log10, "log1p": np.log1p,
    "log2": np.log2, "round": _half_away, "roundtoeven": np.rint, "sin": np.sin, "sinh": np.sinh, "sqrt": np.sqrt,
    "tan": np.tan, "tanh": np.tanh, "trunc": np.trunc,
}  # fmt: skip
_TWO: dict[str, tuple[str, str, Callable[[Any, Any], Any]]] = {
    "atan2": ("y", "x", np.arctan2), "copysign": ("x", "y", np.copysign),
    "dim": ("x", "y", lambda x, y: np.maximum(x - y, 0)), "hypot": ("p", "q", np.hypot),
    "mMax": ("x", "y", _larger), "mMin": ("x", "y", _smaller), "mod": ("x", "y", np.fmod),
    "pow": ("x", "y", np.power), "remainder": ("x", "y", lambda x, y: x - y * np.rint(x / y)),
}  # fmt: skip


def _register_one(name: str, function: Callable[[Any], Any]) -> None:
    @elementwise("math", name, "(x: float)")
    def run(x: Value) -> Value:
        return _on_floats(function, x)

    run.__doc__ = f"`{name}` of a float, as Go's math package has it."


def _register_two(name: str, first: str, second: str, function: Callable[[Any, Any], Any]) -> None:
    @elementwise("math", name, f"({first}: float, {second}: float)")
    def run(**operands: Value) -> Value:
        return _on_floats(function, operands[first], operands[second])

    run.__doc__ = f"`{name}` of two floats, as Go's math package has it."


for _name, _function in _ONE.items():
    _register_one(_name, _function)
for _name, (_first, _second, _binary) in _TWO.items():
    _register_two(_name, _first, _second, _binary)


@elementwise("math", "isNaN", "(f: float)")
def is_nan(f: Value) -> Value:
    """Whether a float is no number."""
    return pc.is_nan(f)


@elementwise("math", "isInf", "(f: float, sign: int)")
def is_inf(f: Value, sign: Value) -> Value:
    """Whether a float is infinite: with a positive sign only upwards, with a negative one only downwards."""
    way = sign.as_py()
    wanted = [math.inf] if way > 0 else [-math.inf] if way < 0 else [math.inf, -math.inf]
    return pc.is_in(f, value_set=pa.array(wanted, FLOAT))


@elementwise("math", "NaN", "()")
def nan() -> Value:
    """The float that is no number."""
    return pa.scalar(math.nan, FLOAT)


@elementwise("math", "mInf", "(sign: int)")
def infinity(sign: Value) -> Value:
    """Infinity of a sign."""
    return pa.scalar(math.inf if sign.as_py() >= 0 else -math.inf, FLOAT)
