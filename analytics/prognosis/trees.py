"""Boosted trees: grown by scikit-learn, kept as plain arrays and asked with numpy.

scikit-learn is loaded only where trees are grown, so that a process that only asks a model neither needs it nor the
memory of it. What is asked is the sum of leaves in the order of the trees; a test holds it
against scikit-learn's own.

Histogram gradient boosting after Ke et al., "LightGBM: a highly efficient gradient boosting decision tree", 2017.
LightGBM grows the same kind of trees, but needs libgomp of the system, which not every image has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from contract.errors import ContractError

_ROWS = 256
"""Rows that are asked at once: their places in all trees fit into the cache."""
_BINS = 250
_LARGEST = 1e12
"""No leaf of ours tells of so many hours, and sums of many stay finite."""
NODES: Mapping[str, str] = {
    "feature": "i",
    "threshold": "f",
    "left": "i",
    "right": "i",
    "lost": "b",
    "value": "f",
    "root": "i",
}
"""What a model's file keeps of trees, and of which kind (`packing.part`)."""
GROWTH: Mapping[str, object] = {
    "learning_rate": 0.03,
    "max_leaf_nodes": 8,
    "max_features": 0.2,
    "early_stopping": False,
}
"""Many small trees, each node of a fifth of the features. Only the leaves were compared by folds, at twice the rate and
on every other row of C-MAPSS FD001 and FD003, where lives of y cycles count 1 / (y + 20): 300 trees of 8 leaves
erred by 9.45 and 9.39, 200 of 16 by 9.70 and 9.31. The rest was taken as it is.
"""
TREES, LEAST = 600, 40
"""How many, and how many rows each leaf has at least."""


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees one after the other, node by node: `feature` that is compared (-1: a leaf) with `threshold`, and where
    to go where it is not above (`left`), above (`right`); `lost` whether a feature that is NaN goes left; `value` of a
    leaf; `root` (t,) the first node of each tree and `depth` the longest way down."""

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    lost: Bools
    value: Floats
    root: Ints
    depth: int

    def predict(self, rows: Floats) -> Floats:
        """(n,) the sum of all trees for (n, k) features, NaN for what is not known."""
        parts = [self._sum(rows[start : start + _ROWS]) for start in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.empty(0)

    def _sum(self, rows: Floats) -> Floats:
        at, row = np.tile(self.root, (len(rows), 1)), np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            found = rows[row, np.maximum(self.feature[at], 0)]
            below = np.where(np.isnan(found), self.lost[at], found <= self.threshold[at])
            at = np.where(below, self.left[at], self.right[at])
        total: Floats = self.value[at].sum(axis=1)
        return total


def grow(rows: Floats, label: Floats, weight: Floats, seed: int, count: int = TREES, least: int = LEAST) -> Trees:
    """Trees that tell `label` (n,) from features (n, k); the same bytes for the same arguments, in one thread."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    used = np.arange(rows.shape[1])
    if np.ptp(weight):
        rows, used = _coarse(rows)
    with threadpool_limits(limits=1):
        grown = HistGradientBoostingRegressor(**GROWTH, max_iter=count, min_samples_leaf=least, random_state=seed)
        grown.fit(rows, label, weight if np.ptp(weight) else None)
    # scikit-learn has no public door to its nodes; the lock pins it, and a test compares.
    found = flat([step[0].nodes for step in grown._predictors], float(grown._baseline_prediction.item()))
    return replace(found, feature=np.where(found.feature < 0, -1, used[found.feature]))


def _coarse(rows: Floats) -> tuple[Floats, Ints]:
    """(n, k) features of which each has no more values than scikit-learn has bins, and their numbers: where rows count
    differently, it would spend far longer on looking for bins than on the trees, and cannot have a feature that is
    always the same."""
    found, used = [], []
    for number, column in enumerate(rows.T):
        known = np.isfinite(column)
        edges = np.unique(column[known])
        if len(edges) > _BINS:
            edges, column = np.unique(np.quantile(column[known], np.linspace(0, 1, _BINS))), column.copy()
            column[known] = edges[np.searchsorted(edges, column[known])]
        if len(edges) > 1:
            found.append(column)
            used.append(number)
    return np.column_stack(found) if found else np.zeros((len(rows), 1)), np.array(used or [0], np.int64)


def average(forests: Sequence[Trees]) -> Trees:
    """One set of trees that predicts the mean of several."""
    first = np.cumsum([0, *(len(trees.feature) for trees in forests)])
    moved = list(zip(forests, first, strict=False))
    return Trees(
        feature=np.concatenate([trees.feature for trees in forests]),
        threshold=np.concatenate([trees.threshold for trees in forests]),
        left=np.concatenate([trees.left + start for trees, start in moved]),
        right=np.concatenate([trees.right + start for trees, start in moved]),
        lost=np.concatenate([trees.lost for trees in forests]),
        value=np.concatenate([trees.value for trees in forests]) / len(forests),
        root=np.concatenate([trees.root + start for trees, start in moved]),
        depth=max(trees.depth for trees in forests),
    )


def flat(trees: Sequence[Any], start: float) -> Trees:
    """Nodes of scikit-learn as arrays, and before them a leaf of what is told without any tree. A leaf leads to itself,
    so that a short way ends where it should."""
    size = np.array([1, *(len(nodes) for nodes in trees)])
    root = np.cumsum(size) - size
    of, nodes = np.repeat(root[1:], size[1:]), np.concatenate(list(trees))
    place, leaf = np.arange(len(nodes)) + 1, nodes["is_leaf"] > 0
    return Trees(
        feature=np.append(-1, np.where(leaf, -1, nodes["feature_idx"].astype(np.int64))),
        threshold=np.append(0.0, np.where(leaf, 0.0, nodes["num_threshold"])),
        left=np.append(0, np.where(leaf, place, of + nodes["left"])),
        right=np.append(0, np.where(leaf, place, of + nodes["right"])),
        lost=np.append(True, nodes["missing_go_to_left"] > 0),
        value=np.append(start, np.where(leaf, nodes["value"], 0.0)),
        root=root,
        depth=int(nodes["depth"].max()),
    )


def checked(trees: Trees, columns: int) -> Trees:
    """Trees of a file, their depth worked out anew, that can be asked about rows of so many columns.

    Raises `ContractError` where an array has another length, a value or a threshold is no number, a node asks for a
    column that is not there, or a way down would never end: whoever is no leaf leads to nodes that come after it, and
    a leaf to itself.
    """
    size = np.arange(len(trees.feature))
    leaf = trees.feature == -1
    per_node = (getattr(trees, name) for name in Trees.__slots__ if name not in ("root", "depth"))
    if trees.feature.ndim != 1 or any(array.shape != trees.feature.shape for array in per_node):
        raise ContractError("trees", "must have one entry a node in each array")
    if not ((trees.feature >= -1) & (trees.feature < columns)).all():
        raise ContractError("trees_feature", f"must be a column from 0 to {columns - 1}, or -1 for a leaf")
    if not (np.abs(trees.value) < _LARGEST).all():
        raise ContractError("trees_value", f"must be finite, and below {_LARGEST:g}")
    if np.isnan(trees.threshold).any():  # infinite it may be: then it parts what is known from what is not
        raise ContractError("trees_threshold", "must be numbers")
    for name, child in (("trees_left", trees.left), ("trees_right", trees.right)):
        if not np.where(leaf, child == size, (child > size) & (child < len(size))).all():
            raise ContractError(name, "must be a later node, and of a leaf itself")
    if trees.root.ndim != 1 or not len(trees.root) or not ((trees.root >= 0) & (trees.root < len(size))).all():
        raise ContractError("trees_root", "must be nodes, at least one")
    return replace(trees, depth=_depth(trees))


def _depth(trees: Trees) -> int:
    """The longest way down, step by step from all roots at once."""
    at, steps = np.unique(trees.root), 0
    while len(at := at[trees.feature[at] >= 0]):
        at, steps = np.unique(np.append(trees.left[at], trees.right[at])), steps + 1
    return steps
