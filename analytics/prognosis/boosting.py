"""Layer 3: a model that was trained on lives before, and tells the remaining one as a distribution.

1. A fifth of the units is left out in turn and trees are grown on the others (`trees.py`); the model is their mean.
2. Of each unit, moments are drawn at which the trees that do not know it are asked: each unit counts the same, however
   long it lived. Their errors calibrate the distribution (`conformal.py`). Five err less than one.
3. A unit that was repaired before it failed lived "at least so long". Where that reaches the cap, its rows are as good
   as any. Its others are left out of training, and rows like them count for more: each by the inverse of the
   probability that its life was seen to the end (`seen_weight`). In calibration the censored count as such.

Vock et al., "Adapting machine learning techniques to censored time-to-event health record data: a general-purpose
approach using inverse probability of censoring weighting", J. Biomedical Informatics 61, 2016.
"""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.prognosis import conformal
from analytics.prognosis.conformal import Errors, calibrate
from analytics.prognosis.lifetime import Lifetime
from analytics.prognosis.packing import pack, part, scalar, unpack
from analytics.prognosis.trees import LEAST, NODES, TREES, Trees, average, checked, grow
from contract.errors import ContractError

FOLDS = 5
DRAWS = 20
"""Moments of each unit that calibrate."""
HEAVIEST = 10.0
"""The most that a row may count where others of its age were censored: else a few would be the whole model."""


@dataclass(frozen=True, slots=True)
class Lives:
    """Rows of units with known ends: `features` (n, k), NaN for what is not known; `life` (n,) hours that were left at
    each, at least so many where the row's unit was `censored` (n,); `unit` (n,) whose row it is.

    `count` (n,) is how much each row counts, 1 by default, and `machine` (n,) whose unit it is, where one machine has
    several lives: a model is never judged by a machine that it knows.
    """

    features: Floats
    life: Floats
    unit: Ints
    censored: Bools
    count: Floats | None = None
    machine: Ints | None = None

    def __post_init__(self) -> None:
        rows = len(self.features)
        if self.features.ndim != 2 or np.isinf(self.features).any():
            raise ContractError("features", "must be rows of numbers, none of them infinite")
        if any(column is not None and column.shape != (rows,) for column in self._columns()):
            raise ContractError("life", f"life, unit and censored must each have {rows} entries, as features")
        if not (np.isfinite(self.life) & (self.life >= 0)).all():
            raise ContractError("life", "must be finite and at least 0 in each row")
        if len(np.unique(self.unit)) < 2 * FOLDS:
            raise ContractError("unit", f"a model needs {2 * FOLDS} units at least")

    def _columns(self) -> "tuple[Floats | Ints | Bools | None, ...]":
        return self.life, self.unit, self.censored, self.count, self.machine


@dataclass(frozen=True, slots=True)
class Model:
    """Trees that tell the life of a row, and how wrong they are; lives are told up to `errors.cap` hours."""

    trees: Trees
    errors: Errors
    columns: int

    @classmethod
    def fit(cls, lives: Lives, cap: float, seed: int, trees: int = TREES, sooner: float = np.inf) -> "Model":
        """Trained on lives, cut at `cap` hours; the same bytes for the same arguments. Raises `ContractError` where too
        few rows have a life that was seen to its end, or to the cap.

        With `sooner`, hours, a row of life y is trained on with sooner / (y + sooner) of its weight: errors shortly
        before a failure are small, and would teach little beside those of long lives.
        """
        return cls.judged(lives, cap, seed, trees, sooner=sooner)[0]

    @classmethod
    def judged(
        cls, lives: Lives, cap: float, seed: int, trees: int = TREES, least: int = LEAST, sooner: float = np.inf
    ) -> "tuple[Model, Floats]":
        """The same, with `least` rows in a leaf, and (n,) what the trees expected of each row that had not seen its
        machine."""
        count = np.ones(len(lives.life)) if lives.count is None else lives.count
        weight, label = seen_weight(lives, cap) * count, np.minimum(lives.life, cap)
        weight = weight / (1 + label / sooner)
        fold = _folds(lives.unit if lives.machine is None else lives.machine, seed)
        forests, predicted = [], np.empty(len(label))
        for number in range(FOLDS):
            inside, outside = (fold != number) & (weight > 0), fold == number
            if not inside.any():
                raise ContractError("life", "too few units were seen to fail")
            grown = grow(lives.features[inside], label[inside], weight[inside], seed + number, trees, least)
            forests.append(grown)
            predicted[outside] = np.clip(grown.predict(lives.features[outside]), 0.0, cap)
        drawn = draws(lives.unit, seed)
        known = predicted[drawn], lives.life[drawn], lives.censored[drawn]
        errors = calibrate(*known, units=len(np.unique(lives.unit)), cap=cap, count=count[drawn])
        return cls(average(forests), errors, lives.features.shape[1]), predicted

    def expected(self, features: Floats) -> Floats:
        """(n,) the life expected of each row, hours, 0 to the cap. Raises `ContractError`."""
        if features.ndim != 2 or features.shape[1] != self.columns or np.isinf(features).any():
            raise ContractError("features", f"must be rows of {self.columns} numbers, none of them infinite")
        return np.clip(self.trees.predict(features), 0.0, self.errors.cap)

    def predict(self, features: Floats) -> list[Lifetime]:
        """The remaining life of each of (n, k) rows. Raises `ContractError`."""
        return self.errors.lifetimes(self.expected(features))

    def save(self, path: Path) -> None:
        """Write it as plain arrays (npz), the same bytes for the same model."""
        arrays = {f"trees_{name}": value for name, value in asdict(self.trees).items() if name != "depth"}
        arrays |= {f"errors_{name}": np.asarray(value) for name, value in asdict(self.errors).items()}
        pack(path, arrays | {"columns": np.array(self.columns)})

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Read what `save` wrote. Raises `ContractError` for anything else, with the file and the reason."""
        arrays = unpack(path)
        try:
            columns = int(scalar(arrays, "columns", "i"))
            trees = {name: part(arrays, f"trees_{name}", kind) for name, kind in NODES.items()}
            errors = {name: part(arrays, f"errors_{name}", "f") for name in ("centre", "quantiles")}
            cap = scalar(arrays, "errors_cap", "f")
            return cls(checked(Trees(**trees, depth=0), columns), conformal.checked(Errors(**errors, cap=cap)), columns)
        except ContractError as error:
            raise ContractError("model", f"{path} holds no model: {error}") from None


def seen_weight(lives: Lives, cap: float) -> Floats:
    """(n,) how much each row counts in training: 0 where its life, up to the cap, is not known; else the inverse of the
    probability that a row of its age is not censored before that is known, `HEAVIEST` at most.

    That probability is G(a + y) / G(a) with a the age of the row in its unit, y its life up to the cap, and G the
    Kaplan-Meier estimate of the time to censoring over units.
    """
    known = ~lives.censored | (lives.life >= cap)
    number = np.unique(lives.unit, return_inverse=True)[1]
    whole = np.zeros(number.max() + 1)
    np.maximum.at(whole, number, lives.life)
    censored = np.zeros(len(whole), bool)
    censored[number] = lives.censored
    age = whole[number] - lives.life
    still = _uncensored(whole, censored, age) / _uncensored(whole, censored, age + np.minimum(lives.life, cap))
    return np.where(known, np.minimum(still, HEAVIEST), 0.0)


def _uncensored(whole: Floats, censored: Bools, at: Floats) -> Floats:
    """G just before each of (n,) times: the probability not to be censored earlier, from whole lives of units."""
    order = np.lexsort((censored, whole))
    at_risk = np.arange(len(whole), 0, -1)
    left = np.cumprod(np.where(censored[order], 1 - 1 / at_risk, 1.0))
    found: Floats = np.append(1.0, left)[np.searchsorted(whole[order], at, side="left")]
    return np.maximum(found, 1e-9)


def _folds(unit: Ints, seed: int) -> Ints:
    """(n,) the fold of each row: that of its unit."""
    units, number = np.unique(unit, return_inverse=True)
    found: Ints = (np.random.default_rng(seed).permutation(len(units)) % FOLDS)[number]
    return found


def draws(unit: Ints, seed: int) -> Ints:
    """Rows that are drawn evenly from each unit, `DRAWS` of each, some perhaps more than once."""
    order = np.argsort(unit, kind="stable")
    first, count = np.unique(unit[order], return_index=True, return_counts=True)[1:]
    drawn = np.random.default_rng([seed, 1]).random((len(first), DRAWS)) * count[:, None]
    found: Ints = order[(first[:, None] + drawn.astype(int)).ravel()]
    return found
