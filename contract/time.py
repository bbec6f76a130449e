"""Lengths of time: points carry nanoseconds since 1970, everything else counts in seconds."""

from datetime import UTC, datetime

SECOND = 10**9
"""Nanoseconds in a second, and so on."""
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

HOUR_S = 3600
"""Seconds in an hour, and so on."""
DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S


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
