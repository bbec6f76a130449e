"""The routes of `/api/v1`: an answer that did not change is not sent twice, a write with a key happens once."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from admin.v1 import etag, idempotency
from web.gate import SAFE_METHODS

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class V1Route(APIRoute):
    """Give it to a router as its `route_class`."""

    def get_route_handler(self) -> Handler:
        """See `APIRoute`."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            if request.method in SAFE_METHODS:
                return etag.tagged(request, await handle(request))
            return await idempotency.once(request, handle)

        return handler
