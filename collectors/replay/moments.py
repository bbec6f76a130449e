"""Cells into moments, ns since 1970, a column at a time: ISO, formats in order, epochs and the days of spreadsheets."""

from decimal import Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collectors.replay.cells import texts
from collectors.replay.formats import NONE, formed, parsed
from collectors.replay.mapping import UNITS, Time
from collectors.replay.tally import Bools, Ints
from contract.time import DAY

_ZEROS = {"days": -25_569 * DAY, "datenum": -719_529 * DAY}
"""The day 0 of spreadsheets, 1899-12-30, and that of MATLAB."""
_MOST_DIGITS = 20
_ZONED = r"(?:[Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})$"


def moments(cells: list[pa.Array], time: Time) -> tuple[Ints, Bools]:
    """(n,) ns since 1970, `NONE` where a cell is no time, and (n,) whether it still is in the zone of the recording.

    `cells` are those of the time's columns, one after the other.
    """
    if time.unit is not None:
        return _epochs(cells[0], time.unit), np.zeros(len(cells[0]), bool)
    if len(cells) == 1 and pa.types.is_timestamp(cells[0].type):
        return _stamps(cells[0])
    text = texts(cells[0])
    for more in cells[1:]:
        text = pc.binary_join_element_wise(text, texts(more), " ")
    text = pc.fill_null(text, "")
    found, local = np.full(len(text), NONE), np.zeros(len(text), bool)
    for form in time.format:
        left = np.flatnonzero(found == NONE)
        if len(left):
            part = text if len(left) == len(text) else text.take(pa.array(left))
            found[left], local[left] = _iso(part) if form == "iso" else formed(part, form)
    return found, local


def _stamps(cells: pa.Array) -> tuple[Ints, Bools]:
    """Times of a file that has types; without a zone of its own, it is the recording's."""
    local = cells.type.tz is None
    nanoseconds = pc.cast(cells, pa.timestamp("ns", cells.type.tz), safe=False).cast(pa.int64())
    return pc.fill_null(nanoseconds, NONE).to_numpy(), np.full(len(cells), local)


def _iso(text: pa.Array) -> tuple[Ints, Bools]:
    for zone in (None, "UTC"):  # all alike, as nearly all recordings are: read at once
        try:
            return _stamps(text.cast(pa.timestamp("ns", zone)))[0], np.full(len(text), zone is None)
        except pa.ArrowInvalid:
            continue
    text = pc.replace_substring_regex(text, r" ?(UTC|GMT)$", "Z")
    text = pc.replace_substring_regex(text, r"(:\d{2}),(\d)", r"\1.\2")
    zoned = pc.match_substring_regex(text, _ZONED).to_numpy(zero_copy_only=False)
    # 2026-11-30 ends as a zone could, and is a day alone.
    zoned &= pc.greater(pc.utf8_length(text), 10).to_numpy(zero_copy_only=False)
    found = np.full(len(text), NONE)
    for which in (zoned, ~zoned):
        if which.any():
            found[which] = parsed(text if which.all() else text.filter(pa.array(which)), "ISO8601")
    return found, ~zoned


def _epochs(cells: pa.Array, unit: str) -> Ints:
    """Epoch times to the nanosecond: a double would lose the last digits of a text."""
    factor, start = (DAY, _ZEROS[unit]) if unit in _ZEROS else (UNITS[unit], 0)
    if pa.types.is_integer(cells.type):
        return _within(_integers(cells).astype(object) * factor + start)
    if pa.types.is_floating(cells.type):
        return _rounded(cells.to_numpy(zero_copy_only=False), factor, start)
    text = texts(cells)
    whole = pc.match_substring_regex(text, r"^-?\d{1,18}$")
    if pc.all(whole, skip_nulls=False).as_py():
        numbers = text.cast(pa.int64()).to_numpy()
        if len(numbers) == 0 or abs(int(numbers.max())) < -(NONE // factor) > abs(int(numbers.min())):
            whole_ns: Ints = numbers * factor + start
            return whole_ns
    return np.array([_epoch(cell, factor, start) for cell in text.to_pylist()], np.int64)


def _epoch(cell: str | None, factor: int, start: int) -> int:
    """One epoch time of any form; `NONE` where it is none. What is beyond any time is not worth a million digits."""
    try:
        moment = Decimal((cell or "").replace("_", "?").replace(",", "."))
        if not moment.is_finite() or moment.adjusted() > _MOST_DIGITS:
            return NONE
        found = int(moment * factor) if factor != DAY else round(moment * factor / 1000) * 1000
    except (InvalidOperation, ArithmeticError):
        return NONE
    return found + start if NONE < found + start < -NONE else NONE


def _integers(cells: pa.Array) -> Ints:
    found: Ints = pc.fill_null(cells.cast(pa.int64()), NONE // 2).to_numpy()
    return found


def _within(moments_: npt.NDArray[np.object_]) -> Ints:
    return np.array([moment if NONE < moment < -NONE else NONE for moment in moments_], np.int64)


def _rounded(values: npt.NDArray[np.float64], factor: int, start: int) -> Ints:
    """Epoch times that a file keeps as doubles: to the microsecond, of which they are sure."""
    with np.errstate(invalid="ignore"):
        exact = np.rint(np.asarray(values, np.longdouble) * factor / 1000) * 1000 + start
        sound = np.isfinite(exact) & (np.abs(exact) < -NONE)
    return np.where(sound, np.where(sound, exact, 0).astype(np.int64), NONE)


def as_said(time: Time) -> str:
    """What a time should have been, for a message."""
    since = time.start or "1970"
    return f"{time.unit} since {since}" if time.unit in UNITS else " or ".join(time.format) or "days"
