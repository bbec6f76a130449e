"""Counter-based randomness: a number is a pure function of a key and a time slot; a world can be entered anywhere.

There is no generator to advance: the noise of one asset at one moment is the same whether the simulator has run for a
week or has just been restarted, and whatever other assets there are.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

_GOLDEN = np.array([0x9E3779B97F4A7C15], np.uint64)
_MIX1 = np.array([0xBF58476D1CE4E5B9], np.uint64)
_MIX2 = np.array([0x94D049BB133111EB], np.uint64)
_LANES = 4
_EVEN_LANES = np.uint64(0x0000FFFF0000FFFF)
_LOW_HALF = np.uint64(0xFFFFFFFF)
_LANE, _HALF = np.uint64(16), np.uint64(32)
_LANE_MEAN = _LANES * 65535 / 2
_LANE_STD = float(np.sqrt(_LANES * (65536**2 - 1) / 12))

BOUND = 2 * 3**0.5
"""No number of `normal` is further from 0 than this; `smooth` stays within its double square root."""


def keys(seed: int, names: Sequence[str], purpose: str) -> Keys:
    """One 64-bit key a name, (n,), for one purpose (a kind of noise or of choice) in one world."""
    digests = (hashlib.blake2b(f"{seed}|{name}|{purpose}".encode(), digest_size=8).digest() for name in names)
    return np.array([int.from_bytes(digest, "little") for digest in digests], np.uint64)


def bits(keys: Keys, slots: npt.NDArray[np.int64]) -> Keys:
    """64 random bits for each key and slot, which broadcast (SplitMix64; Steele, Lea and Flood, OOPSLA 2014)."""
    mixed = np.ascontiguousarray(keys + slots.astype(np.uint64) * _GOLDEN)
    # In place, because these arrays are the largest of a step: new ones would cost more than the arithmetic.
    mixed ^= mixed >> np.uint64(30)
    mixed *= _MIX1
    mixed ^= mixed >> np.uint64(27)
    mixed *= _MIX2
    mixed ^= mixed >> np.uint64(31)
    return mixed


def uniform(keys: Keys, slots: npt.NDArray[np.int64]) -> Array:
    """Numbers in [0, 1), independent between keys and slots."""
    return np.asarray((bits(keys, slots) >> np.uint64(11)) * 2.0**-53, np.float64)


def normal(keys: Keys, slots: npt.NDArray[np.int64]) -> Array:
    """Bell-shaped numbers of mean 0 and standard deviation 1, never beyond `BOUND`.

    The sum of four uniform ones (Irwin-Hall): exact in integers, so the same on every machine, and bounded, as a
    healthy sensor's noise is.
    """
    drawn = bits(keys, slots)
    # Lanes of 16 bits are added in pairs, each pair in 32 bits of the same word, and then the two sums.
    pairs = drawn & _EVEN_LANES
    drawn >>= _LANE
    drawn &= _EVEN_LANES
    pairs += drawn
    np.right_shift(pairs, _HALF, out=drawn)
    pairs += drawn
    pairs &= _LOW_HALF
    bell = pairs.astype(np.float64)
    bell -= _LANE_MEAN
    bell /= _LANE_STD
    return bell


def smooth(keys: Keys, t: Array, period_s: float) -> Array:
    """Continuous noise of standard deviation 1, (T, n), that forgets within about `period_s` seconds.

    Between two knots the weights are cosine and sine, which keeps the variance at 1 everywhere.
    """
    position = t / period_s
    knot = np.floor(position)
    angle = 0.5 * np.pi * (position - knot)[:, None]
    here, after = _at_knots(keys, knot.astype(np.int64))
    here *= np.cos(angle)
    after *= np.sin(angle)
    here += after
    return here


def _at_knots(keys: Keys, knots: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """`normal` at each knot and at the one after it; moments that lie close together share their knots."""
    first = int(knots.min())
    span = int(knots.max()) - first + 2
    if span > 2 * len(knots):
        return normal(keys, knots[:, None]), normal(keys, knots[:, None] + 1)
    drawn = normal(keys, np.arange(first, first + span)[:, None])
    place = knots - first
    return drawn[..., place, :], drawn[..., place + 1, :]


def spread(keys: Keys, fraction: float) -> Array:
    """A factor about 1 for each key, (n,): how one machine differs from the next of its kind."""
    return 1 + fraction * normal(keys, np.zeros(1, np.int64))
