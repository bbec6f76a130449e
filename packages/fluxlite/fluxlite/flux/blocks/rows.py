"""`r`: the record of a row function, whose properties are whole columns of a block."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from fluxlite.flux.blocks.kinds import Ints
from fluxlite.flux.blocks.tables import Block
from fluxlite.flux.blocks.values import ListColumn, Record, Value


class BlockColumns(Mapping[str, Value]):
    """The columns of a block by name, each spread over the rows only when it is asked for."""

    def __init__(self, block: Block) -> None:
        self.block = block

    def __getitem__(self, name: str) -> Value:
        if name not in self.block.names:
            raise KeyError(name)
        return self.block.column(name)

    def __contains__(self, name: object) -> bool:
        return name in self.block.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.block.names)

    def __len__(self) -> int:
        return len(self.block.names)


class KeyColumns(Mapping[str, Value]):
    """The key columns of a block, one value a table: what a predicate on keys alone needs."""

    def __init__(self, block: Block) -> None:
        self.block = block

    def __getitem__(self, name: str) -> Value:
        return self.block.keys[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.block.keys)

    def __len__(self) -> int:
        return len(self.block.keys)


class ChosenRows(Mapping[str, Value]):
    """Some rows of other columns, for the branch of a condition that only they take."""

    def __init__(self, columns: Mapping[str, Value], chosen: Ints) -> None:
        self.columns = columns
        self.chosen = pa.array(chosen)
        self._taken: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._taken:
            value = self.columns[name]
            self._taken[name] = value.take(self.chosen) if isinstance(value, pa.Array) else value
        return self._taken[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


class Extended(Mapping[str, Value]):
    """`{base with ...}`: other columns on top of a record's; the base's stay unread until they are needed."""

    def __init__(self, base: Mapping[str, Value], added: Mapping[str, Value]) -> None:
        self.base = base
        self.added = added

    def __getitem__(self, name: str) -> Value:
        return self.added[name] if name in self.added else self.base[name]

    def __contains__(self, name: object) -> bool:
        return name in self.added or name in self.base

    def __iter__(self) -> Iterator[str]:
        yield from self.base
        yield from (name for name in self.added if name not in self.base)

    def __len__(self) -> int:
        return len(self.base) + sum(name not in self.base for name in self.added)


def row_record(block: Block) -> Record:
    """The record for a block's rows."""
    return Record(BlockColumns(block))


def chosen(value: Value, rows: Ints) -> Value:
    """A value for some rows only: a column's entries, a row record's columns, anything else as it is."""
    if isinstance(value, pa.Array | ListColumn):
        return value.take(pa.array(rows))
    if isinstance(value, Record) and not isinstance(value.fields, dict):
        return Record(ChosenRows(value.fields, rows))
    if isinstance(value, Record):
        return Record({name: chosen(item, rows) for name, item in value.fields.items()})
    return value


def single_row(columns: Mapping[str, Value], row: int) -> Record:
    """One row as a record of scalars."""
    return Record({name: _entry(columns[name], row) for name in columns})


def _entry(value: Value, row: int) -> Value:
    return value[row] if isinstance(value, pa.Array) else value


def spread(value: Value, n: int) -> pa.Array:
    """A basic value as a column of `n` rows."""
    if isinstance(value, pa.Array):
        return value
    return pa.repeat(value, n)
