"""What becomes of an incident, in a word."""

from typing import Any

import pytest

from admin.incidents.changes import changes

OPEN = {"state": "open", "severity": "warning", "answer": "", "codes": "A", "_time": 1}


@pytest.mark.parametrize(
    ("then", "what"),
    [
        ({}, []),
        ({"severity": "critical"}, ["worse"]),
        ({"severity": "advisory"}, ["changed"]),
        ({"severity": "no such"}, ["changed"]),
        ({"state": "closed"}, ["cleared"]),
        ({"state": "closed", "severity": "critical", "answer": "true"}, ["cleared", "answered"]),
        ({"answer": "false"}, ["answered"]),
        ({"codes": "A,B"}, ["changed"]),
    ],
)
def test_it_is_told_by_what_differs_from_the_point_before(then: dict[str, Any], what: list[str]) -> None:
    assert changes(OPEN, {**OPEN, **then, "_time": 2}) == what


def test_the_first_point_raises_it_or_tells_of_its_end() -> None:
    assert changes(None, OPEN) == ["raised"]
    assert changes(None, {**OPEN, "state": "closed"}) == ["cleared"]


def test_one_that_comes_back_is_raised_again() -> None:
    assert changes({**OPEN, "state": "closed"}, OPEN) == ["raised"]
