"""The period of what is left of a signal, found from its autocorrelation: a cycle shorter than half a day.

The day, and the week where history is long enough, need no search: people and the sun keep them. Other machines have a
cycle of their own (a compressor that loads, a tank that fills), and its length has to be found.

1. The autocorrelation at each lag is the mean product of the pairs that are known, over the mean square.
2. Of the peaks between `SHORTEST_S` and `LONGEST_S` that are high enough and come again at twice the lag, the first
   that is nearly as high as the highest is the cycle; later ones are its multiples.
3. Peaks at its doubled, and again doubled, multiples make it more exact than a window.
"""

import numpy as np

from analytics.ground.columns import Bools, Floats

SHORTEST_S, LONGEST_S = 3600.0, 43_200.0
LEAST = 0.3
"""Least autocorrelation of a cycle that is clearly there: that part of the variance comes again."""
NEARLY = 0.85
"""A peak this part as high as the highest is as good."""


def find(left: Floats, use: Bools, window_s: int) -> Floats:
    """(s,) periods in seconds of what is left, (s, n) on an even grid with entries in use; 0 where there is none."""
    longest = round(2 * LONGEST_S / window_s)
    if left.shape[1] < 2 * (longest + 1) or 2 * window_s > SHORTEST_S:
        return np.zeros(len(left))
    return np.array([_period(row, window_s) for row in autocorrelation(left, use)])


def autocorrelation(left: Floats, use: Bools) -> Floats:
    """(s, n // 2) autocorrelations at lags from 0 on, each over the pairs of entries that are in use."""
    count = np.maximum(use.sum(axis=1, keepdims=True), 1)
    mean = np.where(use, left, 0.0).sum(axis=1, keepdims=True) / count
    centred = np.where(use, left - mean, 0.0)
    pairs = np.maximum(np.round(_products(use.astype(np.float64))), 1.0)
    power = _products(centred) / pairs
    return np.asarray(power / np.maximum(power[:, :1], 1e-30))


def _products(rows: Floats) -> Floats:
    """The sum of the products of each row with itself moved by each lag, up to half its length."""
    spectrum = np.fft.rfft(rows, 2 * rows.shape[1], axis=1)
    return np.asarray(np.fft.irfft(np.abs(spectrum) ** 2, 2 * rows.shape[1], axis=1)[:, : rows.shape[1] // 2])


def _period(correlation: Floats, window_s: int) -> float:
    first, last = round(SHORTEST_S / window_s), round(LONGEST_S / window_s)
    lags = np.arange(first, last + 1)
    peak = (correlation[lags] >= correlation[lags - 1]) & (correlation[lags] > correlation[lags + 1])
    # A signal that only moves slowly has high correlations too, but no valley before its peak.
    valley = np.minimum.accumulate(correlation)[lags]
    good = lags[peak & (correlation[lags] - np.maximum(valley, 0.0) >= LEAST) & (correlation[2 * lags] >= LEAST / 2)]
    if not len(good):
        return 0.0
    lag = good[correlation[good] >= NEARLY * correlation[good].max()][0]
    return _exact(correlation, float(lag)) * window_s


def _exact(correlation: Floats, lag: float) -> float:
    """The lag of a peak, refined at its doubled multiples as long as they are peaks too."""
    multiple = 1
    while multiple * lag + lag / 4 + 2 < len(correlation):
        reach = max(1, int(lag / 4))
        begin = round(multiple * lag) - reach
        around = correlation[begin : begin + 2 * reach + 1]
        top = int(around.argmax())
        if around[top] < LEAST / 2 or top in (0, len(around) - 1):
            break
        before, here, after = around[top - 1 : top + 2]
        lag = float(begin + top + 0.5 * (before - after) / min(before - 2 * here + after, -1e-12)) / multiple
        multiple *= 2
    return lag
