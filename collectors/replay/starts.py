"""A date, and a time if there is one, in the words of a file's name or of the lines before its table."""

import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from collectors.replay.formats import NONE, formed
from collectors.replay.tally import Ints
from contract.time import DAY

_LEAST, _MOST = 1900, 2100
_DATES = (
    (r"(?<!\d)(\d{4})([-_./ ]?)(\d{2})\2(\d{2})(?!\d)", "1 3 4", "%Y %m %d"),
    (r"(?<!\d)(\d{4})([-_./])(\d{1,2})\2(\d{1,2})(?!\d)", "1 3 4", "%Y %m %d"),
    (r"(?<!\d)(\d{1,2})([-.])(\d{1,2})\2(\d{4})(?!\d)", "4 3 1", "%Y %m %d"),
    (r"(?<!\d)(\d{1,2})(/)(\d{1,2})/(\d{4})(?!\d)", "4 3 1", "%Y %m %d"),
    (r"(?<!\d)(\d{1,2})(/)(\d{1,2})/(\d{4})(?!\d)", "4 1 3", "%Y %m %d"),
    (r"(?<!\d)(\d{1,2})[-. ]+([^\W\d]+)\.?[- ]+(\d{4})(?!\d)", "3 2 1", "%Y %b %d"),
    (r"(?<!\d)(\d{4})[-. ]+([^\W\d]+)\.?[- ]+(\d{1,2})(?!\d)", "1 2 3", "%Y %b %d"),
    (r"([^\W\d]{3,})\.? +(\d{1,2}),? +(\d{4})(?!\d)", "3 1 2", "%Y %b %d"),
)
"""How dates are written, with which of its groups are year, month and day."""
_HOUR = re.compile(
    r"\D{0,24}?(?<!\d)(\d{1,2})([:_.h-]?)(\d{2})(?:[:_.m-]?(\d{2})(?:[.,:](\d{1,9}))?)?(?!\d)\s*([AaPp]\.?[Mm])?"
)
STEM, HEAD = "{stem}", "{head}"
"""What stands for the file's name, and for the lines before its table; `{stem day}` is the day alone."""
_DAY = " day"
_HALF = re.compile(r"\d\s*[AaPp]\.?[Mm]\b")
_BEGINS = re.compile(r"start|begin|trigger|début|debut|inicio|inizio|aufnahme", re.IGNORECASE)


def start_of(start: str, stem: str, head: str) -> int | None:
    """The moment that a mapping's `start` says, or the name of a file, or its head; None where there is no date."""
    text = {STEM: stem, HEAD: head}.get(start.replace(_DAY, ""), start)
    found = start_in(text)
    return found if found is None or not start.endswith(f"{_DAY}}}") else found // DAY * DAY


def start_in(text: str) -> int | None:
    """The moment that a text speaks of, ns since 1970 as a clock showed it; None where it names no date.

    A line that speaks of a beginning counts before others. A time of day stands behind the date, or on the next line.

    >>> start_in("P-3 2025-10-06 08-15") == start_in("Date: 06.10.2025\\nTime: 08:15:00")
    True
    """
    lines = text.splitlines()
    told = [place for place, line in enumerate(lines) if _BEGINS.search(line)]
    for place in (*told, *range(len(lines))):
        found = next(_dates(lines[place]), None)
        if found is not None:
            moment, end = found
            after = "\n".join(lines[place : place + 2])[end:]
            return moment + _hour(after)
    return None


def _dates(line: str) -> Iterator[tuple[int, int]]:
    """The dates in a line, each with the place where it ends."""
    # Who writes AM and PM writes the month before the day.
    dates = sorted(_DATES, key=lambda date: date[1] != "4 1 3") if _HALF.search(line) else _DATES
    for pattern, groups, form in dates:
        for match in re.finditer(pattern, line):
            written = " ".join(match[int(group)] for group in groups.split())
            moment = int(formed(pa.array([written]), form)[0][0])
            year = int(written[:4])
            if moment != NONE and _LEAST <= year <= _MOST:
                yield moment, match.end()


def _hour(text: str) -> int:
    """The time of day at which a text begins, but for what is no digit, ns; 0 where there is none."""
    found = _HOUR.match(text)
    if found is None:
        return 0
    hour, _, minute, second, fraction, half = found.groups()
    form = "%Y %I %M %S %f %p" if half else "%Y %H %M %S %f"
    written = f"1970 {hour} {minute} {second or 0} {fraction or 0} {half or ''}".strip()
    moment = int(formed(pa.array([written]), form)[0][0])
    return moment if moment != NONE else 0


def unrolled(hours: Ints, before: int | None = None) -> Ints:
    """(n,) times of day, ns, as times since midnight of the first day: one that falls by half a day is of the next.

    `before` is what came of the row before these; None where these are the first.
    """
    if not len(hours):
        return hours
    days, last = divmod(int(hours[0]) if before is None else before, DAY)
    steps = np.diff(hours, prepend=last)
    turns = (steps < -DAY // 2).astype(np.int64) - (steps > DAY // 2).astype(np.int64)
    found: Ints = hours + (days + np.cumsum(turns)) * DAY
    return found
