"""Signing in at the identity provider: the way there, and the way back."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from admin.auth import cookies
from admin.dependencies import PartsOf
from admin.oidc import service
from admin.oidc.attempt import Attempt
from admin.oidc.provider import BACK
from admin.outside import local

router = APIRouter(include_in_schema=False)

Said = Annotated[str, Query(max_length=4000)]


@router.get("/sign-in/provider")
async def leave(request: Request, parts: PartsOf, next: Said = "/") -> Response:  # noqa: A002
    """Go to the provider."""
    attempt = Attempt(local(next))
    address = await service.provider_of(parts).address(attempt)
    cookie = cookies.attempt(request, parts.attempts.cookie(attempt))
    return RedirectResponse(address, 303, {"set-cookie": cookie})


@router.get(BACK)
async def come_back(
    request: Request, parts: PartsOf, code: Said = "", state: Said = "", error: Said = "", iss: Said = ""
) -> Response:
    """Open a session for whom the provider names, and go on to the page that was asked for."""
    attempt = parts.attempts.read(request.cookies.get(cookies.ATTEMPT, ""))
    account = await service.came_back(parts, request, attempt, service.Back(code, state, error, iss))
    response = RedirectResponse(attempt.next if attempt else "/", 303)
    response.headers.append("set-cookie", cookies.session(request, parts.sessions.open(account.name, account.stamp)))
    response.headers.append("set-cookie", cookies.attempt(request, ""))
    return response
