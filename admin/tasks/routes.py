"""Tasks of maintenance: what is to be done, due first."""

import hashlib
import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response

from admin.dependencies import ActorOf, PartsOf
from admin.outside import Outside
from admin.tasks import feed, saving, service
from admin.tasks.calendar import MEDIA_TYPE
from admin.tasks.feed import Link, LinkForm
from admin.tasks.forms import Change, CloseOut, NewTask
from admin.tasks.needs import DeskOf, Word
from admin.tasks.saving import Seen
from admin.tasks.schedule import Scheduled
from admin.tasks.service import Choice
from admin.v1 import etag
from admin.v1.etag import IfMatch
from admin.v1.paging import Cursor, Limit, Page, page
from admin.v1.route import V1Route

router = APIRouter()
v1 = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["tasks"])

_CALENDAR: dict[int | str, dict[str, Any]] = {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}
_OF_WHAT_IS_KNOWN = re.compile(r'-[0-9a-f]+"')
State = Literal["", "open", "planned", "in_progress", "done", "cancelled", "all"]


def _tasks(desk: DeskOf) -> list[Scheduled]:
    return desk.tasks()


TasksOf = Annotated[list[Scheduled], Depends(_tasks)]


def _choice(state: State = "", site: Word = "", asset: Word = "", assignee: Word = "") -> Choice:
    """Which tasks; without `state` those that are to be done."""
    return Choice(state, site, asset, assignee)


async def _linked(request: Request, parts: PartsOf) -> Choice:
    return await feed.linked(parts.tasks.links, parts.accounts, request.query_params.multi_items())


@v1.get("/tasks")
@router.get("/maintenance/upcoming", include_in_schema=False)
def read_all(
    found: TasksOf, choice: Annotated[Choice, Depends(_choice)], cursor: Cursor = "", limit: Limit = 100
) -> Page[Scheduled]:
    """Tasks of maintenance, what is due first first; without `state` those that are to be done."""
    return page(service.chosen(found, choice), service.place, cursor, limit)


@v1.get("/tasks.ics", response_class=Response, responses=_CALENDAR)
def read_calendar(request: Request, found: TasksOf, site: Word = "", assignee: Word = "") -> Response:
    """What is to be done as an iCalendar (RFC 5545): an event of a day for each task."""
    return _calendar(request, found, Choice(site=site, assignee=assignee))


@v1.get("/feed/tasks.ics", include_in_schema=False)
def follow(request: Request, choice: Annotated[Choice, Depends(_linked)], found: TasksOf) -> Response:
    """The calendar that a link is to, for whoever has it."""
    return _calendar(request, found, choice)


@v1.post("/tasks.ics/links")
def make_link(request: Request, parts: PartsOf, form: LinkForm) -> Link:
    """Make an address that gives the calendar without a sign-in, for calendars that subscribe to it."""
    return feed.make_link(parts.tasks.links, parts.store, form, request.state.account, Outside.of(request))


@v1.get("/tasks/{task}")
def read(task: str, found: TasksOf, response: Response) -> Scheduled:
    """One task; its `ETag` is for changing it."""
    return _tagged(response, service.one(found, task))


@v1.post("/tasks", status_code=201)
@router.post("/maintenance", status_code=201, include_in_schema=False)
def create(new: NewTask, desk: DeskOf, actor: ActorOf, response: Response) -> Scheduled:
    """Make a task. 404 for an unknown asset."""
    return _tagged(response, saving.create(desk, new, actor))


@v1.patch("/tasks/{task}")
def change(
    task: str, order: Change, desk: DeskOf, actor: ActorOf, response: Response, if_match: IfMatch = ""
) -> Scheduled:
    """Assign, plan, start, cancel or open again; 412 where `If-Match` is not the `ETag` of its newest version."""
    return _tagged(response, saving.change(desk, task, order, actor, _seen(if_match)))


@v1.post("/tasks/{task}/close")
def close(
    task: str, order: CloseOut, desk: DeskOf, actor: ActorOf, response: Response, if_match: IfMatch = ""
) -> Scheduled:
    """Close a task out with what was found and done (ISO 14224); 412 as for a change."""
    return _tagged(response, saving.close(desk, task, order, actor, _seen(if_match)))


def _calendar(request: Request, found: list[Scheduled], choice: Choice) -> Response:
    text = feed.written(found, choice, Outside.of(request))
    return Response(text, headers={"Content-Type": MEDIA_TYPE})


def _seen(said: str) -> Seen:
    """Compares what a program says that it saw; raises a 428 `ApiError` where it says nothing."""
    etag.check_said(said)
    # Of a tag only the version counts: what is known of the asset may have moved since.
    versions = _OF_WHAT_IS_KNOWN.sub('"', said)
    return lambda newest: etag.check(versions, f'"{newest.version}"')


def _tagged(response: Response, found: Scheduled) -> Scheduled:
    # What is known of its asset moves without a new version: a program that has the answer must not miss that.
    digest = hashlib.blake2b(found.model_dump_json().encode(), digest_size=8).hexdigest()
    response.headers["ETag"] = f'"{found.version}-{digest}"'
    return found
