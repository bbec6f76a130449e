"""What was written and is not in the columns on disk yet, one table a bucket and kind.

Points of single-line writes gather in a plain list; larger batches are kept as arrays. Blocks of arrays are merged as
they grow, so that there are never more than a few, whatever the writes look like.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fluxlite.lineprotocol.batch import Values
from fluxlite.seam import Kind

Ids = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
DTYPES = {
    Kind.DOUBLE: np.dtype(np.float64),
    Kind.LONG: np.dtype(np.int64),
    Kind.UNSIGNED: np.dtype(np.uint64),
    Kind.BOOLEAN: np.dtype(np.bool_),
    Kind.STRING: np.dtype(object),
}
SMALL = 64
_TAIL_LIMIT = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Points in the order of their writing: series id, time (nanoseconds) and value."""

    ids: Ids
    times: Times
    values: Values

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, index: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Block":
        """The points at an index or under a mask."""
        return Block(self.ids[index], self.times[index], self.values[index])

    def newest_writes(self) -> "Block":
        """Sorted by series, then time; of points written twice, the later writing."""
        order = np.lexsort((self.times, self.ids))
        ids, times = self.ids[order], self.times[order]
        last = np.ones(len(order), np.bool_)
        last[:-1] = (ids[1:] != ids[:-1]) | (times[1:] != times[:-1])
        return self.take(order[last])


def join(blocks: list[Block], kind: Kind) -> Block:
    """Blocks of one kind as one, in their order."""
    if len(blocks) == 1:
        return blocks[0]
    if not blocks:
        return Block(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, DTYPES[kind]))
    return Block(
        np.concatenate([block.ids for block in blocks]),
        np.concatenate([block.times for block in blocks]),
        np.concatenate([block.values for block in blocks]),
    )


@dataclass(slots=True)
class Table:
    """The points of one bucket and kind. The caller makes sure that one thread at a time uses it."""

    kind: Kind
    blocks: list[Block] = field(default_factory=list)
    _ids: list[int] = field(default_factory=list)
    _times: list[int] = field(default_factory=list)
    _values: list[object] = field(default_factory=list)

    def append(self, block: Block) -> None:
        """Add points behind those that are there."""
        if len(block) > SMALL:
            self._seal()
            self._push(block)
            return
        self._ids += block.ids.tolist()
        self._times += block.times.tolist()
        self._values += block.values.tolist()
        if len(self._ids) >= _TAIL_LIMIT:
            self._seal()

    def snapshot(self) -> list[Block]:
        """All points so far, oldest writing first."""
        self._seal()
        return list(self.blocks)

    def _seal(self) -> None:
        if self._ids:
            values = np.empty(len(self._values), DTYPES[self.kind])
            values[:] = self._values
            self._push(Block(np.array(self._ids, np.int32), np.array(self._times, np.int64), values))
            self._ids, self._times, self._values = [], [], []

    def _push(self, block: Block) -> None:
        """Add a block, merging while the one before is not clearly larger."""
        while self.blocks and len(self.blocks[-1]) < 2 * len(block):
            block = join([self.blocks.pop(), block], self.kind)
        self.blocks.append(block)


class Memtable:
    """All tables by bucket and kind, and how many points they hold."""

    def __init__(self) -> None:
        self.rows = 0
        self.bytes = 0
        self.tables: dict[tuple[str, Kind], Table] = {}

    def append(self, bucket: str, kind: Kind, block: Block) -> None:
        """Add points of one kind to a bucket."""
        table = self.tables.get((bucket, kind))
        if table is None:
            table = self.tables[bucket, kind] = Table(kind)
        table.append(block)
        self.rows += len(block)
        self.bytes += _size(block)

    def snapshot(self, bucket: str, kind: Kind) -> list[Block]:
        """The points of one bucket and kind, oldest writing first."""
        table = self.tables.get((bucket, kind))
        return table.snapshot() if table else []

    def forget(self, bucket: str) -> None:
        """Drop the points of a bucket that was deleted."""
        for key in [key for key in self.tables if key[0] == bucket]:
            for block in self.tables.pop(key).snapshot():
                self.rows -= len(block)
                self.bytes -= _size(block)


def _size(block: Block) -> int:
    """Bytes that a block takes, with the text of strings."""
    if block.values.dtype != object:
        return len(block) * (12 + block.values.itemsize)
    return sum(map(len, block.values.tolist())) + 70 * len(block)
