"""Arguments of Flux's own functions: who gets what, and the change from Flux values to Python's.

Kinds of parameters: `int`, `float`, `string`, `bool` become Python values; `duration`, `regexp` the classes of
`values`; `[string]` and the like lists; `stream` a step; `[stream]`, `{stream}` lists and records of steps; `any` and
`time` stay as they are; `(r) => bool` is a function.
"""

from typing import Any

import pyarrow as pa

from fluxlite.flux.blocks.kinds import kind_name
from fluxlite.flux.blocks.values import (
    ArrayValue,
    DictValue,
    Duration,
    Function,
    Record,
    Regex,
    StreamValue,
    TableValue,
    Value,
    type_name,
)
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import FluxError, Span, invalid
from fluxlite.flux.language.registry import Builtin
from fluxlite.flux.language.wording import expected_name, unexpected
from fluxlite.flux.run.evaluate import NeedsRows

_SCALARS = ("int", "float", "string", "bool", "uint")
_CLASSES: dict[str, tuple[type, ...]] = {
    "duration": (Duration,),
    "regexp": (Regex,),
    "stream": (StreamValue,),
    "table": (TableValue,),
    "dict": (DictValue,),
    "array": (ArrayValue,),
    "function": (Function, Builtin),
}


def spread_arguments(
    function: Builtin, arguments: dict[str, Value], node: ast.CallExpression | None, piped: Value | None
) -> dict[str, Value]:
    """The arguments of a call by parameter, the piped one among them; raises for unknown and missing ones."""
    span = node.span if node else None
    known = {parameter.name for parameter in function.parameters}
    for name in arguments:
        if name not in known:
            raise invalid(f"error @{argument_span(node, name)}: {unexpected(function, name, arguments)}")
    given = dict(arguments)
    if piped is not None:
        if function.piped is None:
            raise invalid(f"error @{span}: function does not take a pipe argument")
        given[function.piped.name] = piped
    for parameter in function.parameters:
        if parameter.required and parameter.name not in given:
            raise invalid(f"error @{span}: missing required argument {parameter.name}")
        if parameter.piped and parameter.name not in given:
            raise invalid(f"error @{span}: missing pipe argument")
    return given


def argument_span(node: ast.CallExpression | None, name: str) -> Span | None:
    """Where the value of an argument stands."""
    for item in node.arguments if node else ():
        if item.key == name:
            return item.value.span if item.value else item.span
    return node.span if node else None


def convert(function: Builtin, name: str, value: Value, node: ast.CallExpression | None) -> Any:
    """The value of an argument as the function wants it."""
    parameter = next(parameter for parameter in function.parameters if parameter.name == name)
    kind = parameter.kind
    if isinstance(value, pa.Array) and not function.elementwise and kind in _SCALARS:
        raise NeedsRows
    try:
        return _column(kind, value) if function.elementwise else _converted(kind, value)
    except TypeError:
        found = type_name(value)
    where = argument_span(node, name)
    raise invalid(f"error @{where}: expected {expected_name(kind)} but found {found} (argument {name})")


def _converted(kind: str, value: Value) -> Any:
    if kind in ("any", "time", "vector"):
        return value
    if "=>" in kind:
        return _of(value, _CLASSES["function"])
    if kind in _SCALARS:
        return _scalar(kind, value)
    if kind == "{stream}":
        return dict(_of(value, (Record,)).fields)
    if kind == "record":
        return _of(value, (Record,))
    if kind.startswith("["):
        return [_converted(kind[1:-1], item) for item in _of(value, (ArrayValue,)).elements]
    return _of(value, _CLASSES[kind])


def _column(kind: str, value: Value) -> Value:
    if kind.startswith("["):
        return _of(value, (ArrayValue,))
    if kind not in (*_SCALARS, "time"):
        return _converted(kind, value)
    if isinstance(value, pa.Scalar | pa.Array) and kind_name(value.type) in (kind, "null"):
        return value
    raise TypeError


def _of(value: Value, classes: tuple[type, ...]) -> Any:
    if isinstance(value, classes):
        return value
    raise TypeError


def _scalar(kind: str, value: Value) -> Any:
    if not isinstance(value, pa.Scalar) or kind_name(value.type) not in (kind, "null"):
        raise TypeError
    if not value.is_valid:
        raise FluxError("invalid", f"expected {kind} but found null")
    return value.as_py()
