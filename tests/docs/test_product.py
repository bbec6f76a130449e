"""What the product has is told of, or asked by somebody: dashboards by a page, queries by the code."""

import ast
import re
from functools import cache

import pytest

from docs.rooms import ROOMS
from grafana.generate import FILES
from store import queries
from tests.docs.pages import pages
from tests.support.store import ROOT


@cache
def said_by_code() -> set[str]:
    """Every text that stands in the code of a room."""
    trees = (ast.parse(path.read_text("utf-8")) for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@cache
def said_by_pages() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages())


@pytest.mark.parametrize("name", queries.names())
def test_a_query_is_asked_by_the_code_or_offered_to_people(name: str) -> None:
    offered = re.search(rf"query --name {name}\b", said_by_pages())
    assert name in said_by_code() or offered, "nobody asks it: delete it"


def test_a_query_that_nobody_asks_would_be_found() -> None:
    assert "alert_lost" in said_by_code()
    assert "alert_last" not in said_by_code()


def test_every_dashboard_has_its_part_of_the_page_and_there_is_no_other() -> None:
    titles = {build()["title"] for name, build in FILES.items() if name.startswith("dashboards/")}
    page = (ROOT / "docs" / "dashboards.md").read_text(encoding="utf-8")
    questions = {heading for heading in re.findall(r"^## (.+)$", page, re.M) if heading.endswith("?")}
    assert questions == titles
