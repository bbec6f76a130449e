"""When a machine works, by a quantity that is near nothing while it rests."""

from dataclasses import dataclass

import numpy as np

from collectors.discover.column import Column
from collectors.discover.quantities import Quantity

_TELLING = ("speed", "current", "power", "flow", "frequency")
"""What is near nothing while a machine rests, the most telling first."""
_REST, _WORK = 0.05, 0.2
"""Below and above these shares of its usual height it rests and works; hardly anything lies between."""
_LEAST, _BETWEEN = 0.02, 0.1
"""The least share of rows on either side, and the most in between."""


@dataclass(frozen=True, slots=True)
class Working:
    """The machine works where the column is above a threshold."""

    column: str
    above: float
    reason: str


def working(columns: list[tuple[Column, Quantity]]) -> Working | None:
    """The rule of when a machine works; None where no column tells."""
    telling = [pair for pair in columns if pair[1].name in _TELLING and pair[0].numeric]
    # An engine that turns all the time works at a red light, too.
    if any(pair[1].name == _TELLING[0] and _never_rests(pair[0]) for pair in telling):
        return None
    for column, _ in sorted(telling, key=lambda pair: _TELLING.index(pair[1].name)):
        if (found := _threshold(column)) is not None:
            return found
    return None


def _never_rests(column: Column) -> bool:
    values = column.present
    usual = float(np.quantile(values, 0.95)) if len(values) else 0.0
    return usual > 0 and float((values < 2 * _REST * usual).mean()) < _LEAST


def _threshold(column: Column) -> Working | None:
    values = column.present
    usual = float(np.quantile(values, 0.95)) if len(values) else 0.0
    if usual <= 0:
        return None
    rests = float((values < _REST * usual).mean())
    works = float((values > _WORK * usual).mean())
    if min(rests, works) < _LEAST or 1 - rests - works > _BETWEEN:
        return None
    above = float(f"{usual / 10:.1g}")
    return Working(column.name, above, f"near nothing in {rests:.0%} of rows, and hardly ever in between")
