"""Users: which there are, adding one, and changing one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, Parts, PartsOf
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.users.forms import Change, ChangeForm, NewForm, NewUser
from admin.users.service import Shown
from admin.users.view import list_view, one_view
from web.errors import ApiError

router = APIRouter()


@router.get("/api/users")
def read(parts: PartsOf) -> list[Shown]:
    """All users of the admin, by name; that of the environment is none of them."""
    return parts.users.entries()


@router.post("/api/users", status_code=201)
def add(new: NewUser, parts: PartsOf, actor: ActorOf) -> Shown:
    """Add a user, with a password or a subject of the identity provider; 409 for a name or subject that is taken."""
    password = new.password.get_secret_value() if new.password else ""
    return parts.users.add(new.name, new.role, password, new.why, actor, subject=new.subject)


@router.patch("/api/users/{name}")
def change(name: str, order: Change, parts: PartsOf, actor: ActorOf) -> Shown:
    """Give a user another role or password, disable or enable one; 409 where the version seen is not the newest."""
    password = order.password.get_secret_value() if order.password else None
    return parts.users.change(
        name, order.version, order.why, actor, role=order.role, password=password, disabled=order.disabled
    )


@router.get("/users", include_in_schema=False)
def show_all(request: Request, parts: PartsOf) -> Response:
    """The page of all users, with the form of a new one."""
    return _list(request, parts, NewForm())


@router.post("/users", include_in_schema=False)
def add_by_form(request: Request, parts: PartsOf, actor: ActorOf, form: Annotated[NewForm, Form()]) -> Response:
    """Add a user, or show the page again with what is wrong."""
    password = form.password.get_secret_value()
    outcome = attempt(lambda: parts.users.add(form.name, form.role, password, form.why, actor, subject=form.subject))
    return _list(request, parts, form, outcome) if isinstance(outcome, ApiError) else RedirectResponse("/users", 303)


@router.get("/users/{name}", include_in_schema=False)
def show(request: Request, name: str, parts: PartsOf) -> Response:
    """The page of one user."""
    return _one(request, parts, name)


@router.post("/users/{name}", include_in_schema=False)
def change_by_form(
    request: Request, name: str, parts: PartsOf, actor: ActorOf, form: Annotated[ChangeForm, Form()]
) -> Response:
    """Change a user, or show the page again with what is wrong."""
    password = form.password.get_secret_value() or None
    outcome = attempt(
        lambda: parts.users.change(
            name, form.version, form.why, actor, role=form.role, password=password, disabled=not form.enabled
        )
    )
    if isinstance(outcome, ApiError):
        return _one(request, parts, name, form, outcome)
    return RedirectResponse("/users", 303)


def _list(request: Request, parts: Parts, form: NewForm, problem: ApiError | None = None) -> Response:
    values = list_view(parts.users.entries(), form, problem, provided=parts.provider is not None)
    return page(request, "users/users.html", values, problem.status if problem else 200)


def _one(
    request: Request, parts: Parts, name: str, form: ChangeForm | None = None, problem: ApiError | None = None
) -> Response:
    values = one_view(parts.users.one(name), form, problem)
    return page(request, "users/user.html", values, problem.status if problem else 200)
