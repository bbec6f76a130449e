"""The packages that only acceptance cases know: how they load data, and what they say about results."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.flux.blocks.kinds import BOOL, FLOAT, INT, NULL, STRING, TIME, UINT
from fluxlite.flux.blocks.tables import Stream
from fluxlite.flux.blocks.values import ArrayValue, Record, Regex, StreamValue, Value
from fluxlite.flux.language.errors import FluxError, TableError
from fluxlite.flux.language.registry import Builtin, Call, builtin, described
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function
from tests.upstream.comparing import difference

VERDICT = "errorOutput"
"""The result that holds what a case found wrong; a case that yields none says nothing."""
IGNORED_OPTIONS = ("testing", "planner", "debug")
"""Packages whose options are for the test runner, for the planner, or choose between ways to the same answer."""
_KINDS = {"": NULL, "bool": BOOL, "float": FLOAT, "int": INT, "string": STRING, "time": TIME, "uint": UINT}


def _compared(_context: Context, _call: Call, got: Stream, want: Stream) -> Stream:
    found = difference(got, want)
    if found is not None:
        raise TableError(found)
    return Stream()


def _without_rows(_context: Context, _call: Call, tables: Stream) -> Stream:
    if tables.n_rows:
        raise TableError(f"expected no rows but found {tables.n_rows}")
    return tables


_COMPARED = described("testing", "yield", "(<-got: stream, want: stream)", _compared, makes_stream=True)


def _diff(context: Context, call: Call, got: StreamValue, want: StreamValue, **_how: Value) -> StreamValue:
    step = context.add_step(_COMPARED, Call("diff", call.span, {"got": got, "want": want}))
    context.yields.append((VERDICT, step))
    return step


def _equal_values(context: Context, call: Call, got: Value, want: Value) -> StreamValue:
    rows = (ArrayValue([Record({"v": value})]) for value in (got, want))
    streams = (context.call_builtin(builtin("array", "from"), {"rows": row}) for row in rows)
    return _diff(context, call, *streams)


def _should_error(context: Context, call: Call, fn: Value, want: Regex) -> StreamValue:
    try:
        call_function(fn, {}, context)
    except FluxError as error:
        matches = pc.match_substring_regex(pa.scalar(error.message), want.pattern)
        return _equal_values(context, call, pa.scalar("" if matches.as_py() else error.message), pa.scalar(""))
    raise TableError("shouldError expected an error")


def _same(_context: Context, _call: Call, tables: StreamValue) -> StreamValue:
    return tables


def _emptied(_context: Context, _call: Call, tables: Stream) -> Stream:
    return Stream(tuple(block.filter_rows(np.zeros(block.n_rows, bool)) for block in tables))


def _null(_context: Context, _call: Call, type: str = "") -> pa.Scalar:  # noqa: A002 - Flux's name
    return pa.scalar(None, _KINDS[type])


def _nothing(_context: Context, _call: Call, **_given: Value) -> Record:
    return Record({})


_PIPED = "(<-tables: stream)"
Packages = dict[str, dict[str, Builtin]]
PACKAGES: Packages = {
    "testing": {
        "load": described("testing", "load", _PIPED, _same),
        "diff": described(
            "testing", "diff",
            "(<-got: stream, want: stream, ?verbose: bool, ?epsilon: float, ?nansEqual: bool)", _diff,
        ),
        "assertEqualValues": described("testing", "assertEqualValues", "(got: any, want: any)", _equal_values),
        "assertEmpty": described("testing", "assertEmpty", _PIPED, _without_rows, makes_stream=True),
        "shouldError": described("testing", "shouldError", "(fn: () => any, want: regexp)", _should_error),
    },
    "testing/expect": {"planner": described("testing/expect", "planner", "(rules: dict)", _nothing)},
    "internal/debug": {
        **{name: described("internal/debug", name, _PIPED, _same) for name in ("pass", "opaque", "slurp")},
        "sink": described("internal/debug", "sink", _PIPED, _emptied, makes_stream=True),
        "null": described("internal/debug", "null", "(?type: string)", _null),
    },
}  # fmt: skip
"""Members by package; `load` hands its tables on, unless the runner puts a bucket in its place."""
