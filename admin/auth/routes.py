"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from admin.auth import cookies
from admin.auth.accounts import Denied
from admin.dependencies import Parts, PartsOf
from admin.outside import Outside, local
from admin.pages.rendering import page

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
def show(request: Request, parts: PartsOf, next: str = "/") -> Response:  # noqa: A002
    """The form, or the page that was asked for where somebody is signed in."""
    if request.state.actor is not None:
        return RedirectResponse(local(next), 303)
    return _form(request, parts, next)


@router.post("/sign-in")
async def sign_in(request: Request, parts: PartsOf, user: Text = "", password: Text = "", next: Text = "/") -> Response:  # noqa: A002
    """Open a session and go on to the page that was asked for."""
    browser = request.cookies.get(cookies.BROWSER, "")
    address = Outside.of(request).client
    found = await parts.door.try_password(user, password, address, browser)
    if isinstance(found, Denied):
        parts.sign_ins.refuse(found, address)
        return _form(request, parts, next, 401)
    parts.sign_ins.begin(found, address)
    cookie = cookies.session(request, parts.sessions.open(found.name, found.stamp))
    return RedirectResponse(local(next), 303, {"set-cookie": cookie})


@router.post("/sign-out")
def sign_out(request: Request, parts: PartsOf) -> Response:
    """End the session, whoever else has its cookie."""
    if request.state.session is not None:
        parts.sign_outs.end(request.state.session, request.state.actor)
        request.state.session = None
    return RedirectResponse("/sign-in", 303, {"set-cookie": cookies.session(request, "")})


def _form(request: Request, parts: Parts, next: str, status: int = 200) -> Response:  # noqa: A002
    values = {"next": local(next), "failed": status == 401, "provided": parts.provider is not None}
    return page(request, "auth/sign_in.html", values, status)
