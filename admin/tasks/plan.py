"""On which day which task is done: what is due first first, on the first day with room at its site. Pure.

Days that people gave stay. The others take what is left of each day's capacity, from today on: what is due first first,
of the same day what costs most to wait with. That is the earliest-due-date rule, which keeps the greatest lateness of
tasks of one length as small as any order can (J. R. Jackson, *Scheduling a production line to minimize maximum
tardiness*, 1955). What still does not come before it is due is late, and said to be.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from contract.capacity import Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A task to be done: `due` is its last day (`None`: none is known), `given` the day that people gave it.

    `waiting` is what it is expected to cost to wait with it, in money.
    """

    task: str
    site: str
    due: date | None = None
    waiting: float = 0.0
    given: date | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """The day of a task, whether people gave it, and whether that is late: after it is due, or over already."""

    day: date
    given: bool
    late: bool


def plan(items: Iterable[Item], today: Callable[[str], date], capacity: Capacity) -> dict[str, Slot]:
    """The day of each task by its id; `today` is the day that it is at a site."""
    found = list(items)
    slots = {item.task: _slot(item, item.given, today(item.site)) for item in found if item.given}
    taken = Counter((item.site, item.given) for item in found if item.given)
    nexts: dict[str, date] = {}
    for item in sorted((item for item in found if not item.given), key=_urgency):
        now = today(item.site)
        day = _free(item.site, nexts.get(item.site, now), taken, capacity)
        taken[item.site, day] += 1
        nexts[item.site] = day
        slots[item.task] = _slot(item, day, now)
    return slots


def _urgency(item: Item) -> tuple[date, float, str]:
    return item.due or date.max, -item.waiting, item.task


def _free(site: str, day: date, taken: Counter[tuple[str, date]], capacity: Capacity) -> date:
    """The first day with room. Those before are full, as nothing is ever taken away."""
    while taken[site, day] >= capacity.of(site):
        day += timedelta(days=1)
    return day


def _slot(item: Item, day: date, today: date) -> Slot:
    is_late = day < today or (item.due is not None and day > item.due)
    return Slot(day, item.given is not None, is_late)
