"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from admin import pages
from admin.auth.gate import SESSION_KEY
from admin.dependencies import PartsOf
from admin.errors import too_many

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
def show(request: Request, next: str = "/") -> Response:  # noqa: A002
    """The form."""
    return pages.page(request, "sign_in.html", {"next": local(next), "failed": False})


@router.post("/sign-in")
def sign_in(request: Request, parts: PartsOf, user: Text = "", password: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Open a session and go on to the page that was asked for."""
    address = request.client.host if request.client else ""
    if wait_s := parts.throttle.wait_s(address):
        raise too_many(wait_s)
    if not parts.credentials.password_fits(user, password):
        parts.throttle.failed(address)
        return pages.page(request, "sign_in.html", {"next": local(next), "failed": True}, 401)
    parts.throttle.passed(address)
    request.session[SESSION_KEY] = parts.credentials.stamp
    return RedirectResponse(local(next), 303)


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End the session."""
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


def local(path: str) -> str:
    """A path of this server, `/` for anything else: the sign-in form must not send people elsewhere."""
    plain = path.isprintable() and "\\" not in path and " " not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"
