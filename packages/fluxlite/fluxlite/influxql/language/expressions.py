"""Expressions: names, values, calls, and what combines them."""

import re
from collections.abc import Callable

from fluxlite.influxql.language.ast import Binary, Boolean, Call, Duration, Expression, Name, Number, Star, Text
from fluxlite.influxql.language.errors import QuerySyntaxError
from fluxlite.influxql.language.lexer import Kind
from fluxlite.influxql.language.reading import MAX_INTEGER, Reader

LEVELS: tuple[tuple[str, ...], ...] = (
    ("OR",),
    ("AND",),
    ("=", "!=", "<>", "<", "<=", ">", ">=", "=~", "!~"),
    ("+", "-", "|", "^"),
    ("*", "/", "%", "&"),
)
"""Operators by how closely they bind, the loosest first."""
MAX_DEPTH = 50
"""How deep brackets may be nested."""
MAX_TERMS = 2000
"""How many operators one expression may have: each is a step down its tree."""
NANOSECONDS = {
    "ns": 1, "u": 1_000, "µ": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
    "d": 86_400_000_000_000, "w": 604_800_000_000_000,
}  # fmt: skip
"""Units of a duration."""
_PART = re.compile(r"([0-9]+)(ns|ms|[uµsmhdw])")
_CASTS = ("float", "integer", "unsigned", "string", "boolean", "field", "tag")
_OPEN = "identifier, string, number, bool"


class ExpressionParser:
    """Reads one expression."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._depth = self._terms = 0

    def parse(self) -> Expression:
        """An expression, as far as it goes."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QuerySyntaxError(f"expressions may be nested {MAX_DEPTH} deep")
        found = self._level(0)
        self._depth -= 1
        return found

    def _level(self, level: int) -> Expression:
        if level == len(LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while self._reader.is_next(*LEVELS[level]):
            operator = self._operator()
            right = self._pattern() if operator in ("=~", "!~") else self._level(level + 1)
            left = Binary(operator, left, right)
        return left

    def _operator(self) -> str:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise QuerySyntaxError(f"an expression may have {MAX_TERMS} operators")
        operator = self._reader.ahead.text
        if operator not in ("=~", "!~"):  # what follows these two is not to be read as other tokens
            self._reader.take()
        return "!=" if operator == "<>" else operator

    def _pattern(self) -> Expression:
        found = self._reader.pattern_after_operator()
        if found is None:
            raise self._reader.fault("regex")
        return found

    def _unary(self) -> Expression:
        reader = self._reader
        if reader.accept("("):
            found = self.parse()
            reader.expect(")")
            return found
        if reader.is_next("-", "+"):
            return self._signed(reader.take().text)
        if reader.accept("*"):
            return Star(self._cast())
        if reader.is_next("DISTINCT"):
            return self._distinct()
        return self._value()

    def _signed(self, sign: str) -> Expression:
        found = self._unary()
        if not isinstance(found, Number | Duration | Name | Call | Binary):
            raise self._reader.fault("identifier, number, duration, (")
        if sign == "+":
            return found
        if isinstance(found, Number):
            return Number(-found.value)
        if isinstance(found, Duration):
            return Duration(-found.value)
        return Binary("*", Number(-1), found)

    def _distinct(self) -> Expression:
        self._reader.take()
        if self._reader.accept("("):
            return Call("distinct", self._arguments())
        return Call("distinct", (Name(self._reader.name()),))

    def _value(self) -> Expression:
        reader, kind = self._reader, self._reader.ahead.kind
        if kind is Kind.PARAMETER:
            return reader.parameter()
        if kind is Kind.NAME:
            return self._name()
        make = _VALUES.get(kind)
        if make is None:
            pattern = reader.pattern() if reader.is_next("/") else None
            if pattern is None:
                raise reader.fault(_OPEN)
            return pattern
        return make(reader.take().text)

    def _name(self) -> Expression:
        name = self._reader.take().text
        if self._reader.accept("("):
            return Call(name.lower(), self._arguments())
        while self._reader.accept("."):
            name = f"{name}.{self._reader.name()}"
        return Name(name, self._cast())

    def _arguments(self) -> tuple[Expression, ...]:
        if self._reader.accept(")"):
            return ()
        found = [self.parse()]
        while self._reader.accept(","):
            found.append(self.parse())
        self._reader.expect(")")
        return tuple(found)

    def _cast(self) -> str:
        if not self._reader.accept("::"):
            return ""
        token = self._reader.ahead
        if token.text.lower() not in _CASTS:
            raise self._reader.fault("float, integer, unsigned, string, boolean, field, tag")
        return self._reader.take().text.lower()


def _number(text: str) -> Expression:
    return Number(float(text))


def _integer(text: str) -> Expression:
    """An integer; one that 64 bits cannot hold is a float, as in InfluxDB."""
    return Number(int(text)) if len(text) < 20 and int(text) <= MAX_INTEGER else Number(float(text))


def duration(text: str) -> Duration:
    """A duration such as `1h30m`; raises QuerySyntaxError for one beyond 64 bits."""
    parts = [(count, unit) for count, unit in _PART.findall(text)]
    total = sum(int(count[:25]) * NANOSECONDS[unit] for count, unit in parts)
    if total > MAX_INTEGER or any(len(count) > 20 for count, _ in parts):
        raise QuerySyntaxError(f"duration {text} is too long")
    return Duration(total)


_VALUES: dict[Kind, Callable[[str], Expression]] = {
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.TEXT: Text,
    Kind.BOOLEAN: lambda text: Boolean(text == "true"),
    Kind.DURATION: duration,
}
