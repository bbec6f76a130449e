"""How values are shown to people: the filters that templates use."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import floor, log10
from typing import Literal

from markupsafe import Markup

from contract.checks import finite

Shape = Literal["second", "minute", "time", "now"]
SHAPES: Mapping[Shape, str] = {
    "second": "%Y-%m-%d %H:%M:%S UTC", "minute": "%d %b %H:%M", "time": "%H:%M", "now": "%H:%M:%S UTC",
}  # fmt: skip
"""How times are written; `times.js` knows the same by their names."""

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


def utc(time: datetime) -> str:
    """A time to the second, UTC."""
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


def clock(time: datetime | None, shape: Shape = "second") -> Markup:
    """A time in UTC, marked so that `times.js` can show it in the viewer's zone; "" for none."""
    return Markup() if time is None else told(time, f"{time:{SHAPES[shape]}}", shape)


def told(time: datetime, words: str, shape: str = "") -> Markup:
    """A time in any words, which says what it is in UTC where it is pointed at."""
    head = Markup('<time datetime="{}" title="{}" data-shape="{}">').format(time.isoformat(), utc(time), shape)
    return head + words + Markup("</time>")


def until(start: datetime, stop: datetime) -> Markup:
    """A span of time to the minute; the day is said again only where it is another."""
    end: Shape = "time" if start.date() == stop.date() else "minute"
    return clock(start, "minute") + " to " + clock(stop, end)


def _space(unit: str) -> str:
    return "" if unit in ("", "°") else "\N{NO-BREAK SPACE}"
