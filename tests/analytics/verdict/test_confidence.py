"""Confidence out of shares of belief."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.verdict.confidence import SLOPE, confidence

SHARES = st.lists(st.floats(0, 1), min_size=2, max_size=40).filter(lambda parts: sum(parts) > 0)


@given(SHARES)
def test_confidence_is_0_to_1_in_the_order_of_belief_and_at_most_1_together(parts: list[float]) -> None:
    belief = np.array(parts) / sum(parts)
    found = confidence(belief)
    assert ((found >= 0) & (found <= 1)).all()
    assert found.sum() <= 1 + 1e-9
    order = np.argsort(belief)
    assert (np.diff(found[order]) >= -1e-12).all()


def test_the_curve_rises_and_what_is_the_only_candidate_is_sure() -> None:
    assert SLOPE > 0
    assert confidence(np.ones(1)).tolist() == [1.0]
    assert confidence(np.array([0.5, 0.5]))[0] < confidence(np.array([0.9, 0.1]))[0] < 1
