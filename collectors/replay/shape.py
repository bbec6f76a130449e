"""What a text file says of its form: encoding, delimiter, where its table begins, its columns and their units."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile, zip_longest
from pathlib import Path

from collectors.replay.encodings import encoding_of
from contract.errors import ContractError
from contract.units import known_unit

DELIMITERS = (",", ";", "\t", "|", " ")
"""What may stand between cells, where nobody says it."""
_SURE = (";", "\t", "|")
"""Delimiters that hardly ever stand within a cell, as blanks and commas do."""
_HEAD_BYTES = 2**18
_MOST_LINES = 400
_LIKE_DATA = 0.6
"""The share of numbers, of that of most records, from which on a record is one of data."""
_RUN = 5
"""Records of data in a row that are the table."""
_DATUM = re.compile(
    r"[-+]?\s*[.,]?\d[\d\s.,:/'’+\-]*(?:[eE][-+]?\d+|T[\d:.,+\-]+)?\s?\D{0,8}$|\d{1,2}[-. /]+[^\W\d]{3,9}\.?[-. ,/]+\d"
)
"""A number, perhaps with a unit, a date or a time: `100TIC101.PV` is none."""
_DIGIT = re.compile(r"\d")
_NAMES = ("name", "symbolname", "signal name", "channel name")
"""Words before the name of each channel, in a record of pairs."""
_TIME_UNIT = re.compile(r"time.*[\[(](ms|s|us)[\])]", re.IGNORECASE)
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
    head: str = ""
    """What stands before the table."""


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


ANY = Wanted()
"""Nothing is known."""


def shape_of(file: Path, wanted: Wanted = ANY) -> Shape:
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
        head = _named(self.records, self.header)
        names = head if head else tuple(str(number) for number in range(1, usual + 1))
        first = self.records[self.header][0] if self.header >= 0 else (wanted.skip_rows or 0)
        units = _units(names, cells, wanted) if head else {}
        pairs = [(line, cells) for line, cells in self.records[self.header + 1 :] if _paired(cells)]
        if self.header >= 0 and self.records[self.header][1][0].lower() in _NAMES and pairs:
            said = next((cells for _, cells in pairs if cells[0].lower() in ("unit", "einheit", "unité")), [])
            units = {name: cell for name, cell in zip(names[1::2], said[1::2], strict=False) if known_unit(cell)}
            first = max([first, *(line for line, _ in pairs)])
        elif units:
            below = [(line, record) for line, record in self.records if line > first and any(record)]
            more = takewhile(lambda pair: not _DIGIT.search("".join(pair[1])), below[1:])
            first = [below[0], *more][-1][0]
        head_lines = self.records[: max(self.header, 0)]
        before = "\n".join(" ".join(cells) for _, cells in head_lines)
        return Shape(encoding, self.delimiter, names, first, units, max(usual, len(names)), before)


def _found(text: str, wanted: Wanted) -> tuple[str, Sequence[tuple[int, list[str]]], int] | None:
    """The delimiter, the records and the header of the table that has the columns; None where none has."""
    best: tuple[tuple[float, bool, bool, bool, int, int], str, Sequence[tuple[int, list[str]]], int] | None = None
    for delimiter in _candidates(text, wanted):
        records = list(_records(text, delimiter))
        header = _header(records, wanted)
        if header is None:
            continue
        # Decimal commas may make as even a table as semicolons do, but for the header.
        share, width = _even(records)
        rank = (share, delimiter in _SURE, header in _above(records), delimiter != " ", width, -header)
        if best is None or rank > best[0]:
            best = (rank, delimiter, records, header)
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
    return next((place for place in places if _has(_named(records, place), columns)), None)


def _named(records: Sequence[tuple[int, list[str]]], header: int) -> tuple[str, ...]:
    """The names of the columns in a header; where it has none, that of the line of words below it, if there is one."""
    head = list(records[header][1]) if header >= 0 else []
    if _paired(head) and head[0].lower() in _NAMES:
        unit = next((f" [{found[1]}]" for _, cells in records[header:] if (found := _TIME_UNIT.search(cells[0]))), "")
        return _distinct([f"{name} time{unit}" if even else name for name in head[1::2] for even in (True, False)])
    below = records[header + 1][1] if head and header + 1 < len(records) else []
    if any(head) and not any(map(_DATUM.match, below)):
        head = [name or more for name, more in zip_longest(head, below[: len(head)], fillvalue="")]
    return _distinct(head)


def _has(names: Sequence[str], columns: Collection[str]) -> bool:
    missing = set(columns) - set(names)
    return not missing or all(_place(name, names) >= 0 for name in missing)


def place_of(name: str, names: Sequence[str]) -> int:
    """Which of a file's columns a mapping's name is of: that of the name; else the only one of it with a unit behind it
    in brackets, or one of objects, of which it is a part (`body.temperature`). Raises `ContractError` where none is."""
    place = _place(clean(name), names)
    if place < 0:
        raise ContractError(name, "there is no such column")
    return place


def _place(name: str, names: Sequence[str]) -> int:
    if name in names:
        return names.index(name)
    units = [place for place, there in enumerate(names) if there.startswith((f"{name} (", f"{name} ["))]
    if len(units) == 1:
        return units[0]
    wholes = [place for place, there in enumerate(names) if there and name.startswith(f"{there}.")]
    return wholes[0] if wholes else -1


def _paired(cells: Sequence[str]) -> bool:
    """Whether a record is of pairs: a word that comes again, and what it is of each channel, as TwinCAT writes them."""
    return len(cells) >= 4 and bool(cells[0]) and len(set(cells[::2])) == 1 and not _DATUM.match(cells[0])


def _likely(records: Sequence[tuple[int, list[str]]]) -> list[int]:
    """Where the header is, where no column is known: the first of the lines of words that stand above the numbers;
    where there are none, the first record that is as wide as most."""
    return (_above(records) or _wide(records))[:1]


def _wide(records: Sequence[tuple[int, list[str]]]) -> list[int]:
    """The records that are as wide as most; where most end with an empty cell, the header may do without it."""
    usual = _usual(records)
    trails = 2 * sum(not cells[-1] for _, cells in records if len(cells) == usual) > len(records)
    return [
        place
        for place, (_, cells) in enumerate(records)
        if usual - trails <= len(cells) <= usual and any(cells) and not cells[0].lower().startswith("sep=")
    ]


def _above(records: Sequence[tuple[int, list[str]]]) -> list[int]:
    """The records that stand, as wide as most and full of words, right above the first long run of numbers."""
    wide = _wide(records)
    shares = [_numeric(records[place][1]) for place in wide]
    least = _LIKE_DATA * sorted(shares)[len(shares) // 2] if shares else 0.0
    runs = [(data, list(places)) for data, places in groupby(range(len(wide)), lambda at: shares[at] >= least > 0)]
    lengths = [len(places) if data else 0 for data, places in runs]
    enough = min(_RUN, max(lengths, default=0))
    which = next((at for at, length in enumerate(lengths) if length >= max(1, enough)), 0)
    if which == 0:
        return []
    words = [wide[at] for at in runs[which - 1][1]]
    words = words[next((at for at in range(len(words), 0, -1) if not _full(records[words[at - 1]][1])), 0) :]
    names = [place for place in words if not any(map(_is_number, records[place][1]))]
    return names or words


def _full(cells: Sequence[str]) -> bool:
    """Whether most cells of a record are filled, as those of a header are."""
    return 2 * sum(map(bool, cells)) >= len(cells)


def _numeric(cells: Sequence[str]) -> float:
    """The share of cells that begin as numbers, dates and times do."""
    filled = [cell for cell in cells if cell]
    return sum(bool(_DATUM.match(cell)) for cell in filled) / max(1, len(filled))


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
    names = _named(records, header) if header >= 0 else [str(number) for number in range(1, _usual(records) + 1)]
    name = next((name for name in wanted.columns if clean(name) not in names), "")
    if not name and wanted.columns:
        name = next(iter(wanted.columns))
    has = ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")
    return ContractError(name, f"{file} has no such column; it has {has} (read as {encoding}, parted by {delimiter!r})")
