"""Lists in a text field are read as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.lists import items, listed, listed_shares, shares

WORDS = st.text(st.characters(categories=("L", "N"), include_characters="_ ,."), min_size=1)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True)


@given(st.lists(WORDS))
def test_items_come_back_in_their_order(given: list[str]) -> None:
    assert items(listed(given)) == given


@given(st.lists(st.tuples(NAMES, st.integers(0, 100).map(lambda percent: percent / 100))))
def test_shares_come_back_to_the_whole_percent(given: list[tuple[str, float]]) -> None:
    assert shares(listed_shares(given)) == given


def test_a_share_is_rounded_to_a_percent() -> None:
    assert listed_shares([("cavitation", 0.146), ("looseness", 0.004)]) == "cavitation 15%; looseness 0%"


@pytest.mark.parametrize("text", ["", "z", "15%", " 15%", "cavitation 15", "cavitation %", "cavitation ½%", "a -3%"])
def test_what_is_no_share_is_left_out(text: str) -> None:
    assert shares(f"{text}; misalignment 9%") == [("misalignment", 0.09)]
