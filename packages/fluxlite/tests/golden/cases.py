"""The questions of the golden suite: TOML files in `cases/`, a name and a text each."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
ANNOTATED = {"header": True, "delimiter": ",", "annotations": ["datatype", "group", "default"], "commentPrefix": "#"}
EVERYTHING = "from(bucket: $b) |> range(start: 1677-09-21T00:12:44Z, stop: 2262-04-11T23:47:16Z)"
"""The query whose answer shows what a write has stored."""


@dataclass(frozen=True, slots=True)
class WriteCase:
    """A write into an empty bucket; `before` is stored first."""

    name: str
    body: str
    before: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueryCase:
    """A query of the suite's buckets."""

    name: str
    flux: str
    dialect: dict[str, Any] = field(default_factory=lambda: ANNOTATED)


@dataclass(frozen=True, slots=True)
class Suite:
    """All questions, and the buckets (line protocol by name) that the queries are about."""

    buckets: dict[str, str]
    writes: list[WriteCase]
    queries: list[QueryCase]


@cache
def suite() -> Suite:
    """The questions as the files in `cases/` have them."""
    data = _read(FOLDER / "data.toml")
    writes = [_write(name, given) for name, given in _read(FOLDER / "writes.toml").items()]
    queries = []
    for path in sorted((FOLDER / "queries").glob("*.toml")):
        queries += [_query(f"{path.stem}: {name}", given, data["short"]) for name, given in _read(path).items()]
    return Suite(data["buckets"], writes, queries)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _write(name: str, given: str | dict[str, Any]) -> WriteCase:
    return WriteCase(name, given) if isinstance(given, str) else WriteCase(name, **given)


def _query(name: str, given: str | dict[str, Any], short: dict[str, str]) -> QueryCase:
    found = QueryCase(name, given) if isinstance(given, str) else QueryCase(name, **given)
    flux = found.flux
    for word, text in short.items():
        flux = flux.replace(f"${word}", text)
    return QueryCase(name, flux, found.dialect)
