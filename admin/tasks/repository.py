"""Rows of tasks, and how a version is written with its audit. Rows are only ever added."""

import json
import time
from collections.abc import Iterable, Sequence

from admin.audit import audit
from admin.records import Record
from admin.store import Store
from admin.tasks.schedule import Scheduled
from admin.tasks.task import Row, Task, fields, parse, tags
from admin.versions import Newest, newest
from contract.measurements import AUDIT, Value
from contract.registry import UNKNOWN_COST
from contract.tasks import QUEUE_TIME, TASK, TASK_QUEUE
from store.points import Point, encode

_NOT_TOLD = ("version", "actor", "why")


def rows(store: Store) -> Newest[Row]:
    """The newest version of every task. Raises `GatewayError`."""
    return newest(store.points("admin_tasks", *TASK.tags), "task", parse)


def versions(store: Store, task: str) -> list[Record]:
    """Every version of one task, the oldest first. Raises `GatewayError`."""
    return store.points("admin_task_versions", *TASK.tags, task=task)


def put(store: Store, after: Row, before: Task | None) -> None:
    """Store a version and its audit, both or neither. Raises `GatewayError`."""
    changed = audit(
        "task",
        after.time,
        actor=after.actor,
        target=after.asset,
        before=json.dumps(_told(before) if before else None),
        after=json.dumps(_told(after)),
        why=after.why,
    )
    store.put(TASK.bucket, [Point(TASK.name, tags(after), fields(after), after.time), changed])


def tell_queue(store: Store, found: Iterable[Scheduled], now: int) -> None:
    """Store what is to be done at a time (ns), for dashboards. Raises `GatewayError`."""
    points = [Point(TASK_QUEUE.name, tags(task), _queued(task, now), QUEUE_TIME) for task in found if task.is_to_do]
    if points:
        store.send(TASK_QUEUE.bucket, encode(points))


def _queued(task: Scheduled, now: int) -> dict[str, Value]:
    said = {name: value for name, value in fields(task).items() if name in TASK_QUEUE.fields}
    return {
        **said,
        "day": task.day.isoformat() if task.day else "",
        "given": task.given,
        "late": task.late,
        "cost_of_waiting": UNKNOWN_COST if task.cost_of_waiting is None else task.cost_of_waiting,
        "p_fail_30d": UNKNOWN_COST if task.p_fail_30d is None else task.p_fail_30d,
        "told": now,
    }


def note_link(store: Store, pairs: Sequence[tuple[str, str]], actor: str, expires: str) -> None:
    """Store that somebody made a link to the calendar. Raises `GatewayError`."""
    after = json.dumps({"tasks": pairs, "expires": expires})
    store.put(AUDIT.bucket, [audit("task_link", time.time_ns(), actor=actor, target="tasks", after=after, why="")])


def _told(task: Task) -> dict[str, object]:
    """What there is to be said of it, for people who look for what was changed."""
    said = task.model_dump(mode="json", include=set(Task.model_fields) - set(_NOT_TOLD))
    return {name: value for name, value in said.items() if value not in ("", None)}
