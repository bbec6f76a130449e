"""The page of what was promised: every promise stands there once, and what proves it is there."""

import re

import pytest

from tests.support.store import ROOT

PAGE = (ROOT / "docs/features.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([A-Z]\d+) \| [^|]+ \| (.+) \|$", PAGE, re.M))
PROMISED = {"C": 33, "F": 33, "S": 24, "V": 19, "T": 19}
REFERENCE = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
LIVE = (ROOT / "docs/live.md").read_text(encoding="utf-8")
"""OpenAPI, and so the reference, knows no WebSocket."""
ROUTE = re.compile(r"`(GET|POST|PUT|PATCH|DELETE|WS) (/[^`]*)`")
PAGES = re.compile(r"`(/[^`]*)`")


def test_every_promise_has_its_row() -> None:
    assert list(ROWS) == [f"{kind}{number}" for kind, count in PROMISED.items() for number in range(1, count + 1)]
    assert PAGE.count("\n| ") == len(ROWS) + len(PROMISED)


@pytest.mark.parametrize("promise", ROWS)
def test_what_proves_a_promise_can_be_tried_or_it_says_that_it_is_not_there(promise: str) -> None:
    proof = ROWS[promise]
    assert re.search(r"`|\]\(|\*\*no\*\*|Ctrl-C", proof)
    told = [*ROUTE.findall(proof), *(("GET", path) for path in PAGES.findall(proof))]
    assert [each for each in told if not _is_a_route(*each)] == []


def _is_a_route(method: str, path: str) -> bool:
    return path in LIVE if method == "WS" else f"| {method} | `{path}` |" in REFERENCE
