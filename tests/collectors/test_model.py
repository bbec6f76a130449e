"""First-order relaxation is exact, whatever the step and however many machines there are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.model import Slow, relax


@settings(deadline=None, max_examples=40)
@given(tau=st.floats(0.5, 1e5), length=st.floats(0.1, 1e4), parts=st.integers(1, 50))
def test_a_step_cut_into_parts_ends_where_the_whole_step_ends(tau: float, length: float, parts: int) -> None:
    start = np.array([20.0])
    whole = relax(start, np.full((1, 1), 90.0), tau, np.array([length]))[-1]
    cut = relax(start, np.full((parts, 1), 90.0), tau, np.full(parts, length / parts))[-1]
    assert np.allclose(whole, cut, rtol=0, atol=1e-9)
    assert np.allclose(whole, 90 - 70 * np.exp(-length / tau), rtol=0, atol=1e-9)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**31), machines=st.integers(1, 20))
def test_many_machines_relax_as_each_does_alone(seed: int, machines: int) -> None:
    draw = np.random.default_rng(seed)
    start, target = draw.normal(size=machines), draw.normal(size=(30, machines))
    tau, dt = draw.uniform(1, 100, (30, machines)), draw.uniform(0.1, 60, 30)
    together = relax(start, target, tau, dt)
    for n in range(machines):
        assert np.array_equal(
            together[:, n : n + 1], relax(start[n : n + 1], target[:, n : n + 1], tau[:, n : n + 1], dt)
        )


def test_a_slow_state_goes_on_where_it_was_left() -> None:
    slow, whole = Slow(), Slow()
    target, dt = np.linspace(0, 50, 40)[:, None], np.full(40, 3.0)
    in_parts = [slow.follow("oil", target[part], 60.0, dt[part]) for part in (slice(0, 7), slice(7, 40))]
    assert np.array_equal(np.concatenate(in_parts), whole.follow("oil", target, 60.0, dt))
