"""Novelty as a whole: from samples to alerts."""

import numpy as np
import pytest

from analytics.ground.columns import Floats, Ints
from analytics.ground.fleet import Fleet
from analytics.layers.novelty import CHANNELS, Novel, Novelty, look
from analytics.layers.novelty.channels import PROFILE, VALUE
from analytics.layers.novelty.memory import RENEWAL
from analytics.layers.novelty.tail import FLOOR, FLOOR_ABSOLUTE
from contract.time import MINUTE
from tests.analytics.layers.novelty import signals, slow


def stream(value: Floats, time_ns: Ints | None = None) -> Novel:
    """A signal from its first row on."""
    rows = len(value)
    return look(Novelty.of(1), np.zeros(rows, np.int64), value, signals.minutes(rows) if time_ns is None else time_ns)


def exact(value: Floats) -> Floats:
    """The surprise of each row by the slow version of all steps."""
    channels = slow.channels(value, signals.minutes(len(value)))
    found = [slow.distances(channel, RENEWAL) for channel in channels]
    found[PROFILE][1][:] = found[VALUE][1]
    each = [slow.surprises(*found[n], FLOOR[n], FLOOR_ABSOLUTE[n]) for n in range(len(CHANNELS))]
    total: Floats = np.sum(each, axis=0)
    return total


@pytest.mark.parametrize("name", ["steps", "constant"])
def test_it_agrees_with_the_slow_version_where_values_lie_on_a_few_levels(name: str) -> None:
    value = signals.ALL[name](2000)
    found = stream(value)
    wrong = np.abs(found.surprise - exact(value)) > 0.1 * exact(value) + 1
    # What differs is a distance of less than a bin, which is 0 in the layer.
    assert wrong.mean() < 0.02


@pytest.mark.parametrize("name", ["walk", "seasonal", "spiky", "large"])
def test_it_is_surprised_at_the_rows_that_surprise_the_slow_version(name: str) -> None:
    value = signals.ALL[name](2500)
    found, right = stream(value).surprise, exact(value)
    both = np.corrcoef(np.log1p(found), np.log1p(right))[0, 1]
    assert both > 0.8
    assert found[np.argmax(right)] > 0.5 * right.max()


def test_a_constant_signal_never_alerts_and_its_first_change_has_a_finite_score() -> None:
    value = signals.constant(3000)
    value[2999] += 1e-3
    found = stream(value)
    assert not found.alert[:2999].any()
    assert found.alert[2999]
    assert np.isfinite(found.score).all()


def test_a_spike_outside_everything_seen_alerts_at_once() -> None:
    value = signals.seasonal(4000)
    value[3500] += 60
    found = stream(value)
    assert found.alert[3500]
    assert found.surprise[3500] == found.surprise[1000:].max()
    assert np.argmax(found.channel[:, 3500]) == CHANNELS.index("value")


def test_samples_that_are_missing_are_never_alerts_and_change_nothing_else() -> None:
    value, time = signals.spiky(1000), signals.minutes(1000)
    gaps = np.array([0, 10, 500, 500, 999])
    found = stream(np.insert(value, gaps, np.nan), np.insert(time, gaps, 0))
    there = np.isfinite(np.insert(value, gaps, np.nan))
    clean = stream(value)
    assert not found.alert[~there].any()
    np.testing.assert_array_equal(found.score[there], clean.score)
    np.testing.assert_array_equal(found.alert[there], clean.alert)


def test_times_in_disorder_do_not_stop_it() -> None:
    found = stream(signals.walk(1000), np.random.default_rng(0).permutation(signals.minutes(1000)))
    assert np.isfinite(found.score).all()


def test_a_larger_spike_always_has_a_higher_score() -> None:
    scores = []
    for size in (1e2, 1e3, 1e6, 1e12):
        value = signals.walk(2000)
        value[1500] += size
        scores.append(stream(value).score[1500])
    assert (np.diff(scores) > 1).all()


def test_many_series_at_once_are_scored_as_each_alone() -> None:
    values = np.array([make(600) for make in signals.ALL.values()])
    state, at = Novelty.of(len(values)), np.arange(len(values))
    rounds = [look(state, at, values[:, row], np.full(len(values), row * MINUTE)) for row in range(600)]
    for number, value in enumerate(values):
        np.testing.assert_array_equal([found.score[number] for found in rounds], stream(value).score)


def test_state_that_was_packed_and_grown_goes_on_where_it_was() -> None:
    value, time, at = signals.spiky(1200), signals.minutes(1200), np.zeros(1200, np.int64)
    first = Novelty.of(1)
    look(first, at[:700], value[:700], time[:700])
    again = Novelty.unpack(first.pack())
    fleet = Fleet()
    for name in ("vibration_mm_s", "flow_m3h", "power_kw"):
        fleet.series(fleet.asset("PUMP-001", "machine", "north"), name)
    again.fit(fleet)
    assert {values.shape[-1] for values in again.pack().values()} == {3}
    np.testing.assert_array_equal(look(again, at[700:], value[700:], time[700:]).score, stream(value).score[700:])


def test_a_packed_state_with_a_part_missing_is_refused() -> None:
    arrays = Novelty.of(2).pack()
    del arrays["memory.bits"]
    with pytest.raises(ValueError, match=r"Memory\.bits"):
        Novelty.unpack(arrays)


def test_its_state_is_at_most_three_and_a_half_kilobytes_a_series() -> None:
    assert sum(value.nbytes for value in Novelty.of(100).pack().values()) <= 100 * 3500
