"""Read line protocol character by character, as the server's own scanner does, with its error texts.

The scanner has no clean grammar: quotes mean something only in a field's value, a backslash protects the character
after it (in a tag only blank, comma and equals sign), and some malformed lines are accepted. What it does is part of
the contract, so this module follows it step by step.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fluxlite.lineprotocol.values import LineError, boolean, integer, number_kind, string, timestamp
from fluxlite.seam import Kind

PRECISIONS = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000}
"""Nanoseconds in one unit of each precision."""
MAX_KEY_LENGTH = 65_535
_BLANKS = " \t\0"
_RESERVED_TAGS = ("_field", "_measurement", "time")
_MEASUREMENT_ESCAPE = re.compile(r"\\([, ])")
_TAG_ESCAPE = re.compile(r"\\([, =])")
_FIELD_ESCAPE = re.compile(r'\\([,"= ])')


@dataclass(slots=True)
class Line:
    """One point as it was written; strings and booleans are values, numbers are still text."""

    measurement: str
    tags: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    values: list[str | bool]
    time: int | None


def lines(text: str) -> Iterator[str]:
    """The lines of a body: a newline inside a quoted field value does not end one."""
    start = 0
    while start < len(text):
        stop = _line_end(text, start)
        # A newline that a quote protects ends the body all the same, where nothing follows it.
        yield text[start:stop].removesuffix("\n")
        start = stop + 1


def _line_end(text: str, start: int) -> int:
    """Where the line that begins at `start` ends: at its newline, or at the end of the text."""
    position, fields, quoted, equals, commas = start, False, False, 0, 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 2
            continue
        fields = fields or character == " "
        if fields and not quoted and character == "=":
            equals += 1
        elif fields and not quoted and character == ",":
            commas += 1
        elif fields and character == '"' and equals > commas:
            quoted = not quoted
        elif character == "\n" and not quoted:
            return position
        position += 1
    return len(text)


def parse(line: str, unit: int) -> Line | None:
    """The point of a line whose times count `unit` nanoseconds; None for a blank line or a comment."""
    body = line.lstrip(_BLANKS)
    if not body or body[0] == "#":
        return None
    measurement, tags, after_key = _key(body)
    names, kinds, values, after_fields = _fields(body, after_key)
    _check_key_length(body[:after_key], names)
    time = _time(body, after_fields, unit)
    _check_text(body)
    return Line(measurement, tags, names, kinds, values, time)


def _key(body: str) -> tuple[str, tuple[tuple[str, str], ...], int]:
    """Measurement and tags, and where the fields begin."""
    stop = _measurement_end(body)
    measurement = _MEASUREMENT_ESCAPE.sub(r"\1", body[:stop])
    pairs: list[tuple[str, str]] = []
    while body[stop] == ",":
        equals = _tag_key_end(body, stop + 1)
        end = _tag_value_end(body, equals + 1)
        pairs.append((body[stop + 1 : equals], body[equals + 1 : end]))
        stop = end
    _check_tags([key for key, _ in pairs])
    if len(body[:stop].encode("utf-8", "surrogateescape")) > MAX_KEY_LENGTH:
        raise LineError(f"max key length exceeded: {len(body[:stop].encode())} > {MAX_KEY_LENGTH}")
    tags = sorted((_TAG_ESCAPE.sub(r"\1", key), _TAG_ESCAPE.sub(r"\1", value)) for key, value in pairs)
    return measurement, tuple(tags), stop


def _measurement_end(body: str) -> int:
    if body[0] == ",":
        raise LineError("missing measurement")
    for position in range(1, len(body)):
        if body[position] in ", " and body[position - 1] != "\\":
            return position
    raise LineError("missing fields")


def _tag_key_end(body: str, start: int) -> int:
    if start >= len(body) or body[start] in " ,=":
        raise LineError("missing tag key")
    for position in range(start + 1, len(body)):
        if body[position] in " ,=" and body[position - 1] != "\\":
            if body[position] == "=":
                return position
            break
    raise LineError("missing tag value")


def _tag_value_end(body: str, start: int) -> int:
    if start >= len(body) or body[start] in " ,":
        raise LineError("missing tag value")
    for position in range(start + 1, len(body)):
        if body[position] in " ,=" and body[position - 1] != "\\":
            if body[position] == "=":
                raise LineError("invalid tag format")
            return position
    raise LineError("missing fields")


def _check_tags(keys: list[str]) -> None:
    for key in keys:
        if key in _RESERVED_TAGS:
            raise LineError(f'cannot use reserved tag key "{key}"')
    if len(set(keys)) < len(keys):
        raise LineError("duplicate tags")


def _fields(body: str, start: int) -> tuple[tuple[str, ...], tuple[Kind, ...], list[str | bool], int]:
    """Names, kinds and values of the fields, and where the timestamp begins."""
    start += len(body[start:]) - len(body[start:].lstrip(_BLANKS))
    stop = _fields_end(body, start)
    if stop == start:
        raise LineError("missing fields")
    names, kinds, values = [], [], []
    for name, text in _pairs(body[start:stop]):
        kind, value = _value(text)
        names.append(_FIELD_ESCAPE.sub(r"\1", name))
        kinds.append(kind)
        values.append(value)
    return tuple(names), tuple(kinds), values, stop


def _fields_end(body: str, start: int) -> int:
    """Where the fields end, once each has a key and a value of some kind."""
    position, quoted, equals, commas = start, False, 0, 0
    while position < len(body):
        character = body[position]
        if character == "\\" and position + 1 < len(body):
            position += 2
            continue
        if character == '"' and equals > commas:
            quoted = not quoted
        elif not quoted and character == "=":
            equals += 1
            if _check_field(body, position) != '"':
                position = _bare_value_end(body, position + 1)
                continue
        elif not quoted and character == ",":
            commas += 1
        elif not quoted and character == " ":
            break
        position += 1
    if quoted:
        raise LineError("unbalanced quotes")
    if position > start and (equals == 0 or commas != equals - 1):
        raise LineError("invalid field format")
    return position


def _check_field(body: str, equals: int) -> str:
    """The first character of the value after the equals sign at `equals`."""
    if body[equals - 1] in " ," and body[equals - 2] != "\\":
        raise LineError("missing field key")
    following = body[equals + 1 : equals + 2]
    if following in ("", ",", " "):
        raise LineError("missing field value")
    return following


def _bare_value_end(body: str, start: int) -> int:
    """Where a number or a boolean ends; checks it on the way, as the scanner stops at its first error."""
    stop = start
    while stop < len(body) and body[stop] not in ", ":
        stop += 1
    _bare_kind(body[start:stop])
    return stop


def _bare_kind(text: str) -> Kind:
    if text[0].isascii() and (text[0].isdigit() or text[0] in ".-Nn"):
        return number_kind(text)
    boolean(text)
    return Kind.BOOLEAN


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Key and value text of each field; what is neither, between them, the scanner may have let pass."""
    position = 0
    while position < len(text):
        equals = _unescaped_equals(text, position)
        stop = _value_end(text, equals + 1)
        if stop <= equals + 1:
            raise LineError("invalid field format")
        yield text[position:equals], text[equals + 1 : stop]
        position = stop + 1


def _unescaped_equals(text: str, start: int) -> int:
    for position in range(start, len(text)):
        if text[position] == "=" and (position == start or text[position - 1] != "\\"):
            return position
    raise LineError("invalid field format")


def _value_end(text: str, start: int) -> int:
    position, quoted = start, False
    while position < len(text) and (quoted or text[position] != ","):
        if text[position] == "\\" and text[position + 1 : position + 2] in ('"', "\\"):
            position += 1
        elif text[position] == '"':
            quoted = not quoted
        position += 1
    return min(position, len(text))


def _value(text: str) -> tuple[Kind, str | bool]:
    if text[0] == '"':
        return Kind.STRING, string(text)
    kind = _bare_kind(text)
    if kind is Kind.BOOLEAN:
        return kind, boolean(text)
    return kind, text if kind is Kind.DOUBLE else f"{integer(text[:-1])}{text[-1]}"


def _check_key_length(key: str, names: tuple[str, ...]) -> None:
    """The key with a field's name, as the server stores it: four bytes stand between the two."""
    length = len(key.encode("utf-8", "surrogateescape"))
    for name in names:
        size = length + 4 + len(name.encode("utf-8", "surrogateescape"))
        if size > MAX_KEY_LENGTH:
            raise LineError(f"max key length exceeded: {size} > {MAX_KEY_LENGTH}")


def _time(body: str, start: int, unit: int) -> int | None:
    """The timestamp, None where the line has none."""
    rest = body[start:].lstrip(_BLANKS)
    digits, _, after = rest.partition(" ")
    digits, newline, _ = digits.partition("\n")
    sign = digits[:1] == "-"
    if digits and not (digits[sign:].isascii() and (digits[sign:].isdigit() or digits == "-")):
        raise LineError("bad timestamp")
    if not digits:
        return None
    time = timestamp(digits, unit)
    if after.strip(" ") or newline:
        raise LineError("point is invalid")
    return time


def _check_text(body: str) -> None:
    """Refuse bytes that are no UTF-8 (they arrive here as lone surrogates): no column could hold them."""
    if not body.isascii() and any("\ud800" <= character <= "\udfff" for character in body):
        raise LineError("invalid UTF-8")
