"""One query's run: its settings, the steps of its plan, and their tables once computed."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from fluxlite.flux.blocks.grouping import CollisionError
from fluxlite.flux.blocks.tables import Stream
from fluxlite.flux.blocks.values import ArrayValue, Record, StreamValue, Value, type_name
from fluxlite.flux.fidelity import feeding
from fluxlite.flux.fidelity.feeding import located
from fluxlite.flux.fidelity.pieces import PIECES, remerged
from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import LimitError, TableError, invalid
from fluxlite.flux.language.registry import Builtin, Call, builtin, shorter_way
from fluxlite.flux.run.arguments import convert, spread_arguments
from fluxlite.flux.run.evaluate import NeedsRows
from fluxlite.seam import Catalog


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use before it is refused."""

    rows: int = 50_000_000
    """Rows of any one step's tables."""
    windows: int = 20_000_000
    """Windows of any one step, over all tables."""
    seconds: float = 120.0
    """Time until the first byte of the last result."""
    bytes: int = 2**30
    """Memory of any one step's tables or of one text, as far as it is known before it is made."""


@dataclass(eq=False)
class Context:
    """What functions may use of the query that they run in."""

    catalog: Catalog
    now: int
    pushdown: bool
    limits: Limits
    options: dict[str, Value] = field(default_factory=dict)
    yields: list[tuple[str, StreamValue]] = field(default_factory=list)
    depth: int = 0
    on_columns: bool = False
    """Whether a row function is being evaluated for all rows at once: then no new step may be made of its values."""
    started: float = field(default_factory=time.monotonic)
    _streams: dict[int, Stream] = field(default_factory=dict)
    _kept: list[StreamValue] = field(default_factory=list)

    def call_builtin(
        self,
        function: Value,
        arguments: dict[str, Value],
        node: ast.CallExpression | None = None,
        piped: Value | None = None,
    ) -> Value:
        """The value of a call of Flux's own function, or the step that a call adds to the plan."""
        span = node.span if node else None
        if not isinstance(function, Builtin):
            raise invalid(f"error @{span}: expected function but found {type_name(function)}")
        given = spread_arguments(function, arguments, node, piped)
        call = Call(function.name, span, {name: convert(function, name, value, node) for name, value in given.items()})
        if function.elementwise:
            return function.run(**call.arguments)
        if not function.makes_stream:
            return function.run(self, call, **call.arguments)
        return self.add_step(function, call)

    def add_step(self, function: Builtin, call: Call) -> StreamValue:
        """A new step of the plan."""
        if self.on_columns:
            raise NeedsRows
        parents = tuple(_streams_in(call.arguments.values()))
        for parent in parents:
            parent.consumers += 1
        return StreamValue(function, call, parents)

    def add_named(self, name: str, call: Call, arguments: dict[str, Any]) -> StreamValue:
        """A new step of a function of Flux itself, for functions made of others; None arguments are left out."""
        given = {key: value for key, value in arguments.items() if value is not None}
        return self.add_step(builtin("universe", name), Call(call.name, call.span, given))

    def to_string(self, value: Value) -> Value:
        """A value inside `"${}"`."""
        return builtin("universe", "string").run(value)

    def tables(self, step: StreamValue) -> Stream:
        """The tables of a step, computed once."""
        key = id(step)
        if key not in self._streams:
            self._kept.append(step)
            self._streams[key] = self._compute(step)
        return self._streams[key]

    def whole(self, step: StreamValue) -> Stream:
        """The tables of a step that is asked for by itself."""
        stream = self.tables(step)
        if stream.origin != PIECES:
            return stream
        try:
            return remerged(stream)
        except TableError as flaw:
            raise located(flaw, step.call) from None

    def given(self, step: StreamValue, stream: Stream) -> None:
        """Say what the tables of a step are, for steps that stand for tables that are there already."""
        self._kept.append(step)
        self._streams[id(step)] = stream

    def check_time(self) -> None:
        """Raise when the query has used up its time."""
        if time.monotonic() - self.started > self.limits.seconds:
            raise LimitError("time", f"query took longer than {self.limits.seconds:g} seconds")

    def check_windows(self, count: int) -> None:
        """Raise when a step would make too many windows."""
        if count > self.limits.windows:
            raise LimitError("rows", f"query needs {count} windows, more than {self.limits.windows} are not allowed")

    def check_bytes(self, count: int, what: str) -> None:
        """Raise before something is made that would need more memory than a query may have."""
        if count > self.limits.bytes:
            raise LimitError("memory", f"{what} needs {count} bytes, more than {self.limits.bytes} are not allowed")

    def check_cells(self, rows: int, columns: int, what: str) -> None:
        """The same for tables, whose cells take eight bytes at least."""
        self.check_bytes(8 * rows * columns, what)

    def _compute(self, step: StreamValue) -> Stream:
        self.check_time()
        outside, self.on_columns = self.on_columns, False
        try:
            # Go computes with infinities and overflow without a word, and so do we.
            with np.errstate(all="ignore"):
                return self._run(step)
        finally:
            self.on_columns = outside

    def _run(self, step: StreamValue) -> Stream:
        try:
            result = self._shorter(step) or self._plain(step)
        except TableError as flaw:
            bare = feeding.gets_chunks(step, self._origin) and not isinstance(flaw, CollisionError)
            raise located(flaw, step.call, bare=bare) from None
        if result.n_rows > self.limits.rows:
            raise LimitError(
                "rows",
                f"{step.call.name} gives {result.n_rows} rows, more than {self.limits.rows} are not allowed",
            )
        if result.error is None:
            return result
        error = located(result.error, step.call, bare=feeding.gets_chunks(step, self._origin))
        if not step.builtin.streaming:
            raise error
        return replace(result, error=error)

    def _plain(self, step: StreamValue) -> Stream:
        """A step computed from the tables before it."""
        result: Stream = step.builtin.run(self, step.call, **self._inputs(step))
        return feeding.given(step, result, self._origin)

    def _origin(self, step: StreamValue) -> str:
        found = self._streams.get(id(step))
        return found.origin if found else ""

    def fed(self, step: StreamValue, parent: StreamValue) -> Stream:
        """The tables of a parent as InfluxDB gives them to a step: for functions that plan by themselves."""
        return feeding.fed(step, self.tables(parent), self._origin)

    def _shorter(self, step: StreamValue) -> Stream | None:
        way = shorter_way(step.builtin)
        return way(self, step) if way else None

    def _inputs(self, step: StreamValue) -> dict[str, Any]:
        """The arguments of a step with tables in the place of steps, except where the function plans by itself."""
        if getattr(step.builtin.run, "plans", False):
            return {**step.call.arguments, "step": step}
        inputs = {name: self._resolved(value) for name, value in step.call.arguments.items()}
        for name, value in inputs.items():
            if isinstance(value, Stream):
                inputs[name] = feeding.fed(step, value, self._origin)
        if not step.builtin.streaming:
            for value in inputs.values():
                _raise_error_of(value)
        return inputs

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, StreamValue):
            return self.tables(value)
        if isinstance(value, list) and value and all(isinstance(item, StreamValue) for item in value):
            return [self.tables(item) for item in value]
        if isinstance(value, dict) and value and all(isinstance(item, StreamValue) for item in value.values()):
            return {name: self.tables(item) for name, item in value.items()}
        return value

    def steps(self, roots: Iterable[StreamValue]) -> Iterator[StreamValue]:
        """Every step that some steps need, themselves included, each once, sources first."""
        seen: set[int] = set()
        for root in roots:
            yield from self._below(root, seen)

    def _below(self, root: StreamValue, seen: set[int]) -> Iterator[StreamValue]:
        waiting: list[tuple[StreamValue, bool]] = [(root, False)]
        while waiting:
            step, ready = waiting.pop()
            if ready:
                yield step
            elif id(step) not in seen:
                seen.add(id(step))
                waiting.append((step, True))
                waiting.extend((parent, False) for parent in reversed(step.parents))


def plans(run: Any) -> Any:
    """Mark a transformation that looks at the plan itself: it gets steps, not tables, and its own step as `step`."""
    run.plans = True
    return run


def _raise_error_of(value: Any) -> None:
    streams = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
    for stream in streams:
        if isinstance(stream, Stream) and stream.error is not None:
            raise stream.error


def _streams_in(values: Iterable[Any]) -> Iterator[StreamValue]:
    for value in values:
        if isinstance(value, StreamValue):
            yield value
        elif isinstance(value, list):
            yield from _streams_in(value)
        elif isinstance(value, ArrayValue):
            yield from _streams_in(value.elements)
        elif isinstance(value, Mapping):
            yield from _streams_in(value.values())
        elif isinstance(value, Record):
            yield from _streams_in(value.fields.values())
