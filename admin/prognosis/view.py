"""The queue's page: a row for each asset of a part of the queue."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from admin.prognosis.queue import Queue, Task
from admin.prognosis.words import chance

PAGE = 100
"""Assets on a page of the queue."""
TONES = {"down": "critical", "critical": "critical", "warning": "warning", "degrading": "watch", "healthy": "normal"}
"""The level that is nearest to each condition, for its colour."""


@dataclass(frozen=True, slots=True)
class Row:
    """One asset of the queue; `due` is a date, and near ones have a time; `chance` is "" where none is known."""

    task: Task
    due: str
    chance: str
    tone: str


def queue_view(found: Queue) -> dict[str, Any]:
    """What `queue.html` shows."""
    return {
        "queue": found,
        "rows": [_row(task) for task in found.tasks],
        "earlier": f"/queue?offset={max(0, found.offset - PAGE)}" if found.offset else "",
        "later": f"/queue?offset={found.offset + PAGE}" if found.offset + PAGE < found.total else "",
    }


def _row(task: Task) -> Row:
    near = task.due is not None and task.due - datetime.now(UTC) < timedelta(days=2)
    due = f"{task.due:{'%d %b %H:%M' if near else '%d %b %Y'}}" if task.due else ""
    likely = chance(task.p_fail_30d) if task.p_fail_30d is not None else ""
    return Row(task, due, likely, TONES.get(task.status, "silent"))
