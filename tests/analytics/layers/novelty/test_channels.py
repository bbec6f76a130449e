"""The six channels of a signal."""

import numpy as np
import pytest

from analytics.layers.novelty.channels import Channels, channels
from tests.analytics.layers.novelty import signals, slow

ONE = np.zeros(1, np.int64)


@pytest.mark.parametrize("name", signals.ALL)
def test_they_agree_with_sums_that_are_taken_anew_for_each_row(name: str) -> None:
    value, time = signals.ALL[name](1500), signals.minutes(1500)
    row, found = channels(Channels.of(1), ONE.repeat(1500), value, time)
    assert row.tolist() == list(range(1500))
    np.testing.assert_allclose(found, slow.channels(value, time), rtol=1e-9, atol=1e-9 * np.ptp(value) + 1e-12)


def test_a_large_constant_is_zero_in_every_channel_without_a_rounding_error() -> None:
    _, found = channels(Channels.of(1), ONE.repeat(500), signals.constant(500), signals.minutes(500))
    assert not found[:5].any()
    assert np.ptp(found[5, 64:]) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e200])
def test_what_is_no_measurement_is_skipped_and_leaves_no_trace(bad: float) -> None:
    value, time = signals.walk(300), signals.minutes(300)
    _, clean = channels(Channels.of(1), ONE.repeat(300), value, time)
    row, found = channels(
        Channels.of(1), ONE.repeat(302), np.insert(value, [0, 200], bad), np.insert(time, [0, 200], time[0])
    )
    good = row >= 0
    assert np.flatnonzero(~good).tolist() == [0, 201]
    np.testing.assert_array_equal(found[:, good], clean)


def test_times_that_stand_still_or_run_backward_do_no_harm() -> None:
    time = np.random.default_rng(0).permutation(signals.minutes(2000)) // 7 - 10**15
    _, found = channels(Channels.of(1), ONE.repeat(2000), signals.walk(2000), time)
    assert np.isfinite(found[:, 64:]).all()
