"""The size of the house, from its files alone, so that an older checkout is measured by the same rules.

    python -m bench house [--tree PATH] [--check]

*lines*       all lines of a file, blank ones and comments too; Flux and Telegraf's files beside Python
*the product* every room but the benches, the tests, the docs and the embedded store, which is a product of its own
*pair*        two folders of the analytics of which each imports the other, in any file
*toy layer*   a detector that is added to a copy, with what it takes to count there (`bench.toy`); not for `--check`
*function*    the lines of its body without its docstring; of all rooms but tests and docs

Small pieces are a habit that erodes unseen, so `make check` runs `--check`: what is past a cap is named and ends it
with status 1. Data (the catalogue, tables of functions) is not in functions and so does not count.
"""

import ast
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, groupby
from pathlib import Path

import click

from bench import ROOT, toy
from bench.plain import table

FUNCTION_CAP, FILE_CAP, MEDIAN_CAP = 45, 400, 8
"""Lines: the most of a function and of a file, and of the median function."""
KINDS = (".py", ".flux", ".conf")
APART = ("bench", "fluxlite", "docs", "tests")
"""Rooms that are no part of the product."""
PARTED = "analytics"
"""The room whose folders are told one by one."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of ours: its path from the top of the checkout, and its text."""

    path: Path
    text: str

    @property
    def room(self) -> str:
        """The folder at the top that it belongs to; a package and its tests count like a folder of that name."""
        if "tests" in self.path.parts:
            return "tests"
        return self.path.parts[1] if self.path.parts[0] == "packages" else self.path.parts[0]

    @property
    def folder(self) -> str:
        """The folder in its room, none for a file at the room's top."""
        return self.path.parts[1] if len(self.path.parts) > 2 else ""

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @property
    def is_python(self) -> bool:
        """Whether it is Python, and not Flux or a setting of Telegraf."""
        return self.path.suffix == ".py"

    def functions(self) -> Iterator[tuple[str, int]]:
        """Where each function is, and the lines of its body."""
        for node in ast.walk(_parsed(self.text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                yield f"{self.path}:{node.lineno} {node.name}", lines

    def imported(self) -> set[str]:
        """Full names of the modules that it imports, and of what it takes from them."""
        found = set()
        for node in ast.walk(_parsed(self.text)):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return found


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def files(tree: Path) -> list[File]:
    """The files of a checkout by room and path; what is hidden, built or installed there does not count."""
    tops = (top for top in tree.iterdir() if top.is_dir() and not top.name.startswith(".") and top.name != "build")
    paths = (path for top in tops for path in top.rglob("*") if path.suffix in KINDS)
    kept = (path for path in paths if not {"node_modules", ".venv"} & set(path.parts))
    found = [File(path.relative_to(tree), path.read_text(encoding="utf-8")) for path in kept]
    return sorted(found, key=lambda file: (file.room, file.folder, file.path))


def pairs(found: Sequence[File]) -> list[tuple[str, str]]:
    """The folders of the analytics that import each other."""
    into = {
        (file.folder, name.split(".")[1])
        for file in found
        if file.room == PARTED and file.is_python
        for name in file.imported()
        if name.startswith(f"{PARTED}.")
    }
    folders = sorted({file.folder for file in found if file.room == PARTED} - {""})
    return [(one, other) for one, other in combinations(folders, 2) if {(one, other), (other, one)} <= into]


def measure(tree: Path | None, check: bool) -> str:
    """The figures of a checkout as text, without `tree` of this one. Raises `ClickException` for `check` past a cap."""
    found = files(tree or ROOT)
    over = too_large(found)
    if check and over:
        raise click.ClickException("past a cap:\n" + "\n".join(over))
    entangled = [f"{one} and {other}" for one, other in pairs(found)]
    sizes = [f"pairs of folders of {PARTED} that import each other: {_told(entangled)}", *_sizes(found)]
    return "\n".join(sizes if check else [_rooms(found), *sizes, _toy(tree or ROOT)])


def _toy(tree: Path) -> str:
    if not (tree / toy.ORDER).exists():
        return "edits for a toy layer: not tried, as no tuple lists the layers"
    return f"edits for a toy layer: {_told(toy.edits(tree))}; its view reaches the score, its columns the snapshot"


def too_large(found: Sequence[File]) -> list[str]:
    """What is past a cap, a line each."""
    sizes = _functions(found)
    over = [f"{name}: {size} lines, {FUNCTION_CAP} at most" for name, size in sizes.items() if size > FUNCTION_CAP]
    over += [f"{file.path}: {file.lines} lines, {FILE_CAP} at most" for file in _long(found)]
    median = statistics.median(sizes.values())
    over += [f"median function: {median} lines, {MEDIAN_CAP} at most"] if median > MEDIAN_CAP else []
    return over + [f"{one} and {other} import each other" for one, other in pairs(found)]


def _functions(found: Sequence[File]) -> dict[str, int]:
    shipped = (file for file in found if file.is_python and file.room not in ("docs", "tests"))
    return dict(item for file in shipped for item in file.functions())


def _long(found: Sequence[File], *, tests: bool = False) -> list[File]:
    return [file for file in found if file.is_python and (file.room == "tests") is tests and file.lines > FILE_CAP]


def _rooms(found: Sequence[File]) -> str:
    """Files and lines of each room, and of the product."""
    rows: list[tuple[str, ...]] = []
    for room, held in groupby(found, key=lambda file: file.room):
        inside = list(held)
        rows.append((room, *_counts(inside)))
        for folder, part in groupby(inside if room == PARTED else (), key=lambda file: file.folder):
            rows.append((f"  {folder or 'at its top'}", *_counts(list(part))))
    product = [file for file in found if file.room not in APART]
    with_bench = [file for file in found if file.room not in APART or file.room == "bench"]
    sums = ("the product without fluxlite", *_counts(product)), ("the same with bench", *_counts(with_bench))
    return table(("room", "files", "lines", "Python"), [*rows, (), *sums])


def _counts(part: Sequence[File]) -> tuple[str, str, str]:
    python = sum(file.lines for file in part if file.is_python)
    return f"{len(part):,}", f"{sum(file.lines for file in part):,}", f"{python:,}"


def _sizes(found: Sequence[File]) -> Iterator[str]:
    sizes = _functions(found)
    hundredths = statistics.quantiles(sizes.values(), n=100)
    largest = max(sizes, key=sizes.__getitem__)
    yield f"files over {FILE_CAP} lines: {_told(_long(found))}; of tests: {_told(_long(found, tests=True))}"
    yield (
        f"{len(sizes):,} functions; lines: median {hundredths[49]:.0f}, 90th percentile {hundredths[89]:.0f}, "
        f"99th {hundredths[98]:.0f}, largest {sizes[largest]} ({largest})"
    )


def _told(found: Sequence[File] | Sequence[str]) -> str:
    """How many, and which."""
    names = (f"{one.path} {one.lines}" if isinstance(one, File) else one for one in found)
    return f"{len(found)}" + (f" ({', '.join(names)})" if found else "")
