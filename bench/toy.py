"""What a new detector takes: a toy is added to a copy of the house, sees a fleet, and must count in what is said."""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from contract.errors import ForewarnError

ORDER = Path("analytics/layers/order.py")
"""Where the tuple of layers is."""
ROOMS = ("analytics", "bench", "contract", "machines", "store")
"""What the copy needs to run."""
_TOY = '''"""A toy: to it every series is far above what is expected; it counts how often it looked."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Ints, column
from analytics.ground.kept import PerSeries
from analytics.layers.contract import Cause, Layer, View
from analytics.layers.moment import Moment


@dataclass(slots=True)
class Looks(PerSeries):
    count: Ints = column(0, np.int64)


class Toy(Layer[Looks]):
    name = "toy"
    columns = Looks
    causes = (Cause("toy", "odd to a toy", "odd to a toy"),)

    def step(self, columns: Looks, moment: Moment) -> list[View]:
        columns.count[moment.learned.at] += 1
        far = np.full(len(moment.learned.at), 9.0)
        return [(far, np.zeros(len(far)))]
'''
_PROBE = """
from analytics.engine.state import State
from bench.score.fleet import Fleet

fleet = Fleet(200)
fleet.feed([fleet.round() for _ in range(3)])
state = fleet.pipeline.state
odd = [state.causes[number].name == "toy" for number in state.current.cause]
assert odd.count(True) > 100 and state.current.score[odd].min() > 1, "its view did not reach the score"
kept = State.load(*state.dump()).table["toy"].count
assert kept.max() > 3 and (kept == state.table["toy"].count).all(), "its columns did not reach the snapshot"
"""


def edits(tree: Path) -> list[str]:
    """The files of a checkout that a toy layer takes. Raises `ForewarnError` where it does not count for all that."""
    with tempfile.TemporaryDirectory(prefix="forewarn-bench-") as folder:
        copy = Path(folder)
        for room in ROOMS:
            if (tree / room).exists():
                shutil.copytree(tree / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
        _add(copy)
        # Compiling takes longer than the few rounds.
        environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
        words = [sys.executable, "-c", _PROBE]
        done = subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ForewarnError(f"a toy layer does not count: {done.stderr[-1000:]}")
        return _different(tree, copy)


def _add(copy: Path) -> None:
    """The two edits: a file, and an entry in the tuple."""
    (copy / ORDER).with_name("toy.py").write_text(_TOY, encoding="utf-8")
    head, name, entries = (copy / ORDER).read_text(encoding="utf-8").partition("\nLAYERS")
    entries = entries.replace("\n)", "\n    Toy(),\n)", 1)
    (copy / ORDER).write_text(f"{head}from analytics.layers.toy import Toy\n{name}{entries}", encoding="utf-8")


def _different(tree: Path, copy: Path) -> list[str]:
    made = (path.relative_to(copy) for path in copy.rglob("*.py"))
    return sorted(
        str(path)
        for path in made
        if not (tree / path).exists() or not filecmp.cmp(tree / path, copy / path, shallow=False)
    )
