"""Learning from a store: in parts, and without what was in alarm."""

import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.ground.fleet import Fleet
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.courses import Courses, days_until
from analytics.learning.history import FINE_S
from analytics.learning.learn import RECENT_S, learn, split
from analytics.learning.stored import StoredPast
from contract.measurements import Value
from contract.time import SECOND
from store.gateway import Gateway
from store.points import Point, encode
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

DAYS = 4
ROWS = DAYS * 86_400 // FINE_S
NOW = time.time_ns() // (86_400 * SECOND) * 86_400 * SECOND
START = NOW - (DAYS * 86_400 + RECENT_S) * SECOND
LEVELS = {
    "PUMP-1": 1.0,
    "PUMP-11": 2.0,
    'an "8" \\ pump': 3.0,
    "a.b": 4.0,
    "a_b": 5.0,
    "north/(1)|$asset_class ${x}, °C": 6.0,
    "broke yesterday": 1.0,
    "always broken": 1.0,
}
"""Pumps, and the vibration that is normal for them: where names were mixed up, levels would be."""
BROKEN = 20.0


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with some days of pumps, two of which break."""
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        with Gateway(running.url, running.token, running.org) as gateway:
            for number, (asset, level) in enumerate(LEVELS.items()):
                write(gateway, asset, level + 0.05 * np.random.default_rng(number).normal(size=ROWS), ROWS)
            write(gateway, "broke yesterday", np.full(ROWS, BROKEN), ROWS // DAYS // 2)
            write(gateway, "always broken", np.full(ROWS, BROKEN), ROWS // 2)
        yield running


def write(gateway: Gateway, asset: str, values: Floats, last: int) -> None:
    """The last rows of a pump's vibration, and an alarm for each that is broken."""
    telemetry, health = [], []
    tags = {"asset": asset, "asset_class": "machine", "site": "north"}
    for number in range(ROWS - last, ROWS):
        moment, value = START + (number + 1) * FINE_S * SECOND, float(values[number])
        telemetry.append(Point("telemetry", tags, {"vibration_mm_s": value, "run_state": "running"}, moment))
        health.append(Point("risk", tags, {"level": 3 if value == BROKEN else 1, "risk": 10.0}, moment))
    gateway.write("telemetry", encode(telemetry))
    gateway.write("health", encode(health))


def learned(gateway: Gateway, most_rows: int = 10**6) -> State:
    """What is learned of the store, reading so many values at once."""
    state = State()
    learn(StoredPast(gateway), state, NOW, lambda _what, _part: None, most_rows=most_rows)
    return state


def test_learning_asset_by_asset_is_learning_all_at_once(gateway: Gateway) -> None:
    (whole, plain), (parts, same) = learned(gateway).dump(), learned(gateway, 1).dump()
    assert plain == same
    assert whole.keys() == parts.keys()
    for name, values in whole.items():
        assert np.array_equal(values, parts[name], equal_nan=values.dtype.kind == "f"), name


def test_the_days_that_were_learned_from_are_the_course_of_each_signal(gateway: Gateway) -> None:
    state = learned(gateway)
    asset = next(number for number, one in enumerate(state.fleet.assets) if one.name == "PUMP-11")
    value, moved = days_until(state.of(Courses), np.array([state.fleet.find(asset, "vibration_mm_s")]), NOW)
    assert value[0, -DAYS - 1 : -1] == pytest.approx(LEVELS["PUMP-11"], abs=0.02)
    assert moved[0, -DAYS - 1 : -1] == pytest.approx(0.0, abs=0.02)
    assert np.isnan(value[0, : -DAYS - 2]).all()


def test_every_asset_is_learned_from_its_own_history_whatever_its_name(gateway: Gateway) -> None:
    state = learned(gateway, 1)
    levels = state.of(Baseline).normal.level.tolist()
    found = dict(zip((asset.name for asset in state.fleet.assets), levels, strict=True))
    assert found.keys() == LEVELS.keys()
    assert (state.of(Baseline).normal.kind == SEASONAL).all()
    del found["always broken"]
    assert found == pytest.approx({name: LEVELS[name] for name in found}, abs=0.05)


def test_progress_never_goes_back_and_moves_with_every_asset(gateway: Gateway) -> None:
    told: list[float] = []
    learn(StoredPast(gateway), State(), NOW, lambda _what, part: told.append(part), most_rows=1)
    assert told == sorted(told)
    assert len(set(told)) > len(LEVELS)
    assert told[-1] == 1.0


def test_what_was_in_alarm_does_not_become_normal_where_enough_is_left(gateway: Gateway) -> None:
    state = learned(gateway)
    names = [asset.name for asset in state.fleet.assets]
    broke, healthy = names.index("broke yesterday"), names.index("PUMP-1")
    assert state.of(Baseline).normal.level[broke] == pytest.approx(LEVELS["broke yesterday"], abs=0.05)
    assert state.of(Baseline).normal.scale[broke] == pytest.approx(state.of(Baseline).normal.scale[healthy], rel=0.3)
    assert state.assets.alarmed[broke] > state.assets.alarmed[healthy] == 0


def test_where_too_little_was_healthy_all_is_learned_from(gateway: Gateway) -> None:
    state = learned(gateway)
    place = [asset.name for asset in state.fleet.assets].index("always broken")
    assert state.of(Baseline).normal.kind[place] == SEASONAL
    assert state.of(Baseline).normal.scale[place] > 1.0


@given(sizes=st.lists(st.integers(1, 9), max_size=12), most=st.integers(0, 20))
def test_parts_keep_the_order_and_are_as_large_as_they_may_be(sizes: list[int], most: int) -> None:
    names = {str(number): size for number, size in enumerate(sizes)}
    parts = split(names, most)
    assert [name for part in parts for name in part] == list(names)
    for part in parts:
        assert len(part) == 1 or sum(names[name] for name in part) <= most
    for part, after in pairwise(parts):
        assert sum(names[name] for name in part) + names[after[0]] > most


def test_an_asset_whose_duty_was_once_a_text_is_judged_without_its_history_and_the_others_with_theirs(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    tags = {"asset": "wordy", "asset_class": "machine", "site": "north"}
    fields: dict[str, Value] = {"load_tph": "plenty", "vibration_mm_s": 1.0}
    gateway.write("telemetry", encode([Point("telemetry", tags, fields, START + FINE_S * SECOND)]))
    lines = ["telemetry,asset=t,site=n vibration_mm_s=1", "telemetry,asset_class=machine,site=n door=true"]
    gateway.write("telemetry", [f"{line} {START + FINE_S * SECOND}" for line in lines])
    state = learned(gateway)
    assert {asset.name for asset in state.fleet.assets} == LEVELS.keys()
    assert (state.of(Baseline).normal.kind == SEASONAL).all()
    assert "wordy is judged without its history, which cannot be read" in caplog.text


def test_of_more_assets_than_are_taken_those_with_the_most_history_are_learned(gateway: Gateway) -> None:
    tags = {"asset": "AAA, a newcomer", "asset_class": "machine", "site": "north"}
    gateway.write(
        "telemetry", encode([Point("telemetry", tags, {"vibration_mm_s": 1.0}, START + ROWS * FINE_S * SECOND)])
    )
    state = State(Fleet(len(LEVELS)))
    learn(StoredPast(gateway), state, NOW, lambda _what, _part: None)
    assert {asset.name for asset in state.fleet.assets} == LEVELS.keys()
