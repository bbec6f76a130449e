"""Who comes back from the identity provider: a user whom an admin has bound to its name of them, or nobody."""

from dataclasses import dataclass

from starlette.requests import Request

from admin.auth.accounts import Account, Denied
from admin.dependencies import Parts
from admin.oidc.attempt import Attempt
from admin.oidc.provider import Provider
from admin.outside import Outside
from admin.users.user import bound
from web.errors import ApiError, not_found
from web.gate import same


@dataclass(frozen=True, slots=True)
class Back:
    """What the browser brings back in its address."""

    code: str
    state: str
    error: str
    iss: str


def provider_of(parts: Parts) -> Provider:
    """The provider; a 404 `ApiError` where there is none."""
    if parts.provider is None:
        raise not_found("identity provider", "FOREWARN_OIDC_ISSUER")
    return parts.provider


async def came_back(parts: Parts, request: Request, attempt: Attempt | None, back: Back) -> Account:
    """Who it is. Raises `GatewayError`, and an `ApiError` that says why it is nobody."""
    provider, address = provider_of(parts), Outside.of(request).client
    if attempt is None or not same(back.state, attempt.state) or back.iss not in ("", provider.issuer):
        raise ApiError(400, "bad_request", "This sign-in was not begun in this browser, or too long ago. Begin again.")
    if back.error or not back.code:
        reason = back.error if back.error.isascii() and back.error.isprintable() else ""
        raise ApiError(403, "forbidden", f"The identity provider let nobody in. It says: {reason[:100] or 'nothing'}.")
    subject = await provider.subject(attempt, back.code)
    found = await parts.accounts.by_subject(bound(provider.issuer, subject))
    if isinstance(found, Denied):
        parts.sign_ins.refuse(found, address)
        raise _stranger(subject, found)
    parts.sign_ins.begin(found, address)
    return found


def _stranger(subject: str, denied: Denied) -> ApiError:
    message = (
        f"The identity provider knows you as {subject}, and here {denied.why}. "
        "Ask an admin of Forewarn to add you as a user with that subject."
    )
    return ApiError(403, "forbidden", message, field="subject")
