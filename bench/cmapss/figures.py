"""What a prediction of life is judged by, each figure with its source. Lives are in cycles."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats


def rmse(error: Floats) -> float:
    """The root of the mean square, NaN for none."""
    return float(np.sqrt(np.mean(error**2))) if len(error) else np.nan


def nasa(error: Floats) -> float:
    """The sum over engines of how dear an error is, predicted less true: late is dearer than early (Saxena et al.,
    2008: exp(e / 10) - 1 late, exp(-e / 13) - 1 early)."""
    return float(np.sum(np.expm1(np.where(error >= 0, error / 10, -error / 13))))


def alpha_lambda(predicted: Floats, life: Floats, alpha: float = 0.2) -> float:
    """The share of predictions within so large a part of the true life (Saxena et al., "Metrics for evaluating
    performance of prognostic techniques", PHM 2008)."""
    return float(np.mean(np.abs(predicted - life) <= alpha * life)) if len(life) else np.nan


def winkler(low: Floats, high: Floats, life: Floats, level: float) -> float:
    """The mean width of intervals of a level, and 2 / (1 - level) for each cycle that the life lies outside (Winkler,
    "A decision-theoretic approach to interval estimation", 1972)."""
    outside = np.maximum(low - life, 0) + np.maximum(life - high, 0)
    return float(np.mean(high - low + 2 / (1 - level) * outside))


def average_precision(probability: Floats, failed: Bools) -> float:
    """The area under precision and recall, as the mean precision at each failure; equal probabilities are one step.
    NaN without a failure."""
    order = np.argsort(-probability, kind="stable")
    last = np.flatnonzero(np.append(np.diff(probability[order]) != 0, True))
    hits = np.cumsum(failed[order])[last]
    if not len(hits) or not hits[-1]:
        return np.nan
    precision, recall = hits / (last + 1), hits / hits[-1]
    return float(np.sum(precision * np.diff(recall, prepend=0.0)))


def brier(probability: Floats, failed: Bools) -> float:
    """The mean square of probability less outcome (Brier, 1950)."""
    return float(np.mean((probability - failed) ** 2))


@dataclass(frozen=True, slots=True)
class Part:
    """Cases whose probability lies in one part of 0 to 1: how many, their mean probability, the share that failed."""

    count: int
    told: float
    came: float


def reliability(probability: Floats, failed: Bools, parts: int = 5) -> list[Part]:
    """The parts of 0 to 1 that hold any case."""
    of = np.minimum((probability * parts).astype(int), parts - 1)
    groups = [of == number for number in range(parts)]
    return [Part(int(at.sum()), float(probability[at].mean()), float(failed[at].mean())) for at in groups if at.any()]
