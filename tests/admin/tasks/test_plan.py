"""On which day which task is done: capacity, due dates, days that people gave."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from admin.tasks.plan import Item, Slot, plan
from contract.capacity import Capacity

TODAY = date(2026, 12, 1)
SITES = ("yard", "hall")
DAYS = st.integers(-10, 20).map(lambda days: TODAY + timedelta(days=days))
ITEMS = st.lists(
    st.builds(
        Item,
        task=st.integers(0, 10**6).map(str),
        site=st.sampled_from(SITES),
        due=st.none() | DAYS,
        waiting=st.floats(0, 1e6),
        given=st.none() | DAYS,
    ),
    max_size=40,
    unique_by=lambda item: item.task,
)
CAPACITY = st.builds(Capacity, st.integers(1, 4), st.fixed_dictionaries({"yard": st.integers(1, 4)}))


def planned(items: list[Item], capacity: Capacity) -> dict[str, Slot]:
    return plan(items, lambda _site: TODAY, capacity)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def test_what_is_due_first_has_the_first_day_and_of_the_same_day_what_costs_most_to_wait_with() -> None:
    items = [
        Item(task="none", site="yard"),
        Item(task="late", site="yard", due=day(5)),
        Item(task="soon", site="yard", due=day(2), waiting=10.0),
        Item(task="dear", site="yard", due=day(2), waiting=900.0),
    ]
    found = planned(items, Capacity(1))
    assert [found[name].day for name in ("dear", "soon", "late", "none")] == [day(0), day(1), day(2), day(3)]


def test_what_does_not_fit_before_it_is_due_is_late() -> None:
    found = planned([Item(task=str(number), site="yard", due=day(0)) for number in range(3)], Capacity(2))
    assert [(slot.day, slot.late) for slot in found.values()] == [(day(0), False), (day(0), False), (day(1), True)]


def test_a_day_that_is_over_and_one_after_it_is_due_are_late_and_stay() -> None:
    over, after = (
        Item(task="over", site="yard", given=day(-1)),
        Item(task="after", site="yard", due=day(1), given=day(2)),
    )
    assert planned([over, after], Capacity()) == {"over": Slot(day(-1), True, True), "after": Slot(day(2), True, True)}


def test_sites_have_each_their_own_capacity_and_day() -> None:
    items = [Item(task=f"{site}{number}", site=site) for site in SITES for number in range(2)]
    found = plan(items, lambda site: day(1 if site == "hall" else 0), Capacity(1, {"hall": 2}))
    days = {name: slot.day for name, slot in found.items()}
    assert days == {"yard0": day(0), "yard1": day(1), "hall0": day(1), "hall1": day(1)}


@given(ITEMS, CAPACITY)
def test_no_day_has_more_than_its_capacity_but_by_what_people_gave(items: list[Item], capacity: Capacity) -> None:
    found = planned(items, capacity)
    assert found.keys() == {item.task for item in items}
    given_days = Counter((item.site, item.given) for item in items if item.given)
    for (site, at), number in Counter((item.site, found[item.task].day) for item in items).items():
        assert number <= max(capacity.of(site), given_days[site, at])


@given(ITEMS, CAPACITY)
def test_days_that_people_gave_stay_and_no_other_is_in_the_past(items: list[Item], capacity: Capacity) -> None:
    for item in items:
        slot = planned(items, capacity)[item.task]
        assert slot.given == (item.given is not None)
        assert slot.day == item.given or (item.given is None and slot.day >= TODAY)
        assert slot.late == (slot.day < TODAY or (item.due is not None and slot.day > item.due))


@given(ITEMS, CAPACITY)
def test_what_is_due_earlier_is_never_done_after_what_is_due_later_at_the_same_site(
    items: list[Item], capacity: Capacity
) -> None:
    found = planned(items, capacity)
    ours = [item for item in items if not item.given]
    for one in ours:
        for other in ours:
            if one.site == other.site and (one.due or date.max) < (other.due or date.max):
                assert found[one.task].day <= found[other.task].day


@given(ITEMS, CAPACITY)
def test_the_order_in_which_tasks_come_says_nothing(items: list[Item], capacity: Capacity) -> None:
    assert planned(items[::-1], capacity) == planned(items, capacity)


@given(ITEMS, CAPACITY)
def test_one_task_less_makes_none_later(items: list[Item], capacity: Capacity) -> None:
    items = [replace(item, given=None) for item in items]
    all_of_them, fewer = planned(items, capacity), planned(items[1:], capacity)
    assert all(slot.day <= all_of_them[task].day for task, slot in fewer.items())
