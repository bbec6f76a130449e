"""Who may talk to the store: the nouns' repositories and the readings that they share, and nobody else in the admin."""

import ast
from pathlib import Path

import pytest

import admin

ROOT = Path(admin.__file__).parent
STORE_MODULES = {"store.gateway", "store.queries", "store.points", "store.frame", "influxdb_client"}
# The first two take a ready gateway from outside or make one, and pass it on; the others are what repositories ask by.
HANDS_ON = {"app.py", "serve.py", "store.py", "records.py", "audit.py"}
MODULES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.name not in {"repository.py", *HANDS_ON} and path.parent.name != "readings"
)


def imported(path: Path) -> set[str]:
    """The modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_repository_asks_the_store(path: Path) -> None:
    assert not {name for name in imported(path) if name in STORE_MODULES or name.split(".")[0] == "influxdb_client"}


@pytest.mark.parametrize("path", sorted(ROOT.rglob("routes.py")), ids=lambda path: path.parent.name)
def test_an_endpoint_has_ten_lines_at_most(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.body[0].lineno + 1 <= 10, node.name
