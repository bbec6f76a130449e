"""The forms of a file: record batches in, bytes out, batch by batch."""

import io
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv
from pyarrow import parquet as pq

_FORMULA = r"^([=+\-@\t\r])"
"""How a text begins that a spreadsheet would compute (OWASP, CSV injection); a quote before it keeps it a text."""
_RFC3339 = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Format:
    """A form: its media type, its file name's end, and what opens a writer of it on a sink."""

    media_type: str
    suffix: str
    open: Callable[[Any, pa.Schema], Any]
    prepared: Callable[[pa.RecordBatch], pa.RecordBatch] = lambda batch: batch


class _Sink(io.RawIOBase):
    """A file that keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._parts = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        found, self._parts = bytes(self._parts), bytearray()
        return found


def encoded(form: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Generator[bytes]:
    """The bytes of a file of these batches.

    Where the batches end by an error the file has no end either: Parquet no footer, an Arrow stream no mark of its end.
    """
    chosen, sink = FORMATS[form], _Sink()
    empty = chosen.prepared(pa.RecordBatch.from_pylist([], schema=schema))
    writer = chosen.open(sink, empty.schema)
    for batch in batches:
        writer.write_batch(chosen.prepared(batch))
        if part := sink.taken():
            yield part
    writer.close()
    yield sink.taken()


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch as CSV says it: times as RFC 3339, no name and no text that a spreadsheet takes for a formula."""
    columns = [_said(column) for column in batch.columns]
    names = pc.replace_substring_regex(pa.array(batch.schema.names, pa.string()), _FORMULA, r"'\1").to_pylist()
    return pa.RecordBatch.from_arrays(columns, names=names)


def _said(column: pa.Array) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format=_RFC3339)
    if pa.types.is_string(column.type):
        return pc.replace_substring_regex(column, _FORMULA, r"'\1")
    return column


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format("text/csv; charset=utf-8", "csv", csv.CSVWriter, _plain),
        "parquet": Format("application/vnd.apache.parquet", "parquet", pq.ParquetWriter),
        "arrow": Format("application/vnd.apache.arrow.stream", "arrows", pa.ipc.new_stream),
    }
)
"""Every form by the word that asks for it."""
