"""Field values and timestamps of line protocol: which texts are values, of which kind, and what is wrong otherwise."""

import re

from fluxlite.seam import MAX_TIME, MIN_TIME, Kind

BOOLEANS = {
    **dict.fromkeys(("t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("f", "F", "false", "False", "FALSE"), False),
}
_FLOAT = re.compile(r"-?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?\Z")
_SCIENTIFIC = re.compile(r"[0-9.]*+[eE]")
_NUMBER_CHARACTERS = re.compile(r"-?[0-9.eE+\-iu]*\Z")
_INTEGER = re.compile(r"-?[0-9]+i\Z")
_UNSIGNED = re.compile(r"[0-9]+u\Z")

_MAX_DIGITS = 20  # no number of 64 bits has more, and Python refuses to read thousands of them


class LineError(ValueError):
    """What is wrong with a line, in InfluxDB's words."""


def number_kind(text: str) -> Kind:
    """The kind of a value that starts like a number, or the reason why it is none."""
    if _FLOAT.match(text):
        _check_float(text)
        return Kind.DOUBLE
    if _INTEGER.match(text):
        _check_range(text[:-1], "integer", "strconv.ParseInt", -(2**63), 2**63 - 1)
        return Kind.LONG
    if _UNSIGNED.match(text):
        _check_range(text[:-1], "unsigned", "strconv.ParseUint", 0, 2**64 - 1)
        return Kind.UNSIGNED
    raise LineError("invalid float" if _is_cut_exponent(text) else "invalid number")


def _check_float(text: str) -> None:
    if text.lstrip("-0.") and float(text) in (float("inf"), float("-inf")):
        raise LineError("invalid float")


def _is_cut_exponent(text: str) -> bool:
    """Whether only the exponent is wrong, as in `1e` or `1e5e5`: the server tells these apart from other numbers."""
    rest = text.removeprefix("-")
    legal = _NUMBER_CHARACTERS.match(text) and not set("iu") & set(rest) and rest.count(".") <= 1
    signs = re.sub(r"[eE][+-]", "", rest)
    return bool(legal and _SCIENTIFIC.match(rest) and "+" not in signs and "-" not in signs and rest[0] not in "eE")


def _check_range(digits: str, name: str, function: str, low: int, high: int) -> None:
    number = integer(digits)
    if number is None or not low <= number <= high:
        raise LineError(f'unable to parse {name} {digits}: {function}: parsing "{digits}": value out of range')


def integer(digits: str) -> int | None:
    """The number of a text of digits; None if it has more of them than 64 bits can hold."""
    significant = digits.removeprefix("-").lstrip("0") or "0"
    if len(significant) > _MAX_DIGITS:
        return None
    return -int(significant) if digits[0] == "-" else int(significant)


def boolean(text: str) -> bool:
    """The value of a boolean's text."""
    if text not in BOOLEANS:
        raise LineError("invalid boolean")
    return BOOLEANS[text]


def string(text: str) -> str:
    """The value of a string field, given with its quotes: the server drops its last character, whatever it is."""
    inner = text[1:-1]
    return re.sub(r'\\(["\\])', r"\1", inner) if "\\" in inner else inner


def timestamp(digits: str, unit: int) -> int:
    """Nanoseconds since 1970 of a timestamp in units of `unit` nanoseconds."""
    if digits == "-":
        raise LineError('strconv.ParseInt: parsing "-": invalid syntax')
    count = integer(digits)
    if count is None or not -(2**63) <= count < 2**63:
        raise LineError(f'strconv.ParseInt: parsing "{digits}": value out of range')
    if not MIN_TIME <= count * unit <= MAX_TIME:
        raise LineError(f"time outside range {MIN_TIME} - {MAX_TIME}")
    return count * unit
