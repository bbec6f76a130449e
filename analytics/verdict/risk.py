"""One risk an asset out of the scores of its signals, with what each of them adds to it.

Each score has a severity in points: 0 up to half a band, 36 at the edge of normal, 68 at critical, towards 100 beyond.
The risk is their p-norm of order 6, capped at 100: close to the worst signal, a little more where several agree,
monotone in every one of them, and nothing where all are ordinary. A contribution is the risk times the signal's share
of the sum under the root, so contributions add up to the risk.
"""

import math

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.ground.kernel import kernel
from contract.levels import RISK_BANDS, RISK_EDGES, SCORE_EDGES

ORDER = 6.0
_SCORES = (0.5, *SCORE_EDGES)
_POINTS = (0.0, 15.0, 36.0, 68.0)
"""The points of risk of those scores: a warning is medium risk and a critical signal high risk, by `RISK_EDGES`."""
_TAIL = 3.0
"""How many bands beyond 2 take a severity 63 % of the way from there to 100."""


def severity(score: Floats) -> Floats:
    """Points of risk, 0..100, of one signal with that score (>= 0); rises with the score, never falls."""
    return _severity(score)


@kernel
def _severity(score: Floats) -> Floats:
    points = np.zeros(len(score))
    for row in range(len(score)):
        points[row] = points_of(score[row])
    return points


@kernel
def points_of(score: float) -> float:
    """The same of one score, for kernels."""
    if score <= _SCORES[0]:
        return 0.0
    for low in range(len(_SCORES) - 1):
        if score <= _SCORES[low + 1]:
            slope = (_POINTS[low + 1] - _POINTS[low]) / (_SCORES[low + 1] - _SCORES[low])
            return _POINTS[low] + slope * (score - _SCORES[low])
    return _POINTS[-1] - (100 - _POINTS[-1]) * math.expm1(-(score - _SCORES[-1]) / _TAIL)


def fuse(points: Floats, asset: Ints, assets: int) -> tuple[Floats, Floats]:
    """Risk of each of `assets` assets and the contribution of each signal to it.

    Parameters
    ----------
    points : (n,) severities, 0..100
    asset : (n,) the asset of each signal, 0..assets-1

    Returns
    -------
    (assets,) risk, 0..100, and (n,) contributions; those of an asset add up to its risk
    """
    power = (points / 100) ** ORDER
    total = np.bincount(asset, power, assets)
    risk = 100 * np.minimum(total ** (1 / ORDER), 1.0)
    share = power / np.where(total > 0, total, 1.0)[asset]
    return risk, risk[asset] * share


def worst(series: Ints, asset: Ints, points: Floats, assets: int) -> Ints:
    """(assets,) the series that adds most to each risk, of (n,) `series` with `points` each; -1 where nothing adds."""
    highest, found = np.zeros(assets), np.full(assets, -1, np.int64)
    np.maximum.at(highest, asset, points)
    at = (points > 0) & (points == highest[asset])
    found[asset[at]] = series[at]
    return found


def band(risk: Floats) -> list[str]:
    """low, medium or high for each risk."""
    return [RISK_BANDS[number] for number in np.searchsorted(RISK_EDGES, risk, side="right")]
