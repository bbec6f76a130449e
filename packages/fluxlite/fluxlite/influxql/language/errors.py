"""What can be wrong with InfluxQL.

InfluxQLError            the text of a request, or one of its statements, cannot be answered
├── QuerySyntaxError          the text is no InfluxQL: nothing of it is answered
└── StatementError       one statement cannot be answered: its result says why, and those after it are not tried
"""


class InfluxQLError(ValueError):
    """Why there is no answer, in InfluxDB's words where it has some."""


class QuerySyntaxError(InfluxQLError):
    """The text of a request is no InfluxQL."""


class StatementError(InfluxQLError):
    """One statement cannot be answered."""


def lacking(what: str) -> StatementError:
    """Something of InfluxQL that is refused by its name."""
    return StatementError(f"not implemented: {what}")
