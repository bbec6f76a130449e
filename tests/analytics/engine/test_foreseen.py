"""The health of assets, day by day."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.engine.foreseen import WEEK, Foreseen, note, past
from contract.time import DAY

BEGIN = 20_000 * DAY


@given(st.lists(st.tuples(st.integers(0, 25), st.floats(0.0, 100.0, width=32)), min_size=1, max_size=40))
def test_the_last_health_of_each_day_is_kept_for_a_week_and_days_without_one_are_unknown(
    told: list[tuple[int, float]],
) -> None:
    known, wanted = Foreseen.of(1), {}
    for day, health in sorted(told, key=lambda entry: entry[0]):
        note(known, 0, BEGIN + day * DAY + 1, health)
        wanted[day] = health
    today = max(wanted) + 1
    expected = [wanted.get(day, np.nan) for day in range(today - WEEK + 1, today)]
    assert np.array_equal(past(known, 0, BEGIN + today * DAY), expected, equal_nan=True)


def test_nothing_is_known_of_an_asset_of_which_nothing_was_told() -> None:
    assert np.isnan(past(Foreseen.of(1), 0, BEGIN)).all()


def test_a_clock_that_is_set_back_goes_on_from_there() -> None:
    known = Foreseen.of(1)
    note(known, 0, BEGIN + 100 * DAY, 50.0)
    known.rewind(BEGIN)
    note(known, 0, BEGIN + DAY, 60.0)
    assert past(known, 0, BEGIN + 2 * DAY)[-1] == 60.0
