"""yield: naming a result."""

from fluxlite.flux.blocks.tables import Stream
from fluxlite.flux.blocks.values import StreamValue
from fluxlite.flux.language.registry import Builtin, Call, builtin, function, transformation
from fluxlite.flux.run.context import Context


@transformation("internal", "yield", "(<-tables: stream, name: string)", streaming=True)
def yielded(_context: Context, _call: Call, tables: Stream, name: str) -> Stream:  # noqa: ARG001
    """The step that a call of yield adds: its tables as they are."""
    return tables


@function("universe", "yield", "(<-tables: stream, ?name: string)")
def yield_(context: Context, call: Call, tables: StreamValue, name: str = "_result") -> StreamValue:
    """Deliver the tables under a name, and hand them on."""
    step: Builtin = builtin("internal", "yield")
    value = context.add_step(step, Call("yield", call.span, {"tables": tables, "name": name}))
    context.yields.append((name, value))
    return value
