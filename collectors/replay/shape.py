"""What a text file says of its form: encoding, delimiter, where its table begins, its columns and their units."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from collectors.replay.encodings import encoding_of
from contract.errors import ContractError
from contract.units import known_unit

DELIMITERS = (",", ";", "\t", "|", " ")
"""What may stand between cells, where nobody says it."""
_HEAD_BYTES = 2**18
_MOST_LINES = 400
_MOST_BEFORE = 200
"""Lines that may stand before the header."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a text file."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    """Of its columns; in a file without a header "1", "2" and so on."""
    first: int
    """Lines before the first row of data."""
    units: dict[str, str]
    """What a line of units under the header says, by column; empty where there is none."""
    width: int
    """Cells of most rows, at least as many as names."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a file before it is looked at; "" and None are to be found."""

    encoding: str = ""
    delimiter: str = ""
    skip_rows: int | None = None
    header: bool = True
    columns: Collection[str] = ()
    """Columns that it must have."""
    numeric: Collection[str] = ()
    """Those of them that hold numbers."""


def shape_of(file: Path, wanted: Wanted = Wanted()) -> Shape:
    """The form of a file; raises `ContractError` where it is missing or empty, or lacks a column that is wanted."""
    try:
        fits = (lambda head: _found(head, wanted) is not None) if wanted.columns else None
        encoding = wanted.encoding or encoding_of(file, fits)
        text = _head(file, encoding)
    except OSError as error:
        raise ContractError("file", f"{file} cannot be read: {error.strerror}") from error
    if not text.strip():
        raise ContractError("file", f"{file} is empty")
    found = _found(text, wanted)
    if found is None:
        raise _lacking(file, text, wanted, encoding)
    return _Table(*found).shape(encoding, wanted)


def _head(file: Path, encoding: str) -> str:
    """The beginning of a file, whole lines of it."""
    with file.open("rb") as handle:
        raw = handle.read(_HEAD_BYTES)
        whole = not handle.read(1)
    try:
        text = raw.decode(encoding, errors="strict" if whole else "ignore")
    except UnicodeDecodeError as error:
        raise ContractError("encoding", f"{file} is not {encoding}: {error.reason} at byte {error.start}") from error
    text = text.removeprefix("\ufeff")
    return text if whole or "\n" not in text else text[: text.rindex("\n") + 1]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table in the head of a file: its delimiter, its records with the line behind each, and which is the header."""

    delimiter: str
    records: Sequence[tuple[int, list[str]]]
    header: int
    """-1 where there is none."""

    def shape(self, encoding: str, wanted: Wanted) -> Shape:
        cells = [cell for _, cell in self.records[self.header + 1 :] if any(part.strip() for part in cell)]
        lengths = Counter(map(len, cells))
        usual = max(lengths, key=lambda length: lengths[length], default=0)
        head = list(self.records[self.header][1]) if self.header >= 0 else []
        names = _distinct(head) if head else tuple(str(number) for number in range(1, usual + 1))
        first = self.records[self.header][0] if self.header >= 0 else (wanted.skip_rows or 0)
        units = _units(names, cells, wanted) if head else {}
        if units:
            first = next(line for line, record in self.records if line > first and any(part.strip() for part in record))
        return Shape(encoding, self.delimiter, names, first, units, max(usual, len(names)))


def _found(text: str, wanted: Wanted) -> tuple[str, Sequence[tuple[int, list[str]]], int] | None:
    """The delimiter, the records and the header of the table that has the columns; None where none has."""
    best: tuple[tuple[float, int, int], str, Sequence[tuple[int, list[str]]], int] | None = None
    for delimiter in _candidates(text, wanted):
        records = list(_records(text, delimiter))
        header = _header(records, wanted)
        if header is None:
            continue
        # Decimal commas may make as even a table as semicolons do, but for the header.
        share, width = _even(records)
        if best is None or (share, -header, width) > best[0]:
            best = ((share, -header, width), delimiter, records, header)
    return best[1:] if best is not None else None


def _candidates(text: str, wanted: Wanted) -> Sequence[str]:
    if wanted.delimiter:
        return (wanted.delimiter,)
    first = text.split("\n", 1)[0].strip().strip('"').lower()
    return (first[4],) if first.startswith("sep=") and len(first) == 5 else DELIMITERS


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The first records, each with the number of lines up to its end; cells without blanks about them."""
    blanks = delimiter == " "  # of which several part cells as one does
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=blanks)
    for _ in range(_MOST_LINES):
        try:
            record = next(reader, None)
        except csv.Error:
            return
        if record is None:
            return
        cells = [clean(cell) for cell in record]
        yield reader.line_num, cells[:-1] if blanks and cells and not cells[-1] else cells


def _header(records: Sequence[tuple[int, list[str]]], wanted: Wanted) -> int | None:
    """Which record is the header: the one that has the columns; -1 where there is none, None where none has them."""
    if not wanted.header:
        numbers = {str(number) for number in range(1, _usual(records) + 1)}
        return -1 if set(wanted.columns) <= numbers else None
    if wanted.skip_rows is not None:
        places = [place for place, (line, _) in enumerate(records) if line > wanted.skip_rows][:1]
    elif wanted.columns:
        places = list(range(min(len(records), _MOST_BEFORE)))
    else:
        places = _likely(records)
    columns = {clean(name) for name in wanted.columns}
    return next((place for place in places if columns <= set(_distinct(records[place][1]))), None)


def _likely(records: Sequence[tuple[int, list[str]]]) -> list[int]:
    """Where the header is, where no column is known: the first record that is as wide as most."""
    usual = _usual(records)
    wide = (place for place, (_, cells) in enumerate(records) if len(cells) == usual and any(cells))
    return [place for place in wide if not records[place][1][0].lower().startswith("sep=")][:1]


def _even(records: Sequence[tuple[int, list[str]]]) -> tuple[float, int]:
    """How much of a table a delimiter makes: the share of records that are alike, and their width."""
    usual, filled = _usual(records), [cells for _, cells in records if any(cells)]
    share = sum(len(cells) == usual for cells in filled) / max(1, len(filled))
    return (round(share, 1) if usual > 1 else -1.0, usual)


def _usual(records: Sequence[tuple[int, list[str]]]) -> int:
    lengths = Counter(len(cells) for _, cells in records if any(cells))
    return max(lengths, key=lambda length: (lengths[length], length), default=0)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, each once: the second `T` is `T.1`, as pandas has it."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        found.append(f"{name}.{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return tuple(found)


def _units(names: Sequence[str], cells: Sequence[Sequence[str]], wanted: Wanted) -> dict[str, str]:
    """The units that the line under the header says, if it is one: no number in it, and a unit at least."""
    if len(cells) < 2 or any(map(_is_number, cells[0])):
        return {}
    said = {name: cell for name, cell in zip(names, cells[0], strict=False) if cell and known_unit(cell)}
    asked = [name for name in (clean(name) for name in wanted.numeric) if name in names] or names
    return said if any(name in said for name in asked) else {}


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def clean(name: str) -> str:
    """A name as it is compared: without blanks about it, and with one way to write each letter."""
    return unicodedata.normalize("NFC", name.replace("\u00a0", " ").strip().strip("\ufeff"))


def _lacking(file: Path, text: str, wanted: Wanted, encoding: str) -> ContractError:
    """Which column is not there, and what there is instead."""
    loose = Wanted(wanted.encoding, wanted.delimiter, wanted.skip_rows, wanted.header)
    found = _found(text, loose)
    if found is None:
        return ContractError(
            "file", f"{file} has no table that can be found; `delimiter` and `skip_rows` can say where it is"
        )
    delimiter, records, header = found
    names = _distinct(records[header][1]) if header >= 0 else [str(number) for number in range(1, _usual(records) + 1)]
    name = next((name for name in wanted.columns if clean(name) not in names), "")
    if not name and wanted.columns:
        name = next(iter(wanted.columns))
    has = ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")
    return ContractError(name, f"{file} has no such column; it has {has} (read as {encoding}, parted by {delimiter!r})")
