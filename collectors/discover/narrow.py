"""Long tables, in which each row is one reading: a column names the signal, another has the value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from collectors.discover.column import Column
from collectors.discover.words import each, words
from contract.units import known_unit

NAMES = each(
    "tag signal parameter variable name point sensor channel pid metric field item attribute measurement kanal"
)
VALUES = each("value val wert messwert reading valeur valor wartosc znachenie")
UNITS = each("unit units einheit uom")
MOST = 5_000
"""Signals that a long table may have."""


@dataclass(frozen=True, eq=False)
class Narrow:
    """Which columns name the signal and have its value, and the rows of each signal as a column of its own."""

    signal_column: str
    value_column: str
    signals: Sequence[Column]
    rows: Sequence["np.typing.NDArray[np.int64]"]
    """For each signal the rows that it has."""


def narrow(columns: Sequence[Column]) -> Narrow | None:
    """The table as signals; None where it is not long."""
    values = [column for column in columns if VALUES & set(words(column.name))]
    names = [column for column in columns if NAMES & set(words(column.name)) and _repeats(column)]
    if len(values) != 1 or not names or names[0] is values[0]:
        return None
    name, value = max(names, key=lambda column: len(column.distinct)), values[0]
    codes, kinds = pd.factorize(pd.Series(name.texts, dtype=object), sort=False)
    rows = [np.flatnonzero(codes == code) for code, kind in enumerate(kinds) if kind]
    told = [kind for kind in kinds if kind]
    units = next((column for column in columns if UNITS & set(words(column.name)) and _has_units(column)), None)
    signals = [
        Column(str(kind), value.values[at], value.texts[at], "" if units is None else str(units.texts[at[0]]))
        for kind, at in zip(told, rows, strict=True)
    ]
    return Narrow(name.name, value.name, signals, rows)


def _has_units(column: Column) -> bool:
    return not column.empty and sum(map(known_unit, column.distinct)) >= len(column.distinct) / 2


def _repeats(column: Column) -> bool:
    """Whether a column of words has each of them again and again."""
    kinds = column.kinds
    return not column.numeric and 1 <= kinds <= MOST and 3 * kinds <= len(column.texts)
