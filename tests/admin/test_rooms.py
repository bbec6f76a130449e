"""Who may talk to the store: the nouns' repositories and the readings that they share, and nobody else in the admin."""

import ast
from pathlib import Path

import pytest

import admin
from tests.test_imports import imported

ROOT = Path(admin.__file__).parent
STORE_MODULES = ("store.gateway", "store.queries", "store.points", "store.frame", "influxdb_client")
# The first two take a ready gateway from outside or make one, and pass it on; the others are what repositories ask by.
HANDS_ON = {"app.py", "serve.py", "store.py", "records.py", "entry.py", "ledger.py"}
MODULES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.name not in {"repository.py", *HANDS_ON} and path.parent.name != "readings"
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_repository_asks_the_store(path: Path) -> None:
    assert not {name for name in imported(path) if name.startswith(STORE_MODULES)}


@pytest.mark.parametrize("path", sorted(ROOT.rglob("routes.py")), ids=lambda path: path.parent.name)
def test_an_endpoint_has_ten_lines_at_most(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.body[0].lineno + 1 <= 10, node.name


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_lies_in_a_package_or_the_wheel_would_leave_it_out(path: Path) -> None:
    assert (path.parent / "__init__.py").is_file()
