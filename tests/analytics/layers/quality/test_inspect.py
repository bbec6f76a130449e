"""Laws of inspection as a whole."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.layers.quality.state import IMPOSSIBLE, Memory, Quality, memory
from tests.analytics.layers.quality.series import Signals

WRONG = st.sampled_from([float("nan"), float("inf"), -float("inf"), -500.0, 1e9])


def good(values: list[float], inserted: dict[int, float]) -> list[bool]:
    """Whether each value is good; wrong ones come in between, half way to the next sample."""
    series, found = Signals("bearing_temp_c", asset_class="machine"), []
    for place, value in enumerate(values):
        if place in inserted:
            assert series.see(inserted[place], dt=30.0).shows(IMPOSSIBLE)[0]
        found.append(bool(series.see(value, dt=30.0 if place in inserted else 60.0).good[0]))
    return found


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.floats(20, 60), min_size=5, max_size=60),
    st.dictionaries(st.integers(0, 59), WRONG, max_size=10),
)
def test_what_cannot_be_never_changes_the_verdict_on_other_samples(
    values: list[float], inserted: dict[int, float]
) -> None:
    assert good(values, inserted) == good(values, {})


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-100, 400), min_size=1, max_size=80), st.lists(st.booleans(), min_size=80, max_size=80))
def test_series_inspected_together_are_judged_as_each_alone(values: list[float], working: list[bool]) -> None:
    together, alone = (
        Signals("bearing_temp_c", "fluid_temp_c", asset_class="machine"),
        Signals("bearing_temp_c", asset_class="machine"),
    )
    for value, works in zip(values, working, strict=False):
        both, one = together.see(value, 20.0, working=works), alone.see(value, working=works)
        assert (both.good[0], both.found[0]) == (one.good[0], one.found[0])


def test_kernels_see_the_columns_of_the_state_in_their_order() -> None:
    state = Quality.of(2)
    assert Memory._fields == tuple(state.pack())
    assert all(np.shares_memory(seen, state.pack()[name]) for name, seen in memory(state)._asdict().items())
