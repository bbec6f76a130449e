"""A column of unknown data, as numbers and as words, with the figures that guesses are made of."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from collectors.replay.cells import Style, numbers, texts
from contract.errors import ContractError
from contract.units import known_unit

Floats = npt.NDArray[np.float64]

MOSTLY = 0.9
"""The share of cells that must be numbers for a column to be one of numbers."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column by its name: (n,) `values`, NaN where a cell is no number, and (n,) `texts`, "" where it is missing."""

    name: str
    values: Floats
    texts: npt.NDArray[np.object_]
    unit: str = ""
    """What the data themselves say of its unit."""

    @cached_property
    def present(self) -> Floats:
        """Its numbers, without those that are missing."""
        return self.values[~np.isnan(self.values)]

    @property
    def numeric(self) -> bool:
        """Whether it is a column of numbers."""
        filled = int((self.texts != "").sum())
        return filled > 0 and len(self.present) >= MOSTLY * filled

    @property
    def empty(self) -> bool:
        """Whether it says nothing at all."""
        return not (self.texts != "").any()

    @property
    def missing(self) -> float:
        """Share of rows without a value, 0..1."""
        if not len(self.texts):
            return 1.0
        return 1.0 - (len(self.present) if self.numeric else int((self.texts != "").sum())) / len(self.texts)

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """Its different values as they are written, the most frequent first; 50 at most."""
        counts = pd.Series(self.texts[self.texts != ""]).value_counts()
        return tuple(map(str, counts.index[:50]))

    @cached_property
    def kinds(self) -> int:
        """How many different values it has."""
        return int(pd.Series(self.texts[self.texts != ""]).nunique())

    @cached_property
    def span(self) -> tuple[float, float]:
        """Its smallest and its greatest number, beyond which one in a hundred lies on either side."""
        if not len(self.present):
            return (np.nan, np.nan)
        low, high = np.quantile(self.present, (0.01, 0.99))
        return float(low), float(high)

    @property
    def constant(self) -> bool:
        """Whether all its values are the same."""
        return len(self.distinct) == 1


PLAIN = Style()
"""Numbers with a point, and nothing between thousands."""


def column(name: str, cells: pa.Array, style: Style = PLAIN, unit: str = "") -> Column:
    """A column of cells of any kind, read as a replay reads them; `unit` is what a line of units says."""
    text = texts(cells) if not pa.types.is_floating(cells.type) else _short(cells)
    said = pc.fill_null(pc.if_else(pc.is_in(pc.utf8_lower(text), value_set=style.marks), "", text), "")
    units: list[str] = []
    values = numbers(cells, style, lambda written: _noted(written, units)).values
    written = np.array(said.to_pylist(), object)
    found = Column(name, values, written, unit)
    if not set(units) - {""} or not found.numeric:
        return found
    usual, share = _usual(said, style)
    return Column(name, values, written, usual) if share >= MOSTLY else found


def _short(cells: pa.Array) -> pa.Array:
    return pa.array(
        [None if value is None or value != value else f"{value:g}" for value in cells.to_pylist()], pa.string()
    )


def _noted(unit: str, units: list[str]) -> tuple[float, float]:
    """Values as they are, whatever unit stands behind them; raises `ContractError` where it is none."""
    if unit and not known_unit(unit):
        raise ContractError("unit", f"{unit!r} is no unit that is known")
    units.append(unit)
    return 1.0, 0.0


def _usual(text: pa.Array, style: Style) -> tuple[str, float]:
    """The unit behind most numbers, and its share of what is not missing."""
    units = pc.utf8_trim_whitespace(pc.struct_field(pc.extract_regex(text, style.parts), "unit"))
    counts = Counter(unit for unit in units.to_pylist() if unit)
    filled = sum(1 for cell in text.to_pylist() if cell)
    unit, count = counts.most_common(1)[0] if counts else ("", 0)
    return unit, count / max(1, filled)
