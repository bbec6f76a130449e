"""The duty that a short history has seen."""

import numpy as np

from analytics.layers.baseline.duty_range import DutyRange, novel, see

SLOT, ASSET = np.array([0]), np.array([0])


def test_a_duty_outside_what_was_seen_is_novel_and_one_never_seen_is_not() -> None:
    state = DutyRange.of(1)
    assert not novel(state, SLOT, ASSET, np.array([50.0]), np.array([1.0]))[0]
    for value in (10.0, 20.0):
        see(state, SLOT, ASSET, np.array([value]))
    found = [bool(novel(state, SLOT, ASSET, np.array([v]), np.array([1.0]))[0]) for v in (7.9, 8.1, 15.0, 21.9, 22.1)]
    assert found == [True, False, False, False, True]
