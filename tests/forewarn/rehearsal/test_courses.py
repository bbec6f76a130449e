"""What was to be seen of simulated machines, and what became of them."""

import numpy as np

from analytics.prognosis.signs import names, width
from analytics.prognosis.training import SETTLES
from contract.catalogue import CLASSES
from contract.time import DAY, HOUR
from forewarn.rehearsal.courses import fate_of, watch
from forewarn.rehearsal.lives import Course, lives, wearing
from forewarn.rehearsal.training import START


def test_a_machine_fails_is_repaired_in_time_or_is_no_longer_watched() -> None:
    wears = Course("PUMP-0001", "bearing_wear", 10 * DAY, 30 * DAY, 30 * DAY)
    saved = Course("PUMP-0001", "unbalance", 50 * DAY, 70 * DAY, 60 * DAY)
    late = Course("PUMP-0001", "seal_leak", 90 * DAY, 130 * DAY, 130 * DAY)
    own = [wears, saved, late]

    def told(day: float) -> tuple[float, bool, str, int] | None:
        found = fate_of(own, round(day * DAY), 100 * DAY)
        return None if found is None else (found.life_h * HOUR / DAY, found.censored, found.mode, found.course)

    assert told(5) == (25, False, "", 0)
    assert told(20) == (10, False, "bearing_wear", 0)
    assert told(31) is None
    assert told(30 + SETTLES / DAY) == (60 - 32, True, "", 1)
    assert told(55) == (5, True, "unbalance", 1)
    assert told(95) == (5, True, "seal_leak", 2)
    assert fate_of([], 90 * DAY, 100 * DAY) == fate_of(own[:0], 90 * DAY, 100 * DAY)


def test_every_day_of_a_machine_is_told_with_its_signs() -> None:
    lived = lives(["pump"], 2, 30, 4, START, frozenset(mode.mode for mode in wearing("pump")))
    heard: list[float] = []
    seen = watch(lived, "pump", heard.append)
    assert heard == sorted(heard)
    assert seen.symptoms == names(CLASSES["pump"])
    assert seen.signs.shape == (len(seen.machine), width(len(seen.symptoms)))
    for name in ("PUMP-0001", "PUMP-0002"):
        own = np.flatnonzero(np.array(seen.machine) == name)
        assert 20 < len(own) <= 30
        same = np.diff(seen.course[own]) == 0
        assert (np.diff(seen.life_h[own])[same] < 0).all()
    assert np.isfinite(seen.signs).any(axis=1).all()
