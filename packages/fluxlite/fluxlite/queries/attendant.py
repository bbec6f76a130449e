"""The store's side of one query, in a thread: it answers what the worker asks, and hands on what the worker answers.

A worker is told what the query's token may see and nothing else: every request of it is looked up anew, in the catalog
of that token, and its numbers are taken as numbers.
"""

import logging
import pickle
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from fluxlite.flux import Dialect, FluxError
from fluxlite.flux.fidelity.csv_writer import CsvWriter
from fluxlite.queries.book import Book, Edition
from fluxlite.queries.limits import QueryLimits, variable
from fluxlite.queries.run import Part, Run, Verdict
from fluxlite.queries.wire import ClosedError, Frame
from fluxlite.seam import Bucket, Catalog, Comparison, Series
from fluxlite.storage.store import Store
from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite.query")

GENERIC = "An internal error has occurred - check server logs"
WHOLE = 2**20
"""An answer up to this many bytes is handed on in one part, and keeps its worker no longer than it computes."""
_CHUNK = 2**18
_ROWS = 65_536
_SERIES = 4096


def attend(run: Run, store: Store, book: Book, limits: QueryLimits, ask_to_stream: Callable[[], None]) -> None:
    """See a query through: all of its answer, or one error, goes into its outlet."""
    attendant = Attendant(run, book, limits, ask_to_stream)
    try:
        with store.moment() as moment, run.reading(moment.cursor.interrupt):
            book.keep(moment.indexes.keys())
            attendant.catalog = run.ticket.asked.catalog(moment, attendant.collect)
            attendant.deliver()
    except FluxError as error:
        _report(run, error)
    except UnavailableError as error:
        run.outcome = "failed"
        _report(run, FluxError("unavailable", str(error)))
    except ClosedError:
        _report(run, attendant.reason())
    except Exception:
        if run.verdict is not None:  # whatever a read says that was interrupted
            _report(run, attendant.reason())
            return
        log.exception("a query failed for a reason of ours")
        run.outcome = "failed"
        _report(run, FluxError("internal error", GENERIC))


def _report(run: Run, error: FluxError | None) -> None:
    if error is not None:
        with suppress(ClosedError):
            run.ticket.outlet.put(error)


class Attendant:
    """Speaks with the worker of one query."""

    catalog: Catalog

    def __init__(self, run: Run, book: Book, limits: QueryLimits, ask_to_stream: Callable[[], None]) -> None:
        self._run, self._book, self._limits, self._ask_to_stream = run, book, limits, ask_to_stream
        self._line = run.worker.line
        self._buckets: dict[str, Bucket] = {}
        self._editions: dict[str, Edition] = {}
        self._streamed = False

    # -- the answer ----------------------------------------------------------------------------------------------

    def deliver(self) -> None:
        """Put the question to the worker, and its answer into the outlet."""
        asked, run = self._run.ticket.asked, self._run
        pieces = self._pieces()
        first, is_whole = _gathered(pieces, WHOLE)
        encode = asked.encode if len(first) >= asked.encode_from else None
        if is_whole:
            run.put(Part(b"".join(encode([first])) if encode else first, encode is not None, last=True))
            return
        self._wait_for_a_long_place()
        parts = chain([first], self._rest(pieces))
        for data in encode(parts) if encode else parts:
            run.put(Part(data, encode is not None))
        run.put(Part(b"", encode is not None, last=True))

    def _wait_for_a_long_place(self) -> None:
        try:
            self._ask_to_stream()
        except RuntimeError as error:  # the event loop has ended with the store
            raise ClosedError(str(error)) from None
        with self._run.paused():
            self._run.may_stream.wait()
        self._run.fix()

    def _rest(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """What follows the first part; an error in it is written as a table, as the language writes its own."""
        last = b"\n"
        try:
            while True:
                data, is_last = _gathered(pieces, _CHUNK)
                last = data[-1:] or last
                yield data
                if is_last:
                    return
        except ClosedError:
            error = self.reason()
        except FluxError as flaw:
            error = flaw
        question = self._run.ticket.asked.question
        if error is None or last != b"\n" or question.language != "flux":
            raise ClosedError("the answer cannot be ended")
        writer = CsvWriter(Dialect.parse(question.details["dialect"]))
        writer.written = True
        yield writer.error(error)

    def _pieces(self) -> Iterator[bytes]:
        """The worker's answer as it comes; its requests are answered meanwhile."""
        question, limits = self._run.ticket.asked.question, self._limits
        self._line.send(
            "question",
            language=question.language,
            text=question.text,
            now=question.now,
            details=question.details,
            seconds=limits.seconds,
            bytes=limits.memory_mb * 2**20,
        )
        while True:
            frame = self._line.receive()
            if frame.what == "piece":
                yield bytes(frame.data)
            elif frame.what in _REQUESTS:
                self._answer(frame)
            else:
                self._end(frame)
                return

    def _end(self, frame: Frame) -> None:
        """The last word of a worker on a query."""
        if frame.what == "memory":
            self._run.outcome = "memory"
            raise FluxError("unprocessable entity", _too_much(self._limits))
        self._run.reusable = not self._run.worker.has_grown(int(frame.head["size"]))
        if frame.what == "error":
            self._run.outcome = str(frame.head["limit"] or "error")
            raise FluxError(str(frame.head["code"]), str(frame.head["message"]))
        if frame.what == "fault":
            self._run.outcome = "failed"
            log.error("a query failed for a reason of ours: %s", frame.head["trace"])
            raise FluxError("internal error", GENERIC)

    def reason(self) -> FluxError | None:
        """What to say of a worker that is gone; None if nobody listens, or the query begins again."""
        verdict = self._run.verdict
        self._run.outcome = str(verdict or "crashed")
        if verdict is Verdict.TIME:
            return FluxError("unprocessable entity", f"query took longer than {self._limits.seconds:g} seconds")
        if verdict is not None:
            return None
        status = self._run.worker.end()
        if status == "SIGABRT":  # a library that could not get memory, and had no better way to say so
            self._run.outcome = "memory"
            return FluxError("unprocessable entity", _too_much(self._limits))
        log.error("the process of a query ended by itself: %s", status)
        return FluxError("internal error", f"the process that computed this query ended ({status})")

    # -- the worker's requests -----------------------------------------------------------------------------------

    def _answer(self, frame: Frame) -> None:
        try:
            _REQUESTS[frame.what](self, frame.head, frame.data)
        except PermissionError as error:
            self._refuse("permission", error)
        except LookupError as error:
            self._refuse("lookup", error)
        except ValueError as error:
            self._refuse("value", error)
        except UnavailableError as error:
            self._refuse("unavailable", error)
        except duckdb.OutOfMemoryException:
            self._refuse("unprocessable entity", "the store has not enough memory left to read this much in order")
        except duckdb.InterruptException:
            raise ClosedError("interrupted") from None
        except duckdb.Error:
            log.exception("a read failed for a reason of ours")
            self._refuse("internal error", GENERIC)

    def _refuse(self, kind: str, error: object) -> None:
        self._line.send("refused", kind=kind, message=str(error))

    def _bucket(self, head: Any, _data: bytearray) -> None:
        found = self.catalog.bucket(head["name"], head["bucket_id"])
        if found is not None:
            self._buckets[found.id] = found
        self._line.send("bucket", id=found and found.id, name=found and found.name)

    def _list_buckets(self, _head: Any, _data: bytearray) -> None:
        rows = [(b.id, b.name, b.organization_id, b.retention) for b in self.catalog.buckets()]
        self._line.send("buckets", buckets=rows)

    def _series(self, head: Any, _data: bytearray) -> None:
        edition = self._edition(head["bucket"])
        known = int(head["count"]) if head["edition"] == edition.number else 0
        fresh = edition.series[known:]
        parts = [fresh[at : at + _SERIES] for at in range(0, len(fresh), _SERIES)]
        self._line.send("series", edition=edition.number, parts=len(parts))
        for part in parts:
            self._line.send("part", pickle.dumps([(s.id, s.measurement, s.tags, s.field, s.kind.value) for s in part]))

    def _read(self, head: Any, data: bytearray) -> None:
        limit = head["limit"]
        self._send_table(
            self._buckets[head["bucket"]].read(*self._scan(head, data), limit=None if limit is None else int(limit))
        )

    def _aggregate(self, head: Any, data: bytearray) -> None:
        series, start, stop, where = self._scan(head, data)
        self._send_table(self._buckets[head["bucket"]].aggregate(series, start, stop, head["fn"], where))

    def _window(self, head: Any, data: bytearray) -> None:
        series, start, stop, where = self._scan(head, data)
        every, offset = int(head["every"]), int(head["offset"])
        self._send_table(self._buckets[head["bucket"]].window(series, start, stop, every, offset, head["fn"], where))

    def _write(self, head: Any, data: bytearray) -> None:
        self._run.fix()
        self.catalog.write(head["bucket"], bytes(data))
        self._line.send("written")

    def _edition(self, bucket: str) -> Edition:
        """The bucket's series at the query's moment."""
        if bucket not in self._editions:
            self._editions[bucket] = self._book.edition(bucket, self._buckets[bucket].series())
        return self._editions[bucket]

    def _scan(self, head: Any, data: bytearray) -> tuple[list[Series], int, int, list[Comparison]]:
        known = self._edition(head["bucket"]).by_id
        series = [known[number] for number in np.frombuffer(data, np.int32).tolist()]
        where = [Comparison(op, operand) for op, operand in head["where"]]
        return series, int(head["start"]), int(head["stop"]), where

    # -- tables --------------------------------------------------------------------------------------------------

    def collect(self, relation: duckdb.DuckDBPyRelation) -> pa.Table:
        """Send the rows of a read as they come, so that they are never all here; gives a table without rows."""
        reader = relation.to_arrow_reader(_ROWS)
        self._begin_table(reader.schema)
        for batch in batches(reader):
            self._line.send("batch", memoryview(batch.serialize()))
        return reader.schema.empty_table()

    def _begin_table(self, schema: pa.Schema) -> None:
        self._streamed = True
        self._line.send("table", memoryview(schema.serialize()))

    def _send_table(self, table: pa.Table) -> None:
        """The answer to a read; what `collect` sent is part of it."""
        if not self._streamed:
            self._begin_table(table.schema)
        self._streamed = False
        for batch in table.to_batches():
            if batch.num_rows:
                self._line.send("batch", memoryview(batch.serialize()))
        self._line.send("end")


_REQUESTS: dict[str, Callable[[Attendant, Any, bytearray], None]] = {
    "bucket": Attendant._bucket,
    "buckets": Attendant._list_buckets,
    "series": Attendant._series,
    "read": Attendant._read,
    "aggregate": Attendant._aggregate,
    "window": Attendant._window,
    "write": Attendant._write,
}


_ERRORS = {
    "INTERRUPT": duckdb.InterruptException,
    "Out of Memory": duckdb.OutOfMemoryException,
    "IO Error": duckdb.IOException,
    "FATAL": duckdb.FatalException,
}


def batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches of a reader, whose errors are DuckDB's again: Arrow has only their texts."""
    try:
        yield from reader
    except OSError as error:
        text = str(error)
        kind = next((kind for begin, kind in _ERRORS.items() if text.startswith(begin)), duckdb.Error)
        raise kind(text) from None


def _gathered(pieces: Iterator[bytes], size: int) -> tuple[bytes, bool]:
    """Pieces of at least this many bytes together, and whether they were the last."""
    taken, total = [], 0
    for piece in pieces:
        taken.append(piece)
        total += len(piece)
        if total >= size:
            return b"".join(taken), False
    return b"".join(taken), True


def _too_much(limits: QueryLimits) -> str:
    return f"query needs more than {limits.memory_mb} MiB of memory, the limit of a query ({variable('memory_mb')})"
