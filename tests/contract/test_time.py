"""Moments and spans of time in words."""

import pytest

from contract.time import DAY, SECOND, duration, rfc3339


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-SECOND, "1969-12-31T23:59:59Z"),
        (1_767_225_600 * SECOND, "2026-01-01T00:00:00Z"),
        (1_767_225_600 * SECOND + 1, "2026-01-01T00:00:00.000000001Z"),
        (1_767_225_600 * SECOND + SECOND // 2, "2026-01-01T00:00:00.5Z"),
        (20_000 * DAY, "2024-10-04T00:00:00Z"),
    ],
)
def test_a_moment_is_said_with_the_digits_that_it_needs(moment: int, said: str) -> None:
    assert rfc3339(moment) == said


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (45, "45 s"), (720, "12 min"), (3600, "1 h"), (11_520, "3 h 12 min"), (187_200, "2 d 4 h")],
)
def test_a_duration_has_its_two_greatest_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text
