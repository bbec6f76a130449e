"""The series of one bucket: their ids, and the value kind of each pair of measurement and field that has a series."""

from collections.abc import Iterable
from itertools import count

import numpy as np

from fluxlite.lineprotocol import Shape
from fluxlite.seam import Kind, Listed, Series
from fluxlite.storage.memtable import Ids

TYPE_NAMES = {
    Kind.DOUBLE: "float",
    Kind.LONG: "integer",
    Kind.UNSIGNED: "unsigned",
    Kind.BOOLEAN: "boolean",
    Kind.STRING: "string",
}
"""What errors call the kinds."""
Identity = tuple[str, tuple[tuple[str, str], ...], str]
NO_SERIES = -1
"""The id of a field that is not stored (one that is named `time`)."""
_editions = count(1)


class Index:
    """Series by identity. The store's lock guards every change.

    An index only grows. Series are forgotten by taking another index in its place, so that a query that began with the
    one before never sees an id in the hands of another series.
    """

    def __init__(self, series: Iterable[Series] = ()) -> None:
        self.edition = next(_editions)
        """Ids and refusals that shapes hold are those of one edition."""
        self.fresh: list[Series] = []
        """What is not in the columns' index on disk yet."""
        self.dropped: set[int] = set()
        """Ids whose series are still in the columns' index on disk, though forgotten."""
        self._by_id: list[Series | None] = []
        self._given = bytearray()
        """Whether each id is a series' now."""
        self._ids: dict[Identity, int] = {}
        self._kinds: dict[tuple[str, str], Kind] = {}
        self._uses: dict[tuple[str, str], int] = {}
        self._sorted = Listed()
        for one in series:
            self._grow(one.id + 1 - self.size)
            self._put(one)
        self._free = [number for number, one in enumerate(self._by_id) if one is None]

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def size(self) -> int:
        """One more than the largest id that was given away."""
        return len(self._by_id)

    def saved(self, fresh: int) -> None:
        """So many of the fresh series are on disk now, and none of the dropped."""
        del self.fresh[:fresh]
        self.dropped.clear()

    def ids(self) -> Ids:
        """The ids of all series, ascending."""
        return np.flatnonzero(np.frombuffer(self._given, np.bool_)).astype(np.int32)

    def without(self, ids: Ids) -> "Index":
        """An index without some of the series; their ids, and the kinds of what nobody has any more, are free."""
        gone = set(ids.tolist())
        if len(gone) > len(self) / 2:
            after = Index(one for one in self.series() if one.id not in gone)
        else:
            after = self._copy()
            for number in gone:
                after._forget(number)
        after.fresh = [one for one in self.fresh if one.id not in gone]
        after.dropped = self.dropped | (gone - {one.id for one in self.fresh})
        return after

    def resolve(self, shape: Shape) -> None:
        """Give a shape the ids of its series, new ones where they are new, or the reason why it cannot be stored."""
        shape.edition = self.edition
        shape.refusal = self._conflict(shape)
        if shape.refusal is None:
            ids = [
                NO_SERIES if name == "time" else self._id(shape, name, kind)
                for name, kind in zip(shape.names, shape.kinds, strict=True)
            ]
            shape.ids = np.array(ids, np.int32)

    def series(self) -> list[Series]:
        """All series, by id."""
        return [one for one in self._by_id if one is not None]

    def ordered(self) -> Listed:
        """All series, ordered by measurement, then tags, then field."""
        if len(self._sorted) != len(self):
            self._sorted = Listed(sorted(self.series(), key=lambda one: (one.measurement, one.tags, one.field)))
        return self._sorted

    def _copy(self) -> "Index":
        after = Index()
        after._by_id, after._given, after._free = self._by_id.copy(), self._given.copy(), self._free.copy()
        after._ids, after._kinds, after._uses = self._ids.copy(), self._kinds.copy(), self._uses.copy()
        return after

    def _conflict(self, shape: Shape) -> str | None:
        kinds = {name: self._kinds.get((shape.measurement, name)) for name in shape.names}
        for name, kind in zip(shape.names, shape.kinds, strict=True):
            known = kinds[name] = kinds[name] or kind
            if known is not kind:
                return (
                    f'field type conflict: input field "{name}" on measurement "{shape.measurement}" '
                    f"is type {TYPE_NAMES[kind]}, already exists as type {TYPE_NAMES[known]}"
                )
        return None

    def _id(self, shape: Shape, name: str, kind: Kind) -> int:
        found = self._ids.get((shape.measurement, shape.tags, name))
        if found is not None:
            return found
        if not self._free:
            self._free.append(self.size)
            self._grow(1)
        one = Series(self._free.pop(), shape.measurement, shape.tags, name, kind)
        self._put(one)
        self.fresh.append(one)
        return one.id

    def _grow(self, count: int) -> None:
        self._by_id += [None] * count
        self._given += bytes(max(count, 0))

    def _put(self, one: Series) -> None:
        pair = (one.measurement, one.field)
        self._by_id[one.id] = one
        self._given[one.id] = True
        self._ids[one.measurement, one.tags, one.field] = one.id
        self._kinds[pair] = one.kind
        self._uses[pair] = self._uses.get(pair, 0) + 1

    def _forget(self, number: int) -> None:
        one = self._by_id[number]
        assert one is not None
        pair = (one.measurement, one.field)
        self._by_id[number] = None
        self._given[number] = False
        self._free.append(number)
        del self._ids[one.measurement, one.tags, one.field]
        self._uses[pair] -= 1
        if not self._uses[pair]:
            del self._kinds[pair], self._uses[pair]
