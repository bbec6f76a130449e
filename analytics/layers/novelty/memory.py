"""Memory: which values a channel has taken, as a grid of bins, and how far a new one is from the nearest of them.

A grid is a bitmap of 1,024 bins. It starts with the first two values that differ; when a value falls outside, pairs of
bins are merged until it fits, so that a bin is always between a 1,024th and a 256th of the range. Two grids are
filled in turn, each for `RENEWAL` rows, and both are asked: together they hold the last one to two times as many.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.ground.columns import Floats, Ints, column
from analytics.ground.kept import PerSeries
from analytics.ground.kernel import kernel
from analytics.layers.novelty.channels import CHANNELS

BINS = 1024
WORDS = BINS // 64
RENEWAL = 6000
"""Rows after which the older of the two grids is emptied, and filled anew."""
Words = npt.NDArray[np.uint64]
_N = len(CHANNELS)
_ONE, _SPREAD = np.uint64(1), np.uint64(0x5555555555555555)
_SHIFTS = np.array([1, 2, 4, 8, 16], np.uint64)
_MASKS = np.array(
    [0x3333333333333333, 0x0F0F0F0F0F0F0F0F, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0xFFFFFFFF], np.uint64
)


@dataclass(slots=True)
class Memory(PerSeries):
    """Of two grids for each channel: the lower edge and width of the bins, the extremes seen, the bins occupied."""

    low: Floats = column(0.0, lead=2 * _N, order="F")
    width: Floats = column(0.0, lead=2 * _N, order="F")
    lowest: Floats = column(np.inf, lead=2 * _N, order="F")
    highest: Floats = column(-np.inf, lead=2 * _N, order="F")
    bits: Words = column(0, np.uint64, lead=2 * _N * WORDS, order="F")


def recall(state: Memory, at: Ints, row: Ints, value: Floats) -> tuple[Floats, Floats]:
    """Distance of each channel [channel, sample] to the nearest value remembered, and the range remembered, both in
    the channel's unit and before this row; then the row is remembered."""
    distance, span = np.zeros_like(value), np.zeros_like(value)
    _recall(state.low, state.width, state.lowest, state.highest, state.bits, at, row, value, distance, span)
    return distance, span


@kernel
def _recall(
    low: Floats, width: Floats, lowest: Floats, highest: Floats, bits: Words,
    at: Ints, row: Ints, value: Floats, distance: Floats, span: Floats,
) -> None:  # fmt: skip
    for k in range(len(at)):
        i, t = at[k], row[k]
        if t < 0:
            continue
        young = (t // RENEWAL) % 2
        if t % RENEWAL == 0:
            _renew(width, lowest, highest, bits, young, i)
        for c in range(_N):
            x, new, old = value[c, k], young * _N + c, (1 - young) * _N + c
            if x != x:
                continue
            span[c, k] = max(max(highest[new, i], highest[old, i]) - min(lowest[new, i], lowest[old, i]), 0.0)
            # What happens often is written out here, as calls with arrays are what a kernel spends its time on.
            if lowest[new, i] <= x <= highest[new, i]:
                if width[new, i] == 0.0:
                    continue
                place = min(int((x - low[new, i]) / width[new, i]), BINS - 1)
                if bits[new * WORDS + (place >> 6), i] & (_ONE << np.uint64(place & 63)):
                    continue
            near = np.inf
            for g in (old, new):
                beyond = max(x - highest[g, i], lowest[g, i] - x)
                if beyond <= 0.0 < width[g, i]:
                    place = min(int((x - low[g, i]) / width[g, i]), BINS - 1)
                    beyond = _bins(bits, g * WORDS, i, place) * width[g, i]
                near = min(near, max(beyond, 0.0))
            distance[c, k] = near if near < np.inf else 0.0
            if low[new, i] <= x < low[new, i] + BINS * width[new, i]:
                place = min(int((x - low[new, i]) / width[new, i]), BINS - 1)
                bits[new * WORDS + (place >> 6), i] |= _ONE << np.uint64(place & 63)
                lowest[new, i], highest[new, i] = min(lowest[new, i], x), max(highest[new, i], x)
            else:
                _stretch(low, width, lowest, highest, bits, new, i, x)


@kernel
def _renew(width: Floats, lowest: Floats, highest: Floats, bits: Words, generation: int, i: int) -> None:
    """Forget what one generation of grids holds."""
    for g in range(generation * _N, (generation + 1) * _N):
        width[g, i], lowest[g, i], highest[g, i] = 0.0, np.inf, -np.inf
    for w in range(generation * _N * WORDS, (generation + 1) * _N * WORDS):
        bits[w, i] = 0


@kernel
def _bins(bits: Words, first: int, i: int, place: int) -> int:
    """Bins to the nearest occupied one, 0 where this one is."""
    word, bit = place >> 6, np.uint64(place & 63)
    here = bits[first + word, i]
    if (here >> bit) & _ONE:
        return 0
    best = BINS
    below, w = here & ((_ONE << bit) - _ONE), word
    while below == 0 and w > 0:
        w -= 1
        below = bits[first + w, i]
    if below != 0:
        best = place - (64 * w + _highest(below))
    above, w = (here >> bit) << bit, word
    while above == 0 and w < WORDS - 1 and 64 * (w + 1) - place < best:
        w += 1
        above = bits[first + w, i]
    if above != 0:
        best = min(best, 64 * w + _highest(above & (~above + _ONE)) - place)
    return best


@kernel
def _highest(word: np.uint64) -> int:
    """The number of the highest bit set."""
    number, half = 0, 32
    while half > 0:
        if word >> np.uint64(half):
            word >>= np.uint64(half)
            number += half
        half //= 2
    return number


@kernel
def _stretch(
    low: Floats, width: Floats, lowest: Floats, highest: Floats, bits: Words, g: int, i: int, x: float
) -> None:
    """Take a value that does not fit into a grid, which grows until it does."""
    if highest[g, i] < lowest[g, i]:
        low[g, i], width[g, i], lowest[g, i], highest[g, i] = x, 0.0, x, x
        return
    if width[g, i] == 0.0:
        _start(low, width, bits, g, i, lowest[g, i], x)
    lowest[g, i], highest[g, i] = min(lowest[g, i], x), max(highest[g, i], x)
    if width[g, i] == 0.0:
        return
    while x < low[g, i]:
        low[g, i] -= BINS * width[g, i]
        _merge(bits, g * WORDS, i, WORDS // 2)
        width[g, i] *= 2.0
    while x >= low[g, i] + BINS * width[g, i]:
        _merge(bits, g * WORDS, i, 0)
        width[g, i] *= 2.0
    place = min(int((x - low[g, i]) / width[g, i]), BINS - 1)
    bits[g * WORDS + (place >> 6), i] |= _ONE << np.uint64(place & 63)


@kernel
def _start(low: Floats, width: Floats, bits: Words, g: int, i: int, first: float, x: float) -> None:
    """The first value that differs spans the grid; less than a rounding error does not."""
    span = abs(x - first) / (BINS - 0.5)
    if span < 1e-200:
        return
    low[g, i], width[g, i] = min(x, first), span
    bits[g * WORDS + (0 if first < x else WORDS - 1), i] |= _ONE << np.uint64(0 if first < x else 63)


@kernel
def _merge(bits: Words, first: int, i: int, target: int) -> None:
    """Merge pairs of bins; they then fill half of the grid from word `target` on, and the other half is empty."""
    half = np.zeros(WORDS // 2, np.uint64)
    for w in range(WORDS // 2):
        half[w] = _pairs(bits[first + 2 * w, i]) | (_pairs(bits[first + 2 * w + 1, i]) << np.uint64(32))
    for w in range(WORDS):
        bits[first + w, i] = 0
    for w in range(WORDS // 2):
        bits[first + target + w, i] = half[w]


@kernel
def _pairs(word: np.uint64) -> np.uint64:
    """32 bits, each whether one of a pair was set (H. S. Warren, "Hacker's Delight", 7-4: compress)."""
    word = (word | (word >> _ONE)) & _SPREAD
    for k in range(len(_SHIFTS)):
        word = (word | (word >> _SHIFTS[k])) & _MASKS[k]
    return word
