"""The series of one bucket: their ids, and the value kind that each pair of measurement and field has for ever."""

from collections.abc import Iterable

import numpy as np

from fluxlite.lineprotocol import Shape
from fluxlite.seam import Kind, Series

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


class Index:
    """Series by identity; ids count from 0 within the bucket. The store's lock guards every change."""

    def __init__(self, series: Iterable[Series] = ()) -> None:
        self.series: list[Series] = sorted(series, key=lambda one: one.id)
        self.persisted = len(self.series)
        """How many of the series (by id) are in the columns' index on disk."""
        self._ids: dict[Identity, int] = {(s.measurement, s.tags, s.field): s.id for s in self.series}
        self._kinds = {(s.measurement, s.field): s.kind for s in self.series}
        self._sorted: list[Series] = []

    def resolve(self, shape: Shape) -> None:
        """Give a shape the ids of its series, new ones where they are new, or the reason why it cannot be stored."""
        shape.refusal = self._conflict(shape)
        if shape.refusal is None:
            ids = [
                NO_SERIES if name == "time" else self._id(shape, name, kind)
                for name, kind in zip(shape.names, shape.kinds, strict=True)
            ]
            shape.ids = np.array(ids, np.int32)

    def ordered(self) -> list[Series]:
        """All series, ordered by measurement, then tags, then field."""
        if len(self._sorted) != len(self.series):
            self._sorted = sorted(self.series, key=lambda one: (one.measurement, one.tags, one.field))
        return self._sorted

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
        identity = (shape.measurement, shape.tags, name)
        found = self._ids.get(identity)
        if found is None:
            found = self._ids[identity] = len(self.series)
            self._kinds[shape.measurement, name] = kind
            self.series.append(Series(found, shape.measurement, shape.tags, name, kind))
        return found
