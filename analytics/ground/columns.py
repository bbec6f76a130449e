"""State as arrays that share their last axis, one entry a series (or an asset), so that one numpy step serves all.

A state is a dataclass of `column`s that derives from `Columns`; it can grow when series appear, and be packed into
plain arrays for a snapshot. Grown entries hold the column's fill value, which every layer reads as "nothing seen yet".
A field that is no `column` is looked up from the fleet, and neither grown nor packed.
"""

from collections.abc import Mapping
from dataclasses import Field, field, fields
from functools import cache
from typing import Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
"""For the large columns: seven digits are more than a sensor gives."""
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def column(
    fill: float | int | bool, dtype: type[np.generic] = np.float64, lead: int = 0, order: Literal["C", "F"] = "C"
) -> Any:
    """A column of a state: its fill value and type; `lead` > 0 adds a first axis of that length, whose numbers of one
    entry lie side by side in memory with `order` F, which a loop over entries is glad of."""
    shape = (lead, 0) if lead else (0,)
    return field(default_factory=lambda: np.empty(shape, dtype), metadata={"fill": fill, "order": order})


class Columns:
    """Base of the states; derive a dataclass from it whose first field is a `column`.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Level(Columns):
    ...     value: Floats = column(0.5)
    >>> Level.of(3).value.tolist()
    [0.5, 0.5, 0.5]
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __len__(self) -> int:
        return int(getattr(self, self._columns()[0].name).shape[-1])

    @classmethod
    def of(cls, size: int) -> Self:
        """A state of `size` entries that have seen nothing."""
        state = cls()
        state.grow(size)
        return state

    def grow(self, size: int) -> None:
        """Make room for `size` entries; those that exist stay as they are."""
        for item in self._columns():
            old = getattr(self, item.name)
            if size > old.shape[-1]:
                new = np.full((*old.shape[:-1], size), item.metadata["fill"], old.dtype, item.metadata["order"])
                new[..., : old.shape[-1]] = old
                setattr(self, item.name, new)

    def pack(self) -> dict[str, npt.NDArray[Any]]:
        """The columns by name."""
        return {item.name: getattr(self, item.name) for item in self._columns()}

    @classmethod
    def unpack(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The state that `pack` gave; raises `ValueError` where a column is missing or of another type or shape."""
        state = cls()
        for item in state._columns():
            empty = getattr(state, item.name)
            found = arrays.get(item.name)
            if found is None or found.dtype != empty.dtype or found.shape[:-1] != empty.shape[:-1]:
                raise ValueError(f"{cls.__name__}.{item.name}: not in the arrays as {empty.dtype} with its shape")
            setattr(state, item.name, found.copy(item.metadata["order"]))
        return state

    def entries(self, numbers: Ints) -> Self:
        """A state of some of the entries, in that order."""
        return type(self).unpack({name: values[..., numbers] for name, values in self.pack().items()})

    def copy_from(self, at: Ints, source: Self, numbers: Ints) -> None:
        """Let the entries `at` be as those of another state are, column by column."""
        for name, values in source.pack().items():
            getattr(self, name)[..., at] = values[..., numbers]

    def _columns(self) -> tuple["Field[Any]", ...]:
        kind: Any = type(self)  # mypy takes a class for unhashable where its instances are
        return _columns_of(kind)


@cache
def _columns_of(kind: type[Columns]) -> tuple["Field[Any]", ...]:
    """Looked up once a class, as a state is asked for them many times a moment."""
    return tuple(item for item in fields(kind) if "fill" in item.metadata)
