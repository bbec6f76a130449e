"""The rules of the Numenta Anomaly Benchmark, v1.1 (A. Lavin, S. Ahmad, "Evaluating real-time anomaly detection
algorithms", 2015), from their published definition: 0 is a detector that never fires, 100 a perfect one.

Inside a window the earliest detection counts, the more the earlier: the weight falls along a sigmoid from 1 at the
window's first row to almost 0 at its last. A detection outside costs, the more the farther behind the last window it
is, -1 at most. Rows in the probationary period do not count. One threshold serves all files.
"""

import math
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints


@dataclass(frozen=True, slots=True)
class Profile:
    """What a window missed costs, and a detection outside all windows; one found is worth 1."""

    miss: float
    false_alarm: float


PROFILES = {"standard": Profile(1.0, 0.11), "low FP rate": Profile(1.0, 0.22), "low FN rate": Profile(2.0, 0.11)}
PROBATION_SHARE, PROBATION_ROWS = 0.15, 750
"""The probationary period: this share of a file, and so many rows at most."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows of one file that count: scores, weights in -1..1, and the window of each, -1 outside; and how many
    windows the file has."""

    score: Floats
    weight: Floats
    window: Ints
    windows: int


def judge(score: Floats, windows: list[tuple[int, int]]) -> Judged:
    """A file's scores against its windows (first and last row), which are in order and do not overlap."""
    weight, window = np.full(len(score), -1.0), np.full(len(score), -1, np.int64)
    starts = [first for first, _ in windows] + [len(score)]
    for number, ((first, last), end) in enumerate(zip(windows, starts[1:], strict=True)):
        width = last - first + 1
        place = np.arange(first, last + 1)
        weight[place] = _sigmoid((place - last - 1) / width) / _sigmoid(np.array(-1.0))
        window[place] = number
        # A window of one row has no length to measure by: all behind it is far.
        behind = np.arange(1, end - last) / max(width - 1, 1e-9)
        weight[last + 1 : end] = np.where(behind > 3, -1.0, _sigmoid(np.minimum(behind, 4)))
    start = math.ceil(min(math.floor(PROBATION_SHARE * len(score)), PROBATION_ROWS))
    return Judged(score[start:], weight[start:], window[start:], len(windows))


def _sigmoid(place: Floats) -> Floats:
    """From 1 far before a window's end, 0 at it, to -1 far behind."""
    return 2.0 / (1.0 + np.exp(5.0 * place)) - 1.0


def best(files: list[Judged], profile: Profile) -> tuple[float, float]:
    """The score at the one threshold that is best for these files, and that threshold."""
    threshold, gain = _gains(files, profile)
    windows = sum(found.windows for found in files)
    place = int(gain.argmax()) if len(gain) else -1
    if place < 0 or gain[place] <= 0:
        return 0.0, math.inf
    return 100 * float(gain[place]) / (windows * (1 + profile.miss)), float(threshold[place])


def _gains(files: list[Judged], profile: Profile) -> tuple[Floats, Floats]:
    """Thresholds, falling, and what each gains over a detector that never fires."""
    score, weight, window = _pooled(files)
    order = np.argsort(-score, kind="stable")
    score, weight, window = score[order], weight[order], window[order]
    gain = np.where(window < 0, weight * profile.false_alarm, 0.0)
    reached: dict[int, float] = {}
    for place in np.flatnonzero(window >= 0).tolist():
        number, worth = int(window[place]), float(weight[place])
        if worth > reached.get(number, -profile.miss):
            gain[place] = worth - reached.get(number, -profile.miss)
            reached[number] = worth
    last_of_tie = np.append(score[1:] != score[:-1], True)[: len(score)]
    return score[last_of_tie], np.cumsum(gain)[last_of_tie]


def _pooled(files: list[Judged]) -> tuple[Floats, Floats, Ints]:
    """All files as one, with their windows numbered on."""
    before = np.cumsum([0] + [found.windows for found in files])
    windows = [
        np.where(found.window >= 0, found.window + start, -1) for found, start in zip(files, before, strict=False)
    ]
    return (
        np.concatenate([found.score for found in files]),
        np.concatenate([found.weight for found in files]),
        np.concatenate(windows),
    )
