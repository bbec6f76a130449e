"""Conditions on rows as Flux writes them, one column each: what a store can look up, and not what it has to compute."""

import re
from collections.abc import Iterable, Sequence

from store.queries import pattern, quoted

_TOKENS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(|\)", re.DOTALL)
_KEPT = re.compile(r"\((?!\?)|\(\?P<")
_SLASH = re.compile(r"(\\.)|/", re.DOTALL)

EVERY = "true"
"""The condition that every row keeps."""


def both(*conditions: str) -> str:
    """All of the conditions."""
    return " and ".join(one for one in conditions if one != EVERY) or EVERY


def one_of(column: str, values: Sequence[str]) -> str:
    """A column has one of some values; there is at least one.

    >>> one_of("_measurement", ["telemetry"])
    'r["_measurement"] == "telemetry"'
    >>> one_of("machine no", ["a", "b"])
    'r["machine no"] =~ /^(a|b)$/'
    """
    if len(values) == 1:
        return f"{member(column)} == {quoted(values[0])}"
    return f"{member(column)} =~ /^{pattern(values)}$/"


def matches(column: str, expression: str) -> str:
    """A regular expression is found in a column; a slash in it is escaped here."""
    escaped = _SLASH.sub(lambda found: found[1] or r"\/", expression)
    return f"{member(column)} =~ /{escaped}/"


def within(expression: str, values: Iterable[str]) -> str:
    """A regular expression whose first group is one of some values.

    >>> within("plant/(.+)/[^/]*", ["P1", "P2"])
    'plant/(P1|P2)/[^/]*'
    """
    begin, end = group(expression)
    return expression[:begin] + pattern(list(values)) + expression[end:]


def group(expression: str) -> tuple[int, int]:
    """Where the first group of a regular expression begins and ends.

    >>> expression = r"(?:a|\\()[(](b(c)?)"
    >>> expression[slice(*group(expression))]
    '(b(c)?)'
    """
    opened: list[int] = []
    found: dict[int, int] = {}
    for token in _TOKENS.finditer(expression):
        if token[0] == ")":
            found[opened.pop()] = token.end()
        elif token[0].startswith("("):
            opened.append(token.start())
    return next((begin, found[begin]) for begin in sorted(found) if _KEPT.match(expression, begin))


def member(column: str) -> str:
    """A column of the row `r`, whatever letters its name has."""
    return f"r[{quoted(column)}]"
