"""Who asks, in the ways of version 1: a token stands where that version had a password, and the user may be any."""

import base64

from starlette.requests import Request

from fluxlite.http.access import Access
from fluxlite.http.errors import ApiError
from fluxlite.http.state import State


def authenticate(request: Request) -> Access:
    """The rights of the request's token: from `u` and `p`, `Token <token>`, `Token <user>:<token>`, or Basic.

    A token that is unknown or switched off is refused, as one that is missing.
    """
    state: State = request.app.state.fluxlite
    secret = _secret(request)
    token = state.registry.token(secret) if secret else None
    if token is None or token.status != "active":
        raise ApiError("unauthorized", "unauthorized access" if secret is None else "Unauthorized")
    return Access(token, state.registry.content)


def _secret(request: Request) -> str | None:
    parameters = request.query_params
    if parameters.get("u") and parameters.get("p"):
        return parameters["p"]
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Token" and given and " " not in given:
        return given.partition(":")[2] if ":" in given else given
    return _basic(given) if scheme.lower() == "basic" else None


def _basic(given: str) -> str | None:
    """The password of HTTP's Basic scheme."""
    try:
        user_and_password = base64.b64decode(given, validate=True).decode("utf-8", "surrogateescape")
    except ValueError:
        return None
    _, separator, password = user_and_password.partition(":")
    return password if separator else None
