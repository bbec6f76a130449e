"""Lengths of time: points carry nanoseconds since 1970, everything else counts in seconds."""

import re
from datetime import UTC, datetime, timedelta

from contract.errors import ContractError

SECOND = 10**9
"""Nanoseconds in a second, and so on."""
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

HOUR_S = 3600
"""Seconds in an hour, and so on."""
DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_AGO = re.compile(r"-([0-9]{1,9})([smhdw])")
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2262, 1, 1, tzinfo=UTC)
_MICROSECOND = 1000


def instant(field: str, said: str, now: int) -> int:
    """A moment that somebody says: RFC 3339, a date (UTC), or how long before `now` such as -7d; ns since 1970.

    Raises `ContractError`.

    >>> instant("from", "-2h", 3 * HOUR) == instant("from", "1970-01-01T01:00:00Z", 0) == HOUR
    True
    """
    if ago := _AGO.fullmatch(said):
        return max(0, now - int(ago[1]) * _UNITS[ago[2]])
    try:
        # A `+` of an offset that a client did not encode arrives as a space.
        found = datetime.fromisoformat(said if len(said) == len("1970-01-01") else said.replace(" ", "+"))
    except ValueError:
        reason = f"{said[:100]!r} is no time such as 2026-03-01T08:00:00Z, 2026-03-01 or -7d"
        raise ContractError(field, reason) from None
    if found.tzinfo is None and len(said) > len("1970-01-01"):
        raise ContractError(field, f"{said[:100]!r} does not say its offset from UTC; end it in Z")
    found = found.replace(tzinfo=found.tzinfo or UTC)
    if not _EARLIEST <= found < _LATEST:
        raise ContractError(field, f"{said[:100]!r} is not between {_EARLIEST:%Y} and {_LATEST:%Y}")
    return (found - _EARLIEST) // timedelta(microseconds=1) * _MICROSECOND


def rfc3339(moment: int) -> str:
    """A moment, ns since 1970, such as 2026-11-13T08:00:00Z; with as many digits behind the second as it needs."""
    seconds, rest = divmod(moment, SECOND)
    digits = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}{digits}Z"


def duration(seconds: float) -> str:
    """A time span in its two greatest units: 45 s, 12 min, 3 h 12 min, 2 d 4 h."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86_400)
    if minutes < 1:
        return f"{max(1, round(seconds))} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"
