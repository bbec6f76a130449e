"""The one table of what is supported: every function registers here with its package, arguments and defaults.

A signature is written as Flux documents it: `(<-tables: stream, n: int, ?offset: int)`. `<-` marks the piped argument,
`?` an optional one. Calls are checked against it, refusals and the documentation page are made from it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, TypeVar

from fluxlite.flux.language.errors import Span

_PARAMETER = re.compile(r"\s*(<-|\?)?(\w+):\s*((?:\([^)]*\) => \w+)|[^,()]+)\s*(?:,|$)")

Run = TypeVar("Run", bound=Callable[..., Any])


class Flow(Flag):
    """How InfluxDB runs a function of streams: it shows in the order of tables and in the places of errors."""

    NONE = 0
    GATHERS = auto()
    """Takes in all tables before it gives any: then in the order of their keys, or none if an error comes."""
    STORED = auto()
    """Is computed by storage, of series and of groups of series."""
    STORED_ALONE = auto()
    """Is computed by storage, of series only."""
    SCHEMA = auto()
    """Changes columns only: the pieces of tables stay."""
    PLACED = auto()
    """Its own errors always have a place."""
    BY_ROW = auto()
    """Takes tables piece by piece, as it looks at rows alone."""
    PASSES = auto()
    """Hands chunks on as they come."""
    CHUNKS = auto()
    """Gives its tables in chunks."""
    REGROUPS = auto()
    """Its chunks may belong to any tables."""
    UNPLACED = auto()
    """Takes tables piece by piece, and loses the place of an error in the group before it."""

    ROWS = CHUNKS | REGROUPS | BY_ROW | PLACED
    IN_CHUNKS = PASSES | PLACED
    FROM_STORAGE = GATHERS | STORED
    COLUMNS = GATHERS | SCHEMA


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `kind` is its type as the signature writes it."""

    name: str
    kind: str
    required: bool
    piped: bool

    @property
    def row_parameters(self) -> tuple[str, ...] | None:
        """What a function given here is called with; None if this is no function parameter."""
        if "=>" not in self.kind:
            return None
        return tuple(name.strip() for name in self.kind[1 : self.kind.index(")")].split(",") if name.strip())


@dataclass(frozen=True, eq=False)
class Builtin:
    """A function of Flux.

    `makes_stream`: a step of the plan, run when its result is asked for; others run at once.
    `elementwise`: takes scalars and columns alike, and gets them as they are (checked, not converted).
    `streaming`: hands tables on one by one, so that an error comes after the tables before it.
    `flow`: how InfluxDB runs it.
    """

    package: str
    name: str
    signature: str
    parameters: tuple[Parameter, ...]
    run: Callable[..., Any]
    makes_stream: bool
    streaming: bool
    elementwise: bool = False
    flow: Flow = Flow.NONE

    @property
    def piped(self) -> Parameter | None:
        """The parameter that `|>` fills."""
        return next((parameter for parameter in self.parameters if parameter.piped), None)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function in the script: where it stands and what it was given, converted to Python."""

    name: str
    span: Span | None
    arguments: dict[str, Any]


_TABLE: dict[tuple[str, str], Builtin] = {}
_CONSTANTS: dict[tuple[str, str], Any] = {}
_SHORTER: dict[tuple[str, str], Callable[..., Any]] = {}


def transformation(
    package: str, name: str, signature: str, *, streaming: bool = False, flow: Flow = Flow.NONE
) -> Callable[[Run], Run]:
    """Register a function from streams to a stream; it gets (context, call, **arguments)."""
    return _registering(package, name, signature, makes_stream=True, streaming=streaming, flow=flow)


def function(package: str, name: str, signature: str) -> Callable[[Run], Run]:
    """Register a function that runs at once; it gets (context, call, **arguments)."""
    return _registering(package, name, signature, makes_stream=False)


def elementwise(package: str, name: str, signature: str) -> Callable[[Run], Run]:
    """Register a function of scalars and columns; it gets its arguments only."""
    return _registering(package, name, signature, makes_stream=False, elementwise=True)


def pushdown(package: str, name: str) -> Callable[[Run], Run]:
    """Register a shorter way for a transformation: it gets (context, step) and gives tables, or None to decline."""

    def register(run: Run) -> Run:
        _SHORTER[package, name] = run
        return run

    return register


def shorter_way(function: Builtin) -> Callable[..., Any] | None:
    """The shorter way of a transformation, if it has one."""
    return _SHORTER.get((function.package, function.name))


def constant(package: str, name: str, value: object) -> None:
    """Register a constant of a package."""
    _CONSTANTS[package, name] = value


def _registering(package: str, name: str, signature: str, **traits: Any) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        _TABLE[package, name] = described(package, name, signature, run, **traits)
        return run

    return register


def described(
    package: str,
    name: str,
    signature: str,
    run: Callable[..., Any],
    *,
    makes_stream: bool = False,
    streaming: bool = False,
    elementwise: bool = False,
    flow: Flow = Flow.NONE,
) -> Builtin:
    """A function as it would be registered, for those that only some runs may know."""
    return Builtin(package, name, signature, tuple(_parse(signature)), run, makes_stream, streaming, elementwise, flow)


def _parse(signature: str) -> Iterator[Parameter]:
    position, inside = 0, signature.strip()[1:-1]
    while position < len(inside):
        found = _PARAMETER.match(inside, position)
        if found is None:
            raise ValueError(f"cannot read the signature {signature!r} at {inside[position:]!r}")
        mark, name, kind = found.groups()
        yield Parameter(name, kind.strip(), required=mark is None, piped=mark == "<-")
        position = found.end()


def builtin(package: str, name: str) -> Builtin:
    """A registered function."""
    return _TABLE[package, name]


def members(package: str) -> dict[str, Any]:
    """Everything that a package has here, by name; empty if the package is not supported at all."""
    functions = {name: item for (where, name), item in _TABLE.items() if where == package}
    constants = {name: item for (where, name), item in _CONSTANTS.items() if where == package}
    return {**constants, **functions}


def supported() -> list[Builtin]:
    """Every supported function, by package and name."""
    return [_TABLE[key] for key in sorted(_TABLE)]


def packages() -> list[str]:
    """Every package that has a supported member."""
    return sorted({package for package, _ in (*_TABLE, *_CONSTANTS)})
