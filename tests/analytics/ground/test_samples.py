"""Rounds: each holds one moment of each asset, in order."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ground.samples import Rows, rounds

row = st.tuples(st.integers(1, 6), st.integers(0, 2), st.integers(-1, 3))


def make(found: list[tuple[int, int, int]]) -> Rows:
    """Rows of (time, asset, signal); signal -1 only carries a state."""
    time, asset, signal = (np.array(part, np.int64) for part in zip(*found, strict=True))
    series = np.where(signal < 0, -1, asset * 10 + signal)
    return Rows(time, asset, series, np.arange(len(time), dtype=float), np.where(signal < 0, 5, -1))


@given(st.lists(row, min_size=1, max_size=30))
@settings(deadline=None, max_examples=60)
def test_every_asset_passes_through_its_moments_in_order_and_once(found: list[tuple[int, int, int]]) -> None:
    seen: dict[int, list[int]] = {}
    for part in rounds(make(found)):
        assert len(set(part.asset.tolist())) == len(part.asset)
        assert len(set(part.series.tolist())) == len(part.series)
        assert (part.asset[part.slot] == part.series // 10).all()
        for asset, time in zip(part.asset.tolist(), part.time.tolist(), strict=True):
            seen.setdefault(asset, []).append(time)
    expected = {asset: sorted({t for t, a, _ in found if a == asset}) for _, asset, _ in found}
    assert seen == expected


@given(st.lists(row, min_size=1, max_size=30))
@settings(deadline=None, max_examples=60)
def test_every_series_keeps_the_later_of_two_values_for_one_moment(found: list[tuple[int, int, int]]) -> None:
    last = {(t, a * 10 + s): float(n) for n, (t, a, s) in enumerate(found) if s >= 0}
    given_out = {}
    for part in rounds(make(found)):
        times = part.time[part.slot]
        given_out.update(
            {(t, s): v for t, s, v in zip(times.tolist(), part.series.tolist(), part.value.tolist(), strict=True)}
        )
    assert given_out == last


def test_a_state_belongs_to_its_moment_and_not_to_its_neighbours() -> None:
    parts = list(rounds(make([(1, 0, 0), (1, 0, -1), (2, 0, 0), (1, 1, 1)])))
    assert [part.state.tolist() for part in parts] == [[5, -1], [-1]]


def test_nothing_gives_no_round() -> None:
    none = np.zeros(0, np.int64)
    assert list(rounds(Rows(none, none, none, np.zeros(0), none))) == []
