"""Flux: the language of the store, from text to annotated CSV. `execute` is the one door; the README tells the way."""

import time
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pyarrow as pa

from fluxlite.flux.fidelity.csv_writer import END, CsvWriter
from fluxlite.flux.fidelity.dialect import Dialect
from fluxlite.flux.language.errors import CompileError, FluxError, invalid
from fluxlite.flux.language.extern import parse_extern
from fluxlite.flux.language.parser import parse
from fluxlite.flux.run.context import Context, Limits
from fluxlite.flux.run.plan import Results, check_plan
from fluxlite.flux.script import run_script
from fluxlite.seam import Catalog

DEFAULT = Limits()
CHUNK = 65_536
"""Bytes that a chunk of an answer has at least, except the last."""

__all__ = ["DEFAULT", "CompileError", "Dialect", "FluxError", "Limits", "execute"]


def execute(
    source: str,
    *,
    catalog: Catalog,
    now: int,
    dialect: Dialect,
    extern: dict[str, Any] | None = None,
    pushdown: bool = True,
    limits: Limits = DEFAULT,
) -> Iterator[bytes]:
    """The annotated CSV of a query's results, in chunks.

    `now` is in nanoseconds since 1970. `extern` holds query parameters as the Python client sends them. With `pushdown`
    off, buckets are only asked for rows; the answer is the same. Raises FluxError before the first chunk; an error that
    comes later is written into the stream as a table, as InfluxDB does.
    """
    if not source:
        raise invalid("failed to decode request body: request body requires either query or AST")
    context = Context(catalog, now, pushdown, limits)
    chunks = _gathered(_guarded(_write(source, extern, dialect, context)))
    first = next(chunks, b"")
    return chain([first], chunks)


def _write(source: str, extern: dict[str, Any] | None, dialect: Dialect, context: Context) -> Iterator[bytes]:
    results = _planned(source, extern, context)
    writer = CsvWriter(dialect)
    started = False
    for name, step in results:
        try:
            stream = context.whole(step)
            for chunk in writer.result(name, stream):
                started = True
                yield chunk
            if stream.error is not None:
                raise stream.error
        except FluxError as error:
            if not started:
                raise
            yield writer.error(error)
            return
        started = True
        yield END


def _gathered(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks that are worth sending."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _planned(source: str, extern: dict[str, Any] | None, context: Context) -> Results:
    file = parse(source)
    parameters = parse_extern(extern)
    results = run_script(file, parameters, context)
    check_plan(results, context)
    context.started = time.monotonic()
    return results


def _guarded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Turn the few things that go wrong below Flux into its errors."""
    try:
        yield from chunks
    except RecursionError:
        raise invalid("Program is nested too deep") from None
    except pa.ArrowMemoryError:
        raise MemoryError from None
    except pa.ArrowException as error:
        raise FluxError("internal error", f"a computation failed: {error}") from error
