"""Durations and times as Go prints them, for error texts."""

from datetime import UTC, datetime

_SECOND = 1_000_000_000


def duration(nanoseconds: int) -> str:
    """Whole seconds as hours, minutes and seconds: 3600 s is `1h0m0s`."""
    seconds = nanoseconds // _SECOND
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours:
        return f"{hours}h{minutes}m{seconds % 60}s"
    return f"{minutes}m{seconds % 60}s" if minutes else f"{seconds}s"


def timestamp(nanoseconds: int) -> str:
    """A time as RFC 3339 with as many digits after the second as it needs."""
    moment = datetime.fromtimestamp(nanoseconds // _SECOND, UTC)
    fraction = f"{nanoseconds % _SECOND:09d}".rstrip("0")
    return f"{moment:%Y-%m-%dT%H:%M:%S}{'.' + fraction if fraction else ''}Z"
