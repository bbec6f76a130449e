"""Read whole bodies of line protocol into columns, quickly.

Clients send the same series over and over, so a line is mostly known: its key (measurement and tags) and its field
names together are a `Shape`, kept from body to body. A known line costs a look-up and two splits; its values are
collected as text and converted at the end, a kind at a time. Shortcuts are safe because the whole is checked
afterwards: where anything does not fit, the body is read again with the exact reader, which also words the errors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fluxlite.lineprotocol import exact
from fluxlite.lineprotocol.values import BOOLEANS, LineError
from fluxlite.seam import MAX_TIME, MIN_TIME, Kind

Times = npt.NDArray[np.int64]
Values = npt.NDArray[np.generic]
KINDS = tuple(Kind)
"""The kinds in a fixed order: a kind's place in it is its code in `Shape.codes`."""
_STRING = KINDS.index(Kind.STRING)
_DTYPES = {Kind.LONG: np.int64, Kind.UNSIGNED: np.uint64}
_SUFFIXES = {Kind.LONG: "i", Kind.UNSIGNED: "u"}
_NOT_STRUCTURE = bytes(set(range(256)) - set(b"=,\n"))
REMEMBERED = 2**28
"""About so many bytes a reader's memory of shapes may take: some 200,000 lines of usual length."""
_SHAPE_BYTES = 1200
BLOCK = 2**21
"""Characters that are read in one go."""


@dataclass(slots=True, eq=False)
class Shape:
    """What lines of one key and one list of fields have in common."""

    measurement: str
    tags: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    ids: npt.NDArray[np.int32] | None = None
    """The series of the fields: for whoever stores the points to fill in and use."""
    refusal: str | None = None
    """Why points of this shape cannot be stored: likewise."""
    edition: int = 0
    """Of what the two above hold: likewise."""
    codes: npt.NDArray[np.int8] = field(init=False)
    plain: bool = field(init=False)
    fast_names: list[str] = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        self.codes = np.array([KINDS.index(kind) for kind in self.kinds], np.int8)
        self.plain = set(self.kinds) == {Kind.DOUBLE}
        self.fast_names = list(self.names)
        self.width = 2 * len(self.names)


@dataclass(slots=True)
class Batch:
    """The points of one body: a shape and a time a line, and all values of a kind in the order of the lines."""

    shapes: list[Shape]
    times: Times
    values: dict[Kind, Values]

    def __len__(self) -> int:
        return len(self.shapes)


class _OddBodyError(Exception):
    """The quick reader cannot vouch for this body."""


@dataclass(slots=True)
class _Columns:
    """What the quick reader collects."""

    shapes: list[Shape] = field(default_factory=list)
    times: list[str | int | None] = field(default_factory=list)
    values: list[str | bool] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


class BatchReader:
    """Reads the bodies that go to one bucket; remembers their shapes."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        """`limit` is how many bytes the shapes may take, roughly."""
        self._limit = limit
        self._last: dict[str, Shape] = {}
        self._quick: dict[tuple[str, ...], Shape] = {}
        self._known: dict[tuple[object, ...], Shape] = {}
        self._remembered = 0

    def __len__(self) -> int:
        """How many shapes it remembers."""
        return len(self._known)

    def read(self, body: bytes, now: int, unit: int) -> Batch:
        """The points of a body; a line without a time gets `now`, in whole units of `unit` nanoseconds.

        Raises LineError with the reasons of all bad lines: one bad line refuses the whole body.
        """
        now -= now % unit
        try:
            return self._read_quickly(body, now, unit)
        except (_OddBodyError, UnicodeDecodeError):
            return self._read_exactly(body.decode("utf-8", "surrogateescape"), now, unit)

    def _read_quickly(self, body: bytes, now: int, unit: int) -> Batch:
        text = body.decode()
        if "\\" in text:
            raise _OddBodyError
        return _join([self._read_block(block, now, unit) for block in _blocks(text)])

    def _read_block(self, text: str, now: int, unit: int) -> Batch:
        self._make_room()
        columns = _Columns()
        if '"' in text:
            if text[0] == " " or "\n " in text:  # after a blank, a quote in the key protects newlines
                raise _OddBodyError
            self._take_quoted(text, columns, unit)
        else:
            self._take_bare(text, columns, unit)
        _check_structure(columns.fields)
        times = _times(columns.times, now, unit)
        return Batch(columns.shapes, times, _convert(columns))

    def _take_bare(self, text: str, columns: _Columns, unit: int) -> None:
        """Collect the lines of a text without quotes; this loop decides how fast the store takes data in."""
        last = self._last
        shapes, times, fields = columns.shapes, columns.times, columns.fields
        values: list[str | bool] = columns.values
        for line in text.split("\n"):
            parts = line.split(" ")
            if len(parts) == 3:
                key, pairs, time = parts
                cells = pairs.replace("=", ",").split(",")
                shape = last.get(key)
                if shape is None or shape.width != len(cells) or shape.fast_names != cells[::2]:
                    shape = self._other_shape(key, cells)
                if shape is not None:
                    shapes.append(shape)
                    times.append(time)
                    fields.append(pairs)
                    values += cells[1::2]
                    continue
            self._take_odd(line, columns, unit)

    def _take_quoted(self, text: str, columns: _Columns, unit: int) -> None:
        """Collect the lines of a text with quotes: what stands between them is set aside before the splits."""
        for line in text.split("\n"):
            key, _, rest = line.partition(" ")
            pieces = rest.split('"')
            if '"' in key or len(pieces) % 2 == 0:
                raise _OddBodyError
            pairs, _, time = '""'.join(pieces[::2]).partition(" ")
            cells = pairs.replace("=", ",").split(",")
            shape = self._last.get(key)
            if shape is None or shape.width != len(cells) or shape.fast_names != cells[::2]:
                shape = self._other_shape(key, cells)
            if shape is None or not time or shape.kinds.count(Kind.STRING) != len(pieces) // 2:
                self._take_odd(line, columns, unit)
                continue
            columns.shapes.append(shape)
            columns.times.append(time)
            columns.fields.append(pairs)
            columns.values += cells[1::2]
            columns.strings += pieces[1::2]

    def _other_shape(self, key: str, cells: list[str]) -> Shape | None:
        """A shape of this key that was seen before, though not in the line just before."""
        shape = self._quick.get((key, *cells[::2]))
        if shape is not None and shape.width == len(cells):
            self._last[key] = shape
            return shape
        return None

    def _take_odd(self, text: str, columns: _Columns, unit: int) -> None:
        """Collect a line that the quick reader does not know, by the exact one."""
        try:
            line = exact.parse(text, unit)
        except LineError:
            raise _OddBodyError from None
        if line is None:
            return
        shape = self._shape(line)
        self._remember(text, shape)
        columns.shapes.append(shape)
        columns.times.append(line.time)
        for kind, value in zip(line.kinds, line.values, strict=True):
            if kind is Kind.STRING:
                columns.strings.append(str(value))
            columns.values.append('""' if kind is Kind.STRING else value)

    def _remember(self, text: str, shape: Shape) -> None:
        """Know the line's shape from now on, if the quick reader's splits find exactly its parts."""
        key, _, rest = text.partition(" ")
        names = [pair.partition("=")[0] for pair in '""'.join(rest.split('"')[::2]).partition(" ")[0].split(",")]
        if names == shape.fast_names and '"' not in "".join(names):
            if (key, *names) not in self._quick:
                self._remembered += len(key) + _SHAPE_BYTES // 2
            self._quick[(key, *names)] = self._last[key] = shape

    def _shape(self, line: exact.Line) -> Shape:
        identity = (line.measurement, line.tags, line.names, line.kinds)
        shape = self._known.get(identity)
        if shape is None:
            shape = self._known[identity] = Shape(*identity)
            tags = sum(len(key) + len(value) for key, value in line.tags)
            self._remembered += len(line.measurement) + tags + sum(map(len, line.names)) + _SHAPE_BYTES // 2
        return shape

    def _make_room(self) -> None:
        if self._remembered > self._limit:
            for cache in (self._last, self._quick, self._known):
                cache.clear()
            self._remembered = 0

    def _read_exactly(self, text: str, now: int, unit: int) -> Batch:
        self._make_room()
        parsed = _parse_all(text, unit)
        columns = _Columns([self._shape(line) for line in parsed], [line.time for line in parsed])
        for line in parsed:
            for kind, value in zip(line.kinds, line.values, strict=True):
                if kind is Kind.STRING:
                    columns.strings.append(str(value))
                columns.values.append('""' if kind is Kind.STRING else value)
        return Batch(columns.shapes, _times(columns.times, now, unit), _convert(columns))


def _blocks(text: str) -> Iterator[str]:
    """A text in pieces of whole lines: a line's parts take many times its size while it is read."""
    start = 0
    while len(text) - start > BLOCK:
        stop = text.rfind("\n", start, start + BLOCK)
        if stop < start:
            break
        yield text[start:stop]
        start = stop + 1
    yield text[start:]


def _join(batches: list[Batch]) -> Batch:
    """Batches one after the other as one."""
    if len(batches) == 1:
        return batches[0]
    kinds = [kind for kind in KINDS if any(kind in batch.values for batch in batches)]
    return Batch(
        [shape for batch in batches for shape in batch.shapes],
        np.concatenate([batch.times for batch in batches]),
        {kind: np.concatenate([b.values[kind] for b in batches if kind in b.values]) for kind in kinds},
    )


def _parse_all(text: str, unit: int) -> list[exact.Line]:
    """All points of a text, or an error with the reasons of all bad lines."""
    parsed, reasons = [], []
    for line in exact.lines(text):
        try:
            parsed.append(exact.parse(line, unit))
        except LineError as error:
            reasons.append(f"unable to parse '{_printable(line)}': {error}")
    if reasons:
        raise LineError("\n".join(reasons))
    return [line for line in parsed if line is not None]


def _printable(line: str) -> str:
    """A line as an error quotes it: without leading blanks, each byte that is no UTF-8 as a replacement character."""
    text = line.lstrip(" \t\0")
    return "".join("�" if "\ud800" <= character <= "\udfff" else character for character in text)


def _check_structure(fields: list[str]) -> None:
    """Refuse fields in which `=` and `,` do not alternate: the splits treat both alike."""
    if not fields:
        return
    structure = "\n".join(fields).encode().translate(None, _NOT_STRUCTURE)
    wrong = (b"==", b",,", b"\n,", b",\n", b"\n\n")
    if any(pattern in structure for pattern in wrong) or structure[:1] != b"=" or structure[-1:] != b"=":
        raise _OddBodyError


def _times(texts: Sequence[str | int | None], now: int, unit: int) -> Times:
    """Nanoseconds of all lines: text of the quick reader counts units, a number is nanoseconds already."""
    unread = [text for text in texts if isinstance(text, str)]
    if "".join(unread).encode().translate(None, b"0123456789-"):
        raise _OddBodyError
    try:
        read = np.array(list(map(int, unread)), np.int64)
    except (ValueError, OverflowError):
        raise _OddBodyError from None
    if len(read) and (read.min() < -(-MIN_TIME // unit) or read.max() > MAX_TIME // unit):
        raise _OddBodyError
    read *= unit
    if len(unread) == len(texts):
        return read
    return _merge(texts, iter(read.tolist()), now)


def _merge(texts: Sequence[str | int | None], read: Iterator[int], now: int) -> Times:
    rows = [next(read) if isinstance(text, str) else now if text is None else text for text in texts]
    return np.array(rows, np.int64)


def _convert(columns: _Columns) -> dict[Kind, Values]:
    """The values of each kind, in the order of the lines."""
    if all(shape.plain for shape in dict.fromkeys(columns.shapes)):
        return {Kind.DOUBLE: _doubles(columns.values)} if columns.values else {}
    codes = np.concatenate([shape.codes for shape in columns.shapes])
    cells = np.empty(len(columns.values), object)
    cells[:] = columns.values
    found = {}
    for code in np.unique(codes).tolist():
        chosen = cells[codes == code].tolist()
        if code == _STRING:
            found[KINDS[code]] = _strings(chosen, columns.strings)
        else:
            found[KINDS[code]] = _CONVERTERS[KINDS[code]](chosen)
    return found


def _doubles(cells: Sequence[str | bool]) -> Values:
    try:
        joined = "".join(cells)  # type: ignore[arg-type]
        values = np.fromiter(map(float, cells), np.float64, len(cells))
    except (TypeError, ValueError):
        raise _OddBodyError from None
    if joined.encode().translate(None, b"0123456789.-eE+") or not np.isfinite(values).all():
        raise _OddBodyError
    if "+" in joined and any(cell[0] == "+" for cell in cells if isinstance(cell, str)):
        raise _OddBodyError
    return values


def _integers(cells: Sequence[str | bool], kind: Kind) -> Values:
    suffix = _SUFFIXES[kind]
    try:
        texts = [cell[:-1] for cell in cells if isinstance(cell, str) and cell[-1:] == suffix]
        values = np.array(list(map(int, texts)), _DTYPES[kind])
    except (ValueError, OverflowError):
        raise _OddBodyError from None
    if len(texts) != len(cells) or "".join(texts).encode().translate(None, b"0123456789-"):
        raise _OddBodyError
    return values


def _booleans(cells: Sequence[str | bool]) -> Values:
    values = [cell if isinstance(cell, bool) else BOOLEANS.get(cell) for cell in cells]
    if None in values:
        raise _OddBodyError
    return np.array(values, np.bool_)


def _strings(cells: Sequence[str | bool], strings: list[str]) -> Values:
    if len(cells) != len(strings) or any(cell != '""' for cell in cells):
        raise _OddBodyError
    values = np.empty(len(strings), object)
    values[:] = strings
    return values


_CONVERTERS = {
    Kind.DOUBLE: _doubles,
    Kind.LONG: lambda cells: _integers(cells, Kind.LONG),
    Kind.UNSIGNED: lambda cells: _integers(cells, Kind.UNSIGNED),
    Kind.BOOLEAN: _booleans,
}
