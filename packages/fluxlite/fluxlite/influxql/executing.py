"""Statements one after the other: the first that cannot be answered ends the request."""

from collections.abc import Iterator, Mapping
from typing import Any

from fluxlite.influxql.answer import Result
from fluxlite.influxql.budget import Budget
from fluxlite.influxql.language.ast import Lacking, Select, Statement
from fluxlite.influxql.language.errors import StatementError, lacking
from fluxlite.influxql.language.parser import parse
from fluxlite.influxql.scope import Scope
from fluxlite.influxql.selecting import select
from fluxlite.influxql.show import show


def execute(
    text: str, scope: Scope, now: int, parameters: Mapping[str, Any] | None = None, budget: Budget | None = None
) -> list[Result]:
    """The results of a request's statements; raises QuerySyntaxError where the text is no InfluxQL."""
    statements = parse(text, parameters)
    return list(_results(statements, scope, now, budget or Budget()))


def _results(statements: list[Statement], scope: Scope, now: int, budget: Budget) -> Iterator[Result]:
    failed = False
    for number, statement in enumerate(statements):
        if failed:
            yield Result(number, error="not executed")
            continue
        try:
            tables = _tables(statement, scope, now, budget)
        except StatementError as error:
            failed = True
            yield Result(number, error=str(error))
        else:
            yield Result(number, tables)


def _tables(statement: Statement, scope: Scope, now: int, budget: Budget) -> list[Any]:
    if isinstance(statement, Lacking):
        raise lacking(statement.name)
    if isinstance(statement, Select):
        return select(statement, scope, now, budget)
    return show(statement, scope, now, budget)
