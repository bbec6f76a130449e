"""How InfluxDB feeds one step from another: whole tables in the order of their keys, or chunks as they come.

It shows in the order of rows where tables are merged later, and in whether an error has a place.
"""

from collections.abc import Callable
from dataclasses import replace

from fluxlite.flux.blocks.tables import Stream
from fluxlite.flux.blocks.values import Function, StreamValue
from fluxlite.flux.fidelity.pieces import PIECES, remerged
from fluxlite.flux.fidelity.table_order import READ, in_key_order
from fluxlite.flux.fidelity.vectorized import is_vectorized
from fluxlite.flux.language.errors import FluxError, TableError, invalid
from fluxlite.flux.language.registry import Call, Flow

Origin = Callable[[StreamValue], str]
"""Where the tables of a step come from, once computed."""


def fed(step: StreamValue, stream: Stream, origin: Origin) -> Stream:
    """The tables of a parent as InfluxDB gives them to a step."""
    if stream.origin == "group" and stream.error is not None:
        flaw = _collided(stream.error, step)
        if not step.builtin.flow & Flow.PASSES:
            raise flaw
        # The group that has the error is not handed on, not even its rows before.
        stream = stream.before(stream.n_tables - 1, flaw)
    in_order = _gets_in_key_order(step, stream, origin)
    if stream.origin == PIECES and not step.builtin.flow & Flow.BY_ROW:
        stream = remerged(stream)
    return in_key_order(stream) if in_order else stream


def given(step: StreamValue, result: Stream, origin: Origin) -> Stream:
    """The tables of a step as it hands them on."""
    if result.origin or not step.parents:
        return result
    looks_at_rows = Flow.BY_ROW | Flow.PASSES
    if step.builtin.flow & looks_at_rows == looks_at_rows and origin(step.parents[0]) == PIECES:
        return replace(result, origin=PIECES)
    if not _gathers(step, origin(step.parents[0])):
        return result
    if result.error is not None:
        raise result.error
    if not step.builtin.flow & Flow.SCHEMA:
        result = replace(result, blocks=tuple(replace(block, cuts=None) for block in result))
    return in_key_order(result)


def gets_chunks(step: StreamValue, origin: Origin) -> bool:
    """Whether a step is fed in a way in which InfluxDB loses the place of its errors."""
    return not step.builtin.flow & Flow.PLACED and bool(step.parents) and _gives(Flow.CHUNKS, step.parents[0], origin)


def _gathers(step: StreamValue, came_from: str) -> bool:
    """Whether a step gives tables in the order of their keys, and all or none."""
    if not step.builtin.flow & Flow.GATHERS:
        return False
    flow = step.builtin.flow
    stored = (came_from and flow & Flow.STORED) or (came_from in READ and flow & Flow.STORED_ALONE)
    return not (stored and step.call.arguments.get("column", "_value") == "_value")


def _gets_in_key_order(step: StreamValue, stream: Stream, origin: Origin) -> bool:
    """Whether InfluxDB gathers the tables before a step that it does not feed piece by piece."""
    if stream.origin == "window":
        return not step.builtin.flow & (Flow.STORED | Flow.STORED_ALONE)
    piecewise = step.builtin.flow & (Flow.PLACED | Flow.UNPLACED) or _sums_windows(step)
    return not piecewise and stream.origin in ("", PIECES) and _gives(Flow.REGROUPS, step.parents[0], origin)


def _gives(what: Flow, step: StreamValue, origin: Origin) -> bool:
    """Whether a step gives chunks, its own or those of a step before it."""
    flow = step.builtin.flow
    if flow & what:
        return origin(step) != "group"
    return bool(flow & (Flow.PASSES | Flow.CHUNKS)) and _gives(what, step.parents[0], origin)


def located(error: FluxError, call: Call, *, bare: bool = False) -> FluxError:
    """A flaw found while computing tables, with the place of the call in front of its message."""
    if not isinstance(error, TableError) or error.bare or bare:
        return FluxError(error.code, error.message)
    place = f" @{call.span}: {call.name}" if call.span else f": {call.name}"
    return FluxError(error.code, f"runtime error{place}: {error.message}")


def _sums_windows(step: StreamValue) -> bool:
    """Whether a step is an aggregateWindow that InfluxDB computes at once."""
    asked = step.call.arguments.get("asked")
    return asked is not None and asked.known in ("count", "sum", "mean")


def _goes_by_row(step: StreamValue) -> bool:
    """Whether a step has a function that InfluxDB calls row by row."""
    function = step.call.arguments.get("fn")
    return isinstance(function, Function) and not is_vectorized(function)


def _collided(error: FluxError, step: StreamValue) -> FluxError:
    """Series of several types in a group, as the step that reads the group reports it."""
    if step.builtin.flow & Flow.STORED:
        return error
    if (step.builtin.flow & Flow.UNPLACED and not _goes_by_row(step)) or _sums_windows(step):
        return invalid(f"runtime error: {error.message}")
    return located(TableError(error.message), step.call)
