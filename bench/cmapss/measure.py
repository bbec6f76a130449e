"""Engines of C-MAPSS through the very model that the product trains: how right the remaining life is that it tells.

    forewarn bench cmapss DATA_ROOT [--subset FD001 ...] [--out DIR]

DATA_ROOT holds train_FD001.txt, test_FD001.txt and RUL_FD001.txt, and those of other subsets. The model learns from the
train engines alone, their lives cut at 125 cycles, and is asked about each test engine, twice: with its age, and
without. What it is made of was compared by five folds of the train engines of FD001 and FD003; the test engines of
these two were looked at in building, those of FD002 and FD004 were not.
`--out` writes what was told of each test engine, at its last cycle, to DIR/<subset>-<age>.csv.

Conventions of labels differ between papers, so these figures are no record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.prognosis.boosting import FOLDS, Lives, Model
from analytics.prognosis.features import features
from analytics.prognosis.lifetime import HIGH, LOW
from analytics.prognosis.trees import TREES
from bench.cmapss import data
from bench.cmapss.figures import alpha_lambda, average_precision, brier, nasa, reliability, rmse, winkler
from bench.cmapss.wear import Wear
from bench.plain import table
from contract.errors import ContractError

CAP = 125.0
"""Cycles: longer lives are told as "at least this"."""
NEAR = 30
"""Cycles before a failure that count as near."""
SOONER = 20.0
"""Cycles of life at which a row counts half of one at the failure (`Model.fit`). By five folds of the train engines of
FD001 and FD003 the error of all cycles was 9.54 and 9.38 without it, 9.45 and 9.39 with it, that within 30 cycles of
failure 3.72 and 3.77, and 3.44 and 3.79."""
HORIZONS = (10, 30, 60)
SEED = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What was told at each row of test engines: `expected` life, 80 % range `low` to `high` cut at the cap, and the
    probabilities `fails` (n, h) to fail within `HORIZONS`; `life` in truth; whether a row is an engine's `last`."""

    unit: Ints
    expected: Floats
    low: Floats
    high: Floats
    fails: Floats
    life: Floats
    last: Bools

    def at(self, kept: Bools) -> "Told":
        """Some rows of it."""
        return Told(*(getattr(self, name)[kept] for name in self.__slots__))


def measure(data_root: Path, subset: Sequence[str], out: Path | None) -> str:
    """The figures of each subset, all that are there by default. Raises `ContractError`."""
    there = data.subsets(data_root)
    if unknown := sorted(set(subset) - set(there)):
        raise ContractError("subset", f"{', '.join(unknown)}: {data_root} has {', '.join(there)}")
    return "\n\n".join(_subset(data.read(data_root, name), out) for name in subset or there)


def _subset(found: data.Subset, out: Path | None) -> str:
    told = {"with age": judge(found, age=True), "without age": judge(found, age=False)}
    if out is not None:
        for name, rows in told.items():
            save(rows.at(rows.last), out / f"{found.name}-{name.replace(' ', '-')}.csv")
    return report(found, told)


def judge(found: data.Subset, *, age: bool, trees: int = TREES) -> Told:
    """Train on the train engines of a subset, and ask at every cycle of its test engines."""
    model = Model.fit(lives(found.train, age=age), CAP, SEED, trees, SOONER)
    rows = _rows(found.test, [line(found.train)] * len(found.test), age=age)
    told = model.predict(rows)
    return Told(
        unit=np.concatenate([np.full(len(course.life), course.number) for course in found.test]),
        expected=model.expected(rows),
        low=np.array([min(life.quantile(LOW), CAP) for life in told]),
        high=np.array([min(life.quantile(HIGH), CAP) for life in told]),
        fails=np.array([[life.within(hours) for hours in HORIZONS] for life in told]),
        life=np.concatenate([course.life for course in found.test]).astype(float),
        last=np.concatenate([np.arange(len(course.life)) == len(course.life) - 1 for course in found.test]),
    )


def line(courses: Sequence[data.Course]) -> Wear:
    """What these engines teach of how worn one looks."""
    return Wear.learn([one.channels for one in courses], [np.minimum(one.life, CAP) for one in courses], SOONER)


def lives(courses: Sequence[data.Course], *, age: bool) -> Lives:
    """Engines that ran to failure as the model is trained on them.

    How worn each looks is told by what the others teach, as it will be of an engine that is asked about: else the model
    would think too well of that, and of itself.
    """
    fold = np.random.default_rng(SEED).permutation(len(courses)) % FOLDS
    taught = [line([one for one, other in zip(courses, fold, strict=True) if other != own]) for own in range(FOLDS)]
    life = np.concatenate([course.life for course in courses]).astype(float)
    unit = np.concatenate([np.full(len(course.life), course.number) for course in courses])
    return Lives(_rows(courses, [taught[own] for own in fold], age=age), life, unit, np.zeros(len(life), bool))


def _rows(courses: Sequence[data.Course], wear: Sequence[Wear], *, age: bool) -> Floats:
    """The features of all cycles of engines, and the paths of their wear, each by a line of its own."""
    parts = [
        (features(one.channels, age=age), own.path(one.channels, age=age))
        for one, own in zip(courses, wear, strict=True)
    ]
    return np.vstack([np.hstack(part) for part in parts])


def report(found: data.Subset, told: dict[str, Told]) -> str:
    """The tables of one subset."""
    title = f"{found.name}: {len(found.train)} train engines, {len(found.test)} test engines"
    lines = [table(("remaining life, cycles", *told), _lives(told.values()), title)]
    head = "fails within", "engines", "PR-AUC", "Brier", "told (came) of so many, by fifths of the probability"
    for name, rows in told.items():
        lines.append(table(head, _probabilities(rows.at(rows.last)), f"{found.name} {name}, at the last cycle"))
    return "\n".join(lines)


def _lives(told: Iterable[Told]) -> list[tuple[str, ...]]:
    columns = [_column(rows) for rows in told]
    return [(name, *(column[name] for column in columns)) for name in columns[0]]


def _column(rows: Told) -> dict[str, str]:
    """The figures of one model by their names."""
    last, near, below = rows.at(rows.last), rows.at(rows.life <= NEAR), rows.at(rows.life <= CAP)
    capped = np.minimum(last.life, CAP)
    error, raw = last.expected - capped, last.expected - last.life
    inside = (last.low <= capped) & (capped <= last.high)
    share, count = inside.mean(), len(inside)
    return {
        f"RMSE at the last cycle, cut at {CAP:.0f}": f"{rmse(error):.2f}",
        "NASA score, the same": f"{nasa(error):.0f}",
        "RMSE at the last cycle, raw": f"{rmse(raw):.2f}",
        "NASA score, the same, raw": f"{nasa(raw):.0f}",
        f"within 20 % of the truth, cycles of life ≤ {CAP:.0f}": f"{alpha_lambda(below.expected, below.life):.1%}",
        f"RMSE of cycles of life ≤ {NEAR}": f"{rmse(near.expected - near.life):.2f}",
        f"RMSE at last cycles of life ≤ {NEAR}": f"{rmse(error[last.life <= NEAR]):.2f}",
        "80 % range: holds the truth": f"{share:.1%} ± {np.sqrt(share * (1 - share) / count):.1%}",
        "80 % range: mean width": f"{np.mean(last.high - last.low):.1f}",
        "80 % range: Winkler score": f"{winkler(last.low, last.high, capped, HIGH - LOW):.1f}",
    }


def _probabilities(last: Told) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for number, hours in enumerate(HORIZONS):
        told, failed = last.fails[:, number], last.life <= hours
        parts = reliability(told, failed)
        text = "  ".join(f"{part.told:.0%} ({part.came:.0%}) {part.count}" for part in parts)
        figures = f"{average_precision(told, failed):.3f}", f"{brier(told, failed):.4f}"
        found.append((f"{hours} cycles", str(int(failed.sum())), *figures, text))
    return found


def save(last: Told, path: Path) -> None:
    """A line an engine: its number, what was told, and its life in truth."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = "unit,expected,low,high," + ",".join(f"p_fail_{hours}" for hours in HORIZONS) + ",life"
    rows = np.column_stack([last.unit, last.expected, last.low, last.high, last.fails, last.life])
    lines = [",".join(f"{cell:.6g}" for cell in row) for row in rows]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
