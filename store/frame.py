"""The answer to a Flux query as columns: numpy arrays by name, whatever number of tables it came in."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from store.annotated_csv import Block


@dataclass(frozen=True, slots=True)
class Frame:
    """Rows of a query's answer; a column that some tables lack is null there."""

    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __contains__(self, name: str) -> bool:
        return name in self.table.column_names

    @property
    def names(self) -> list[str]:
        """The columns in order, without Flux's own `result` and `table`."""
        return [name for name in self.table.column_names if name not in ("result", "table")]

    def floats(self, name: str) -> npt.NDArray[np.float64]:
        """A numeric column, null as NaN; all NaN where the answer has no such column, or one that is no number."""
        if name not in self or not is_number(self.table.schema.field(name).type):
            return np.full(len(self), np.nan)
        # Unsafe: an integer past 2^53 becomes the nearest float instead of an error.
        values = pc.cast(self.table.column(name), pa.float64(), safe=False)
        return np.asarray(pc.fill_null(values, float("nan")).to_numpy(), dtype=np.float64)

    def times(self, name: str = "_time") -> npt.NDArray[np.int64]:
        """A column of times as nanoseconds since 1970, null as 0."""
        if name not in self:
            return np.zeros(0, np.int64)
        numbers = pc.fill_null(self.table.column(name).cast(pa.int64()), 0)
        return np.asarray(numbers.to_numpy(), dtype=np.int64)

    def strings(self, name: str) -> list[str]:
        """A column as text, null as ""; all "" where the answer has no such column."""
        if name not in self:
            return [""] * len(self)
        return [value or "" for value in self.table.column(name).to_pylist()]

    def equal(self, name: str, text: str) -> npt.NDArray[np.bool_]:
        """Which rows have that text in a column of text; none where the answer has no such column."""
        if name not in self:
            return np.zeros(len(self), np.bool_)
        same = pc.fill_null(pc.equal(self.table.column(name), text), False)
        return np.asarray(same.to_numpy(), dtype=np.bool_)

    def codes(self, *names: str) -> tuple[npt.NDArray[np.int64], list[tuple[str, ...]]]:
        """Rows numbered by their combination of string columns: (codes, the combinations by code)."""
        total, columns = np.zeros(len(self), np.int64), []
        for name in names:
            labels, indices = self._dictionary(name)
            columns.append(labels)
            total = total * len(labels) + indices
        if not len(self):
            return total, []
        used, codes = _renumber(total, math.prod(len(labels) for labels in columns))
        places = np.unravel_index(used, [len(labels) for labels in columns])
        texts = [np.array(labels, object)[place].tolist() for labels, place in zip(columns, places, strict=True)]
        return codes, list(zip(*texts, strict=True))

    def _dictionary(self, name: str) -> tuple[list[str], npt.NDArray[np.int64]]:
        """The different values of a column, null as "", and each row's place among them."""
        if name not in self:
            return [""], np.zeros(len(self), np.int64)
        encoded = pc.fill_null(self.table.column(name), "").combine_chunks().dictionary_encode()
        return encoded.dictionary.to_pylist(), np.asarray(encoded.indices.to_numpy(), dtype=np.int64)

    def rows(self) -> list[dict[str, Any]]:
        """The rows as records of Python values, times as `datetime`; for small answers."""
        return list(self.table.select(self.names).to_pylist())


def _renumber(numbers: npt.NDArray[np.int64], below: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The different ones of n numbers from 0 to `below`, rising, and each number's place among them."""
    if below > 16 * len(numbers):
        used, places = np.unique(numbers, return_inverse=True)
        return used, places.astype(np.int64)
    # A table of all that could be is smaller than what a sort would move.
    there = np.zeros(below, np.bool_)
    there[numbers] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]


def join(blocks: Iterable[Block]) -> Frame:
    """All rows of all blocks below each other, columns matched by name.

    A column that has several types is of floats where all of them are numbers, and of text else.
    """
    tables: Sequence[pa.Table] = [block.rows for block in blocks]
    if not tables:
        return Frame(pa.table({}))
    kinds: dict[str, set[pa.DataType]] = {}
    for item in (item for table in tables for item in table.schema):
        kinds.setdefault(item.name, set()).add(item.type)
    mixed = {name: _common(found) for name, found in kinds.items() if len(found) > 1}
    if mixed:
        tables = [_cast(table, mixed) for table in tables]
    return Frame(pa.concat_tables(tables, promote_options="default"))


def _common(kinds: Iterable[pa.DataType]) -> pa.DataType:
    return pa.float64() if all(map(is_number, kinds)) else pa.string()


def is_number(kind: pa.DataType) -> bool:
    """Whether a column of that type holds whole numbers or floats."""
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _cast(table: pa.Table, wanted: Mapping[str, pa.DataType]) -> pa.Table:
    for index, name in enumerate(table.column_names):
        if name in wanted:
            # Unsafe: an integer past 2^53 becomes the nearest float instead of an error.
            table = table.set_column(index, name, table.column(index).cast(wanted[name], safe=False))
    return table
