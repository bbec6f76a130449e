"""Formats of `strptime`, a column at a time: as a regular expression and a sum, much faster than one by one.

Formats with other codes than those below (a distance from UTC, a day of the week) go through pandas. The letters of a
zone say nothing, as CST is of several, but for those of UTC; a format without a day gives times of day.
"""

import re
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from collectors.replay.tally import Bools, Ints
from contract.time import DAY, SECOND

NONE = int(np.iinfo(np.int64).min)
"""What stands for no moment, as in numpy's own NaT."""

_CODES = {
    "Y": r"\d{4}", "y": r"\d{2}", "m": r"\d{1,2}", "d": r"\d{1,2}", "H": r"\d{1,2}", "I": r"\d{1,2}", "M": r"\d{1,2}",
    "S": r"\d{1,2}", "f": r"\d{1,9}", "b": r"\pL+\.?", "B": r"\pL+\.?", "p": r"[AaPp]\.?[Mm]\.?",
    "Z": r"\pL+",
}  # fmt: skip
_MONTHS = (
    "jan january jän jänner januar janvier janv enero ene gennaio gen januari янв января styczeń stycznia sty",
    "feb february februar février févr fév febrero febbraio februari фев февр февраля luty lutego lut",
    "mar march mär mrz märz mars marzo maart мар марта marzec marca",
    "apr april avril avr abril abr aprile апр апреля kwiecień kwietnia kwi",
    "may mai mayo maggio mag mei май мая maj maja",
    "jun june juni juin junio giugno giu июн июня czerwiec czerwca cze",
    "jul july juli juillet juil julio luglio lug июл июля lipiec lipca lip",
    "aug august août agosto ago augustus авг августа sierpień sierpnia sie",
    "sep sept september septembre septiembre settembre set сен сент сентября wrzesień września wrz",
    "oct october okt oktober octobre octubre ottobre ott окт октября październik października paź",
    "nov november novembre noviembre ноя нояб ноября listopad listopada lis",
    "dec december dez dezember décembre déc diciembre dic dicembre декабрь дек декабря grudzień grudnia gru",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_UTC = pa.array(["UTC", "GMT", "Z"])
_CENTURY = 69
"""The year of two digits with which the last century begins, as POSIX has it."""


def formed(text: pa.Array, form: str) -> tuple[Ints, Bools]:
    """(n,) ns since 1970 as if in UTC, `NONE` where a text does not fit, and (n,) whether it names no zone."""
    pattern = _pattern(form)
    if pattern is None:
        return parsed(text, form), np.full(len(text), "%z" not in form)
    found = pc.extract_regex(text, pattern)
    fits = pc.is_valid(found).to_numpy(zero_copy_only=False)
    parts = {field.name: found.field(field.name) for field in found.type}
    return _summed(parts, fits), ~_in_utc(parts["Z"]) if "Z" in parts else np.ones(len(text), bool)


def _in_utc(zones: pa.Array) -> Bools:
    found: Bools = pc.is_in(pc.utf8_upper(zones), value_set=_UTC).to_numpy(zero_copy_only=False)
    return found


def parsed(text: pa.Array, form: str) -> Ints:
    """Times by pandas, those that name a zone in UTC; `NONE` for what does not fit, or is beyond 1677 to 2262."""
    found = pd.to_datetime(text.to_pandas().astype(object), format=form, errors="coerce", utc=True)
    nanoseconds: Ints = found.dt.tz_localize(None).to_numpy("datetime64[ns]").view(np.int64).copy()
    return nanoseconds


@cache
def _pattern(form: str) -> str | None:
    """The format as a regular expression whose groups are its codes; None where it has another code, or one twice."""
    codes = re.findall(r"%(.)", form)
    if not set(codes) <= set(_CODES) or len(set(codes)) < len(codes) or not {"d", "Y", "y", "H", "I"} & set(codes):
        return None
    pieces = re.split(r"(%.|\s+)", form)
    return "^" + "".join(map(_piece, pieces)) + "$"


def _piece(piece: str) -> str:
    if piece.startswith("%"):
        return f"(?P<{piece[1]}>{_CODES[piece[1]]})"
    return r"\s+" if piece.isspace() else re.escape(piece)


def _summed(parts: dict[str, pa.Array], fits: Bools) -> Ints:
    """Moments from their parts, where these make a day and an hour that there are."""
    number = {code: _numbers(cells, fits) for code, cells in parts.items() if code not in "bBpfZ"}
    year = number["Y"] if "Y" in number else number.get("y", np.full(len(fits), 70)) + 1900
    if "y" in number:
        year = np.where(number["y"] < _CENTURY, year + 100, year)
    month = number["m"] if "m" in number else _months(parts.get("b", parts.get("B")), fits)
    day, minute, second = number.get("d", 1), number.get("M", 0), number.get("S", 0)
    hour, sound = _hours(number, parts, fits)
    sound &= fits & (month >= 1) & (month <= 12) & (hour < 24) & (minute < 60) & (second < 60)
    sound &= (year > 1677) & (year < 2262)
    first = ((np.where(sound, year, 1970) - 1970) * 12 + np.where(sound, month, 1) - 1).astype("datetime64[M]")
    days = first.astype("datetime64[D]").astype(np.int64) + day - 1
    sound &= (days >= first.astype("datetime64[D]").astype(np.int64)) & (
        days < (first + 1).astype("datetime64[D]").astype(np.int64)
    )
    whole = days * DAY + ((hour * 60 + minute) * 60 + second) * SECOND
    return np.where(sound, whole + _fractions(parts.get("f"), fits), NONE)


def _hours(number: dict[str, Ints], parts: dict[str, pa.Array], fits: Bools) -> tuple[Ints, Bools]:
    if "I" not in number:
        return number.get("H", np.zeros(len(fits), np.int64)), np.ones(len(fits), bool)
    hour = number["I"] % 12
    if "p" in parts:
        late = pc.starts_with(pc.utf8_lower(parts["p"]), "p").to_numpy(zero_copy_only=False)
        hour = np.where(fits & np.equal(late, True), hour + 12, hour)
    return hour, (number["I"] >= 1) & (number["I"] <= 12)


def _numbers(cells: pa.Array, fits: Bools) -> Ints:
    found: Ints = np.where(fits, pc.fill_null(_or_zero(cells, fits).cast(pa.int64()), 0).to_numpy(), 0)
    return found


def _or_zero(cells: pa.Array, fits: Bools) -> pa.Array:
    return pc.if_else(pa.array(fits), cells, "0")


def _months(words: pa.Array | None, fits: Bools) -> Ints:
    if words is None:
        return np.ones(len(fits), np.int64)
    named = words.dictionary_encode()
    numbers = [_MONTH.get((word or "").lower().rstrip("."), 0) for word in named.dictionary.to_pylist()] + [0]
    found: Ints = np.array(numbers, np.int64)[pc.fill_null(named.indices, len(numbers) - 1).to_numpy()]
    return found


def _fractions(digits: pa.Array | None, fits: Bools) -> Ints:
    """Digits behind the second as nanoseconds."""
    if digits is None:
        return np.zeros(len(fits), np.int64)
    return _numbers(pc.utf8_rpad(digits, 9, padding="0"), fits)
