"""States are arrays that grow, and come back from arrays as they were."""

import numpy as np
import pytest

from analytics.layers.baseline.robust import Rolling
from analytics.verdict.alarm import Alarms


def test_growing_keeps_what_is_there_and_fills_the_rest() -> None:
    state = Alarms.of(2)
    state.level[:] = (1, 2)
    state.over[1, 0] = 7
    state.grow(4)
    assert state.level.tolist() == [1, 2, 0, 0]
    assert state.over[:, 0].tolist() == [0, 7, 0]
    assert len(state) == 4


def test_growing_to_less_changes_nothing() -> None:
    state = Rolling.of(3)
    state.grow(1)
    assert len(state) == 3


def test_what_is_packed_can_be_unpacked() -> None:
    state = Rolling.of(3)
    state.location[:] = (1.5, np.nan, -2)
    again = Rolling.unpack(state.pack())
    assert np.array_equal(again.location, state.location, equal_nan=True)
    assert again.location is not state.location


@pytest.mark.parametrize("change", [{"scale": None}, {"scale": np.zeros(3, np.float32)}, {"scale": np.zeros((2, 3))}])
def test_a_column_that_is_missing_or_misshapen_is_refused_by_name(change: dict[str, object]) -> None:
    arrays = {**Rolling.of(3).pack(), **change}
    with pytest.raises(ValueError, match=r"Rolling\.scale"):
        Rolling.unpack({name: value for name, value in arrays.items() if value is not None})  # type: ignore[misc]
