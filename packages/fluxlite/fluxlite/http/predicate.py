"""The predicate of a deletion: `key=value` and `key!=value`, joined by AND, as InfluxDB's own parser reads them.

Its error messages count positions in characters from 0, though that of the end lies one past it.
"""

import re
from dataclasses import dataclass

from fluxlite.http.errors import ApiError, invalid
from fluxlite.storage.records import Conditions

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\\n]|\\["\\n])*")
          |(?P<string>'(?:[^'\\\n]|\\['\\n])*')
          |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
          |(?P<number>[0-9]+(?:\.[0-9]+)?)
          |(?P<op>=~|!~|!=|<=|>=|[=<>(),])
          |(?P<bad>"[^"]*|'[^']*|.))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n"}
_DECODING = "error decoding json body: "


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a predicate: its class, its value and where it starts."""

    kind: str
    text: str
    position: int

    def is_word(self, word: str) -> bool:
        """Whether it is a keyword, in any case."""
        return self.kind == "name" and self.text.upper() == word


def parse(text: str) -> Conditions:
    """The conditions of a predicate; raises ApiError in InfluxDB's words."""
    if not text.strip():
        return ()
    return _Parser(_tokens(text)).predicate()


def _tokens(text: str) -> list[Token]:
    found, position = [], 0
    while (match := _TOKEN.match(text, position)) and match.end() > position:
        kind = match.lastgroup or "bad"
        found.append(Token(kind, _content(kind, match[kind]), match.start(kind)))
        position = match.end()
    found.append(Token("EOF", "EOF", len(text) + 1))
    return found


def _content(kind: str, text: str) -> str:
    if kind in ("quoted", "string"):
        return _ESCAPE.sub(lambda hit: _ESCAPES.get(hit[1], hit[1]), text[1:-1])
    return text.lstrip("\"'") if kind == "bad" and len(text) > 1 else text


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._next = tokens, 0

    def predicate(self) -> Conditions:
        conditions = self._conjunction()
        token = self._take()
        if token.kind != "EOF":
            raise invalid(f'{_DECODING}unexpected "{token.text}" at position {token.position}')
        return tuple(conditions)

    def _conjunction(self) -> list[tuple[str, bool, str]]:
        conditions = self._term()
        while self._peek().is_word("AND") or self._peek().is_word("OR"):
            word = self._take()
            if word.is_word("OR"):
                text = f"the logical operator OR is not supported yet at position {word.position}"
                raise invalid(_DECODING + text)
            conditions += self._term()
        return conditions

    def _term(self) -> list[tuple[str, bool, str]]:
        if self._peek().text == "(" and self._peek().kind == "op":
            self._take()
            inner = self._conjunction()
            closing = self._take()
            if closing.text != ")":
                raise invalid(f'{_DECODING}expected ")", got "{closing.text}" at position {closing.position}')
            return inner
        return [self._comparison()]

    def _comparison(self) -> tuple[str, bool, str]:
        key = self._take()
        if key.kind not in ("name", "quoted"):
            raise _no_operand(key)
        operator = self._take()
        if operator.text in ("=~", "!~") and operator.kind == "op":
            text = f'operator: "{operator.text}" at position: {operator.position} is not supported yet'
            raise invalid(_DECODING + text)
        if operator.kind != "op" or operator.text not in ("=", "!="):
            raise invalid(f'{_DECODING}invalid operator "{operator.text}" at position: {operator.position}')
        value = self._take()
        if value.kind not in ("name", "quoted", "number"):
            shown = value.text if value.kind in ("string", "bad") else ""
            position = value.position - (value.kind in ("string", "bad"))
            raise invalid(f'{_DECODING}bad tag value: "{shown}", at position {position}')
        if key.text == "_field":
            raise ApiError("not implemented", "delete by field is not supported")
        return key.text, operator.text == "=", value.text

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token


def _no_operand(token: Token) -> ApiError:
    place = token.position + 1
    text = f"found {token.text}, expected identifier, string, number, bool at line 1, char {place}"
    return invalid(f"invalid request; error parsing predicate: {text}")
