"""The languages that a worker computes: a question and a catalog in, the answer's bytes out."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fluxlite import flux, influxql
from fluxlite.influxql.budget import Budget
from fluxlite.seam import Catalog

Answering = Callable[[Mapping[str, Any], Catalog], Iterator[bytes]]


def _flux(question: Mapping[str, Any], catalog: Catalog) -> Iterator[bytes]:
    """Annotated CSV; `details` are the dialect and the parameters of the request."""
    details = question["details"]
    return flux.execute(
        question["text"],
        catalog=catalog,
        now=question["now"],
        dialect=flux.Dialect.parse(details["dialect"]),
        extern=details["extern"],
        limits=flux.Limits(seconds=question["seconds"], bytes=question["bytes"]),
    )


def _influxql(question: Mapping[str, Any], catalog: Catalog) -> Iterator[bytes]:
    """JSON or CSV of version 1; `details` are what the request names beside its text."""
    details = question["details"]
    scope = influxql.Scope(catalog, details["database"], details["policy"])
    budget = Budget(seconds=question["seconds"])
    try:
        results = influxql.execute(question["text"], scope, question["now"], details["parameters"], budget)
    except influxql.QuerySyntaxError as error:
        raise flux.FluxError("invalid", f"failed to parse query: {error}") from None
    write = influxql.as_csv if details["csv"] else influxql.as_json
    yield write(results, details["epoch"]).encode("utf-8", "replace")


LANGUAGES: dict[str, Answering] = {"flux": _flux, "influxql": _influxql}
