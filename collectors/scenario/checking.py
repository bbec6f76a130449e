"""The values of a scenario's keys: each is checked where it is read, and refused by the key's name with the reason."""

import re
from collections.abc import Collection

from collectors.documents import Table
from contract.checks import finite
from contract.errors import ContractError
from contract.time import DAY, HOUR, SECOND

LONGEST = 3660 * DAY
"""No length of time in a scenario is longer: ten years."""
LONGEST_NAME = 100

_UNITS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_DURATION = re.compile(r"\+?(([0-9]{1,9})([dhms]))+")
_RATE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) per (\S+)")


def duration(text: object, field: str) -> int:
    """A length of time such as "8d", "5d12h" or "+90m", at most 3660d, in ns; raises `ContractError`."""
    if not isinstance(text, str) or not _DURATION.fullmatch(text):
        raise ContractError(field, f'{text!r} is not a length of time such as "8d", "5d12h" or "90m"')
    length = sum(int(count) * _UNITS[unit] for count, unit in re.findall(r"([0-9]+)([dhms])", text)) * SECOND
    if length > LONGEST:
        raise ContractError(field, f"{text!r} is more than {LONGEST // DAY}d")
    return length


def within(table: Table, key: str, field: str, low: str, high: str, default: str | None = None) -> int:
    """A length of time between two others (and including them), in ns."""
    length = duration(table.get(key, default), field)
    if not duration(low, field) <= length <= duration(high, field):
        raise ContractError(field, f"must be between {low} and {high}")
    return length


def optional(table: Table, key: str, field: str) -> int | None:
    """A length of time, ns, where there is one."""
    return duration(table[key], f"{field}.{key}") if key in table else None


def spread(table: Table, key: str, field: str) -> tuple[int, int] | None:
    """A length of time, or the shortest and the longest as in ["4h", "2d"], in ns; None where it is not given."""
    if key not in table:
        return None
    value, name = table[key], f"{field}.{key}"
    if not isinstance(value, list):
        return (duration(value, name),) * 2
    if len(value) != 2:
        raise ContractError(name, 'give one length of time, or the shortest and the longest, such as ["4h", "2d"]')
    shortest, longest = (duration(each, name) for each in value)
    if shortest > longest:
        raise ContractError(name, f"the shortest, {value[0]}, is longer than the longest, {value[1]}")
    return shortest, longest


def rate(table: Table, key: str, field: str) -> float:
    """How often, such as "1 per 30d", in ns from one to the next; at most one an hour, at least one in 3660 days."""
    text, name = table.get(key), f"{field}.{key}"
    found = _RATE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ContractError(name, f'{text!r} is not a rate such as "1 per 30d"')
    count, length = float(found[1]), duration(found[2], name)
    if not length / LONGEST <= count <= length / HOUR or count == 0:
        raise ContractError(name, f"{text!r} is not between 1 per {LONGEST // DAY}d and 1 per 1h")
    return length / count


def number(table: Table, key: str, field: str, low: float, high: float) -> float:
    """A finite number between two bounds, and including them."""
    value = finite(field, table.get(key))
    if not low <= value <= high:
        raise ContractError(field, f"{value:g} is not between {low:g} and {high:g}")
    return value


def whole(table: Table, key: str, field: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number between two bounds, and including them."""
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ContractError(field, f"{value!r} is not a whole number")
    if not low <= value <= high:
        raise ContractError(field, f"{value} is not between {low} and {high}")
    return value


def text(table: Table, key: str, field: str, default: str | None = None) -> str:
    """A name: printable, of 1 to 100 characters."""
    value = table.get(key, default)
    if value is None:
        raise ContractError(f"{field}.{key}", "missing")
    if not isinstance(value, str) or not value.isprintable() or not 1 <= len(value) <= LONGEST_NAME:
        raise ContractError(f"{field}.{key}", f"{value!r} is not a name of 1 to {LONGEST_NAME} printable characters")
    return value


def choice(value: str, known: Collection[str], field: str) -> str:
    """A value that is one of those known."""
    if value not in known:
        raise ContractError(field, f"{value!r} is not one of {', '.join(known)}")
    return value


def names(table: Table, key: str, known: Collection[str], field: str) -> frozenset[str]:
    """A list of names, each one of those known; without the key, all of them."""
    value, name = table.get(key, [*known]), f"{field}.{key}"
    if not isinstance(value, list) or not value or not all(isinstance(entry, str) for entry in value):
        raise ContractError(name, f"{value!r} is not a list of names")
    return frozenset(choice(entry, known, name) for entry in value)


def tables(document: Table, name: str) -> list[tuple[str, Table]]:
    """The tables [[name]], each with what it is called in errors."""
    entries = document.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ContractError(name, f"expected tables [[{name}]]")
    return [(f"{name}[{place}]", entry) for place, entry in enumerate(entries)]
