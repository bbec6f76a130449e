"""Running a case: in process, and for cases that load data, once more with the data in a bucket between."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from fluxlite.flux import DEFAULT, FluxError
from fluxlite.flux.blocks.values import StreamValue
from fluxlite.flux.language import ast
from fluxlite.flux.language.registry import Call, builtin, described
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.plan import check_plan
from fluxlite.flux.script import run_script
from fluxlite.seam import Catalog
from tests.upstream.buckets import NAME, Shelf
from tests.upstream.needs import SOURCE_OPTION, calls
from tests.upstream.packages import PACKAGES, VERDICT, Packages

NOW = 1_767_225_600_000_000_000
"""2026-01-01T00:00:00Z, for cases that do not say when they play."""


class Way(StrEnum):
    """How `testing.load` is understood."""

    PROCESS = "process"
    """Tables are handed on as they are."""
    BUCKET = "bucket"
    """Tables are written to a bucket and read from it, with push-down and without."""


def ways(script: ast.File) -> list[Way]:
    """The ways in which a script is run: those that load data go through a bucket too, some can only do so."""
    if _source(script) is not None:
        return [Way.BUCKET]
    return [Way.PROCESS, Way.BUCKET] if calls(script, "testing", "load") else [Way.PROCESS]


def problem(script: ast.File, way: Way, shelf: Shelf) -> str | None:
    """What is wrong with the answer to a case; None if it is as the case wants it."""
    catalog = shelf.empty()
    if way is Way.PROCESS:
        return _verdict(script, catalog, PACKAGES)
    # As upstream does it: a first run writes, and what it finds does not count; a second one reads.
    writing, reading = _halves(script)
    _verdict(writing, catalog, _with_load(_write))
    pushed = _verdict(reading, catalog, _with_load(_read))
    plain = _verdict(reading, catalog, _with_load(_read), pushdown=False)
    return pushed or (plain and f"without push-down: {plain}")


def _source(script: ast.File) -> ast.OptionStatement | None:
    """The option that says what a case wants to find in the bucket."""
    options = (statement for statement in script.body if isinstance(statement, ast.OptionStatement))
    return next((option for option in options if option.name == SOURCE_OPTION), None)


def _halves(script: ast.File) -> tuple[ast.File, ast.File]:
    """What writes a case's data, and what reads them: the same script, but where an option gives the data."""
    option = _source(script)
    if option is None:
        return script, script
    rest = tuple(statement for statement in script.body if statement is not option)
    name = ast.Property(option.span, "bucket", ast.StringLiteral(option.span, NAME))
    call = ast.CallExpression(option.span, option.value, (name,))
    shared = (statement for statement in rest if not isinstance(statement, ast.ExpressionStatement))
    writing = replace(script, body=(*shared, ast.ExpressionStatement(option.span, call)))
    return writing, replace(script, body=rest)


def _verdict(script: ast.File, catalog: Catalog, packages: Packages, pushdown: bool = True) -> str | None:
    context = Context(catalog, NOW, pushdown, DEFAULT)
    try:
        results = run_script(script, [], context, packages)
        check_plan(results, context)
        for _, step in results:
            stream = context.tables(step)
            if stream.error is not None:
                return stream.error.message
    except FluxError as error:
        return error.message
    return None if any(name == VERDICT for name, _ in results) else "the case asserts nothing"


def _with_load(run: Callable[[Context, Call, StreamValue], StreamValue]) -> Packages:
    """The packages with another `testing.load`."""
    load = described("testing", "load", "(<-tables: stream)", run)
    return {**PACKAGES, "testing": {**PACKAGES["testing"], "load": load}}


def _write(context: Context, call: Call, tables: StreamValue) -> StreamValue:
    return context.add_step(builtin("universe", "to"), Call("to", call.span, {"tables": tables, "bucket": NAME}))


def _read(context: Context, call: Call, tables: StreamValue) -> StreamValue:  # noqa: ARG001 - as `_write`
    return context.add_step(builtin("universe", "from"), Call("from", call.span, {"bucket": NAME}))
