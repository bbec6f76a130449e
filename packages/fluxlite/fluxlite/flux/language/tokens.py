"""The stream of tokens under the parser, and the book of its errors.

Errors are kept as InfluxDB keeps them: a problem is noted when it is met and belongs to the next node that is finished.
"""

from fluxlite.flux.language.errors import Span
from fluxlite.flux.language.lexer import Lexer, Token

MAX_DEPTH = 80
"""Expressions may be nested this deep, as in InfluxDB."""


class TokenStream:
    """One token of look-ahead over a lexer, open brackets, and the errors met so far."""

    def __init__(self, source: str) -> None:
        self.lexer = Lexer(source)
        self.offset = 0
        self.errors: list[tuple[Span, str]] = []
        self.depth = 0
        self._peeked: Token | None = None
        self._pending: list[str] = []
        self._closers: dict[str, int] = {}

    def peek(self, *, regex: bool = False) -> Token:
        """The next token, not taken; with `regex`, a slash is read anew as the start of a regular expression."""
        if self._peeked is not None and regex and self._peeked.kind == "DIV":
            self.offset, self._peeked = self._peeked.start, None
        if self._peeked is None:
            self._peeked = self.lexer.scan(self.offset, regex=regex)
            self.offset = self._peeked.end
        return self._peeked

    def take(self) -> Token:
        """The next token, taken."""
        token = self.peek()
        self._peeked = None
        return token

    def take_text(self) -> Token:
        """The next part of an interpolated string; no token may have been peeked."""
        token = self.lexer.scan_text(self.offset)
        self.offset = token.end
        return token

    def expect(self, *kinds: str) -> Token:
        """Take the next token; note an error if it is of none of these kinds."""
        token = self.take()
        if token.kind not in kinds:
            self.note(self._unexpected(_one_of(kinds), token))
        return token

    def expect_or_stay(self, kind: str) -> Token:
        """As `expect`, but a token of another kind is left for the next step and an empty one returned."""
        token = self.peek()
        if token.kind == kind:
            return self.take()
        self.note(self._unexpected(kind, token))
        return Token("ILLEGAL", "", token.start, token.start)

    def open(self, kind: str, closer: str) -> Token:
        """Take an opening bracket; until `close`, its closer ends every list."""
        self._closers[closer] = self._closers.get(closer, 0) + 1
        return self.expect(kind)

    def more(self) -> bool:
        """Whether the next token still belongs inside the open brackets."""
        kind = self.peek().kind
        return kind != "EOF" and not self._closers.get(kind)

    def close(self, closer: str) -> Token:
        """Take a closing bracket, or note that it is missing."""
        self._closers[closer] -= 1
        token = self.peek()
        if token.kind == closer:
            return self.take()
        self.note(f"expected {closer}, got {token.kind}")
        return token

    def note(self, message: str) -> None:
        """Note an error for the next node that is finished."""
        self._pending.append(message)

    def error_at(self, span: Span, message: str) -> None:
        """Note an error with a place of its own."""
        self.errors.append((span, message))

    def finish(self, span: Span) -> Span:
        """Mark a node as finished: pending errors get its place."""
        self.errors.extend((span, message) for message in self._pending)
        self._pending.clear()
        return span

    def span(self, start: Token, end: Token) -> Span:
        """From the start of one token to the end of another."""
        return self.lexer.span(start.start, end.end)

    def place(self, token: Token) -> Span:
        """Where a token stands."""
        return self.lexer.span(token.start, token.end)

    def _unexpected(self, expected: str, token: Token) -> str:
        if token.kind == "EOF":
            return f"expected {expected}, got EOF"
        place = self.place(token)
        return f"expected {expected}, got {token.kind} ({token.text}) at {place.line}:{place.column}"


def _one_of(kinds: tuple[str, ...]) -> str:
    if len(kinds) == 1:
        return kinds[0]
    *first, last = (f" `{kind}`" for kind in kinds)
    return f"{','.join(first)} or{last}"
