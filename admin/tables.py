"""Tables as CSV: cells that no spreadsheet takes for a formula, and rows with the lines that they end in."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from contract.checks import storable
from contract.errors import ContractError

LONGEST = 1_000_000
"""Characters of a file of rows: about ten thousand of them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""A cell that begins so is taken for a formula by spreadsheets, or for the mark that it is none."""


def write(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The text of a table."""
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(names)
    table.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def read(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, the names of the columns first; raises `ContractError` for what is no table."""
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield 1, [cell.strip() for cell in next(table, [])]
        for cells in table:
            if any(cells):
                yield table.line_num, [_plain(cell) for cell in cells]
    except csv.Error as error:
        raise ContractError("text", f"is no CSV: line {table.line_num}: {error}") from None


def check_names(names: Sequence[str], known: Sequence[str], may_lack: frozenset[str]) -> None:
    """Raises `ContractError` for a column that there is not, that is named twice, or that is missing."""
    if unknown := [name for name in names if name not in known]:
        raise ContractError("text", f"{unknown[0][:100]!r} is no column; they are {', '.join(known)}, with commas")
    if len(set(names)) < len(names):
        raise ContractError("text", "names a column twice")
    if missing := [name for name in known if name not in names and name not in may_lack]:
        raise ContractError("text", f"has no column {', '.join(missing)}")


def plain_text(text: str) -> str:
    """The text of a file without a mark at its beginning; raises `ContractError` where it can be none."""
    if not storable(text):
        raise ContractError("text", "holds half a character (a lone surrogate)")
    return text.removeprefix("\ufeff")


def of_upload(found: bytes) -> str:
    """A file as a browser sends it, as text; raises `ContractError` where it is none in UTF-8, or too long."""
    if len(found) > LONGEST:
        raise ContractError("file", f"is {len(found):,} bytes long; at most {LONGEST:,} are taken")
    try:
        return found.decode()
    except UnicodeDecodeError:
        raise ContractError("file", "is no text in UTF-8: save it as CSV UTF-8") from None


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else json.dumps(value, allow_nan=False)


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
