"""Small tables of unknown data."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from collectors.discover.column import Column, column
from collectors.discover.guess import Guess, guess
from collectors.replay.cells import Style

MOMENTS = [str(moment) for moment in np.datetime64("2026-03-01T00:00:00") + np.arange(200) * np.timedelta64(60, "s")]


def noise(mean: float, spread: float, seed: int = 1, rows: int = 200) -> list[float]:
    """Values about a mean."""
    return [float(value) for value in np.random.default_rng(seed).normal(mean, spread, rows)]


def one(header: str, cells: Sequence[object], decimal: str = ".") -> Column:
    """A column as a file of text has it."""
    return column(header, pa.array([str(cell) for cell in cells]), Style(decimal))


def guessed(columns: Mapping[str, Sequence[object]], name: str = "plant log") -> Guess:
    """The guesses about a table with a row a minute."""
    found = guess(name, [one("Time", MOMENTS), *(one(header, cells) for header, cells in columns.items())])
    assert found is not None
    return found
