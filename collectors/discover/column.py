"""A column of unknown data, as numbers and as words, with the figures that guesses are made of."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from collectors.replay.cells import MISSING
from contract.units import known_unit

Floats = npt.NDArray[np.float64]

MOSTLY = 0.9
"""The share of cells that must be numbers for a column to be one of numbers."""
_WITH_UNIT = re.compile(r"^([-+]?\d[\d.,]*(?:[eE][-+]?\d+)?)\s*([^\d\s].*)$")


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


def column(name: str, cells: "pd.Series[Any]", *, decimal: str = ".", unit: str = "") -> Column:
    """A column of cells of any kind; `decimal` is how texts write a fraction, `unit` what a line of units says."""
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        values = cells.to_numpy(np.float64, na_value=np.nan)
        values = np.where(np.isfinite(values), values, np.nan)
        texts = np.array(["" if np.isnan(value) else f"{value:g}" for value in values], object)
        return Column(name, values, texts, unit)
    texts = np.array([_text(cell) for cell in cells], object)
    values = _numbers(texts, decimal)
    found = Column(name, values, texts, unit)
    return found if found.numeric or found.empty else _with_units(found, decimal)


def _text(cell: object) -> str:
    text = "" if cell is None or cell != cell else str(cell).strip()
    return "" if text.lower() in MISSING else text


def _numbers(texts: npt.NDArray[np.object_], decimal: str) -> Floats:
    plain = pd.Series(texts, dtype=object)
    if decimal == ",":
        plain = plain.str.replace(",", ".", regex=False)
    values = pd.to_numeric(plain, errors="coerce").to_numpy(np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def _with_units(found: Column, decimal: str) -> Column:
    """The column with the numbers of cells such as `6.1 bar`, if nearly all are of one unit."""
    matches = [_WITH_UNIT.match(text) for text in found.texts]
    units = pd.Series([match[2].strip() for match in matches if match])
    if units.empty or units.mode().empty:
        return found
    usual = str(units.mode()[0])
    if (units == usual).sum() < MOSTLY * (found.texts != "").sum() or not known_unit(usual):
        return found
    numbers = np.array([match[1] if match and match[2].strip() == usual else "" for match in matches], object)
    return Column(found.name, _numbers(numbers, decimal), found.texts, usual)
