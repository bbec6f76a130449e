"""Boosted trees: grown by LightGBM, kept as plain arrays and asked with numpy.

LightGBM is loaded only where trees are grown (`forewarn train`, the bench), so that a process that only asks a model
neither needs it nor the memory of it (about 60 MB, and libgomp of the system). A prediction of ours is the sum of
leaves in the order of the trees; it equals LightGBM's own but for the last digits.

Ke et al., "LightGBM: a highly efficient gradient boosting decision tree", NeurIPS 2017.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints

_ROWS = 256
"""Rows that are asked at once: their places in all trees fit into the cache."""
GROWTH: Mapping[str, object] = {
    "objective": "l2",
    "learning_rate": 0.03,
    "num_leaves": 8,
    "min_data_in_leaf": 40,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.3,
}
"""Many small trees of few features each: chosen by five folds of the train units of C-MAPSS FD001 and FD003."""
TREES = 600


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


def grow(rows: Floats, label: Floats, weight: Floats, seed: int, count: int = TREES) -> Trees:
    """Trees that tell `label` (n,) from features (n, k); the same bytes for the same arguments, in one thread."""
    import lightgbm

    exact = {"seed": seed, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1}
    data = lightgbm.Dataset(rows, label=label, weight=weight, free_raw_data=True)
    booster = lightgbm.train({**GROWTH, **exact}, data, num_boost_round=count)
    return _flat([tree["tree_structure"] for tree in booster.dump_model()["tree_info"]])


def average(forests: "list[Trees]") -> Trees:
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


def _flat(structures: "list[dict[str, Any]]") -> Trees:
    """The trees of LightGBM's dump as arrays; a leaf leads to itself, so that a short way ends where it should."""
    nodes: list[tuple[int, float, int, int, bool, float]] = []
    root, depth = [], 0
    for structure in structures:
        root.append(len(nodes))
        nodes += _nodes(structure, len(nodes))
        depth = max(depth, _depth(structure))
    feature, threshold, left, right, lost, value = (np.array(column) for column in zip(*nodes, strict=True))
    return Trees(feature, threshold, left, right, lost, value, np.array(root), depth)


def _nodes(node: Mapping[str, Any], start: int) -> Iterator[tuple[int, float, int, int, bool, float]]:
    """A node at place `start`, then those below it on its left, then those on its right."""
    if "leaf_value" in node:
        yield -1, 0.0, start, start, True, float(node["leaf_value"])
        return
    left = list(_nodes(node["left_child"], start + 1))
    right = list(_nodes(node["right_child"], start + 1 + len(left)))
    # Where no value was lost while growing, LightGBM takes a lost one for 0.
    lost = node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0
    yield node["split_feature"], node["threshold"], start + 1, start + 1 + len(left), bool(lost), 0.0
    yield from left
    yield from right


def _depth(node: Mapping[str, Any]) -> int:
    return 0 if "leaf_value" in node else 1 + max(_depth(node["left_child"]), _depth(node["right_child"]))
