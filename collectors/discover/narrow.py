"""Long tables, in which each row is one reading: a column names the signal, another has the value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from collectors.discover.column import Column
from collectors.discover.words import each, words
from contract.units import known_unit

NAMES = each(
    "tag signal parameter variable name point sensor channel pid metric field item attribute measurement kanal stem "
    "bezeichnung messstelle messpunkt address register"
)
VALUES = each("value val wert messwert reading valeur valor wartosc znachenie")
UNITS = each("unit units einheit uom")
NUMBERED = each("address register channel kanal")
"""What names signals though it is a number."""
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
    names = [column for column in names if not column.numeric] or names
    if len(values) != 1 or not names or names[0] is values[0]:
        return None
    name, value = max(names, key=lambda column: len(column.distinct)), values[0]
    codes, kinds = pd.factorize(pd.Series(name.texts, dtype=object), sort=False)
    rows = [np.flatnonzero(codes == code) for code, kind in enumerate(kinds) if kind]
    told = [kind for kind in kinds if kind]
    units = next((column for column in columns if is_of_units(column)), None)
    signals = [
        Column(str(kind), value.values[at], value.texts[at], "" if units is None else str(units.texts[at[0]]))
        for kind, at in zip(told, rows, strict=True)
    ]
    return Narrow(name.name, value.name, signals, rows)


def is_of_units(column: Column) -> bool:
    """Whether a column says the unit of each row's value."""
    told = [text for text in column.distinct if known_unit(text)]
    return bool(UNITS & set(words(column.name))) and not column.empty and 2 * len(told) >= len(column.distinct)


def _repeats(column: Column) -> bool:
    """Whether a column of words, or of numbers of channels, has each of them again and again."""
    kinds, numbered = column.kinds, bool(NUMBERED & set(words(column.name)))
    return (not column.numeric or (numbered and kinds > 1)) and 1 <= kinds <= MOST and 3 * kinds <= len(column.texts)
