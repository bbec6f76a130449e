"""What a statement gives: tables of rows, each of a measurement or a group of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; in a `timed` one the first column counts nanoseconds since 1970."""

    columns: list[str]
    rows: list[list[Any]]
    name: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one statement, or why there is none."""

    number: int
    tables: list[Table] = field(default_factory=list)
    error: str = ""
