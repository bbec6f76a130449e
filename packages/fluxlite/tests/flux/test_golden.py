"""The answers that a running InfluxDB 2.9.1 gave to 148 queries, asked again here."""

import importlib.util
import json
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from fluxlite.flux import Dialect, FluxError, execute
from tests.flux.memory import MemoryCatalog
from tests.support.store import ROOT

GOLDEN = ROOT / "../../../shared/golden"
ANNOTATED = {"header": True, "delimiter": ",", "annotations": ["datatype", "group", "default"], "commentPrefix": "#"}
STATUS = {
    "invalid": 400,
    "not found": 404,
    "not implemented": 501,
    "unprocessable entity": 422,
    "internal error": 500,
}
KNOWN_DIVERGENCES: dict[str, str] = {}
"""Cases that differ on purpose: name and reason."""


@cache
def recording() -> dict[str, Any]:
    """The recorded cases, none where the recordings are not at hand."""
    path = GOLDEN / "answers-2.9.1.json"
    if not path.exists():
        return {"datasets": {}, "queries": []}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def comparer() -> ModuleType:
    """The rules by which answers are equal: they belong to the recordings."""
    spec = importlib.util.spec_from_file_location("golden_diff", GOLDEN / "diff.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def data() -> MemoryCatalog:
    """The recordings' points."""
    found = MemoryCatalog()
    for name, lines in recording()["datasets"].items():
        found.add(f"golden_{name}", lines)
    return found


def replayed(case: dict[str, Any], pushdown: bool) -> dict[str, Any]:
    """What we answer to a case."""
    flux = case["flux"].replace("{bucket}", f"golden_{case['dataset']}")
    dialect = Dialect.parse(case.get("dialect") or ANNOTATED)
    try:
        chunks = execute(flux, catalog=data(), now=1_795_000_000_000_000_000, dialect=dialect, pushdown=pushdown)
        return {"status": 200, "headers": {}, "body": b"".join(chunks).decode()}
    except FluxError as error:
        body = json.dumps({"code": error.code, "message": error.message}, separators=(",", ":"))
        return {"status": STATUS[error.code], "headers": {"X-Platform-Error-Code": error.code}, "body": body}


@pytest.mark.skipif(not GOLDEN.exists(), reason="the recordings of InfluxDB 2.9.1 are not beside the repository")
@pytest.mark.parametrize("pushdown", [True, False], ids=["pushed", "plain"])
def test_every_recorded_query_gets_the_answer_of_influxdb(pushdown: bool) -> None:
    differ = {}
    for case in recording()["queries"]:
        reason = comparer().difference({"answer": case["answer"]}, {"answer": replayed(case, pushdown)})
        if reason is not None:
            differ[case["name"]] = reason
    assert differ.keys() == KNOWN_DIVERGENCES.keys(), differ
