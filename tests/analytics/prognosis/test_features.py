"""What a course has come to, against the slow way, and that nothing of it knows the future."""

import numpy as np
import pytest

from analytics.prognosis.features import BEGINNING, LONG, RECENT, SHORT, beginning, features, rolling_mean
from contract.errors import ContractError

COURSE = np.random.default_rng(4).normal(size=(70, 3)).cumsum(axis=0)


@pytest.mark.parametrize("age", [True, False])
@pytest.mark.parametrize("rows", [1, 5, RECENT, BEGINNING + 1, 69])
def test_a_row_is_the_same_whatever_comes_after_it(rows: int, age: bool) -> None:
    np.testing.assert_allclose(features(COURSE[:rows], age=age), features(COURSE, age=age)[:rows], atol=1e-12)


def test_each_row_is_what_the_slow_way_gives() -> None:
    for row, found in enumerate(features(COURSE)):
        now, short, long = (COURSE[max(row - width + 1, 0) : row + 1].mean(axis=0) for width in (RECENT, SHORT, LONG))
        start = COURSE[: min(row + 1, BEGINNING)].mean(axis=0)
        expected = [COURSE[: row + 1].sum(axis=0), now, now - start, short - long]
        np.testing.assert_allclose(found, [*np.concatenate(expected), row + 1], atol=1e-9)
        np.testing.assert_allclose(beginning(COURSE)[row], start)


def test_without_age_nothing_tells_how_long_a_steady_course_is() -> None:
    rows = features(np.full((200, 2), 3.0), age=False)
    assert rows.shape == (200, 10)
    np.testing.assert_allclose(rows - rows[0], 0.0, atol=1e-9)


def test_a_mean_over_more_rows_than_there_are_is_of_those_that_are() -> None:
    np.testing.assert_allclose(rolling_mean(COURSE, 100)[9], COURSE[:10].mean(axis=0))


@pytest.mark.parametrize("course", [np.zeros((0, 2)), np.array([[1.0, np.nan]]), np.array([[np.inf]]), np.zeros(4)])
def test_a_course_without_rows_or_with_what_is_no_number_is_refused(course: np.ndarray) -> None:
    with pytest.raises(ContractError, match="course"):
        features(course)
