"""The pages of tasks, and their forms."""

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, PartsOf
from admin.outside import Outside
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.tasks import feed, saving, service
from admin.tasks.feed import LinkForm
from admin.tasks.needs import DeskOf, Word
from admin.tasks.page_forms import CalendarForm, CloseForm, NewForm, PlanForm, StateForm
from admin.tasks.schedule import Scheduled
from admin.tasks.service import Desk
from admin.tasks.view import board_view, new_view, task_view
from admin.versions import check_seen
from web.errors import ApiError

router = APIRouter(include_in_schema=False)


@router.get("/tasks")
def show_board(request: Request, desk: DeskOf, site: Word = "", assignee: Word = "") -> Response:
    """The board: what is to be done on which day."""
    return page(request, "tasks/board.html", board_view(desk.tasks(), site, assignee, desk.today))


@router.post("/tasks/calendar")
def show_link(request: Request, parts: PartsOf, desk: DeskOf, form: Annotated[CalendarForm, Form()]) -> Response:
    """The board with an address for a calendar that subscribes to it, of the tasks that it shows."""
    order = LinkForm(site=form.site, assignee=form.assignee.strip())
    link = feed.make_link(parts.tasks.links, parts.store, order, request.state.account, Outside.of(request))
    values = board_view(desk.tasks(), form.site, form.assignee, desk.today)
    return page(request, "tasks/board.html", {**values, "link": link})


@router.get("/tasks/new")
def show_new(request: Request, chosen: Annotated[NewForm, Query()]) -> Response:
    """The form of a new task; what is known of it already is in the address."""
    return page(request, "tasks/new.html", new_view(chosen, None))


@router.post("/tasks")
def create(request: Request, desk: DeskOf, actor: ActorOf, form: Annotated[NewForm, Form()]) -> Response:
    """Make a task, or show the form again with what is wrong beside its field."""
    outcome = attempt(lambda: saving.create(desk, form.order(), actor))
    if isinstance(outcome, ApiError):
        return page(request, "tasks/new.html", new_view(form, outcome), outcome.status)
    return _to(outcome.task)


@router.get("/tasks/{task}")
def show(request: Request, task: str, desk: DeskOf) -> Response:
    """The page of one task."""
    found = service.one(desk.tasks(), task)
    return page(request, "tasks/task.html", task_view(found, service.history(desk.store, task)))


@router.post("/tasks/{task}")
def plan(request: Request, task: str, desk: DeskOf, actor: ActorOf, form: Annotated[PlanForm, Form()]) -> Response:
    """Say who does a task and when, or show its page again with what is wrong beside its field."""
    found = service.one(desk.tasks(), task)
    outcome = attempt(lambda: saving.change(desk, task, form.order(found), actor, partial(check_seen, form.version)))
    return _shown(request, desk, task, outcome, form=form)


@router.post("/tasks/{task}/state")
def become(request: Request, task: str, desk: DeskOf, actor: ActorOf, form: Annotated[StateForm, Form()]) -> Response:
    """Start a task, cancel it, or open it again."""
    outcome = attempt(lambda: saving.change(desk, task, form.order(), actor, partial(check_seen, form.version)))
    return _shown(request, desk, task, outcome)


@router.post("/tasks/{task}/close")
def close(request: Request, task: str, desk: DeskOf, actor: ActorOf, form: Annotated[CloseForm, Form()]) -> Response:
    """Close a task out, or show its page again with what is wrong beside its field."""
    outcome = attempt(lambda: saving.close(desk, task, form.order(), actor, partial(check_seen, form.version)))
    return _shown(request, desk, task, outcome, closing=form)


def _shown(
    request: Request,
    desk: Desk,
    task: str,
    outcome: Scheduled | ApiError,
    form: PlanForm | None = None,
    closing: CloseForm | None = None,
) -> Response:
    if not isinstance(outcome, ApiError):
        return _to(task)
    found = service.one(desk.tasks(), task)
    values = task_view(found, service.history(desk.store, task), form, closing, outcome)
    return page(request, "tasks/task.html", values, outcome.status)


def _to(task: str) -> Response:
    return RedirectResponse(quote(f"/tasks/{task}"), 303)
