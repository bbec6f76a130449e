"""Times and counts in words."""

import pytest

from contract.time import DAY, HOUR, MINUTE, SECOND
from forewarn.backtest.words import counted, lead, length, moment


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (5 * SECOND, "5 s"),
        (9 * MINUTE, "9 min"),
        (2 * HOUR + 3 * MINUTE, "2 h 3 min"),
        (3 * DAY + 5 * HOUR + MINUTE, "3 d 5 h"),
        (-2 * HOUR, "2 h 0 min"),
    ],
)
def test_a_length_of_time_is_said_by_its_two_largest_parts(span: int, text: str) -> None:
    assert length(span) == text


def test_a_warning_comes_before_after_or_never() -> None:
    assert lead(2 * DAY) == "2 d 0 h before"
    assert lead(-HOUR) == "1 h 0 min after it began"
    assert lead(None) == "missed"


def test_moments_and_counts() -> None:
    assert moment(DAY + 90 * MINUTE) == "1970-01-02 01:30"
    assert [counted(1, "asset"), counted(2000, "asset")] == ["1 asset", "2,000 assets"]
