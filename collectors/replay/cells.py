"""Cells into numbers, a column at a time: by pyarrow, and only what it does not take is looked at more closely.

A cell may have a decimal comma, thousands, a unit behind it, or a mark that says that there is no value.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collectors.replay.tally import Bools
from contract.errors import ContractError

Floats = npt.NDArray[np.float64]
Line = Callable[[str], tuple[float, float]]
"""(scale, offset) into the signal's unit from the unit of a cell, "" where it says none; raises `ContractError`."""

MISSING = (
    "", "-", "--", "---", "?", "na", "n/a", "#n/a", "nan", "-nan", "null", "none", "nil", "missing", "<null>", "(null)",
    "bad", "bad input", "bad quality", "bad data", "no data", "nodata", "no good data", "no sample", "no value",
    "unavailable", "unknown", "offline", "off-line", "not connect", "not connected", "comm fail", "comm failure",
    "i/o timeout", "timeout", "scan off", "scan timeout", "shutdown", "configure", "pt created", "calc failed",
    "calc off", "intf shut", "out of serv", "equip fail", "error", "err", "invalid", "failed",
    "over range", "under range",
    "#value!", "#div/0!", "#ref!", "#name?", "#num!", "#null!", "#n/a n/a", "#error", "1.#qnan", "1.#ind", "-1.#ind",
)  # fmt: skip
"""What historians, spreadsheets and home automation write where there is no value, in small letters."""
_ALIKE = {" ": " \u00a0\u202f", "'": "'\u2019"}
"""Signs that look like one that parts thousands."""


@dataclass(frozen=True)
class Style:
    """How numbers are written in a recording."""

    decimal: str = "."
    thousands: str = ""
    missing: tuple[str, ...] = ()

    @cached_property
    def marks(self) -> pa.Array:
        """Texts of missing values, in small letters."""
        return pa.array(dict.fromkeys((*MISSING, *(mark.strip().lower() for mark in self.missing))), pa.string())

    @cached_property
    def numbers(self) -> list[float]:
        """Numbers that stand for a missing value, as -9999 may."""
        return [number for mark in self.missing if (number := _number(mark)) is not None]

    @cached_property
    def parts(self) -> str:
        """A regular expression: a number, and a unit behind it."""
        point, between = re.escape(self.decimal), "".join(map(re.escape, _signs(self)))
        whole = rf"\d{{1,3}}(?:[{between}]\d{{3}})+|\d+" if between else r"\d+"
        number = rf"[+-]?(?:(?:{whole})(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?"
        return rf"^(?P<number>{number})\s*(?P<unit>[^\d\s.,:;_+*#=-].*)?$"


@dataclass(slots=True)
class Column:
    """A column's numbers: NaN where there is none, and why those are none that should be."""

    values: Floats
    missing: Bools
    bad: list[tuple[Bools, str]]


def texts(cells: pa.Array) -> pa.Array:
    """Cells as texts without blanks about them, nor the zero bytes that a cut in power leaves; null stays null."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if not pa.types.is_string(cells.type):
        cells = cells.cast(pa.string())
    return pc.utf8_trim(pc.utf8_trim_whitespace(cells), "\0")


def numbers(cells: pa.Array, style: Style, line: Line) -> Column:
    """A column's cells as numbers in the signal's unit."""
    if not (pa.types.is_floating(cells.type) or pa.types.is_integer(cells.type) or pa.types.is_boolean(cells.type)):
        return _written(texts(cells), style, line)
    values = _floats(cells.cast(pa.float64()))
    return _finished(Column(values, np.isnan(values), []), style, line)


def _written(text: pa.Array, style: Style, line: Line) -> Column:
    missing = pc.or_kleene(pc.is_null(text), pc.is_in(pc.utf8_lower(text), value_set=style.marks))
    kept, absent = pc.if_else(missing, None, text), _bools(missing)
    plain = _plain(kept, style)
    if plain is not None:
        return _finished(Column(plain, absent, []), style, line)
    kept = pc.replace_substring(kept, "−", "-")  # a minus sign of typographers
    kept = pc.replace_substring_regex(kept, r"^([+-])\s+", r"\1")
    found = pc.extract_regex(kept, style.parts)
    number, unit = (pc.struct_field(found, name) for name in ("number", "unit"))
    column = Column(_floats(_cast(number, style)), absent, [])
    column.bad.append((_bools(pc.and_(pc.is_null(found), pc.invert(missing))), _unlike(kept, style)))
    return _finished(column, style, line, pc.fill_null(pc.utf8_trim_whitespace(unit), ""))


def _plain(text: pa.Array, style: Style) -> Floats | None:
    """All as numbers at once; None where one is not as most are."""
    if style.thousands and _bools(pc.match_substring_regex(text, f"[{''.join(map(re.escape, _signs(style)))}]")).any():
        return None
    if style.decimal != ".":
        if _bools(pc.match_substring(text, ".")).any():
            return None
        text = pc.replace_substring(text, style.decimal, ".")
    try:
        return _floats(text.cast(pa.float64()))
    except pa.ArrowInvalid:
        return None


def _cast(number: pa.Array, style: Style) -> pa.Array:
    """What the regular expression took for a number, as a number."""
    for sign in (*_signs(style), "+"):
        number = pc.replace_substring(number, sign, "")
    return pc.replace_substring(number, style.decimal, ".").cast(pa.float64())


def _signs(style: Style) -> str:
    return _ALIKE.get(style.thousands, style.thousands)


def _finished(column: Column, style: Style, line: Line, units: pa.Array | None = None) -> Column:
    """The numbers in the signal's unit, without those that stand for none, and those that are not finite."""
    for number in style.numbers:
        column.missing |= column.values == number
    column.values[column.missing] = np.nan
    endless = np.isinf(column.values)
    column.bad.append((endless, "are not finite numbers"))
    column.values[endless] = np.nan
    if units is None:
        scale, offset = line("")
        column.values = column.values * scale + offset
    else:
        _convert(column, units.dictionary_encode(), line)
    return column


def _convert(column: Column, units: pa.DictionaryArray, line: Line) -> None:
    """Bring the numbers into the signal's unit, each from the unit that its cell says."""
    codes = units.indices.to_numpy(zero_copy_only=False)
    for code, unit in enumerate(units.dictionary.to_pylist()):
        which = codes == code
        try:
            scale, offset = line(unit)
        except ContractError as error:
            column.bad.append((which & ~np.isnan(column.values), f"are not numbers ({error.reason})"))
            column.values[which] = np.nan
        else:
            column.values[which] = column.values[which] * scale + offset


def _unlike(text: pa.Array, style: Style) -> str:
    """Why cells that are no numbers are none, with a hint where they would be by another way of writing."""
    reason = "are not numbers"
    if (
        style.decimal == "."
        and style.thousands != ","
        and _bools(pc.match_substring_regex(text, r"^[+-]?\d+,\d+$")).any()
    ):
        reason += '; with decimal = "," in the mapping some would be'
    elif style.decimal == "," and not style.thousands and _bools(pc.match_substring(text, ".")).any():
        reason += '; with thousands = "." in the mapping some might be'
    return reason


def _floats(values: pa.Array) -> Floats:
    """(n,) numbers, NaN for null; they may be written to."""
    found: Floats = np.array(values.to_numpy(zero_copy_only=False), np.float64)
    return found


def _bools(values: pa.Array) -> Bools:
    """(n,) truths; null is none."""
    found: Bools = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return found


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
