"""Tasks of maintenance: what is to be done, due first."""

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from admin.dependencies import PartsOf
from admin.tasks import service
from admin.tasks.service import Choice
from admin.tasks.task import Task
from admin.v1.paging import Cursor, Limit, Page, page
from admin.v1.route import V1Route

router = APIRouter()
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["tasks"])

Word = Annotated[str, Query(max_length=200)]
State = Literal["", "open", "planned", "in_progress", "done", "cancelled", "all"]


def _tasks(parts: PartsOf) -> list[Task]:
    return service.tasks(parts.store, parts.outlooks.get(), parts.registry.get(parts.store.version))


TasksOf = Annotated[list[Task], Depends(_tasks)]


def _choice(state: State = "", site: Word = "", asset: Word = "", assignee: Word = "") -> Choice:
    """Which tasks; without `state` those that are to be done."""
    return Choice(state, site, asset, assignee)


@v1.get("/tasks")
@router.get("/maintenance/upcoming", include_in_schema=False)
def read_all(
    found: TasksOf, choice: Annotated[Choice, Depends(_choice)], cursor: Cursor = "", limit: Limit = 100
) -> Page[Task]:
    """Tasks of maintenance, what is due first first; without `state` those that are to be done."""
    return page(service.chosen(found, choice), service.place, cursor, limit)


@v1.get("/tasks/{task}")
def read(task: str, found: TasksOf, response: Response) -> Task:
    """One task; its `ETag` is for changing it."""
    return _tagged(response, service.one(found, task))


def _tagged(response: Response, found: Task) -> Task:
    # What is known of its asset moves without a new version: a program that has the answer must not miss that.
    digest = hashlib.blake2b(found.model_dump_json().encode(), digest_size=8).hexdigest()
    response.headers["ETag"] = f'"{found.version}-{digest}"'
    return found
