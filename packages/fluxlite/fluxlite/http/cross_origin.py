"""Cross-origin requests: a page of any origin may ask the API, with a token that it brings itself.

`Access-Control-Allow-Credentials` is never sent: a browser adds nothing of its own, so no page acts for its reader.
"""

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_API = ("/api/v2", "/v1", "/private/")
"""InfluxDB does this below its API only: not for version 1, nor for /health, /metrics and the like."""
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST, GET, OPTIONS, PUT, DELETE, PATCH",
    "Access-Control-Allow-Headers": "Accept, Content-Type, Content-Length, Accept-Encoding, Authorization, User-Agent",
}


class CrossOrigin:
    """Answers preflights, and lets every answer be read by the page that asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_API):
            await self._app(scope, receive, send)
            return
        origin = next((value for name, value in scope["headers"] if name == b"origin"), b"")

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start" and origin:
                message["headers"] = [*message["headers"], (b"access-control-allow-origin", origin)]
            await send(message)

        if scope["method"] == "OPTIONS":
            answer = Response(status_code=204, headers=_PREFLIGHT) if origin else Response(status_code=405)
            await answer(scope, receive, readable)
        else:
            await self._app(scope, receive, readable)
