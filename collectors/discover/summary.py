"""What was guessed, as a table for a terminal."""

from rich.markup import escape
from rich.table import Table

from collectors.discover.guess import Found, Guess

MOST_LINES = 100
"""Columns that the table shows."""


def summary(found: Guess) -> Table:
    """A row a column, of the first ones: what it is, in which unit, its part, its range, and why."""
    table = Table("column", "signal", "unit", "role", "1 % to 99 %", "missing", "why", show_edge=False, pad_edge=False)
    for item in found.found[:MOST_LINES]:
        table.add_row(*map(escape, _row(item)))
    return table


def _row(item: Found) -> tuple[str, ...]:
    column = item.column
    low, high = column.span
    span = f"{low:.4g} to {high:.4g}" if column.numeric else ", ".join(column.distinct[:3])
    signal = f"{item.signal} of {item.asset}" if item.asset else item.signal
    why = item.role.reason if not item.signal else f"{item.measured.reason}; {item.role.reason}"
    return column.name, signal, item.measured.unit, item.role.name or "left out", span, f"{column.missing:.0%}", why
