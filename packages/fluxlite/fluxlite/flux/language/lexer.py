"""Tokens of Flux, scanned on demand: the parser says where a regular expression or interpolated text may stand.

Flux needs three scanners, because `/` starts a regular expression only where an expression may begin, and the inside of
an interpolated string follows rules of its own. Columns count bytes of UTF-8, as InfluxDB's positions do.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from fluxlite.flux.language.errors import Span

_STRING = r'"(?:[^"\\$]|\\(?:[nrt\\"]|\$\{|x[0-9a-fA-F]{2})|\$[^{"])*\$?"'
_UNIT = r"(?:mo|ms|us|µs|ns|y|w|d|h|m|s)"
_DATE = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{2}:\d{2}:\d{2}(?:\.\d*)?(?:Z|[+-]\d{2}:\d{2})?"

_MAIN = re.compile(
    "|".join(
        (
            rf"(?P<TIME>{_DATE}(?:T{_CLOCK})?)",
            rf"(?P<DURATION>(?:\d+{_UNIT})+)",
            r"(?P<FLOAT>\d+\.\d*|\.\d+)",
            r"(?P<INT>\d+)",
            r"(?P<IDENT>[^\W\d]\w*)",
            rf"(?P<STRING>{_STRING})",
            r"(?P<ATTRIBUTE>@[^\W\d]\w*)",
            r"(?P<OPERATOR>\|>|<-|<=|>=|==|!=|=~|!~|=>|[-+*/%^<>=()\[\]{}:,.\"?])",
        )
    ),
    re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\]|\\.)+/", re.DOTALL)
_TEXT = re.compile(r'(?:[^"\\$]|\\(?:[nrt\\"]|\$\{|x[0-9a-fA-F]{2})|\$[^{"]|\$(?="))+', re.DOTALL)
_BLANK = re.compile(r"(?:\s|//[^\n]*(?:\n|$))*")

_KEYWORDS = frozenset(
    ["and", "or", "not", "import", "package", "return", "option", "builtin", "testcase", "if", "then", "else", "exists"]
)
_OPERATORS = {
    "+": "ADD", "-": "SUB", "*": "MUL", "/": "DIV", "%": "MOD", "^": "POW", "==": "EQ", "<": "LT", ">": "GT",
    "<=": "LTE", ">=": "GTE", "!=": "NEQ", "=~": "REGEXEQ", "!~": "REGEXNEQ", "=": "ASSIGN", "=>": "ARROW",
    "<-": "PIPE_RECEIVE", "(": "LPAREN", ")": "RPAREN", "[": "LBRACK", "]": "RBRACK", "{": "LBRACE", "}": "RBRACE",
    ":": "COLON", "|>": "PIPE_FORWARD", ",": "COMMA", ".": "DOT", '"': "QUOTE", "?": "QUESTION_MARK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind by InfluxDB's name for it, its text, and where it stands."""

    kind: str
    text: str
    start: int
    end: int


class Lexer:
    """Scans one source text; `scan` takes the offset to start from, so that the parser may go back."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._ascii = source.isascii()
        self._lines = [0, *(found.end() for found in re.finditer("\n", source))]

    def scan(self, offset: int, *, regex: bool = False) -> Token:
        """The next token after blanks and comments; a regular expression only where `regex` says so."""
        blank = _BLANK.match(self.source, offset)
        start = blank.end() if blank else offset
        if start >= len(self.source):
            return Token("EOF", "", len(self.source), len(self.source))
        if regex and (found := _REGEX.match(self.source, start)):
            return Token("REGEX", found.group(), start, found.end())
        found = _MAIN.match(self.source, start)
        if found is None:
            return Token("ILLEGAL", self.source[start], start, start + 1)
        text = found.group()
        return Token(_kind(found.lastgroup or "", text), text, start, found.end())

    def scan_text(self, offset: int) -> Token:
        """The next part of an interpolated string: TEXT, STRINGEXPR (`${`) or QUOTE."""
        if offset >= len(self.source):
            return Token("EOF", "", offset, offset)
        if self.source.startswith("${", offset):
            return Token("STRINGEXPR", "${", offset, offset + 2)
        if self.source[offset] == '"':
            return Token("QUOTE", '"', offset, offset + 1)
        found = _TEXT.match(self.source, offset)
        if found is None:
            return Token("ILLEGAL", self.source[offset], offset, offset + 1)
        return Token("TEXT", found.group(), offset, found.end())

    def span(self, start: int, end: int) -> Span:
        """Lines and columns of the stretch between two offsets."""
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        begin = self._lines[line - 1]
        width = offset - begin if self._ascii else len(self.source[begin:offset].encode())
        return line, width + 1


def _kind(group: str, text: str) -> str:
    if group == "OPERATOR":
        return _OPERATORS[text]
    if group == "IDENT" and text in _KEYWORDS:
        return text.upper()
    return group
