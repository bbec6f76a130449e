"""Moments, lengths of time and counts as a report says them."""

from datetime import UTC, datetime

from contract.time import DAY, HOUR, MINUTE, SECOND


def moment(time: int) -> str:
    """A time in ns, to the minute, in UTC."""
    return datetime.fromtimestamp(time / SECOND, UTC).strftime("%Y-%m-%d %H:%M")


def length(span: int) -> str:
    """A length of time in ns, by its two largest parts.

    >>> length(3 * DAY + 2 * HOUR + 5 * MINUTE)
    '3 d 2 h'
    """
    span = abs(span)
    if span < HOUR:
        return f"{span // MINUTE} min" if span >= MINUTE else f"{span // SECOND} s"
    if span < DAY:
        return f"{span // HOUR} h {span % HOUR // MINUTE} min"
    return f"{span // DAY} d {span % DAY // HOUR} h"


def lead(span: int | None) -> str:
    """How long before a failure it was warned of."""
    if span is None:
        return "missed"
    return f"{length(span)} before" if span >= 0 else f"{length(span)} after it began"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
