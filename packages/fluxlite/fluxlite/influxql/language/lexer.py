"""From text to tokens, one at a time: only who reads them can tell a regular expression from a division."""

import re
from dataclasses import dataclass
from enum import StrEnum

from fluxlite.influxql.language.errors import QuerySyntaxError

KEYWORDS = frozenset((
    "ALL", "ALTER", "ANALYZE", "ANY", "AS", "ASC", "BEGIN", "BY", "CARDINALITY", "CREATE", "CONTINUOUS", "DATABASE",
    "DATABASES", "DEFAULT", "DELETE", "DESC", "DESTINATIONS", "DIAGNOSTICS", "DISTINCT", "DROP", "DURATION", "END",
    "EVERY", "EXACT", "EXPLAIN", "FIELD", "FOR", "FROM", "FUTURE", "GRANT", "GRANTS", "GROUP", "GROUPS", "IN",
    "INF", "INSERT", "INTO", "KEY", "KEYS", "KILL", "LIMIT", "MEASUREMENT", "MEASUREMENTS", "NAME", "OFFSET", "ON",
    "ORDER", "PASSWORD", "PAST", "POLICY", "POLICIES", "PRIVILEGES", "QUERIES", "QUERY", "READ", "REPLICATION",
    "RESAMPLE", "RETENTION", "REVOKE", "SELECT", "SERIES", "SET", "SHARD", "SHARDS", "SHOW", "SLIMIT", "SOFFSET",
    "STATS", "SUBSCRIPTION", "SUBSCRIPTIONS", "TAG", "TO", "USER", "USERS", "VALUES", "VERBOSE", "WHERE", "WITH",
    "WRITE",
))  # fmt: skip
"""Words that are no names unless they are quoted. AND, OR, TRUE and FALSE are told apart from these."""


class Kind(StrEnum):
    """What a token is."""

    END = "EOF"
    KEYWORD = "keyword"
    NAME = "identifier"
    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"
    DURATION = "duration"
    BOOLEAN = "bool"
    PARAMETER = "bound parameter"
    PATTERN = "regex"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` is its value, and `place` where it begins."""

    kind: Kind
    text: str
    place: int

    def shown(self) -> str:
        """The token as errors name it."""
        return self.text if self.text else str(self.kind)


_SPACE = re.compile(r"(?:[ \t\r\n]+|--[^\n]*|/\*.*?\*/)+", re.DOTALL)
_UNITS = "ns|ms|[uµsmhdw]"
_TOKENS = re.compile(
    rf"""
    (?P<duration>(?:[0-9]+(?:{_UNITS}))+(?![A-Za-z0-9_.]))
  | (?P<number>[0-9]+\.[0-9]*|\.[0-9]+)
  | (?P<integer>[0-9]+)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | "(?P<name>(?:[^"\\\n]|\\.)*)"
  | '(?P<text>(?:[^'\\\n]|\\.)*)'
  | \$(?P<parameter>[A-Za-z_][A-Za-z0-9_]*|"(?:[^"\\\n]|\\.)*")
  | (?P<symbol>::|=~|!~|!=|<>|<=|>=|[-+*/%&|^=<>(),;:.])
    """,
    re.VERBOSE,
)
_PATTERN = re.compile(r"/((?:[^/\\\n]|\\.)*)/")
_NAME_ESCAPE, _TEXT_ESCAPE = re.compile(r'\\(["\\n])'), re.compile(r"\\(['\\n])")


class Lexer:
    """Reads tokens from a text, one at a time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def skip(self) -> bool:
        """Pass blanks and comments; says whether there were any."""
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return match is not None

    def next(self) -> Token:
        """The next token, after blanks."""
        self.skip()
        if self._at >= len(self._text):
            return Token(Kind.END, "", self._at)
        match = _TOKENS.match(self._text, self._at)
        if match is None:
            return Token(Kind.SYMBOL, self._text[self._at], self._at)
        place, self._at = self._at, match.end()
        return _token(match, place)

    def pattern(self) -> Token | None:
        """A regular expression, where one stands next."""
        self.skip()
        match = _PATTERN.match(self._text, self._at)
        if match is None:
            return None
        place, self._at = self._at, match.end()
        return Token(Kind.PATTERN, match[1].replace(r"\/", "/"), place)

    def back(self, token: Token) -> None:
        """Read on from the beginning of a token."""
        self._at = token.place

    def fault(self, token: Token, expected: str) -> QuerySyntaxError:
        """What is wrong at a token, with its line and character from 1 on."""
        before = self._text[: token.place]
        line, character = before.count("\n") + 1, token.place - (before.rfind("\n") + 1) + 1
        character += token.kind is Kind.END  # the end is counted as a character of its own
        return QuerySyntaxError(f"found {token.shown()}, expected {expected} at line {line}, char {character}")


def _token(match: re.Match[str], place: int) -> Token:
    kind, text = str(match.lastgroup), match[str(match.lastgroup)]
    if kind == "word":
        return _word(text, place)
    if kind == "name":
        return Token(Kind.NAME, _NAME_ESCAPE.sub(_escaped, text), place)
    if kind == "text":
        return Token(Kind.TEXT, _TEXT_ESCAPE.sub(_escaped, text), place)
    return Token(Kind[kind.upper()], text, place)


def _word(text: str, place: int) -> Token:
    upper = text.upper()
    if upper in ("TRUE", "FALSE"):
        return Token(Kind.BOOLEAN, upper.lower(), place)
    if upper in ("AND", "OR"):
        return Token(Kind.SYMBOL, upper, place)
    return Token(Kind.KEYWORD, upper, place) if upper in KEYWORDS else Token(Kind.NAME, text, place)


def _escaped(match: re.Match[str]) -> str:
    return "\n" if match[1] == "n" else match[1]
