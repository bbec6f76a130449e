"""Two checkouts side by side: the speeds that `bench score` tells of each, in turns, in one run on one machine.

    python -m bench compare OLD [--turns N] [--series N] [--repeats R]

The checkouts take turns, so that what else the machine does falls on both, and a ratio is of two runs that followed
each other. Peers are the same code in both: how far their ratios are from 1 is how far to trust ours. Nothing is asked
of the old checkout but its own `python -m forewarn bench score`.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import track

from bench import ROOT
from bench.plain import table
from contract.errors import ForewarnError

_ROW = re.compile(r"^│ (\S.*?) +│ +([\d,]+) +│", re.MULTILINE)
_COMPILED = re.compile(r"(not compiled|compiled): ([\d,]+) points/s")


def measure(old: Path, turns: int, series: int, repeats: int) -> str:
    """An older checkout beside this one. Raises `ForewarnError` where one of them does not tell its speeds."""
    return side_by_side(old, ROOT, turns, series, repeats)


def side_by_side(old: Path, new: Path, turns: int, series: int, repeats: int) -> str:
    """The speeds of two checkouts and their ratios."""
    found = [
        (_speeds(old, series, repeats), _speeds(new, series, repeats))
        for _ in track(range(turns), "in turns", console=Console(stderr=True), transient=True)
    ]
    names = [name for name in found[0][0] if all(name in speeds for pair in found for speeds in pair)]
    rows = (_row(name, [(before[name], after[name]) for before, after in found]) for name in names)
    return table(("points a second of a core", "old", "new", "new / old"), rows, f"medians of {turns} turns")


def _row(name: str, pairs: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    speeds = (f"{median(side):,.0f}" for side in zip(*pairs, strict=True))
    return name, *speeds, f"{median(after / before for before, after in pairs):.3f}"


def _speeds(tree: Path, series: int, repeats: int) -> dict[str, float]:
    words = ["-m", "forewarn", "bench", "score", "--series", str(series), "--repeats", str(repeats)]
    done = subprocess.run([sys.executable, *words], cwd=tree, capture_output=True, text=True, check=False)
    found = speeds(done.stdout)
    if done.returncode or not found:
        raise ForewarnError(f"{tree}: `forewarn bench score` tells no speeds: {done.stderr[-500:]}")
    return found


def speeds(text: str) -> dict[str, float]:
    """Points a second by row, of what `bench score` prints."""
    return {name: float(figure.replace(",", "")) for name, figure in _ROW.findall(text) + _COMPILED.findall(text)}
