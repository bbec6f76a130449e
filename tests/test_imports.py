"""The table of `docs/rooms.py`, enforced."""

import ast
from pathlib import Path

import pytest

from docs.rooms import ANALYTICS, BESIDE_ADMIN, FREE, PURE_ANALYTICS, ROOMS

ROOT = Path(__file__).parents[1]
EDGE = ROOT / "packages/fluxlite/fluxlite/edge"
"""Copies of what the room `web` holds: a product of its own imports nothing of ours."""


def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", ROOMS)
def test_a_folder_imports_only_what_the_architecture_allows(folder: str) -> None:
    rooms = {*ROOMS, *FREE}
    allowed = {folder, *ROOMS[folder].may_import}
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(folder)
        for name in imported(path)
        if name.split(".")[0] in rooms - allowed
    ]
    assert files(folder)
    assert wrong == []


def test_the_rooms_of_the_analytics_import_only_downwards_so_that_no_two_import_each_other() -> None:
    downwards = tuple(ANALYTICS)
    assert {path.parent.name for path in (ROOT / "analytics").glob("*/__init__.py")} == set(downwards)
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for place, room in enumerate(downwards)
        for path in files(f"analytics/{room}")
        for name in imported(path)
        if name.startswith("analytics.") and name.split(".")[1] not in downwards[: place + 1]
    ]
    assert wrong == []


def test_the_admin_uses_only_pure_functions_of_the_analytics_and_starts_trials() -> None:
    used = {name for path in files("admin") for name in imported(path) if name.startswith("analytics.")}
    assert {name for name in used if not name.startswith((*PURE_ANALYTICS, *BESIDE_ADMIN))} == set()
    trying = {path for path in files("admin") if any(name.startswith(BESIDE_ADMIN) for name in imported(path))}
    assert {path.parent.name for path in trying} == {"trials"}


def owner(name: str) -> str:
    """The noun of the admin that a module belongs to, "" for what all share."""
    folder = name.removeprefix("admin.").partition(".")[0]
    return folder if (ROOT / "admin" / folder / "routes.py").is_file() else ""


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_a_noun_of_the_admin_asks_another_only_through_its_service() -> None:
    wrong = [
        f"{module(path)} imports {name}"
        for path in files("admin")
        for name in imported(path)
        if (noun := owner(module(path))) and owner(name) not in ("", noun)
        if name.split(".")[2:3] in (["routes"], ["repository"], ["client"], ["view"])
    ]
    assert wrong == []


def test_what_the_admin_shares_knows_no_noun() -> None:
    assemblers = {"admin.app", "admin.serve", "admin.routers", "admin.schema", "admin.dependencies"}
    wrong = [
        f"{module(path)} imports {name}"
        for path in files("admin")
        for name in imported(path)
        if module(path) not in assemblers and not owner(module(path)) and name.startswith("admin.") and owner(name)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted((ROOT / "admin").glob("*/view.py")), ids=module)
def test_a_view_of_the_admin_neither_asks_nor_writes(path: Path) -> None:
    asking = {name for name in imported(path) if name == "admin.store" or name.endswith((".repository", ".client"))}
    assert asking == set()


def test_an_import_against_the_table_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import fluxlite.http\nfrom collectors import replay\n")
    assert imported(bad) == {"fluxlite.http", "collectors", "collectors.replay"}


def test_the_embedded_store_is_imported_by_benches_alone_and_started_by_one_command() -> None:
    rooms = [path for folder in {*ROOMS, *FREE} - {"bench"} for path in files(folder)]
    assert [path for path in rooms if any(name.split(".")[0] == "fluxlite" for name in imported(path))] == []
    naming = {path for folder in ROOMS for path in files(folder) if "fluxlite" in path.read_text(encoding="utf-8")}
    assert naming == {ROOT / "forewarn/commands/store.py"}


def test_the_embedded_store_imports_nothing_of_ours() -> None:
    found = {name.split(".")[0] for path in files("packages/fluxlite") for name in imported(path)}
    assert found >= {"fluxlite", "tests", "duckdb"}
    assert found & {*ROOMS, *FREE} == {"tests"}  # its own


@pytest.mark.parametrize("path", sorted(EDGE.glob("[!_]*.py")), ids=lambda path: path.name)
def test_what_the_embedded_store_shares_with_our_servers_is_the_same(path: Path) -> None:
    ours = (ROOT / "web" / path.name).read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8") == ours.replace("from web.", "from fluxlite.edge.")
