"""The page of one's own account."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from admin.account import service
from admin.account.forms import PasswordForm
from admin.auth import cookies
from admin.dependencies import PartsOf
from admin.outside import Outside
from admin.pages.rendering import page
from admin.users.passwords import LEAST, MOST
from contract.errors import ContractError
from web.errors import ApiError, problem_of

router = APIRouter(include_in_schema=False)


@router.get("/account")
def show(request: Request, changed: str = "") -> Response:
    """Who one is here, and the form of a new password."""
    return _page(request, changed=bool(changed))


@router.post("/account")
async def renew(request: Request, parts: PartsOf, form: Annotated[PasswordForm, Form()]) -> Response:
    """Set a new password and go on in a new session, or show the page again with what is wrong."""
    address, browser = Outside.of(request).client, request.cookies.get(cookies.BROWSER, "")
    try:
        account = await service.renew(parts, request.state.account, form, address, browser)
    except (ApiError, ContractError) as error:
        return _page(request, problem_of(error))
    request.state.session = None
    cookie = cookies.session(request, parts.sessions.open(account.name, account.stamp))
    return RedirectResponse("/account?changed=on", 303, {"set-cookie": cookie})


def _page(request: Request, problem: ApiError | None = None, *, changed: bool = False) -> Response:
    values = {"account": request.state.account, "problem": problem, "changed": changed, "least": LEAST, "most": MOST}
    return page(request, "account/account.html", values, problem.status if problem else 200)
