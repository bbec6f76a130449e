"""A recording in memory is learned from as the same recording in a store is."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.engine.state import State
from analytics.ground.course import Course
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.learning.learn import RECENT_S, learn
from analytics.learning.recorded import RecordedPast
from analytics.learning.stored import StoredPast
from contract.measurements import Value
from contract.time import DAY, HOUR, MINUTE, SECOND
from store.gateway import Gateway
from store.points import Point, encode
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

NOW = time.time_ns() // DAY * DAY - 11 * HOUR + 7 * SECOND
TAGS = ("PUMP-1", "machine", "north")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunningStore]:
    """A store with our buckets, for one test."""
    with provisioned(tmp_path) as running:
        yield running


def course(days: float, *, step: int = 2 * MINUTE, name: str = "PUMP-1", seed: int = 1) -> Course:
    """A pump that rests for an hour a day, with a duty signal, a symptom that follows it, and holes in both."""
    moments = NOW - RECENT_S * SECOND - int(days * DAY) + step * np.arange(int(days * DAY) // step)
    random = np.random.default_rng(seed)
    speed = 1400 + 50 * np.sin(2 * np.pi * (moments % DAY) / DAY) + random.normal(size=len(moments))
    vibration = 1 + (speed - 1400) / 200 + 0.05 * random.normal(size=len(moments))
    values = np.stack((speed, vibration))
    values[random.random(values.shape) < 0.05] = np.nan
    said = np.where(random.random(len(moments)) < 0.7, (moments % DAY < HOUR).astype(np.int64), -1)
    return Course((name, *TAGS[1:]), moments, ("speed_rpm", "vibration_mm_s"), values, ("running", "off"), said)


def points(of: Course) -> list[str]:
    """A course as it is written to a store."""
    tags = dict(zip(("asset", "asset_class", "site"), of.tags, strict=True))
    rows = []
    for place, moment in enumerate(of.time.tolist()):
        values = of.values[:, place]
        fields: dict[str, Value] = {n: float(v) for n, v in zip(of.signals, values, strict=True) if np.isfinite(v)}
        if of.said[place] >= 0:
            fields["run_state"] = of.states[of.said[place]]
        rows += [Point("telemetry", tags, fields, moment)] if fields else []
    return encode(rows)


def learned(past: RecordedPast | StoredPast) -> State:
    """What is learned of a past."""
    state = State()
    learn(past, state, NOW, lambda _what, _part: None)
    return state


@pytest.mark.parametrize("days", [1.5, 8.0])
@pytest.mark.parametrize("alarmed", [False, True])
def test_from_memory_the_same_is_learned_as_from_the_store(gateway: Gateway, days: float, *, alarmed: bool) -> None:
    courses = [course(days), course(days, name="PUMP-2", seed=2, step=7 * MINUTE)]
    past = RecordedPast(courses)
    for of in courses:
        gateway.write("telemetry", points(of))
    if alarmed:
        times = NOW - np.array([30, 25, 7, 1]) * HOUR
        past.warn("PUMP-1", times)
        tags = dict(zip(("asset", "asset_class", "site"), TAGS, strict=True))
        gateway.write("health", encode(Point("risk", tags, {"level": 2, "risk": 60.0}, t) for t in times.tolist()))
    (memory, plain), (store, same) = learned(past).dump(), learned(StoredPast(gateway)).dump()
    assert plain["fleet"]["assets"] == same["fleet"]["assets"]
    assert sorted(plain["fleet"]["series"]) == sorted(same["fleet"]["series"])
    state = learned(past)
    assert (state.of(Baseline).normal.kind == SEASONAL).any()
    order = [plain["fleet"]["series"].index(entry) for entry in same["fleet"]["series"]]
    for name in ("level", "scale", "beta", "profile", "above", "below"):
        ours, theirs = memory[f"baseline.normal.{name}"][..., order], store[f"baseline.normal.{name}"]
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9, err_msg=name)
    assert memory["assets.alarmed"].tolist() == store["assets.alarmed"].tolist()
    assert memory["assets.learned"].tolist() == store["assets.learned"].tolist()


def test_what_is_not_asked_for_is_not_learned() -> None:
    past = RecordedPast([course(4.0), course(4.0, name="PUMP-2")])
    past.only = {"PUMP-2"}
    assert [asset.name for asset in learned(past).fleet.assets] == ["PUMP-2"]


def test_nothing_is_learned_from_what_lies_ahead() -> None:
    whole = course(8.0)
    known = learned(RecordedPast([whole.between(0, NOW - 4 * DAY)])).dump()[0]
    state = State()
    learn(RecordedPast([whole]), state, NOW - 4 * DAY + RECENT_S * SECOND, lambda _what, _part: None)
    found = state.dump()[0]
    np.testing.assert_allclose(found["baseline.normal.level"], known["baseline.normal.level"], rtol=0.2)
    spoilt = whole.values.copy()
    spoilt[:, whole.time >= NOW - 4 * DAY] = 1e3
    other = State()
    ahead = Course(whole.tags, whole.time, whole.signals, spoilt, whole.states, whole.said)
    learn(RecordedPast([ahead]), other, NOW - 4 * DAY + RECENT_S * SECOND, lambda _what, _part: None)
    for name, values in other.dump()[0].items():
        assert np.array_equal(values, found[name], equal_nan=values.dtype.kind == "f"), name


@given(windows=st.lists(st.integers(0, 40), max_size=5), start=st.integers(0, 40), length=st.integers(0, 40))
def test_an_alarm_is_known_by_the_window_that_it_lies_in(windows: list[int], start: int, length: int) -> None:
    past = RecordedPast([])
    past.warn("P", np.array(windows, np.int64) * 270 * SECOND + 1)
    begin, end = start * 270 * SECOND, (start + length) * 270 * SECOND
    known = {window for window in windows if start <= window < start + length}
    assert past.alarms("P", begin, end) == known
    past.unwarn("P", begin, end)
    assert past.alarms("P", 0, 100 * 270 * SECOND) == set(windows) - known
