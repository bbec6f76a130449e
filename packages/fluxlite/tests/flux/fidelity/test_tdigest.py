"""The quantiles of t-digests against the obvious way, one centroid after the other with libm's functions."""

import math

import numpy as np
import pytest

from fluxlite.flux.fidelity import tdigest

_SIZES = (0, 5, 1300, 8001, 8002, 20_000)


def _merged(centroids: list[tuple[float, float]], compression: float) -> list[tuple[float, float]]:
    """Centroids (mean, weight), a new one begun whenever the scale function's limit is passed."""

    def limit() -> float:
        place = compression * (math.asin(2 * below / total - 1) + math.pi / 2) / math.pi
        angle = min(place + 1.0, compression) * math.pi / compression - math.pi / 2
        return total * ((math.sin(angle) + 1) / 2)

    total, below, allowed = sum(weight for _, weight in centroids), 0.0, -1.0
    merged: list[tuple[float, float]] = []
    for mean, weight in centroids:
        if below + weight > allowed or not merged:
            allowed = limit()
            merged.append((mean, weight))
        else:
            old, before = merged[-1]
            merged[-1] = old + weight * (mean - old) / (before + weight), before + weight
        below += weight
    return merged


def _plain(values: list[float], q: float, compression: float) -> float:
    """A quantile read off between the middles of the centroids."""
    digest: list[tuple[float, float]] = []
    for start in range(0, len(values), 8001):
        added = [(value, 1.0) for value in values[start : start + 8001]]
        digest = _merged(sorted(added + digest, key=lambda centroid: centroid[0]), compression)
    ends = np.cumsum([weight for _, weight in digest])
    middles = ends - np.array([weight for _, weight in digest]) / 2
    return float(np.interp(q * len(values), middles, [mean for mean, _ in digest]))


@pytest.mark.parametrize("q", [0.01, 0.5, 0.9])
def test_the_tables_of_a_stream_give_what_each_gives_by_itself(q: float) -> None:
    random = np.random.default_rng(7)
    tables = [random.normal(size=size).round(2) for size in _SIZES]
    offsets = np.cumsum([0, *_SIZES])
    found = tdigest.quantiles(np.concatenate(tables), offsets, q, tdigest.COMPRESSION)
    wanted = [_plain(table.tolist(), q, tdigest.COMPRESSION) for table in tables[1:]]
    assert np.isnan(found[0])
    assert found[1:] == pytest.approx(wanted, rel=1e-12)


def test_limits_that_are_whole_numbers_are_those_of_libm() -> None:
    below = np.arange(8001.0)
    found = tdigest._limits(below, 8001.0, 1000.0)
    places = [1000.0 * (math.asin(2 * (low / 8001.0) - 1) + math.pi / 2) / math.pi for low in below.tolist()]
    angles = [min(place + 1.0, 1000.0) * math.pi / 1000.0 - math.pi / 2 for place in places]
    wanted = [8001.0 * ((math.sin(angle) + 1) / 2) for angle in angles]
    assert np.array_equal(np.floor(found), np.floor(wanted))
