"""Driving: speeds fit their roads, and the books of distance fit the speeds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.model import Conditions
from collectors.road import LEG_S, LIMIT_KMH, Ledger, Road, course, position
from collectors.shifts import hour, week_s
from contract.time import DAY_S
from tests.collectors.worlds import START, asset

ANCHOR = START / 1e9


def _road(seed: int = 1) -> Road:
    return Road([asset("ice", f"V-{n}") for n in range(3)], Conditions(seed, ANCHOR), 116.0)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
def test_nobody_speeds_and_nobody_brakes_or_accelerates_impossibly(seed: int) -> None:
    drive = _road(seed).drive(ANCHOR + np.arange(0, 4 * LEG_S, 3.7))
    assert np.all(drive.speed_kmh >= 0)
    assert np.all(drive.speed_kmh <= LIMIT_KMH[drive.road] + 5)
    assert np.abs(drive.accel_ms2).max() < 4


def test_planned_distance_of_a_leg_is_what_its_speed_adds_up_to() -> None:
    road = _road()
    t = ANCHOR + np.arange(0, 40 * LEG_S, 2.0)
    drive = road.drive(t)
    driven = drive.speed_kmh.sum(axis=0) * 2 / 3600
    first, last = drive.leg[0], drive.leg[-1]
    planned = [sum(road.leg(np.full(3, n)).distance_km[v] for n in range(first[v], last[v])) for v in range(3)]
    assert np.all(np.abs(driven / np.array(planned) - 1) < 0.06)


def test_speed_at_a_moment_does_not_depend_on_the_moments_asked_with_it() -> None:
    t = ANCHOR + np.arange(0, 5000, 10.0)
    whole = _road().drive(t)
    part = _road().drive(t[100:101])
    assert np.array_equal(whole.speed_kmh[100:101], part.speed_kmh)


def test_a_ledger_gives_the_same_totals_whichever_leg_is_asked_first() -> None:
    def grow(
        number: int, totals: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return totals + number + 1

    early, late = Ledger(np.zeros((1, 2)), grow), Ledger(np.zeros((1, 2)), grow)
    late.at(np.array([[500, 500]]))
    for leg in (0, 3, 77):
        asked = np.array([[leg, leg]])
        assert np.array_equal(early.at(asked), late.at(asked))
        assert early.at(asked)[0][0, 0, 0] == leg * (leg + 1) / 2


@settings(deadline=None, max_examples=25)
@given(start=st.floats(0, 1e5), step=st.floats(0.001, 2.0), loop=st.floats(2.0, 12.0))
def test_a_position_moves_along_streets_as_far_as_the_vehicle_drives(start: float, step: float, loop: float) -> None:
    lat, lon = position(np.array([start, start + step]), np.array([loop]), (52.23, 21.01))
    north = abs(lat[1] - lat[0]) * 111.2
    east = abs(lon[1] - lon[0]) * 111.2 * np.cos(np.radians(52.23))
    assert max(north, east) - 1e-6 <= step
    assert np.hypot(north, east) <= step + 1e-6
    # Within a quarter of the town nobody turns back, so that along two streets the way is the sum of both.
    quarter = 2 * loop
    if start // quarter == (start + step) // quarter:
        assert abs(north + east - step) < 1e-5


@settings(deadline=None, max_examples=15)
@given(start=st.floats(0, 1e5), loop=st.floats(2.0, 12.0))
def test_a_tour_turns_often_and_ends_where_it_began(start: float, loop: float) -> None:
    distance = start + np.linspace(0, 8 * loop, 400)[:, None]
    east, north, heading = course(distance, np.array([loop]))
    assert np.hypot(east, north).max() <= 1.5 * loop
    begins = np.floor(start / (2 * loop)) * 2 * loop + np.array([[0.0], [8 * loop]])
    ends = course(begins + 1e-9, np.array([loop]))
    assert np.allclose(ends[0][0], ends[0][1], atol=1e-4)
    assert np.allclose(ends[1][0], ends[1][1], atol=1e-4)
    assert set(np.unique(heading)) == {0.0, 90.0, 180.0, 270.0}
    assert 20 <= np.count_nonzero(np.diff(heading[:, 0])) <= 60


def test_the_heading_is_where_the_next_metres_lead() -> None:
    distance = np.arange(0, 60, 0.01)[:, None]
    loop = np.array([4.3, 7.1])
    east, north, heading = course(distance, loop)
    ahead = np.degrees(np.arctan2(np.diff(east, axis=0), np.diff(north, axis=0))) % 360
    assert np.mean(np.abs(ahead - heading[:-1]) < 0.1) > 0.97


def test_lights_are_irregular_and_hold_for_unlike_times() -> None:
    road = _road()
    t = ANCHOR + np.arange(0, 80 * LEG_S, 1.0)
    drive = road.drive(t)
    speed = np.where(drive.road == 0, drive.speed_kmh, np.nan)[:, 0]
    inside = (drive.progress[:, 0] > 0.02) & (drive.progress[:, 0] < 0.98)
    stands = (speed < 0.5) & inside
    edges = np.flatnonzero(np.diff(stands.astype(int)))
    lengths = np.diff(edges)
    assert np.std(lengths[::2]) > 5
    assert np.std(lengths[1::2]) > 12


def test_traffic_is_slower_at_the_commute_peaks_of_working_days_only() -> None:
    road = _road()
    index = np.arange(3000)[:, None] * np.ones(3, np.int64)
    leg, begins = road.leg(index), road.begins_s(index)
    urban = leg.road == 0
    rush = urban & (np.abs(hour(begins) - 7.5) < 0.5)
    weekday = week_s(begins) < 5 * DAY_S
    usual = leg.cruise_kmh[urban].max()
    assert leg.cruise_kmh[rush & weekday].mean() < 0.9 * usual
    assert leg.cruise_kmh[rush & ~weekday].min() == usual


def test_a_vehicle_that_stands_does_not_move_on_the_map() -> None:
    t = ANCHOR + np.arange(0, 10 * LEG_S, 1.0)
    drive = _road().drive(t)
    still = (drive.speed_kmh[:-1] == 0) & (drive.speed_kmh[1:] == 0)
    assert still.any()
    assert np.abs(np.diff(drive.progress, axis=0))[still & (np.diff(drive.leg, axis=0) == 0)].max() < 1e-9
