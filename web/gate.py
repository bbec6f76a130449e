"""Who may come in by a token, and how large a body may be that is read before anybody has looked at it."""

import hashlib
import hmac
from collections.abc import Set as AbstractSet

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.errors import ApiError, answer

SAFE_METHODS = frozenset({"GET", "HEAD"})
"""They change nothing, and their body is not read."""


class TokenGate:
    """ASGI middleware: nobody passes without the token but to the open paths, and no large body does."""

    def __init__(
        self, app: ASGIApp, token: str, most_body_bytes: int, whose: str, open_paths: AbstractSet[str]
    ) -> None:
        self._app, self._token, self._most, self._whose = app, token, most_body_bytes, whose
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        refusal = self._refusal(Request(scope)) if scope["type"] == "http" else None
        await (answer(Request(scope), refusal) if refusal else self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> ApiError | None:
        given = bearer(request.headers)
        fits = given is not None and same(given, self._token)
        if request.scope["path"] not in self._open_paths and not fits:
            return unauthenticated(f"Send {self._whose} token as Authorization: Bearer <token>.")
        return too_large(request, self._most)


def unauthenticated(message: str) -> ApiError:
    """401: no credentials, or wrong ones."""
    return ApiError(401, "unauthenticated", message)


def bearer(headers: Headers) -> str | None:
    """The token that is to say who asks; None where none is."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def same(given: str, wanted: str) -> bool:
    """Whether a secret is the wanted one, in a time that says nothing of it."""
    # Digests have one length, so that the time says nothing of the wanted one's length either.
    return hmac.compare_digest(_digest(given), _digest(wanted))


def too_large(request: Request, most: int) -> ApiError | None:
    """413 where a body does not say its length, or more than `most` bytes."""
    length = request.headers.get("content-length", "0")
    is_modest = length.isdecimal() and len(length) < 10 and int(length) <= most
    if request.method in SAFE_METHODS or (is_modest and "transfer-encoding" not in request.headers):
        return None
    return ApiError(413, "too_large", f"The body must say its length, at most {most} bytes.", field="body")


def _digest(text: str) -> bytes:
    # Half a character, as a form may send it, is no reason to fail.
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()
