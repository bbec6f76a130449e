"""Operating conditions of the failure catalogue, told from what an asset reports."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.fleet import Fleet
from analytics.layers.conditions import Context, holding, of_signal, past, table
from contract.catalogue import CLASSES
from contract.failures import When
from contract.time import HOUR
from tests.support.catalogue import when as known

FAST, STANDING, IDLE = (known("ice", text) for text in ("above 60 km/h", "while standing, warm", "at warm idle"))
DAWN = When(text="on wet mornings, 1:00 to 7:00", hours=(1, 7))


def car(state: str = "", **values: float) -> tuple[Context, Fleet, np.ndarray]:
    fleet = Fleet()
    asset = fleet.asset("ICE-1", "ice", "north")
    numbers = {name: fleet.series(asset, name) for name in ("speed_kmh", "coolant_temp_c")}
    newest = np.full(len(fleet), np.nan)
    for name, value in values.items():
        newest[numbers[name]] = value
    context = Context()
    context.fit(fleet)
    if state:
        context.state[0] = fleet.run_states.number(state)
    return context, fleet, newest


def holds(when: When, asset_class: str, state: str = "", hour: float = 12, **values: float) -> bool:
    context, fleet, newest = car(state, **values)
    found = holding(context, fleet, np.array([0]), newest, np.array([int(hour * HOUR)]))
    return bool(found[table().number[asset_class, when], 0])


@pytest.mark.parametrize(("speed", "so"), [(59.9, False), (60.0, True), (120.0, True)])
def test_a_range_holds_from_end_to_end(speed: float, so: bool) -> None:
    assert holds(FAST, "ice", speed_kmh=speed) is so


def test_all_parts_must_hold() -> None:
    assert holds(STANDING, "ice", speed_kmh=0, coolant_temp_c=97)
    assert not holds(STANDING, "ice", speed_kmh=0, coolant_temp_c=80)


def test_what_is_not_known_does_not_hold() -> None:
    assert not holds(STANDING, "ice", speed_kmh=0)
    assert not holds(IDLE, "ice")


def test_a_state_holds_while_the_asset_is_in_it() -> None:
    assert holds(IDLE, "ice", state="idle")
    assert not holds(IDLE, "ice", state="cruise")


def test_conditions_of_another_class_never_hold() -> None:
    context, fleet, newest = car(speed_kmh=80.0)
    found = holding(context, fleet, np.array([0]), newest, np.array([3 * HOUR]))
    own = [asset_class == "ice" for asset_class, _ in table().conditions]
    assert not found[~np.array(own)].any()


def test_history_is_judged_by_the_same_conditions() -> None:
    speed, time = np.array([30.0, 80.0, np.nan]), np.arange(3) * HOUR
    found = past(CLASSES["ice"], {"speed_kmh": speed}, np.full(3, -1), time)
    assert found[table().number["ice", FAST]].tolist() == [False, True, False]


@pytest.mark.parametrize(("hour", "so"), [(0.5, False), (1, True), (6.9, True), (7, False)])
def test_hours_hold_from_the_first_to_before_the_last(hour: float, so: bool) -> None:
    time = np.array([round(hour * HOUR)])
    found = past(CLASSES["ev"], {}, np.array([-1]), time)
    assert bool(found[table().number["ev", DAWN], 0]) is so


def test_a_signal_is_watched_under_the_conditions_in_which_its_faults_show() -> None:
    texts = {table().conditions[number][1].text for number in of_signal(CLASSES["ice"], "coolant_temp_c")}
    assert {"above 60 km/h", "in town", "while standing, warm"} <= texts
    assert of_signal(CLASSES["ice"], "crank_voltage_v") == []


@given(
    st.sampled_from(["", "idle", "cruise"]), st.floats(0, 24, exclude_max=True), st.floats(0, 130), st.floats(-20, 120)
)
def test_all_conditions_agree_with_reading_the_catalogue_part_by_part(
    state: str, hour: float, speed: float, coolant: float
) -> None:
    context, fleet, newest = car(state, speed_kmh=speed, coolant_temp_c=coolant)
    time = np.array([int(hour * HOUR)])
    found = holding(context, fleet, np.array([0]), newest, time)[:, 0]
    values = {"speed_kmh": speed, "coolant_temp_c": coolant}
    for number, (asset_class, when) in enumerate(table().conditions):
        first, last = when.hours
        now = time[0] / HOUR
        in_hours = first <= now < last if first < last else now >= first or now < last
        in_ranges = all(name in values and low <= values[name] <= high for name, low, high in when.ranges)
        in_state = not when.states or state in when.states
        assert found[number] == (asset_class == "ice" and in_hours and in_ranges and in_state), when.text
