"""What an expression may be worth, besides basic values.

A basic value is a pyarrow scalar, or a pyarrow array where the expression is evaluated for all rows of a block at once;
both carry their Flux type. The other values are the classes here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import kind_name
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import FluxError

if TYPE_CHECKING:
    from fluxlite.flux.language.registry import Builtin, Call

Value: TypeAlias = Any
"""A pyarrow scalar or array, or one of the classes of this module."""

TRUE = pa.scalar(True)
FALSE = pa.scalar(False)

_UNITS = (
    ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of time: calendar months and nanoseconds, both of the same sign or zero."""

    months: int
    nanoseconds: int

    def __neg__(self) -> "Duration":
        return Duration(-self.months, -self.nanoseconds)

    @property
    def is_zero(self) -> bool:
        return not (self.months or self.nanoseconds)

    @property
    def is_negative(self) -> bool:
        return self.months < 0 or self.nanoseconds < 0

    def __str__(self) -> str:
        """As Flux writes it: `1y2mo1w3h`, the largest units first."""
        if self.is_zero:
            return "0ns"
        years, months = divmod(abs(self.months), 12)
        parts = [f"{years}y"] if years else []
        parts += [f"{months}mo"] if months else []
        rest = abs(self.nanoseconds)
        for unit, size in _UNITS:
            count, rest = divmod(rest, size)
            parts += [f"{count}{unit}"] if count else []
        return ("-" if self.is_negative else "") + "".join(parts)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression of RE2."""

    pattern: str

    def __post_init__(self) -> None:
        try:
            pc.match_substring_regex(pa.array([""]), self.pattern)
        except pa.ArrowInvalid as error:
            reason = str(error).removeprefix("Invalid regular expression: ")
            raise FluxError("invalid", f"error parsing regexp: {reason}: `{self.pattern}`") from None


@dataclass(frozen=True, slots=True)
class ArrayValue:
    """An array; `kind` is the type of basic elements, where known."""

    elements: Sequence[Value]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """An array for each row. Its elements can be asked for by index; for anything else one must go row by row."""

    lists: pa.ListArray

    def take(self, rows: pa.Array) -> "ListColumn":
        """The arrays of some rows."""
        return ListColumn(self.lists.take(rows))


@dataclass(frozen=True, slots=True)
class DictValue:
    """A dictionary; keys are Python values of basic types."""

    items: Mapping[Any, Value]


@dataclass(frozen=True, slots=True)
class Record:
    """A record; for a row function, one whose values are columns (see `rows.RowRecord`)."""

    fields: Mapping[str, Value]

    def get(self, name: str) -> Value | None:
        """The value of a property, None where the record has no such property."""
        return self.fields.get(name)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the script, with the scope where it was written."""

    node: ast.FunctionExpression
    scope: "Scope"

    @property
    def parameters(self) -> tuple[ast.Property, ...]:
        return self.node.parameters


@dataclass(frozen=True, slots=True)
class Package:
    """What `import` gives a name to."""

    path: str
    members: Mapping[str, Value]


@dataclass(eq=False)
class StreamValue:
    """A step of the plan: tables that do not exist yet. `consumers` counts the steps and results that read it."""

    builtin: "Builtin"
    call: "Call"
    parents: tuple["StreamValue", ...]
    consumers: int = field(default=0)


@dataclass(frozen=True, slots=True)
class TableValue:
    """One table that has been computed, as `tableFind` gives it."""

    columns: Mapping[str, pa.Array]
    length: int


class Scope:
    """Names and their values, with the scope around."""

    __slots__ = ("names", "outer")

    def __init__(self, names: dict[str, Value], outer: "Scope | None" = None) -> None:
        self.names = names
        self.outer = outer

    def get(self, name: str) -> Value | None:
        """The value of a name; None where there is none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def all_names(self) -> Iterator[str]:
        """Every name that can be seen from here."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.names
            scope = scope.outer


def type_name(value: Value) -> str:
    """The Flux type of a value, as error messages write it."""
    if isinstance(value, pa.Scalar | pa.Array):
        return kind_name(value.type)
    return _TYPE_NAMES[type(value)](value) if type(value) in _TYPE_NAMES else "function"


def nature(value: Value) -> str:
    """The kind of a value, as error messages write it that do not look further into it."""
    return {Record: "object", ArrayValue: "array"}.get(type(value)) or type_name(value)


_TYPE_NAMES: dict[type, Callable[[Any], str]] = {
    Duration: lambda _: "duration",
    Regex: lambda _: "regexp",
    ArrayValue: lambda value: f"[{type_name(value.elements[0]) if value.elements else 'A'}]",
    ListColumn: lambda _: "[string]",
    DictValue: lambda _: "[A:B]",
    Record: lambda value: "{" + ", ".join(f"{k}: {type_name(v)}" for k, v in value.fields.items()) + "}",
    StreamValue: lambda _: "stream[A]",
    TableValue: lambda _: "table",
    Package: lambda _: "package",
}


def is_basic(value: Value) -> bool:
    """Whether a value is a scalar or a column of a basic type."""
    return isinstance(value, pa.Scalar | pa.Array)


def is_column(value: Value) -> bool:
    """Whether a value has one entry a row."""
    return isinstance(value, pa.Array)
