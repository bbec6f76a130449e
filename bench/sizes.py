"""How large functions and files are: `python -m bench.sizes` prints it, and ends with status 1 past the caps.

Small pieces are a habit that erodes unseen, so `make check` measures it. The body of a function is counted without its
docstring; data (the catalogue, tables of functions) is not in functions and so does not count.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

PRODUCT = ("forewarn", "contract", "store", "collectors", "analytics", "admin", "web", "grafana", "bench")
FOLDERS = (*PRODUCT, "packages/fluxlite/fluxlite")
FUNCTION_CAP, FILE_CAP, MEDIAN_CAP = 45, 420, 8


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and lines of body of every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield f"{path}:{node.lineno} {node.name}", (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def main() -> int:
    """Print the figures; returns 1 where something is past a cap."""
    paths = [path for folder in FOLDERS for path in sorted(Path(folder).rglob("*.py"))]
    sizes = dict(item for path in paths for item in functions(path))
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    median, ninetieth = statistics.median(sizes.values()), statistics.quantiles(sizes.values(), n=10)[-1]
    print(f"{len(paths)} files, {sum(lengths.values())} lines; {len(sizes)} functions")
    print(f"lines a function: median {median:.0f}, 90th percentile {ninetieth:.0f}, largest {max(sizes.values())}")
    over = [f"{name}: {size} lines" for name, size in sizes.items() if size > FUNCTION_CAP]
    over += [f"{name}: {size} lines" for name, size in lengths.items() if size > FILE_CAP]
    over += [f"median function: {median} lines"] if median > MEDIAN_CAP else []
    for line in over:
        print(f"too large: {line}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
