"""Driving: speeds fit their roads, and the books of distance fit the speeds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.model import Conditions
from collectors.road import LEG_S, LIMIT_KMH, Ledger, Road, position
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


def test_a_position_moves_as_far_as_the_vehicle_drives() -> None:
    lat, lon = position(np.array([10.0, 10.5]), np.array([5.0]), (52.23, 21.01))
    north = (lat[1] - lat[0]) * 111.2
    east = (lon[1] - lon[0]) * 111.2 * np.cos(np.radians(52.23))
    assert abs(np.hypot(north, east) - 0.5) < 0.01
