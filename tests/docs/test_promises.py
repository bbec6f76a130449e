"""The page of promises: each has a test, and each of its tests is there."""

import ast
import re
from functools import cache

import pytest

from tests.support.store import ROOT

ROW = re.compile(
    r"^\| (?P<fails>.+?) \| (?P<promise>.+?) \| "
    r"\[`(?P<name>test_\w+)`\]\(\.\./(?P<path>(packages/fluxlite/)?tests/[\w/]+\.py)\) \|$"
)
TABLE = [line for line in (ROOT / "docs" / "promises.md").read_text().splitlines() if line.startswith("|")]
PROMISES = [line for line in TABLE if not line.startswith(("|---", "| what fails"))]


@cache
def functions(path: str) -> set[str]:
    """The names of all functions in a file."""
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_there_are_promises_for_every_part() -> None:
    assert len(PROMISES) > 100


@pytest.mark.parametrize("line", PROMISES)
def test_a_promise_has_a_test(line: str) -> None:
    row = ROW.match(line)
    assert row, f"not of the form | what fails | promise | [`test`](../path) |: {line}"
    assert row["name"] in functions(row["path"])
