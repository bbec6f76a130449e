"""Peers against a slow obvious version."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.columns import Floats
from analytics.layers.ewma_charts.peers import MAX_EXPLAINED, MIN_PEERS, common, explained

Row = tuple[float, int]
ROWS = st.lists(st.tuples(st.floats(-10, 10) | st.just(float("nan")), st.integers(-1, 3)), min_size=1, max_size=60)


def slowly(rows: list[Row]) -> list[float]:
    found = []
    for value, group in rows:
        peers = [other for other, own in rows if own == group and np.isfinite(other)]
        has = group >= 0 and np.isfinite(value) and len(peers) >= MIN_PEERS
        found.append(float(np.median(peers)) if has else 0.0)
    return found


@given(ROWS)
def test_what_peers_have_in_common_is_the_median_of_the_group(rows: list[Row]) -> None:
    deviation, group = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    assert common(deviation, group) == pytest.approx(slowly(rows))


def left(deviation: Floats, most: float = MAX_EXPLAINED) -> Floats:
    """What one group's peers do not explain."""
    return deviation - explained(deviation, np.zeros(len(deviation), np.int64), np.full(len(deviation), most))


def test_what_all_do_together_is_nobodys_fault_and_what_one_does_alone_is_its_own() -> None:
    found = left(np.array([2.0, 2.1, 1.9, 2.0, 2.0, 9.0]))
    assert np.abs(found[:5]).max() < 0.2
    assert found[5] == pytest.approx(7.0)


def test_a_small_fleet_explains_nothing() -> None:
    assert left(np.full(MIN_PEERS - 1, 5.0)).tolist() == [5.0] * (MIN_PEERS - 1)


@pytest.mark.parametrize("most", [MAX_EXPLAINED, 30.0])
def test_what_befalls_the_whole_fleet_is_still_seen(most: float) -> None:
    assert left(np.full(20, 50.0), most) == pytest.approx(np.full(20, 50.0 - most))
