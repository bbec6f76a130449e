"""The pages of tasks: the board, one task with its forms and history, the form of a new one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from admin.failures.service import modes
from admin.tasks import iso14224, said
from admin.tasks.page_forms import CloseForm, NewForm, PlanForm
from admin.tasks.schedule import Scheduled
from admin.tasks.service import Version, place
from contract.tasks import CATEGORIES, DONE, IN_PROGRESS
from web.errors import ApiError

MOST = 100
"""Tasks that a column shows; more are in the API."""
DONE_SHOWN = 20
COLUMNS = ((-1, "Their day is over"), (0, "Today"), (1, "Tomorrow"), (7, "Within a week"), (10**6, "Later"))
"""The columns of the board: up to how many days from today, and what it is called."""
LONGEST = {"title": said.LONGEST_TITLE, "text": said.LONGEST_TEXT, "name": said.LONGEST_NAME}


@dataclass(frozen=True, slots=True)
class Column:
    """Tasks of some days, under way first, then due first; `more` is how many it does not show."""

    label: str
    tasks: list[Scheduled]
    more: int


@dataclass(frozen=True, slots=True)
class Site:
    """A site, "" for all, and how many tasks are to be done there."""

    name: str
    count: int


def board_view(found: Sequence[Scheduled], site: str, assignee: str, today: Callable[[str], date]) -> dict[str, Any]:
    """What `board.html` shows: of a site, or of all, and of one person's where one is named."""
    to_do = [task for task in found if task.is_to_do]
    names = sorted({task.site for task in to_do} | ({site} if site else set()))
    of_one = [task for task in found if site in ("", task.site) and assignee.strip() in ("", task.assignee)]
    return {
        "site": site,
        "assignee": assignee,
        "link": None,
        "sites": [Site("", len(to_do)), *(Site(name, sum(task.site == name for task in to_do)) for name in names)],
        "people": sorted({task.assignee for task in to_do if task.assignee}),
        "columns": _columns(of_one, today),
        "late": sum(task.late for task in of_one),
        "done": sorted((task for task in of_one if task.state == DONE), key=_closed, reverse=True)[:DONE_SHOWN],
    }


def task_view(
    task: Scheduled,
    history: Sequence[Version],
    form: PlanForm | None = None,
    closing: CloseForm | None = None,
    problem: ApiError | None = None,
) -> dict[str, Any]:
    """What `task.html` shows; `problem` is of the form that closes out where `closing` is given, else of the other."""
    return {
        "task": task,
        "history": history,
        "form": form or PlanForm.of(task),
        "closing": closing or CloseForm(version=task.version, found=task.mode),
        "problem": problem,
        "of_closing": closing is not None,
        # Who did not see the newest version is told so when saving, and only then may save on top of it.
        "seen": task.version,
        "categories": CATEGORIES,
        "modes": modes(task.asset_class),
        "words": {
            "root_cause": iso14224.CAUSES,
            "mechanism": iso14224.MECHANISMS,
            "detection": iso14224.DETECTIONS,
            "activity": iso14224.ACTIVITIES,
        },
        "longest": LONGEST,
    }


def new_view(form: NewForm, problem: ApiError | None) -> dict[str, Any]:
    """What `new.html` shows."""
    return {"form": form, "problem": problem, "longest": LONGEST}


def _columns(found: Iterable[Scheduled], today: Callable[[str], date]) -> list[Column]:
    parted: list[list[Scheduled]] = [[] for _ in COLUMNS]
    for task in sorted(found, key=lambda task: (task.state != IN_PROGRESS, place(task))):
        if task.day is not None:
            days = (task.day - today(task.site)).days
            parted[next(number for number, (most, _) in enumerate(COLUMNS) if days <= most)].append(task)
    return [
        Column(label, tasks[:MOST], max(0, len(tasks) - MOST))
        for (_, label), tasks in zip(COLUMNS, parted, strict=True)
    ]


def _closed(task: Scheduled) -> float:
    return task.closed.timestamp() if task.closed else 0.0
