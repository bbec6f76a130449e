"""The books of a recording: what was read, what was refused and why, what had no value; the figures add up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_LONGEST_SAID = 60
_MOST_NAMES = 8


@dataclass(slots=True)
class Refusal:
    """Cells of one column that were refused for one reason."""

    file: Path
    column: str
    reason: str
    cells: int = 0
    readings: int = 0
    """Readings that were lost by it: a row without a time loses all of its own."""
    row: int = 0
    """The first row, which counts from 1 at the first line of the file."""
    example: str = ""


@dataclass(slots=True)
class Tally:
    """What came of the cells of some recordings; readings read = readings taken + readings refused."""

    rows: int = 0
    readings: int = 0
    """Cells of the mapping's columns that hold something."""
    missing: int = 0
    """Cells of the mapping's columns that are empty, or marked as missing."""
    spread: int = 0
    """Readings that were given a moment of their own, as they shared one."""
    refusals: dict[tuple[Path, str, str], Refusal] = field(default_factory=dict)
    read: dict[tuple[Path, str], int] = field(default_factory=dict)
    """How many cells of a column hold something."""
    left_out: dict[str, int] = field(default_factory=dict)
    """Rows of a long file whose name the mapping does not know, by that name."""

    @property
    def refused(self) -> int:
        """Refused cells."""
        return sum(refusal.cells for refusal in self.refusals.values())

    @property
    def lost(self) -> int:
        """Refused readings."""
        return sum(refusal.readings for refusal in self.refusals.values())

    @property
    def taken(self) -> int:
        """Readings that were not refused."""
        return self.readings - self.lost

    def column(self, file: Path, name: str, cells: int, missing: int = 0, *, readings: bool = True) -> None:
        """Note that a column has so many cells with something in them, and so many without."""
        self.read[file, name] = self.read.get((file, name), 0) + cells
        if readings:
            self.readings += cells
            self.missing += missing

    def refuse(self, file: Path, column: str, reason: str, bad: Ints, example: str = "", *, readings: int = 0) -> None:
        """Note cells in these rows as refused; none, if there are none."""
        if not len(bad):
            return
        first = int(bad.min())
        refusal = self.refusals.setdefault(
            (file, column, reason), Refusal(file, column, reason, row=first, example=example)
        )
        refusal.cells += len(bad)
        refusal.readings += readings
        if first < refusal.row:
            refusal.row, refusal.example = first, example

    def leave_out(self, name: str, rows: int) -> None:
        """Note rows of a name that the mapping does not know."""
        self.left_out[name] = self.left_out.get(name, 0) + rows

    def lines(self) -> Iterator[str]:
        """What was refused, a line a column and a reason."""
        for refusal in self.refusals.values():
            total = self.read.get((refusal.file, refusal.column), 0)
            share = f"{refusal.cells:,} of {total:,}" if total >= refusal.cells else f"{refusal.cells:,}"
            example = f": {short(refusal.example)}" if refusal.example else ""
            yield f"{refusal.file.name}: {refusal.column}: {share} {refusal.reason}, first row {refusal.row}{example}"

    def others(self) -> Iterator[str]:
        """What else is to be known of the figures, a line each."""
        if self.spread:
            yield f"{self.spread:,} readings shared a moment and were spread"
        if self.left_out:
            names = sorted(self.left_out, key=lambda name: -self.left_out[name])
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            rows = sum(self.left_out.values())
            yield f"{rows:,} rows are of no column of the mapping: {', '.join(map(short, names[:_MOST_NAMES]))}{more}"


def short(text: str) -> str:
    """A text of others for a message, cut where it is long."""
    return repr(text) if len(text) <= _LONGEST_SAID else f"{text[:_LONGEST_SAID]!r}…"
