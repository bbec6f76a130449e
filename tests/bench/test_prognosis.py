"""How what was told of a fleet is counted, and one machine that is asked in earnest."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.prognosis.shelf import Shelf
from bench.prognosis.figures import announcements, courses, together, within_month
from bench.prognosis.fleet import Asked, ask, machine_days
from bench.prognosis.measure import HEAD, _by_mode, _sound
from forewarn.rehearsal.lives import lives
from forewarn.rehearsal.training import START

DAYS = 60


def asked() -> Asked:
    """One machine that is sound for 20 days and fails after 40 more of wear, told of rightly from 15 days ahead on, and
    one that stays sound and is announced twice, for two days and for one."""
    left = np.arange(DAYS, 0, -1) * 24.0
    chance = np.where(left <= 15 * 24, 0.9, 0.1)
    false = np.zeros(DAYS)
    false[[5, 6, 35]] = 0.8
    known = left <= 20 * 24
    return Asked(
        machine=np.repeat([0, 1], DAYS),
        course=np.zeros(2 * DAYS, np.int64),
        mode=[""] * 20 + ["bearing_wear"] * 40 + [""] * DAYS,
        life_h=np.concatenate((left, left)),
        censored=np.repeat([False, True], DAYS),
        chance=np.concatenate((chance, false)),
        low_h=np.concatenate((np.where(known, left - 48, np.inf), np.full(DAYS, np.inf))),
        middle_h=np.concatenate((np.where(known, left + 12, np.inf), np.full(DAYS, np.inf))),
        high_h=np.concatenate((np.where(known, left + 48, np.inf), np.full(DAYS, np.inf))),
        method=["boosting"] * 2 * DAYS,
    )


def test_a_course_is_announced_from_when_it_stays_announced() -> None:
    (one,) = courses(asked())
    assert (one.mode, one.lead_d, one.days, one.ranged, one.held, one.jumps) == ("bearing_wear", 15, 40, 20, 20, 0)
    broken = asked()
    broken.chance[DAYS - 8] = 0.2
    assert courses(broken)[0].lead_d == 7
    broken.chance[DAYS - 1] = 0.2
    assert courses(broken)[0].lead_d == 0


def test_a_foretold_day_that_leaves_the_range_told_before_is_a_jump() -> None:
    jumped = asked()
    jumped.middle_h[DAYS - 10 : DAYS] += 60
    assert courses(jumped)[0].jumps == 10
    assert courses(replace(jumped, low_h=jumped.low_h - 100, high_h=jumped.high_h + 100))[0].jumps == 0


def test_an_announcement_counts_once_for_as_long_as_it_is_upheld() -> None:
    found = asked()
    assert announcements(found, np.flatnonzero(found.machine == 1)) == 2
    assert announcements(found, np.arange(2 * DAYS)) == 3


def test_within_a_month_days_before_onset_count_where_they_are_asked_for() -> None:
    found = asked()
    begun, every = within_month(found, begun=True), within_month(found, begun=False)
    assert begun["recall"] == every["recall"] == pytest.approx(15 / 29)
    # Sound days of which nobody knows whether they are followed by a failure within the month are left out.
    assert begun["precision"] == pytest.approx(15 / (15 + 2))


def test_fleets_are_put_together_without_mixing_their_machines() -> None:
    found = together(asked(), asked())
    assert sorted(set(found.machine.tolist())) == [0, 1, 2, 3]
    assert len(courses(found)) == 2
    assert within_month(found, begun=True) == pytest.approx(within_month(asked(), begun=True))


def test_the_tables_say_what_was_counted_and_hold_where_nothing_failed() -> None:
    lived = lives(["pump"], 1, 3, 2, START, frozenset())
    found = ask(lived, Shelf())
    assert len(found.machine) == 3
    assert machine_days(lived) == 3
    assert "0.0000" in _sound(lived, found)
    text = _by_mode(lived, asked())
    assert "bearing_wear" in text
    assert "1 (100%)" in text
    assert all(word in " ".join(text.split()) for word in ("median lead", "not known"))
    assert _by_mode(lived, found).count("-") > 0
    assert len(HEAD) == 10
