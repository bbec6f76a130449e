"""Signals of the kinds that the layer must be right on, one row a minute."""

import numpy as np

from analytics.ground.columns import Floats, Ints
from contract.time import MINUTE


def walk(rows: int, seed: int = 1) -> Floats:
    return np.cumsum(np.random.default_rng(seed).normal(size=rows))


def seasonal(rows: int) -> Floats:
    noise = np.random.default_rng(2).normal(size=rows)
    return 50 + 20 * np.sin(2 * np.pi * np.arange(rows) / 1440) + noise


def steps(rows: int) -> Floats:
    """A level for each 200 rows, without noise."""
    return np.random.default_rng(3).integers(0, 9, rows // 200 + 1).repeat(200)[:rows].astype(float)


def spiky(rows: int) -> Floats:
    """Noise with rare spikes far outside."""
    random = np.random.default_rng(4)
    return random.normal(size=rows) + 50 * (random.random(rows) < 0.003)


def large(rows: int) -> Floats:
    """Small changes of a large number."""
    return 1e9 + 0.25 * walk(rows, 5)


def constant(rows: int) -> Floats:
    return np.full(rows, 1e6 + 0.1)


ALL = {"walk": walk, "seasonal": seasonal, "steps": steps, "spiky": spiky, "large": large, "constant": constant}


def minutes(rows: int) -> Ints:
    return np.arange(rows, dtype=np.int64) * MINUTE
