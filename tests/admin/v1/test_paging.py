"""Pages by cursor tell every item once, whatever the page's size, and whatever comes between two pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.v1.paging import page, read, write
from contract.errors import ContractError

PLACES = st.lists(st.tuples(st.integers(-(2**62), 2**62), st.text(max_size=5)), unique=True, max_size=40)


@given(PLACES, st.integers(1, 7))
def test_all_pages_together_are_the_list_in_order(items: list[tuple[int, str]], limit: int) -> None:
    seen: list[tuple[int, str]] = []
    cursor: str | None = ""
    while cursor is not None:
        found = page(items, lambda item: item, cursor, limit)
        seen, cursor = seen + found.items, found.next
        assert len(found.items) <= limit
    assert seen == sorted(items)


@given(PLACES, st.tuples(st.integers(), st.text(max_size=5)))
def test_what_goes_between_two_pages_moves_no_other(items: list[tuple[int, str]], gone: tuple[int, str]) -> None:
    first = page(items, lambda item: item, "", 3)
    left = [item for item in items if item != gone]
    rest = page(left, lambda item: item, first.next, 1000).items if first.next else []
    assert rest == [item for item in sorted(left) if item not in first.items and item > first.items[-1]]


@given(st.tuples(st.integers(), st.text()))
def test_a_cursor_gives_its_place_back(place: tuple[int, str]) -> None:
    assert read(write(place)) == place


@pytest.mark.parametrize("cursor", ["!", "e30", "W1tdXQ", "W3RydWVd", "é", "WzEs", "WyJhIl0"])
def test_what_is_no_cursor_of_the_list_is_refused(cursor: str) -> None:
    with pytest.raises(ContractError, match="cursor"):
        page([(1, "a")], lambda item: item, cursor, 10)
