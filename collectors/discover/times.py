"""Which column is the time, how it is written, and what its steps are."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from time import time

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from collectors.discover.column import Column
from collectors.discover.words import each, words
from collectors.discover.zones import zone_by_changes, zone_by_letters
from collectors.replay.formats import formed
from collectors.replay.mapping import Time
from collectors.replay.moments import moments
from collectors.replay.starts import HEAD, STEM, start_in, unrolled

_WORDS = each(
    "time date datetime timestamp ts zeit datum zeitstempel uhrzeit vremya data heure fecha hora horodatage czas clock "
    "utc epoch day datenum horodatage zeitpunkt"
)
_COUNTS = each("seconds sec second s t x elapsed ms msec millis milliseconds")
_DAYS = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y", "%d.%m.%y",
    "%m/%d/%y", "%d/%m/%y", "%y-%m-%d", "%y/%m/%d", "%d-%m-%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d. %b %Y",
    "%d/%b/%Y", "%b %d, %Y", "%b %d %Y", "%Y-%b-%d", "%d %m %Y", "%Y%m%d",
)  # fmt: skip
_HOURS = (
    "%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%H:%M:%S,%f", "%H:%M:%S:%f", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S.%f %p",
    "%H.%M.%S", "%H.%M", "%H-%M-%S",
)  # fmt: skip
_BARE_HOURS = ("%H%M%S", "%H%M", "%H")
"""Times of day without a sign within, which beside a day alone are one."""
_CODES = {
    "%Y": r"\d{4}", "%f": r"\d{1,9}", "%b": r"[^\W\d]+\.?", "%p": r"[ap]\.?m\.?", "%Z": r"[^\W\d]+",
    **dict.fromkeys(("%y", "%m", "%d", "%H", "%M", "%S", "%I"), r"\d{1,2}"),
}  # fmt: skip
_JOINTS = (" ", ".", "T", "_", "-", " - ", ", ", "  ", ":", "")
_EPOCHS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
_FROM, _TO = 631_152_000.0, 4_102_444_800.0
"""The years 1990 and 2100, seconds since 1970."""
_SPREADSHEET = (32_874.0, 73_051.0)
"""The same years in the days of spreadsheets."""
_DATENUM = (726_834.0, 767_011.0)
"""And in those of MATLAB."""
_SINCE_1904 = 2_082_844_800.0
"""Seconds from the year that LabVIEW counts from to 1970."""
_NEAR_S = 600.0
"""How far a count of seconds may be from a time of day that it is taken for."""
_PARTS = (
    ("year yyyy jahr", "%Y"), ("month mo monat", "%m"), ("day dd tag", "%d"), ("hour hr stunde", "%H"),
    ("minute min", "%M"), ("second sec", "%S"),
)  # fmt: skip
"""Headers of the parts of a date and a time."""
_LONG_AGO = 1830
"""Days: recordings are of the last five years rather than of those before."""
_FEW = 0.05
"""The most of a count's steps that may go back: where several signals stand below each other."""
_HALF = re.compile(r"\d\s*[AaPp]\.?[Mm]\.?$")
_OFFSET = re.compile(r"(?:[Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})$")
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
    start: str = ""
    """What times of day, or counted numbers, begin at; "" where they need nothing."""
    zone: str = ""
    """Where the clock stood, if the times themselves tell."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What else may name a date: a file's name, and the lines before its table."""

    stem: str = ""
    head: str = ""

    def start(self, first_s: float | None = None) -> tuple[str, str]:
        """Where times of day, or numbers that begin with `first_s`, count from, and why."""
        for name, text, where in (
            (STEM, self.stem, "the file's name"),
            (HEAD, self.head, "the lines before the table"),
        ):
            if (moment := start_in(text)) is None:
                continue
            hour_s = moment / 1e9 % 86_400
            whole = first_s is None or (hour_s > 0 and abs(first_s - hour_s) < _NEAR_S)
            return (f"{name[:-1]} day}}" if whole else name), f"{where} say{'s' if name == STEM else ''} the date"
        return "1970-01-01", "nothing says when it began: put the date (and time) in `start`"

    def agrees(self, moments: npt.NDArray[np.datetime64]) -> bool:
        """Whether moments begin on the date that it names."""
        told = [start_in(text) for text in (self.stem, self.head)]
        days = {np.datetime64(moment, "ns").astype("datetime64[D]") for moment in told if moment is not None}
        return bool({moment.astype("datetime64[D]") for moment in moments[~np.isnat(moments)][[0, -1]]} & days)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often rows come: the usual step in seconds, gaps, and the share of rows that share a moment with the last."""

    cadence_s: float
    gaps: int
    longest_gap_s: float
    same: float
    backwards: float


def clock(columns: Sequence[Column], clue: Clue = Clue()) -> Clock | None:
    """The time of a table; None where no column can be read as one."""
    named = [column for column in columns if _WORDS & set(words(column.name))]
    if (found := _of_parts(columns)) is not None:
        return found
    for pair in pairwise(named):
        if (found := _date_and_time(*pair, clue)) is not None:
            return found
    for column in [*named, *(column for column in columns if column not in named)]:
        found = _epoch(column, column in named) or _written(column, clue)
        if found is not None:
            return found
    told = (_of_day(column, clue) or _counted(column, clue) for column in columns)
    return next((found for found in told if found is not None), None)


def speaks_of_time(column: Column) -> bool:
    """Whether a header speaks of a time, or a count of seconds."""
    return bool((_WORDS | _COUNTS) & set(words(column.name)))


def rhythm(moments: npt.NDArray[np.datetime64], whose: npt.NDArray[np.int64] | None = None) -> Rhythm:
    """The steps between the rows of each asset (n,), where several share a table.

    The cadence is NaN where there are fewer than two moments.
    """
    order = np.arange(len(moments)) if whose is None else np.argsort(whose, kind="stable")
    order = order[~np.isnat(moments[order])]
    steps = np.diff(moments[order].view(np.int64)).astype(np.float64) / 1e9
    if whose is not None:
        steps = steps[np.diff(whose[order]) == 0]
    if (steps < 0).sum() > (steps > 0).sum():  # the newest row stands first
        steps = -steps
    forward = steps[steps > 0]
    if not len(forward):
        return Rhythm(np.nan, 0, np.nan, 1.0 if len(steps) else 0.0, 0.0)
    usual = round(float(np.median(forward)), 9)
    gaps = forward[forward > GAP * usual]
    longest = float(gaps.max()) if len(gaps) else 0.0
    return Rhythm(usual, len(gaps), longest, float((steps == 0).mean()), float((steps < 0).mean()))


def _of_parts(columns: Sequence[Column]) -> Clock | None:
    """Year, month, day and what follows them in columns of their own."""
    by_name = {column.name.strip().lower(): column for column in columns}
    found = [(by_name[name], code) for names, code in _PARTS for name in names.split() if name in by_name]
    if [code for _, code in found[:3]] != ["%Y", "%m", "%d"]:
        return None
    form = " ".join(code for _, code in found)
    joined = np.array([" ".join(cells) for cells in zip(*(column.texts for column, _ in found), strict=True)], object)
    read = _moments(joined, form)
    names = tuple(column.name for column, _ in found)
    return Clock(names, form, "", read, "every row fits") if (~np.isnat(read)).mean() >= FITS else None


def _date_and_time(day: Column, hour: Column, clue: Clue) -> Clock | None:
    """A date and a time of day in two columns."""
    if not _formats(day.texts, _days) or not _formats(hour.texts, _of_hours):
        return None
    joined = np.array([f"{left} {right}" for left, right in zip(day.texts, hour.texts, strict=True)], object)
    return _read((day.name, hour.name), joined, clue)


def _written(column: Column, clue: Clue) -> Clock | None:
    return None if column.numeric and len(column.texts[0]) < 8 else _read((column.name,), column.texts, clue)


def _read(names: tuple[str, ...], texts: npt.NDArray[np.object_], clue: Clue) -> Clock | None:
    if _is_iso(_sample(texts)):
        return _zoned(Clock(names, "iso", "", _moments(texts, "iso"), "it is ISO 8601"), texts)
    found = _formats(texts, _whole)
    if not found:
        return None
    ranks = {form: _rank(form, _moments(_sample(texts), form), clue) for form in found}
    best, *others = sorted(found, key=lambda form: ranks[form], reverse=True)
    why = "every cell fits"
    if others:
        order = "in a worse order" if ranks[others[0]][0] < ranks[best][0] else "as well: see that it is the right one"
        why = f"every cell fits; {others[0]} fits too, {order}"
    return _zoned(Clock(names, best, "", _moments(texts, best), why), texts)


def _zoned(found: Clock, texts: npt.NDArray[np.object_]) -> Clock:
    """With the zone that letters behind the times tell, or the hour by which they were changed."""
    if "%Z" in found.format:
        zone, why = zone_by_letters(_sample(texts))
    elif found.format == "iso" and _OFFSET.search(str(_sample(texts)[0])):
        return found
    else:
        zone, why = zone_by_changes(found.moments)
    return replace(found, zone=zone, reason=f"{found.reason}; {why}") if zone else found


def _of_day(column: Column, clue: Clue) -> Clock | None:
    """A column of times of day, whose date stands elsewhere, if at all."""
    found = [] if column.numeric else _formats(column.texts, _of_hours)
    if not found:
        return None
    start, why = clue.start()
    form = Time(column=(column.name,), format=(found[0],), start="1970-01-01")
    hours = unrolled(moments([pa.array(column.texts, pa.string())], form)[0])
    return Clock((column.name,), found[0], "", hours.view("datetime64[ns]"), f"times of day; {why}", start)


def _epoch(column: Column, named: bool) -> Clock | None:
    """A column of numbers that are times since 1970, or days of a spreadsheet."""
    if not column.numeric or len(column.present) < 2:
        return None
    low, high = float(column.present.min()), float(column.present.max())
    for unit, factor in _EPOCHS.items():
        if low >= _FROM * factor and high <= _TO * factor:
            found = _as_moments((column.values / factor * 1e9).round())
            if unit == "s" and low > time() + 86_400 * 366:
                found -= np.timedelta64(int(_SINCE_1904), "s")
                return Clock(
                    (column.name,), "", unit, found, "numbers of s since 1904, as LabVIEW counts", "1904-01-01"
                )
            return Clock((column.name,), "", unit, found, f"numbers of {unit} since 1970")
    for unit, (first, last), zero, what in (
        ("days", _SPREADSHEET, 25_569, "days of a spreadsheet"),
        ("datenum", _DATENUM, 719_529, "days as MATLAB counts them"),
    ):
        if named and first <= low and high <= last:
            found = _as_moments(((column.values - zero) * 86_400e6).round() * 1e3)
            return Clock((column.name,), "", unit, found, what)
    return None


def _counted(column: Column, clue: Clue) -> Clock | None:
    """A column that counts seconds (or thousandths) from a start that it does not say."""
    said = set(words(column.name))
    steps = np.diff(column.present)
    rises = len(steps) > 0 and (steps < 0).mean() < _FEW and bool(steps.any())
    if not said & (_WORDS | _COUNTS) or not column.numeric or not rises:
        return None
    unit = "ms" if said & {"ms", "msec", "millis", "milliseconds"} or column.unit == "ms" else "s"
    start, why = clue.start(float(column.present[0]) / _EPOCHS[unit])
    found = _as_moments((column.values / _EPOCHS[unit] * 1e9).round())
    return Clock((column.name,), "", unit, found, f"{unit} from some start; {why}", start)


def _as_moments(nanoseconds: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    missing = np.isnan(nanoseconds)
    whole = np.where(missing, 0, nanoseconds).astype(np.int64).view("datetime64[ns]")
    return np.where(missing, np.datetime64("NaT", "ns"), whole)


def _days(text: str) -> Iterator[str]:
    """Formats of a day that could read a text."""
    return (day for day in _DAYS if _pattern(day).fullmatch(text))


def _of_hours(text: str) -> Iterator[str]:
    """Formats of a time of day that could read a text."""
    return (hour for hour in _HOURS if _pattern(hour).fullmatch(text))


def _whole(text: str) -> Iterator[str]:
    """Formats of a day, and a time of day if there is one, that could read a text."""
    zones = ("",) if _HALF.search(text) else ("", " %Z")
    for day in _DAYS:
        if (begun := _pattern(day).match(text)) is None:
            continue
        rest = text[begun.end() :]
        if not rest:
            yield day
        for joint in _JOINTS if rest else ():
            hours = _BARE_HOURS[:2] if not joint else (*_HOURS, *_BARE_HOURS)
            for hour in (f"{hour}{zone}" for hour in hours for zone in zones) if rest.startswith(joint) else ():
                if _pattern(hour).fullmatch(rest.removeprefix(joint)):
                    yield f"{day}{joint}{hour}"


def _formats(texts: npt.NDArray[np.object_], likely: Callable[[str], Iterator[str]]) -> list[str]:
    """The formats that read nearly every cell: those that are `likely` for a few of them are tried."""
    sample = _sample(texts)
    if not len(sample):
        return []
    first, *others = (list(likely(text)) for text in sample[:3])
    shared = [form for form in first if all(form in other for other in others)]
    return [form for form in shared if (~np.isnat(_moments(sample, form))).mean() >= FITS]


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
    """Texts as a replay will read them, but in no zone."""
    cells = pa.array(texts, pa.string())
    iso = Time(column=("time",), format=("iso",))
    return (moments([cells], iso) if form == "iso" else formed(cells, form))[0].view("datetime64[ns]")


def _rank(form: str, found: npt.NDArray[np.datetime64], clue: Clue) -> tuple[float, bool, bool, int, int]:
    """How likely a format is: by the order of rows, a date in the file's name, AM and PM, how many days it makes of the
    rows, and how long ago they were."""
    first, latest = found[~np.isnat(found)].min(), found[~np.isnat(found)].max()
    now = np.datetime64(int(time()), "s")
    ago = -int((now - latest) / np.timedelta64(_LONG_AGO, "D")) if latest <= now else -200
    days = int((latest - first) / np.timedelta64(1, "D"))
    return round(_order(found), 6), clue.agrees(found), "%p" in form and "%m/%d" in form, -days, ago


def _order(moments: npt.NDArray[np.datetime64]) -> float:
    """How much a reading makes rows follow each other evenly: the share of steps ahead, less how uneven they are."""
    steps = np.diff(moments[~np.isnat(moments)].view(np.int64) / 1e9)
    if not len(steps):
        return 0.0
    ahead = max(float((steps >= 0).mean()), float((steps <= 0).mean()))
    spread = float(np.quantile(np.abs(steps), 0.99) / max(float(np.median(np.abs(steps))), 1e-9))
    return ahead - min(spread, 1e6) / 1e7


def _is_iso(texts: npt.NDArray[np.object_]) -> bool:
    """Whether they are ISO 8601 as people know it: years first, with a sign between."""
    dashed = len(texts) > 0 and all(re.match(r"\d{4}-\d{2}-\d{2}", text) for text in texts[:3])
    return dashed and bool((~np.isnat(_moments(texts, "iso"))).mean() >= FITS)


def told(found: Rhythm) -> Mapping[str, str]:
    """The rhythm in words, for people."""
    gaps = f"{found.gaps} gaps, the longest {found.longest_gap_s:g} s" if found.gaps else "no gap"
    same = f"{found.same:.0%} of rows share a moment with the one before" if found.same else ""
    return {"cadence": f"every {found.cadence_s:g} s", "gaps": gaps, "same": same}
