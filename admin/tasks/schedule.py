"""Tasks with the day on which each is done, and what it is expected to cost to wait with it."""

from collections.abc import Callable, Iterable
from datetime import date
from zoneinfo import ZoneInfo

from admin.registry.asset import Asset
from admin.tasks.fold import Evidence
from admin.tasks.plan import Item, plan
from admin.tasks.task import Task
from contract.capacity import Capacity
from contract.tasks import IN_PROGRESS
from contract.zones import Zones


class Scheduled(Task):
    """A task with its day at its site, which people gave where `given`: else it follows from due date and capacity.

    `late` says that this is after it is due, or over. `p_fail_30d` is how likely the asset is to fail within 30 days,
    0 to 1; `cost_of_waiting` what is expected to be lost by not doing it, in `currency`. null is what is not known, and
    the day of a task that is over.
    """

    day: date | None = None
    given: bool = False
    late: bool = False
    p_fail_30d: float | None = None
    cost_of_waiting: float | None = None


def scheduled(
    tasks: Iterable[Task], known: Evidence, today: Callable[[str], date], capacity: Capacity, zones: Zones
) -> list[Scheduled]:
    """The tasks, each with its day. Those that are over have none."""
    found = [_valued(task, known) for task in tasks]
    items = (_item(each, today(each.site), zones) for each in found if each.is_to_do)
    slots = plan(items, today, capacity)
    return [
        each.model_copy(update={"day": slot.day, "given": slot.given, "late": slot.late})
        if (slot := slots.get(each.task))
        else each
        for each in found
    ]


def cost_of_waiting(task: Task, p_fail: float | None, asset: Asset | None) -> float | None:
    """What is expected to be lost by waiting until it fails: what that costs more, times how likely it is.

    The hours that the asset stands longer are counted where the registry says what an hour costs, in the same currency.
    Where no probability is known it is as if it would fail.
    """
    if task.cost_early is None or task.cost_deferred is None:
        return None
    more = task.cost_deferred - task.cost_early + _downtime(task, asset)
    return max(more, 0.0) * (1.0 if p_fail is None else p_fail)


def _downtime(task: Task, asset: Asset | None) -> float:
    an_hour = asset.downtime_cost_per_h if asset and asset.currency == task.currency else None
    if an_hour is None or task.downtime_early_h is None or task.downtime_deferred_h is None:
        return 0.0
    return an_hour * (task.downtime_deferred_h - task.downtime_early_h)


def _valued(task: Task, known: Evidence) -> Scheduled:
    prognosis = known.prognoses.get(task.asset) if task.is_to_do else None
    p_fail = prognosis.p_fail_30d if prognosis else None
    cost = cost_of_waiting(task, p_fail, known.registry.get(task.asset)) if task.is_to_do else None
    said = {name: getattr(task, name) for name in Task.model_fields}
    return Scheduled.model_construct(**said, p_fail_30d=p_fail, cost_of_waiting=cost)


def _item(task: Scheduled, today: date, zones: Zones) -> Item:
    due = task.due.astimezone(ZoneInfo(zones.of(task.site))).date() if task.due else None
    # What is under way is done now, whenever it was to begin.
    given = max(task.planned_on or today, today) if task.state == IN_PROGRESS else task.planned_on
    return Item(task=task.task, site=task.site, due=due, waiting=task.cost_of_waiting or 0.0, given=given)
