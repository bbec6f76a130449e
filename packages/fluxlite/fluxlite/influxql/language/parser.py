"""From text to statements. What the store lacks of InfluxQL is read by its name, and refused when its turn comes."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from fluxlite.influxql.language.ast import (
    Column,
    Duration,
    Expression,
    Lacking,
    Page,
    Pattern,
    Select,
    Show,
    Source,
    Statement,
)
from fluxlite.influxql.language.errors import QuerySyntaxError
from fluxlite.influxql.language.expressions import ExpressionParser
from fluxlite.influxql.language.lexer import Kind
from fluxlite.influxql.language.reading import Reader

MAX_STATEMENTS = 100
"""Statements in one request."""
_STATEMENTS = ("SELECT", "DELETE", "SHOW", "CREATE", "DROP", "EXPLAIN", "GRANT", "REVOKE", "ALTER", "SET", "KILL")
_SHOWN = (
    "DATABASES", "FIELD KEYS", "MEASUREMENTS", "RETENTION POLICIES", "SERIES", "TAG KEYS", "TAG VALUES",
)  # fmt: skip
_REFUSED = ("CREATE", "DROP", "ALTER", "GRANT", "REVOKE", "EXPLAIN", "DELETE", "SET", "KILL")
_SECOND = ("ALL", "DATABASE", "MEASUREMENT", "PASSWORD", "QUERY", "SERIES", "SHARD", "SUBSCRIPTION", "USER")
"""What is the last word of a refused statement's name, behind its first one."""
_THIRD = ("RETENTION", "CONTINUOUS")
"""What has one more word behind it."""
Fill = Literal["null", "none", "previous", "linear"] | float


def parse(text: str, parameters: Mapping[str, Any] | None = None) -> list[Statement]:
    """The statements of a text; raises QuerySyntaxError."""
    reader = Reader(text, parameters or {})
    found: list[Statement] = []
    while not reader.ended():
        if reader.accept(";"):
            continue
        if len(found) == MAX_STATEMENTS:
            raise QuerySyntaxError(f"a query may have {MAX_STATEMENTS} statements")
        found.append(_statement(reader))
        if not reader.ended() and not reader.is_next(";"):
            raise reader.fault(";")
    return found


def _statement(reader: Reader) -> Statement:
    if reader.accept("SELECT"):
        return _select(reader)
    if reader.accept("SHOW"):
        return _show(reader)
    if reader.is_next(*_REFUSED):
        return _refused(reader)
    raise reader.fault(", ".join(_STATEMENTS))


def _refused(reader: Reader) -> Lacking:
    """A statement that the store lacks, by its name."""
    words = [reader.take().text]
    if reader.is_next(*_THIRD):
        words += [reader.take().text, reader.ahead.text.upper()]
    elif reader.is_next(*_SECOND):
        words.append(reader.take().text)
    return _passed(reader, " ".join(words))


def _passed(reader: Reader, name: str) -> Lacking:
    """Pass over the rest of a statement that is refused."""
    while not reader.ended() and not reader.is_next(";"):
        reader.take()
    return Lacking(name)


# -- SELECT ------------------------------------------------------------------------------------------------------


def _select(reader: Reader) -> Statement:
    columns = _list(reader, _column)
    if reader.is_next("INTO"):
        return _passed(reader, "SELECT INTO")
    reader.expect("FROM")
    if reader.is_next("("):
        return _passed(reader, "SELECT FROM a subquery")
    sources = _list(reader, _source)
    condition = ExpressionParser(reader).parse() if reader.accept("WHERE") else None
    dimensions = _dimensions(reader)
    fill = _fill(reader)
    descending = _order(reader)
    page, series_page = _page(reader, "LIMIT", "OFFSET"), _page(reader, "SLIMIT", "SOFFSET")
    return Select(columns, sources, condition, dimensions, fill, descending, page, series_page, _zone(reader))


def _list(reader: Reader, read: Callable[[Reader], Any]) -> tuple[Any, ...]:
    found = [read(reader)]
    while reader.accept(","):
        found.append(read(reader))
    return tuple(found)


def _column(reader: Reader) -> Column:
    expression = ExpressionParser(reader).parse()
    return Column(expression, reader.name() if reader.accept("AS") else "")


def _source(reader: Reader) -> Source:
    """A measurement: `m`, `db.rp.m`, `db..m`, `rp.m`, each part quoted or not, or a pattern instead of the name."""
    if reader.is_next("/"):
        return Source(pattern=_pattern(reader))
    parts = [reader.name()]
    while reader.accept("."):
        if reader.is_next("/"):
            return _located(parts, Source(pattern=_pattern(reader)))
        parts.append("" if reader.is_next(".") else reader.name())
    return _located(parts[:-1], Source(name=parts[-1]))


def _located(parts: list[str], source: Source) -> Source:
    if len(parts) > 2:
        raise QuerySyntaxError("too many segments in " + ".".join(f'"{part}"' for part in [*parts, source.name]))
    database, policy = ["", "", *parts][-2:]
    return Source(source.name, source.pattern, database, policy)


def _pattern(reader: Reader) -> Pattern:
    found = reader.pattern()
    if found is None:
        raise reader.fault("regex")
    return found


def _dimensions(reader: Reader) -> tuple[Expression, ...]:
    if not reader.accept("GROUP"):
        return ()
    reader.expect("BY")
    return _list(reader, lambda reader: ExpressionParser(reader).parse())


def _fill(reader: Reader) -> Fill:
    if not reader.is_named("fill"):
        return "null"
    reader.take()
    reader.expect("(")
    word = reader.ahead.text.lower()
    if word in ("null", "none", "previous", "linear"):
        reader.take()
        found: Fill = word  # type: ignore[assignment]
    else:
        value = ExpressionParser(reader).parse()
        number = getattr(value, "value", None)
        if isinstance(number, bool | str | None) or isinstance(value, Duration):
            raise QuerySyntaxError("expected number argument in fill()")
        found = float(number)
    reader.expect(")")
    return found


def _order(reader: Reader) -> bool:
    """Whether the newest come first."""
    if not reader.accept("ORDER"):
        return False
    reader.expect("BY")
    if reader.is_next("ASC", "DESC"):
        return reader.take().text == "DESC"
    if reader.name().lower() != "time":
        raise QuerySyntaxError("only ORDER BY time supported at this time")
    return not reader.accept("ASC") and reader.accept("DESC")


def _page(reader: Reader, limit: str, offset: str) -> Page:
    count = reader.integer() if reader.accept(limit) else 0
    return Page(count, reader.integer() if reader.accept(offset) else 0)


def _zone(reader: Reader) -> str:
    if not reader.is_named("tz"):
        return ""
    reader.take()
    reader.expect("(")
    name = reader.text()
    reader.expect(")")
    return name


# -- SHOW --------------------------------------------------------------------------------------------------------


def _show(reader: Reader) -> Statement:
    words: list[str] = []
    while reader.ahead.kind is Kind.KEYWORD and not reader.is_next(*_CLAUSES) and " ".join(words) not in _SHOWN:
        words.append(reader.take().text)
    what = " ".join(words)
    if not words:
        raise reader.fault(_SHOW_EXPECTED)
    if what not in _SHOWN or reader.is_next("CARDINALITY"):
        more = f" {reader.take().text}" if reader.is_next("CARDINALITY") else ""
        return _passed(reader, f"SHOW {what}{more}")
    if what == "DATABASES":
        return Show(what)
    database, policy = _on(reader)
    sources = _show_sources(reader, what)
    keys = _keys(reader) if what.startswith("TAG") else None
    if what == "TAG VALUES" and keys is None:
        raise reader.fault("WITH")
    condition = ExpressionParser(reader).parse() if reader.accept("WHERE") else None
    _order(reader)
    return Show(what, database, policy, sources, keys, condition, _page(reader, "LIMIT", "OFFSET"))


_CLAUSES = ("ON", "FROM", "WITH", "WHERE", "ORDER", "LIMIT", "OFFSET")
_SHOW_EXPECTED = (
    "CONTINUOUS, DATABASES, DIAGNOSTICS, FIELD, GRANTS, MEASUREMENT, MEASUREMENTS, QUERIES, RETENTION, SERIES, SHARD, "
    "SHARDS, STATS, SUBSCRIPTIONS, TAG, USERS"
)


def _on(reader: Reader) -> tuple[str, str]:
    if not reader.accept("ON"):
        return "", ""
    database = reader.name()
    return database, reader.name() if reader.accept(".") else ""


def _show_sources(reader: Reader, what: str) -> tuple[Source, ...]:
    if what == "MEASUREMENTS":
        return (_with_measurement(reader),) if reader.is_next("WITH") else ()
    return _list(reader, _source) if reader.accept("FROM") else ()


def _with_measurement(reader: Reader) -> Source:
    reader.take()
    reader.expect("MEASUREMENT")
    if reader.is_next("=~"):
        pattern = reader.pattern_after_operator()
        if pattern is None:
            raise reader.fault("regex")
        return Source(pattern=pattern)
    reader.expect("=", "=~")
    return _source(reader)


def _keys(reader: Reader) -> tuple[str, tuple[str, ...] | Pattern] | None:
    if not reader.accept("WITH"):
        return None
    reader.expect("KEY")
    if reader.is_next("=~", "!~"):
        operator = reader.ahead.text
        pattern = reader.pattern_after_operator()
        if pattern is None:
            raise reader.fault("regex")
        return operator, pattern
    if reader.accept("IN"):
        reader.expect("(")
        names = _list(reader, Reader.name)
        reader.expect(")")
        return "=", names
    operator = reader.expect("=", "!=", "<>", "=~", "!~", "IN").text
    return "=" if operator == "=" else "!=", (reader.name(),)
