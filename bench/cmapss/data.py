"""The files of C-MAPSS: engines that ran to failure, engines that were cut off before it, and how long those still ran.

Saxena et al., "Damage propagation modeling for aircraft engine run-to-failure simulation", PHM 2008.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analytics.ground.columns import Floats, Ints
from bench.cmapss.conditions import Conditions
from contract.errors import ContractError

SETTINGS = slice(2, 5)
SENSORS = slice(5, 26)
COLUMNS = 26


@dataclass(frozen=True, slots=True)
class Course:
    """One engine: `channels` (n, k) of its n cycles, scaled by condition, and `life` (n,) the cycles left after each,
    0 at the last of one that ran to failure."""

    number: int
    channels: Floats
    life: Ints


@dataclass(frozen=True, slots=True)
class Subset:
    """The engines of one subset."""

    name: str
    train: list[Course]
    test: list[Course]


def subsets(root: Path) -> list[str]:
    """The names of the subsets in a folder. Raises `ContractError` where there is none."""
    names = sorted(path.stem.removeprefix("train_") for path in root.glob("train_*.txt"))
    if not names:
        raise ContractError("data_root", f"{root} has no train_<subset>.txt of C-MAPSS")
    return names


def read(root: Path, name: str) -> Subset:
    """A subset; conditions and scales are those of its train engines. Raises `ContractError`."""
    train, test = (_table(root / f"{part}_{name}.txt", COLUMNS) for part in ("train", "test"))
    left = _table(root / f"RUL_{name}.txt", 1)[:, 0].astype(np.int64)
    if len(left) != len(np.unique(test[:, 0])):
        raise ContractError("data_root", f"RUL_{name}.txt has {len(left)} rows, not one for each engine of the test")
    conditions = Conditions.learn(train[:, SETTINGS], train[:, SENSORS])
    if not conditions.varies.any():
        raise ContractError("data_root", f"train_{name}.txt has no sensor that varies")
    return Subset(name, _courses(train, conditions), _courses(test, conditions, left))


def _table(path: Path, columns: int) -> Floats:
    """The rows of a file of numbers. Raises `ContractError` with the file, and where it can the line."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError("data_root", f"{path} cannot be read: {error}") from None
    rows = [_row(path, number, line, columns) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise ContractError("data_root", f"{path} is empty")
    return np.array(rows)


def _row(path: Path, number: int, line: str, columns: int) -> list[float]:
    try:
        row = [float(cell) for cell in line.split()]
    except ValueError as error:
        raise ContractError("data_root", f"{path}:{number}: {error}") from None
    if len(row) != columns or not np.isfinite(row).all():
        raise ContractError("data_root", f"{path}:{number}: must be {columns} finite numbers")
    return row


def _courses(table: Floats, conditions: Conditions, left: Ints | None = None) -> list[Course]:
    """The engines in the order of their numbers, `left` cycles after the last row of each, none at all without it."""
    channels = conditions.scale(table[:, SETTINGS], table[:, SENSORS])
    numbers = np.unique(table[:, 0]).astype(np.int64)
    ends = np.zeros(len(numbers), np.int64) if left is None else left
    found = []
    for number, end in zip(numbers.tolist(), ends.tolist(), strict=True):
        of = table[:, 0] == number
        found.append(Course(number, channels[of], end + np.arange(of.sum())[::-1]))
    return found
