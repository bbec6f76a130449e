"""Reasons in plain words."""

import pytest

from analytics.verdict.reason import duration, figure


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (45, "45 s"), (720, "12 min"), (3600, "1 h"), (11_520, "3 h 12 min"), (187_200, "2 d 4 h")],
)
def test_a_duration_has_its_two_greatest_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.2, "4.2"),
        (3.0, "3"),
        (1013.24, "1013"),
        (45.06, "45.1"),
        (0.0412, "0.0412"),
        (-0.0, "0"),
        (-5.468, "-5.47"),
        (100.0, "100"),
    ],
)
def test_a_figure_has_no_more_digits_than_it_needs(value: float, text: str) -> None:
    assert figure(value) == text
