"""Rules are read by a small grammar, compare columns, and say what they do not know."""

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.errors import ContractError
from contract.rule import rule

NAN = float("nan")


def held(text: str, **values: list[Any]) -> list[int]:
    columns = {
        name: np.array(column, None if isinstance(column[0], float) else object) for name, column in values.items()
    }
    return [int(truth) for truth in rule(text).holds(columns)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 5", [0, 0, 1, -1]),
        ("a>=5.0", [0, 1, 1, -1]),
        ("a < 5e0", [1, 0, 0, -1]),
        ("a != 5", [1, 0, 1, -1]),
        ("a > -1 and b == 'ON'", [1, 0, -1, -1]),
        ('a > 5 or b == "ON"', [1, 0, 1, 1]),
        ("b == 'ON' and a < 3 or a > 5", [1, 0, 1, -1]),
    ],
)
def test_a_rule_holds_does_not_or_is_unknown_by_what_is_missing(text: str, expected: list[int]) -> None:
    assert held(text, a=[1.0, 5.0, 9.0, NAN], b=["ON", "OFF", "", "ON"]) == expected


def test_texts_that_are_numbers_are_compared_as_numbers() -> None:
    assert held("a == 1", a=["1", "1.0", "0", "", "on", None]) == [1, 1, 0, -1, -1, -1]


def test_names_may_have_spaces_between_backticks_and_are_told_once() -> None:
    found = rule("`AHU: Fan Status` == 1 and speed_rpm > 50 or speed_rpm > 900")
    assert found.names == ("AHU: Fan Status", "speed_rpm")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "expected a name"),
        ("a", "expected a name"),
        ("a >", "expected a name"),
        ("5 > a", "expected a name"),
        ("a > b", "'b' is neither a number nor a text in quotes"),
        ("a > 'x'", "compared with == or !="),
        ("a > 1e999", "not a finite number"),
        ("a > 1 b > 2", "expected `and` or `or` before 'b'"),
        ("a > 1 and", "expected a name"),
        ("__import__('os')", "is not understood"),
        ("a > 1; b", "is not understood"),
        ("a > 12abc", "is not understood"),
        ("a > 1" + " or a > 1" * 1000, "at most 1000"),
    ],
)
def test_what_is_no_rule_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ContractError, match=reason) as refused:
        rule(text)
    assert refused.value.field == "when"


@given(st.text(max_size=60))
def test_no_text_does_anything_but_become_a_rule_or_be_refused(text: str) -> None:
    with contextlib.suppress(ContractError):
        assert rule(text).names
