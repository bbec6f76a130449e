"""Local times over a change of clocks: the order of rows says on which side of it an hour is, wherever a part ends."""

from itertools import pairwise

import numpy as np
import pytest

from collectors.replay.clocks import Clock
from collectors.replay.formats import NONE

FOLD = ["01:40", "02:10", "02:40", "02:10", "02:40", "03:10"]
UTC = ["23:40", "00:10", "00:40", "01:10", "01:40", "02:10"]


def utc(walls: list[str], *cuts: int, day: str = "2026-10-25", series: list[int] | None = None) -> list[str]:
    """The hours in UTC of local times of Berlin, given in parts that end at `cuts`."""
    wall = np.array([f"{day}T{hour}" for hour in walls], "datetime64[ns]").view(np.int64)
    numbers, clock = np.array(series or [0] * len(walls)), Clock("Europe/Berlin")
    found: list[int] = []
    for begin, end in pairwise((0, *cuts, len(walls))):
        part = slice(begin, end)
        found += clock.utc(wall[part], np.ones(end - begin, bool), numbers[part]).tolist()
    return ["" if moment == NONE else str(np.datetime64(moment, "ns"))[11:16] for moment in found]


@pytest.mark.parametrize("cut", range(1, len(FOLD)))
def test_both_sides_are_kept_wherever_a_part_ends(cut: int) -> None:
    assert utc(FOLD, cut) == UTC
    assert utc(FOLD[::-1], cut) == UTC[::-1]


def test_each_machine_has_an_order_of_its_own() -> None:
    twice = [hour for hour in FOLD for _ in range(2)]
    assert utc(twice, series=[0, 1] * len(FOLD)) == [hour for hour in UTC for _ in range(2)]


def test_an_hourly_reading_stands_still_and_rows_that_are_not_quite_in_order_do_not_turn_the_clock() -> None:
    assert utc(["01:00", "02:00", "02:00", "03:00"]) == ["23:00", "00:00", "01:00", "02:00"]
    assert utc(["02:10", "02:12", "02:11", "02:13"]) == ["00:10", "00:12", "00:11", "00:13"]


def test_what_the_clocks_left_out_is_no_time_and_what_was_none_stays_none() -> None:
    assert utc(["01:59", "02:10", "03:10"], day="2026-03-29") == ["00:59", "", "01:10"]
    none = np.array([NONE])
    assert Clock("Europe/Berlin").utc(none, np.ones(1, bool), np.zeros(1, np.int64)).tolist() == [NONE]
