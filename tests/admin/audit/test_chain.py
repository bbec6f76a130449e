"""The chain of the audit: whatever is done to it, the first entry that is not as it was written is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.audit.verify import verify
from admin.chain.entry import Entry
from tests.admin.audit.chains import chain, recomputed

LENGTH = 12
PLACES = st.integers(0, LENGTH - 1)
SAID = ("actor", "target", "before", "after", "why", "action")


def test_entries_as_they_were_written_are_sound_whatever_order_they_come_in() -> None:
    found = verify([*reversed(chain(LENGTH)), *chain(3, "command")])
    assert found.broken is None
    assert (found.entries, found.before) == (LENGTH + 3, 0)
    assert {name: head.size for name, head in found.heads.items()} == {"admin": LENGTH, "command": 3}


@given(place=PLACES, name=st.sampled_from(SAID), said=st.text(max_size=20))
def test_an_entry_that_says_something_else_is_named(place: int, name: str, said: str) -> None:
    entries = chain(LENGTH)
    told = {name: f"{getattr(entries[place], name)}+{said}"}
    changed = replace(entries[place], **told)  # type: ignore[arg-type]
    broken = verify([*entries[:place], changed, *entries[place + 1 :]]).broken
    assert broken is not None
    assert (broken.sequence, broken.entry) == (place + 1, changed)
    assert "was changed" in broken.why


@given(place=PLACES, shift=st.integers(1, 10**18))
def test_an_entry_of_another_time_is_named(place: int, shift: int) -> None:
    entries = chain(LENGTH)
    entries[place] = replace(entries[place], time=entries[place].time + shift)
    broken = verify(entries).broken
    assert broken is not None
    assert broken.sequence == place + 1


@given(place=st.integers(0, LENGTH - 2))
def test_an_entry_that_is_gone_is_named_by_its_place(place: int) -> None:
    entries = chain(LENGTH)
    gone = entries.pop(place)
    broken = verify(entries).broken
    assert broken is not None
    assert (broken.chain, broken.sequence) == ("admin", gone.sequence)
    assert "is missing" in broken.why


@given(place=st.integers(1, LENGTH - 1))
def test_an_entry_that_was_put_in_between_is_found_even_where_its_own_hash_fits(place: int) -> None:
    entries = chain(LENGTH)
    false = recomputed([*entries[: place - 1], replace(entries[0], why="never said", time=7)])[-1]
    broken = verify([*entries, false]).broken
    assert broken is not None
    assert broken.sequence == place


@given(one=PLACES, other=PLACES)
def test_entries_that_changed_places_are_found_at_the_first_of_them(one: int, other: int) -> None:
    if one == other:
        return
    entries = chain(LENGTH)
    first, second = entries[one], entries[other]
    entries[one], entries[other] = (
        replace(second, sequence=first.sequence),
        replace(first, sequence=second.sequence),
    )
    broken = verify(entries).broken
    assert broken is not None
    assert broken.sequence == min(one, other) + 1


def test_of_several_chains_the_entry_that_is_broken_first_in_time_is_named() -> None:
    early, late = chain(3, "command", begin=1), chain(3, "admin", begin=900)
    early[1], late[1] = replace(early[1], why="x"), replace(late[1], why="x")
    broken = verify([*late, *early]).broken
    assert broken is not None
    assert (broken.chain, broken.sequence) == ("command", 2)


def test_entries_from_before_the_chain_are_counted_and_a_later_one_without_a_place_is_broken() -> None:
    old = Entry(time=5, action="failure", actor="", target="", before="", after="", why="")
    found = verify([old, *chain(2)])
    assert (found.before, found.broken) == (1, None)
    broken = verify([replace(old, time=10**9), *chain(2)]).broken
    assert broken is not None
    assert "in no chain" in broken.why


@pytest.mark.parametrize("empty", [{"hash": ""}, {"previous": ""}, {"sequence": 0}, {"chain": ""}])
def test_an_entry_that_lost_a_part_of_its_place_is_broken_and_not_from_before(empty: dict[str, str | int]) -> None:
    entries = chain(3)
    entries[1] = replace(entries[1], **empty)  # type: ignore[arg-type]
    assert verify(entries).broken is not None
