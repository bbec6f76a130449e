"""Threshold rows as a file of TOML or CSV, and such a file as rows again: pure, and each the other's inverse."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from admin import tables
from admin.pages.forms import number
from admin.thresholds.forms import NUMBER_FIELDS, POLICY_FIELDS
from contract.errors import ContractError

Format = Literal["toml", "csv"]
Record = Mapping[str, object]

COLUMNS = ("scope", "signal", "version", "basis", *POLICY_FIELDS, "withdrawn")
"""In this order; `basis` says which row the values are of, and its version."""
MAY_LACK = frozenset({"basis", "withdrawn"})
"""Columns that a table of CSV may lack; a limit that is lost with its column would else be taken away unseen."""

_HEAD = """\
# Thresholds: one table a row, limits and min_deviation in the signal's unit; what is left out is no limit.
# version and basis say what was in force when this was written: leave them as they are.
# withdrawn = true ends a row, so that the next wider scope rules. What the file does not name stays.
"""
_TABLE = re.compile(r"[ \t]*\[\[[ \t]*threshold[ \t]*\]\][ \t]*(#.*)?\r?")
_TRUTH = {"true": True, "false": False, "": None}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a file, in line `line`, 0 where that is not known; with a `problem`, what of it cannot be read."""

    line: int
    record: Record
    problem: ContractError | None = None


def write(form: Format, records: Iterable[Record]) -> str:
    """The text of a file; a record holds what `COLUMNS` names, `None` or nothing for no limit."""
    return _toml(records) if form == "toml" else _csv(records)


def read(form: Format, text: str) -> list[Entry]:
    """The rows of a file; a value that has not the type of its column is its entry's `problem`.

    Raises `ContractError` with the field `text` where it is no file of such rows at all.
    """
    said = tables.plain_text(text)
    return list(_of_toml(said) if form == "toml" else _of_csv(said))


def _toml(records: Iterable[Record]) -> str:
    def lines() -> Iterator[str]:
        for record in records:
            yield "\n[[threshold]]"
            yield from (f"{name} = {_said(record[name])}" for name in COLUMNS if record.get(name) is not None)

    return "\n".join([_HEAD.rstrip(), *lines(), ""])


def _said(value: object) -> str:
    """A text, a number or a truth as TOML writes it: JSON's way, but for DEL."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("\x7f", "\\u007f")


def _of_toml(text: str) -> Iterator[Entry]:
    tables = _tables(text)
    places = [at for at, line in enumerate(text.split("\n"), 1) if _TABLE.fullmatch(line)]
    lines = places if len(places) == len(tables) else [0] * len(tables)
    for line, table in zip(lines, tables, strict=True):
        unknown = next((name for name in table if name not in COLUMNS), None)
        yield Entry(line, table, _no_field(unknown) if unknown is not None else None)


def _tables(text: str) -> list[dict[str, object]]:
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise ContractError("text", "is no TOML: it is nested too deep") from None
    except ValueError as error:  # also a number of more digits than Python reads
        raise ContractError("text", f"is no TOML: {error}") from None
    tables = found.pop("threshold", [])
    if found or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ContractError("text", "holds something else than tables of the name [[threshold]]")
    return tables


def _csv(records: Iterable[Record]) -> str:
    return tables.write(COLUMNS, ([record.get(name) for name in COLUMNS] for record in records))


def _of_csv(text: str) -> Iterator[Entry]:
    rows = tables.read(text)
    names = next(rows)[1]
    tables.check_names(names, COLUMNS, MAY_LACK)
    for line, cells in rows:
        yield _entry(line, names, cells)


def _entry(line: int, names: Sequence[str], cells: Sequence[str]) -> Entry:
    record: dict[str, object] = dict(zip(names, cells, strict=False))
    if len(cells) != len(names):
        return Entry(line, record, ContractError("columns", f"has {len(cells)} cells, and not {len(names)}"))
    try:
        return Entry(line, {name: _value(name, cell) for name, cell in zip(names, cells, strict=True)})
    except ContractError as error:
        return Entry(line, record, error)


def _value(name: str, cell: str) -> object:
    """A cell as what its column holds."""
    if name in NUMBER_FIELDS:
        return number(name, cell)
    if name == "version":
        return number(name, cell) or 0
    if name not in ("enabled", "withdrawn"):
        return cell
    said = cell.strip().lower()
    if said not in _TRUTH:
        raise ContractError(name, f"{cell[:100]!r} is neither true nor false")
    return _TRUTH[said]


def _no_field(name: str) -> ContractError:
    return ContractError(name[:100], f"is no field of a threshold; they are {', '.join(COLUMNS)}")
