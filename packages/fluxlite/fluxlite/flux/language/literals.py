"""What literal tokens mean: unescaped strings and regular expressions, times, durations.

Every function raises ValueError with InfluxDB's text where a token has no meaning.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

SECOND = 1_000_000_000
_UNITS = {
    "ns": 1, "us": 1_000, "µs": 1_000, "ms": 1_000_000, "s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND,
    "d": 86_400 * SECOND, "w": 7 * 86_400 * SECOND,
}  # fmt: skip
_MONTHS = {"mo": 1, "y": 12}
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "$": "$"}
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.|$)", re.DOTALL)
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d*))?(Z|[+-]\d\d:\d\d)?)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def unescape(text: str) -> str:
    r"""The inside of a string literal without its escapes; `\x` bytes must make valid UTF-8."""
    if "\\" not in text:
        return text
    raw = _ESCAPE.sub(_unescaped, text)
    return raw.encode("utf-8", "surrogateescape").decode("utf-8")


def _unescaped(found: re.Match[str]) -> str:
    code = found.group(1)
    if code in _SIMPLE:
        return _SIMPLE[code]
    if len(code) == 3:
        byte = int(code[1:], 16)
        return chr(byte) if byte < 128 else chr(0xDC00 + byte)
    raise ValueError(f"invalid escape character {code}" if code else "invalid escape sequence")


def regex_pattern(literal: str) -> str:
    """The pattern between the slashes of a regular expression literal."""
    return literal[1:-1].replace("\\/", "/")


def parse_time(text: str) -> int:
    """Nanoseconds since 1970 of an RFC3339 time, or of a date (midnight UTC)."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"cannot parse {text!r} as RFC3339")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    fraction, zone = found.group(7) or "", found.group(8)
    if zone is None and "T" in text:
        raise ValueError("missing time offset")
    moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(zone))
    seconds = (moment - _EPOCH) // timedelta(seconds=1) + (second > 59)
    return seconds * SECOND + int(fraction[:9].ljust(9, "0"))


def _zone(text: str | None) -> timezone:
    if text in (None, "Z"):
        return UTC
    assert text is not None
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-offset if text[0] == "-" else offset)


def parse_duration(text: str) -> tuple[int, int]:
    """(months, nanoseconds) of a duration literal such as `1mo2d` or `1m0s`."""
    months = nanoseconds = 0
    for magnitude, unit in re.findall(r"(\d+)([^\d]+)", text):
        if unit in _MONTHS:
            months += int(magnitude) * _MONTHS[unit]
        elif unit in _UNITS:
            nanoseconds += int(magnitude) * _UNITS[unit]
        else:
            raise ValueError(f"unknown unit {unit}")
    if max(months, nanoseconds) >= 2**63:
        raise ValueError("duration out of range")
    return months, nanoseconds
