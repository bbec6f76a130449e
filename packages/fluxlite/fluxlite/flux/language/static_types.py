"""Types that are known before a script runs: how messages name them, and what fits an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from fluxlite.flux.language.registry import Builtin
from fluxlite.flux.language.wording import expected_name

COMPARABLE = ("int", "uint", "float", "string", "time", "duration")
EQUATABLE = (*COMPARABLE, "bool")
_CONVERSIONS = ("int", "uint", "float", "string", "bool", "time", "duration")


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A function of the script: its parameters by name, true where required, and which one is piped."""

    parameters: Mapping[str, bool]
    piped: str | None


@dataclass(frozen=True, slots=True)
class ArrayType:
    element: "Type"

    def __str__(self) -> str:
        return f"[{self.element or 'A'}]"


@dataclass(frozen=True, slots=True)
class RecordType:
    """A record literal; `rest` is true where it extends a record that is not known."""

    fields: Mapping[str, "Type"]
    rest: bool

    def __str__(self) -> str:
        inside = ", ".join(f"{name}: {kind or 'A'}" for name, kind in sorted(self.fields.items()))
        return "{" + inside + "}"


@dataclass(frozen=True, slots=True)
class PackageType:
    path: str
    members: Mapping[str, Any]


Type: TypeAlias = str | ArrayType | RecordType | FunctionType | PackageType | Builtin | None
"""A basic type by name, "stream", or one of the classes; None is unknown."""

Names: TypeAlias = dict[str, Type]


def shown(found: Type) -> str:
    """A type as messages name it."""
    if isinstance(found, ArrayType):
        return f"{found} (array)"
    if isinstance(found, RecordType):
        return f"{found} (record)"
    if isinstance(found, FunctionType | Builtin):
        return "function"
    return "stream[A]" if found == "stream" else str(found)


def misfit(kind: str, found: Type) -> str | None:
    """What is wrong with a type in the place of a parameter's kind, None if nothing is known to be."""
    if found is None or kind in ("any", "record", "dict", "table") or "=>" in kind:
        return None
    if kind == "time":
        wrong, wanted = found not in ("time", "duration", "int"), "time"
    elif kind.startswith("[") and isinstance(found, ArrayType):
        wanted, found = kind[1:-1], found.element
        wrong = isinstance(found, str) and wanted in EQUATABLE and found != wanted
    elif kind == "array":
        wrong, wanted = not isinstance(found, ArrayType), "[A]"
    else:
        wanted = expected_name(kind) + (" (array)" if kind.startswith("[") else "")
        wrong = found != kind and isinstance(found, str | ArrayType | RecordType)
        wrong = wrong and not (kind == "{stream}" and isinstance(found, RecordType))
        wrong = wrong and not (kind == "[stream]" and isinstance(found, ArrayType))
    return f"expected {wanted} but found {shown(found)}" if wrong else None


def result_of(callee: Builtin) -> Type:
    """What a call of a function gives."""
    if callee.makes_stream or any(parameter.kind == "stream" and parameter.piped for parameter in callee.parameters):
        return "stream" if callee.makes_stream or callee.name in ("yield", "window", "aggregateWindow") else None
    if callee.package == "array":
        return "stream"
    if callee.package == "universe" and callee.name in _CONVERSIONS:
        return callee.name
    if callee.package == "universe" and callee.name == "now":
        return "time"
    return "float" if callee.package == "math" and not callee.name.startswith("is") else None
