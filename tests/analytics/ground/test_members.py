"""Series side by side, asset by asset."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.ground.members import Members


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30), st.sets(st.integers(0, 4)))
@settings(deadline=None)
def test_the_series_of_some_assets_are_those_that_belong_to_them(rows: list[tuple[int, bool]], asked: set[int]) -> None:
    asset = np.array([owner for owner, _ in rows], np.int64)
    which = np.array([taken for _, taken in rows], np.bool_)
    assets = np.array(sorted(asked), np.int64)
    series, slot = Members.by_asset(asset, which, 5).of(assets)
    expected = [(owner, number) for owner in assets for number in range(len(rows)) if rows[number] == (owner, True)]
    assert list(zip(assets[slot].tolist(), series.tolist(), strict=True)) == expected
