"""What is kept of a fleet: parts of one size with it, which are grown, packed, cut, set back and checked all alike.

A part is a table with an entry a series (`PerSeries`), an asset (`PerAsset`) or one for all (`PerFleet`), or several of
them (`Together`). So whoever handles a state loops over its parts, and knows none of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field, fields
from enum import Enum
from typing import Any, ClassVar, Protocol, Self

import numpy as np
import numpy.typing as npt

from analytics.ground.columns import Columns, Ints
from analytics.ground.fleet import Fleet

Arrays = Mapping[str, npt.NDArray[Any]]


class Kept(Protocol):
    """A part of a state."""

    def fit(self, fleet: Fleet) -> None:
        """Make room for every asset and series, and look up what is new of them."""

    def pack(self) -> dict[str, npt.NDArray[Any]]:
        """Everything that must be known after a restart, as arrays by name."""

    @classmethod
    def unpack(cls, arrays: Arrays) -> Self:
        """What `pack` gave; raises `ValueError` where something is missing or of another type or shape."""

    def only(self, series: Ints, assets: Ints) -> Self:
        """The part without all other series and assets; these, by number, are numbered anew in that order."""

    def rewind(self, now: int) -> None:
        """Let every moment that was seen after `now` (ns) be now."""

    def check(self, fleet: Fleet) -> None:
        """Raise `ValueError` that names the column which has not the size of the fleet, or points outside."""


class Per(Enum):
    """What there is one entry of."""

    SERIES = "series"
    ASSET = "asset"
    FLEET = "fleet"
    OWN = "own"
    """As many entries as the part itself has made."""


class Sized(Columns):
    """Columns that are kept; derive from one of the three below."""

    PER: ClassVar[Per] = Per.OWN
    PLANNED: ClassVar[frozenset[str]] = frozenset()
    """Columns of moments that may lie in the future: they were not seen, but announced."""
    BOUNDS: ClassVar[Mapping[str, tuple[int, int]]] = {}
    """Columns that are used as an index without being looked at again: the least value, and the first too high."""

    def fit(self, fleet: Fleet) -> None:
        """See `Kept`, as of all below."""
        self.grow(self._size(fleet))

    def only(self, series: Ints, assets: Ints) -> Self:
        """See `Kept`; what has entries of its own has to do it itself."""
        kept = {Per.SERIES: series, Per.ASSET: assets}.get(self.PER)
        return self if kept is None else self.entries(kept)

    def rewind(self, now: int) -> None:
        """See `Kept`."""
        for name, values in self.pack().items():
            # No count and no number is as large as a moment in nanoseconds.
            if values.dtype == np.int64 and name not in self.PLANNED:
                np.minimum(values, now, out=values)

    def check(self, fleet: Fleet) -> None:
        """See `Kept`."""
        wanted = self._size(fleet)
        for name, values in self.pack().items():
            if values.shape[-1] != wanted:
                raise ValueError(f"{name} has {values.shape[-1]} entries, not {wanted}")
            if name in self.BOUNDS:
                within(name, values, *self.BOUNDS[name])

    def _size(self, fleet: Fleet) -> int:
        sizes = {Per.SERIES: len(fleet), Per.ASSET: len(fleet.assets), Per.FLEET: 1}
        return sizes.get(self.PER, len(self))


class PerSeries(Sized):
    """One entry a series."""

    PER = Per.SERIES


class PerAsset(Sized):
    """One entry an asset."""

    PER = Per.ASSET


class PerFleet(Sized):
    """One entry; make it by `of(1)`."""

    PER = Per.FLEET


class Together:
    """Parts that belong together: derive a dataclass from it whose fields are made by `part`, others are looked up."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def fit(self, fleet: Fleet) -> None:
        """See `Kept`."""
        for _, own in self._parts():
            own.fit(fleet)

    def pack(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays of all parts, by `part.name`."""
        return {f"{name}.{column}": values for name, own in self._parts() for column, values in own.pack().items()}

    @classmethod
    def unpack(cls, arrays: Arrays) -> Self:
        """See `Kept`."""
        state = cls()
        for name, own in state._parts():
            setattr(state, name, type(own).unpack(below(name, arrays)))
        return state

    def only(self, series: Ints, assets: Ints) -> Self:
        """See `Kept`."""
        state = type(self)()
        for name, own in self._parts():
            setattr(state, name, own.only(series, assets))
        return state

    def rewind(self, now: int) -> None:
        """See `Kept`."""
        for _, own in self._parts():
            own.rewind(now)

    def check(self, fleet: Fleet) -> None:
        """See `Kept`."""
        for name, own in self._parts():
            named(name, own, fleet)

    def _parts(self) -> Iterator[tuple[str, Kept]]:
        return ((item.name, getattr(self, item.name)) for item in fields(self) if item.metadata.get("kept"))


class Nothing(Together):
    """What a layer keeps that remembers nothing."""

    __dataclass_fields__: ClassVar[dict[str, Any]] = {}

    def _parts(self) -> Iterator[tuple[str, Kept]]:
        return iter(())


def part(make: type[Any] | Any) -> Any:
    """A field of `Together`, which begins as what `make` gives."""
    return field(default_factory=make, metadata={"kept": True})


def below(name: str, arrays: Arrays) -> dict[str, npt.NDArray[Any]]:
    """The arrays whose names begin with a part's, by the rest of their names."""
    head = f"{name}."
    return {key[len(head) :]: values for key, values in arrays.items() if key.startswith(head)}


def named(name: str, own: Kept, fleet: Fleet) -> None:
    """Check a part; the error names it."""
    try:
        own.check(fleet)
    except ValueError as error:
        raise ValueError(f"{name}.{error}") from None


def within(name: str, values: Ints, begin: int, end: int) -> None:
    """Raise `ValueError` where some value is not from `begin` to before `end`."""
    if len(values) and not begin <= int(values.min()) <= int(values.max()) < end:
        raise ValueError(f"{name} points outside of {begin} to {end - 1}")
