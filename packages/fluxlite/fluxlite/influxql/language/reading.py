"""Reading tokens one after the other: what the parsers of expressions and of statements share."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fluxlite.influxql.language.ast import Boolean, Expression, Number, Pattern, Text
from fluxlite.influxql.language.errors import QuerySyntaxError, StatementError
from fluxlite.influxql.language.lexer import Kind, Lexer, Token
from fluxlite.influxql.language.patterns import matches

MAX_TEXT = 2**20
"""Characters of one request's text."""
MAX_INTEGER = 2**63 - 1


class Reader:
    """The tokens of a text, with the next one in sight."""

    def __init__(self, text: str, parameters: Mapping[str, Any]) -> None:
        if len(text) > MAX_TEXT:
            raise QuerySyntaxError(f"the query is longer than {MAX_TEXT} characters")
        self._lexer = Lexer(text)
        self._parameters = parameters
        self.ahead = self._lexer.next()

    def take(self) -> Token:
        """The next token."""
        token = self.ahead
        self.ahead = self._lexer.next()
        return token

    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.ahead.kind is Kind.END

    def is_next(self, *words: str) -> bool:
        """Whether one of these keywords or symbols is next."""
        return self.ahead.kind in (Kind.KEYWORD, Kind.SYMBOL) and self.ahead.text in words

    def is_named(self, *names: str) -> bool:
        """Whether a word is next that is no keyword, but has a meaning here, such as `fill`."""
        return self.ahead.kind is Kind.NAME and self.ahead.text.lower() in names

    def accept(self, *words: str) -> bool:
        """Take the next token if it is one of these keywords or symbols."""
        found = self.is_next(*words)
        if found:
            self.take()
        return found

    def expect(self, *words: str) -> Token:
        """Take the next token, which must be one of these keywords or symbols."""
        if not self.is_next(*words):
            raise self.fault(", ".join(words))
        return self.take()

    def name(self) -> str:
        """A name."""
        if self.ahead.kind is not Kind.NAME:
            raise self.fault("identifier")
        return self.take().text

    def text(self) -> str:
        """A text in quotes."""
        if self.ahead.kind is not Kind.TEXT:
            raise self.fault("string")
        return self.take().text

    def integer(self) -> int:
        """An integer that 64 bits can hold."""
        if self.ahead.kind is not Kind.INTEGER:
            raise self.fault("integer")
        token = self.take()
        if len(token.text) > 19 or int(token.text) > MAX_INTEGER:
            raise QuerySyntaxError(f"unable to parse integer {token.text}")
        return int(token.text)

    def pattern(self) -> Pattern | None:
        """A regular expression, where one is next."""
        self._lexer.back(self.ahead)
        return self.pattern_after_operator()

    def pattern_after_operator(self) -> Pattern | None:
        """The regular expression behind the operator that is next; the operator goes."""
        found = self._lexer.pattern()
        self.ahead = self._lexer.next()
        return _checked(found.text) if found else None

    def parameter(self) -> Expression:
        """The value that the request gives to a parameter of the text."""
        name = self.take().text.strip('"')
        if name not in self._parameters:
            raise QuerySyntaxError(f"missing parameter: {name}")
        return _bound(name, self._parameters[name])

    def fault(self, expected: str) -> QuerySyntaxError:
        """What is wrong with the next token."""
        return self._lexer.fault(self.ahead, expected)


def _checked(text: str) -> Pattern:
    """A regular expression that can be used."""
    try:
        matches(np.array([""], object), text)
    except StatementError as error:
        raise QuerySyntaxError(str(error)) from None
    return Pattern(text)


def _bound(name: str, value: Any) -> Expression:
    if isinstance(value, bool):
        return Boolean(value)
    if isinstance(value, int | float):
        return Number(value)
    if isinstance(value, str):
        return Text(value)
    raise QuerySyntaxError(f"parameter {name} is neither a number, a text nor a boolean")
