"""The one error of the language: a platform code, as InfluxDB's JSON errors carry it, and a message.

FluxError           any refusal; `code` decides the HTTP status
+- CompileError     found before anything runs: syntax, names, types
+- LimitError       more time, memory or rows than a query may take
+- TableError      found while tables are computed; may come after the first rows have been written
"""

from dataclasses import dataclass


class FluxError(Exception):
    """A query that cannot be answered.

    `code` is one of "invalid" (400), "not found" (404), "not implemented" (501), "unprocessable entity" (422) and
    "internal error" (500).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of source: lines and columns count from 1, columns in bytes, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}-{self.end_line}:{self.end_column}"

    def to(self, other: "Span") -> "Span":
        """From the start of this one to the end of the other."""
        return Span(self.line, self.column, other.end_line, other.end_column)


class LimitError(FluxError):
    """A query that would take more than one may; `limit` is "time", "memory" or "rows"."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__("unprocessable entity", message)
        self.limit = limit


class CompileError(FluxError):
    """Problems with the text of a query, in the order of the text; the message joins them with blank lines."""

    def __init__(self, problems: list[tuple[Span, str]], prefix: str = "") -> None:
        texts = [f"error @{span}: {text}" for span, text in problems]
        super().__init__("invalid", prefix + "\n\n".join(texts))


class TableError(FluxError):
    """A problem found while tables are computed, before it is known which call it belongs to.

    `bare` messages are given to the client as they are; others get `runtime error @span: name: ` in front. `typing`
    says that types do not go together, which InfluxDB finds before it evaluates a row.
    """

    def __init__(self, message: str, *, bare: bool = False, typing: bool = False) -> None:
        super().__init__("invalid", message)
        self.bare = bare
        self.typing = typing


def invalid(message: str) -> FluxError:
    """A plain 400."""
    return FluxError("invalid", message)


def unsupported(span: Span | None, what: str) -> FluxError:
    """A 501: Flux that exists, but that this store does not have."""
    where = f"error @{span}: " if span else ""
    return FluxError("not implemented", f"{where}{what} is Flux but the embedded store does not support it")
