"""Tokens of programs: which there are, making one, and revoking one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from admin.dependencies import ActorOf, Parts, PartsOf
from admin.pages.forms import attempt
from admin.pages.rendering import page
from admin.tokens.forms import NewForm, NewToken, Revocation, RevokeForm
from admin.tokens.service import Made, Shown
from admin.tokens.view import tokens_view
from web.errors import ApiError

router = APIRouter()


@router.get("/api/tokens")
def read(parts: PartsOf) -> list[Shown]:
    """The newest token of every program; that of the environment is none of them."""
    return parts.tokens.entries()


@router.post("/api/tokens", status_code=201)
def add(new: NewToken, parts: PartsOf, actor: ActorOf) -> Made:
    """Make a token for a program, and tell it this once; 409 where the program has one that holds."""
    return parts.tokens.add(new.program, new.role, new.days, new.why, actor)


@router.post("/api/tokens/{program}/revoke")
def revoke(program: str, order: Revocation, parts: PartsOf, actor: ActorOf) -> Shown:
    """Let a token in no more; 409 where the version that was seen is not the newest."""
    return parts.tokens.revoke(program, order.version, order.why, actor)


@router.get("/tokens", include_in_schema=False)
def show_all(request: Request, parts: PartsOf) -> Response:
    """The page of all tokens, with the form of a new one."""
    return _page(request, parts, NewForm())


@router.post("/tokens", include_in_schema=False)
def add_by_form(request: Request, parts: PartsOf, actor: ActorOf, form: Annotated[NewForm, Form()]) -> Response:
    """Make a token and show it this once, or show the page again with what is wrong."""
    outcome = attempt(lambda: parts.tokens.add(form.program, form.role, form.whole_days(), form.why, actor))
    return _page(request, parts, form if isinstance(outcome, ApiError) else NewForm(), outcome)


@router.post("/tokens/{program}/revoke", include_in_schema=False)
def revoke_by_form(
    request: Request, program: str, parts: PartsOf, actor: ActorOf, form: Annotated[RevokeForm, Form()]
) -> Response:
    """Revoke a token, or show the page again with what is wrong."""
    outcome = attempt(lambda: parts.tokens.revoke(program, form.version, form.why, actor))
    if isinstance(outcome, ApiError):
        return _page(request, parts, NewForm(), outcome, program)
    return RedirectResponse("/tokens", 303)


def _page(
    request: Request, parts: Parts, form: NewForm, outcome: Made | ApiError | None = None, revoking: str = ""
) -> Response:
    values = tokens_view(parts.tokens.entries(), form, outcome, revoking)
    return page(request, "tokens/tokens.html", values, outcome.status if isinstance(outcome, ApiError) else 200)
