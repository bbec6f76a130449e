"""How values are shown to people: the filters that templates use."""

from datetime import UTC, datetime, timedelta
from math import floor, log10

from contract.checks import finite

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def number(value: float | None, unit: str = "") -> str:
    """A value for people, three significant digits or the whole part, with its unit; a dash for nothing."""
    if value is None:
        return "–"
    finite("value", value)
    size = abs(value)
    small = 2 if size >= 0.1 else 2 - floor(log10(max(size, 1e-6)))
    digits = 0 if size >= 100 else 1 if size >= 10 else small
    text = f"{value:,.{digits}f}"
    text = (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
    return f"{'0' if text == '−0' else text}{_space(unit)}{unit}"


def exact(value: float | None) -> str:
    """A value as a form field takes it back; "" for nothing."""
    return "" if value is None else f"{value:.12g}"


def ago(time: datetime | None, now: datetime | None = None) -> str:
    """How long ago in one unit: `just now`, `4 min ago`, `3 h ago`, `2 d ago`."""
    if time is None:
        return "never"
    return "just now" if (age := (now or datetime.now(UTC)) - time) < timedelta(seconds=10) else f"{span(age)} ago"


def span(age: timedelta) -> str:
    """A length of time in its largest unit."""
    if age < _MINUTE:
        return f"{age.total_seconds():.0f} s"
    if age < _HOUR:
        return f"{age // _MINUTE} min"
    return f"{age // _HOUR} h" if age < 2 * _DAY else f"{age // _DAY} d"


def clock(time: datetime | None) -> str:
    """A time to the second, UTC."""
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S} UTC"


def until(start: datetime, stop: datetime) -> str:
    """A span of time to the minute; the day is said again only where it is another."""
    end = "%H:%M" if start.date() == stop.date() else "%d %b %H:%M"
    return f"{start:%d %b %H:%M} to {stop:{end}}"


def _space(unit: str) -> str:
    return "" if unit in ("", "°") else "\N{NO-BREAK SPACE}"
