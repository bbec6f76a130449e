"""Machines of one's own in the bench: what is written of them."""

import numpy as np
import pytest

from bench.own import AT_ONCE, _batches, _moments
from contract.time import DAY, HOUR, MINUTE, SECOND

STOP = 20_000 * DAY


@pytest.mark.parametrize(("hours", "window_s"), [(48, 270), (336, 540)])
def test_history_has_a_value_a_window_of_learning_and_then_one_a_minute(hours: int, window_s: int) -> None:
    times = list(_moments(STOP, hours))
    steps = {*np.diff([time for time in times if time < STOP - 2 * HOUR]).tolist()}
    assert (times[0], steps) == (STOP - hours * HOUR, {window_s * SECOND})
    assert times[-120:] == list(range(STOP - 2 * HOUR, STOP, MINUTE))


def test_history_of_less_than_two_hours_comes_by_the_minute() -> None:
    assert list(_moments(STOP, 0.5)) == list(range(STOP - 30 * MINUTE, STOP, MINUTE))


def test_every_machine_sends_each_signal_within_its_minute() -> None:
    parts = list(_batches(np.ones((AT_ONCE, 2)), STOP))
    lines = [line for part in parts for line in part]
    assert len({line.split(" ")[0] for line in lines}) == len(lines) == 2 * AT_ONCE
    assert max(map(len, parts)) <= AT_ONCE + 1
    assert lines[-1] == f"opc,tag=M{AT_ONCE - 1}.S1 value=1.0000 {STOP + (AT_ONCE - 1) % 60 * SECOND}"
