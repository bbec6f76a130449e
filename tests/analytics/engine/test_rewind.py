"""Nothing that was seen lies in the future after the clock was set back."""

import numpy as np

from contract.time import SECOND
from tests.analytics.feeds import START, every_sample, samples, seconds


def test_every_moment_that_was_seen_is_past_and_what_was_planned_stays() -> None:
    pipeline = every_sample()
    pipeline.feed(samples("PUMP-001", "machine", seconds(900, 7200), {"vibration_mm_s": np.full(900, 5.5)}))
    state, now = pipeline.state, START + 60 * SECOND
    state.assets.out_until[:] = START + 10_000 * SECOND
    state.rewind(now)
    arrays, _ = state.dump()
    late = {name for name, values in arrays.items() if values.dtype == np.int64 and (values > now).any()}
    assert late == {"assets.out_until"}
    assert state.rollups.minute.start.tolist() == [-1]
    assert state.alarms.level.tolist() == [3]


def test_an_episode_that_was_raised_in_the_future_ends_after_it() -> None:
    pipeline = every_sample()
    raised = pipeline.feed(samples("PUMP-001", "machine", seconds(90, 7200), {"vibration_mm_s": np.full(90, 5.5)}))
    pipeline.state.rewind(START)
    well = pipeline.feed(samples("PUMP-001", "machine", seconds(900, 1), {"vibration_mm_s": np.full(900, 1.5)}))
    again = pipeline.feed(samples("PUMP-001", "machine", seconds(900, 7300), {"vibration_mm_s": np.full(900, 1.5)}))
    (first,), ended = raised.events, [*well.events, *again.events]
    assert [event.fields["state"] for event in ended] == ["cleared"]
    assert ended[0].time > first.time
    assert ended[0].tags == first.tags
