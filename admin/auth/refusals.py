"""Why somebody is not let in, or not yet."""

from admin.roles import Role
from web.errors import ApiError
from web.gate import unauthenticated


def not_signed_in() -> ApiError:
    """401: no credentials, or wrong ones."""
    return unauthenticated("Sign in, or send a token as Authorization: Bearer <token>.")


def not_allowed(needed: Role, role: Role | None) -> ApiError:
    """403: somebody who may not do this; it says who may."""
    message = (
        f"This needs the role {needed}, and yours is {role or 'none'}. Ask one of the admins to do it, or to give you "
        "that role."
    )
    return ApiError(403, "forbidden", message, field="role")


def bad_origin(source: str, host: str) -> ApiError:
    """403: a form of another site, or behind a proxy that changes the host and is not known."""
    message = (
        f"This form was not sent by a page of this server: it comes from {source[:200] or 'nowhere'}, and the server "
        f"was asked as {host[:200]}. Where a proxy stands before the admin, set FOREWARN_ADMIN_URL to the address that "
        "people use, or name the proxy in FOREWARN_TRUSTED_PROXIES and let it send X-Forwarded-Host."
    )
    return ApiError(403, "forbidden", message, field="origin")


def malformed_origin() -> ApiError:
    """400: nobody can tell whether the form is ours."""
    return ApiError(400, "bad_request", "The Origin or Referer of this form is no address.", field="origin")


def unsure() -> ApiError:
    """503: a session of before a restart, while the store cannot say whether it was signed out."""
    message = "The store does not say whether this session was signed out; try again, or sign in anew."
    return ApiError(503, "store_failed", message, field="store")


def too_many(wait_s: float) -> ApiError:
    """429: too many tries to sign in wait already."""
    seconds = int(wait_s) + 1
    message = f"Others are trying to sign in from there, and fail; try again in {seconds} s."
    return ApiError(429, "too_many", message, retry_after_s=seconds)
