"""Which column is the time, how it is written, and what its steps are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from collectors.discover.column import Column
from collectors.discover.words import each, words

_WORDS = each(
    "time date datetime timestamp ts zeit datum zeitstempel uhrzeit vremya data heure fecha hora horodatage czas clock "
    "utc epoch day"
)
_COUNTS = each("seconds sec second s t elapsed ms msec millis milliseconds")
_DAYS = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y", "%d.%m.%y",
    "%m/%d/%y", "%d/%m/%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%d %m %Y", "%Y%m%d",
)  # fmt: skip
_HOURS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%H.%M.%S", "%H%M%S", "%H")
_CODES = {
    "%Y": r"\d{4}", "%f": r"\d{1,9}", "%b": r"[^\W\d]+\.?", "%B": r"[^\W\d]+", "%p": "[ap]m",
    **dict.fromkeys(("%y", "%m", "%d", "%H", "%M", "%S", "%I"), r"\d{1,2}"),
}  # fmt: skip
_JOINTS = (" ", ".", "T", "_", "-", " - ", "")
_EPOCHS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_FROM, _TO = 631_152_000.0, 4_102_444_800.0
"""The years 1990 and 2100, seconds since 1970."""
_SPREADSHEET = (32_874.0, 73_051.0)
"""The same years in the days of spreadsheets."""
_SAMPLE = 2_000
FITS = 0.98
"""Share of cells that a format has to read."""
GAP = 5.0
"""A step of so many usual ones is a gap."""


@dataclass(frozen=True, eq=False)
class Clock:
    """The columns of the time, how they are read (a format or an epoch's unit), and (n,) moments, NaT for none."""

    columns: tuple[str, ...]
    format: str
    unit: str
    moments: npt.NDArray[np.datetime64]
    reason: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often rows come: the usual step in seconds, gaps, and the share of rows that share a moment with the last."""

    cadence_s: float
    gaps: int
    longest_gap_s: float
    same: float
    backwards: float


def clock(columns: Sequence[Column]) -> Clock | None:
    """The time of a table; None where no column can be read as one."""
    named = [column for column in columns if _WORDS & set(words(column.name))]
    for pair in pairwise(named):
        if (found := _date_and_time(*pair)) is not None:
            return found
    for column in [*named, *(column for column in columns if column not in named)]:
        found = _epoch(column, column in named) or _written(column)
        if found is not None:
            return found
    return next((found for column in columns if (found := _counted(column)) is not None), None)


def rhythm(moments: npt.NDArray[np.datetime64], whose: npt.NDArray[np.int64] | None = None) -> Rhythm:
    """The steps between the rows of each asset (n,), where several share a table.

    The cadence is NaN where there are fewer than two moments.
    """
    order = np.arange(len(moments)) if whose is None else np.argsort(whose, kind="stable")
    order = order[~np.isnat(moments[order])]
    steps = np.diff(moments[order].view(np.int64) / 1e9)
    if whose is not None:
        steps = steps[np.diff(whose[order]) == 0]
    forward = steps[steps > 0]
    if not len(forward):
        return Rhythm(np.nan, 0, np.nan, 1.0 if len(steps) else 0.0, 0.0)
    usual = round(float(np.median(forward)), 9)
    gaps = forward[forward > GAP * usual]
    longest = float(gaps.max()) if len(gaps) else 0.0
    return Rhythm(usual, len(gaps), longest, float((steps == 0).mean()), float((steps < 0).mean()))


def _date_and_time(day: Column, hour: Column) -> Clock | None:
    """A date and a time of day in two columns."""
    if not _formats(day.texts, _DAYS) or not _formats(hour.texts, _HOURS):
        return None
    joined = np.array([f"{left} {right}" for left, right in zip(day.texts, hour.texts, strict=True)], object)
    return _read((day.name, hour.name), joined)


def _written(column: Column) -> Clock | None:
    return None if column.numeric and len(column.texts[0]) < 8 else _read((column.name,), column.texts)


def _read(names: tuple[str, ...], texts: npt.NDArray[np.object_]) -> Clock | None:
    if _is_iso(_sample(texts)):
        return Clock(names, "iso", "", _moments(texts, "ISO8601"), "it is ISO 8601")
    found = _formats(texts, _combined())
    if not found:
        return None
    best = max(found, key=lambda form: _order(_moments(_sample(texts), form)))
    others = [form for form in found if form != best]
    why = f"every cell fits; {others[0]} fits too, in a worse order" if others else "every cell fits"
    return Clock(names, best, "", _moments(texts, best), why)


def _epoch(column: Column, named: bool) -> Clock | None:
    """A column of numbers that are times since 1970, or days of a spreadsheet."""
    if not column.numeric or len(column.present) < 2:
        return None
    low, high = float(column.present.min()), float(column.present.max())
    for unit, factor in _EPOCHS.items():
        if low >= _FROM * factor and high <= _TO * factor:
            moments = (column.values / factor * 1e9).round()
            return Clock((column.name,), "", unit, _as_moments(moments), f"numbers of {unit} since 1970")
    if named and _SPREADSHEET[0] <= low and high <= _SPREADSHEET[1]:
        moments = ((column.values - 25_569) * 86_400e9).round()
        return Clock((column.name,), "", "days", _as_moments(moments), "days of a spreadsheet")
    return None


def _counted(column: Column) -> Clock | None:
    """A column that counts seconds (or thousandths) from a start that it does not say."""
    said = set(words(column.name))
    steps = np.diff(column.present)
    if not said & (_WORDS | _COUNTS) or not column.numeric or not len(steps) or (steps < 0).any() or not steps.any():
        return None
    unit = "ms" if said & {"ms", "msec", "millis", "milliseconds"} else "s"
    why = f"{unit} from some start; put `unit` right where it is another, and expect days of 1970"
    return Clock((column.name,), "", unit, _as_moments((column.values / _EPOCHS[unit] * 1e9).round()), why)


def _as_moments(nanoseconds: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    missing = np.isnan(nanoseconds)
    whole = np.where(missing, 0, nanoseconds).astype(np.int64).view("datetime64[ns]")
    return np.where(missing, np.datetime64("NaT", "ns"), whole)


def _combined() -> list[str]:
    return [f"{day}{joint}{hour}" for day in _DAYS for joint in _JOINTS for hour in _HOURS] + list(_DAYS)


def _formats(texts: npt.NDArray[np.object_], forms: Sequence[str]) -> list[str]:
    """The formats that read nearly every cell: tried on a few first."""
    sample = _sample(texts)
    if not len(sample):
        return []
    likely = [form for form in forms if all(_pattern(form).fullmatch(text) for text in sample[:3])]
    return [form for form in likely if pd.notna(_moments(sample, form)).mean() >= FITS]


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """What a format could read, roughly: it is quick to be tried."""
    parts = re.split(r"(%.)", form)
    return re.compile("".join(_CODES.get(part, re.escape(part)) for part in parts), re.IGNORECASE)


def _sample(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Cells from all over a column, in order."""
    filled: npt.NDArray[np.object_] = texts[texts != ""]
    return filled[:: max(1, len(filled) // _SAMPLE)]


def _moments(texts: npt.NDArray[np.object_], form: str) -> npt.NDArray[np.datetime64]:
    read = pd.to_datetime(pd.Series(texts, dtype=object), format=form, errors="coerce", utc=True)
    return read.dt.tz_localize(None).to_numpy("datetime64[ns]")


def _order(moments: npt.NDArray[np.datetime64]) -> float:
    """How much a reading makes rows follow each other evenly: the share of steps ahead, less how uneven they are."""
    steps = np.diff(moments[~np.isnat(moments)].view(np.int64) / 1e9)
    if not len(steps):
        return 0.0
    ahead = float((steps >= 0).mean())
    spread = float(np.quantile(np.abs(steps), 0.99) / max(float(np.median(np.abs(steps))), 1e-9))
    return ahead - min(spread, 1e6) / 1e7


def _is_iso(texts: npt.NDArray[np.object_]) -> bool:
    """Whether they are ISO 8601 as people know it: years first, with a sign between."""
    dashed = len(texts) > 0 and all(re.match(r"\d{4}-\d{2}-\d{2}", text) for text in texts[:3])
    return dashed and bool(pd.notna(_moments(texts, "ISO8601")).mean() >= FITS)


def told(found: Rhythm) -> Mapping[str, str]:
    """The rhythm in words, for people."""
    gaps = f"{found.gaps} gaps, the longest {found.longest_gap_s:g} s" if found.gaps else "no gap"
    same = f"{found.same:.0%} of rows share a moment with the one before" if found.same else ""
    return {"cadence": f"every {found.cadence_s:g} s", "gaps": gaps, "same": same}
