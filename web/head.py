"""HEAD is answered as GET is, without the body: health checks and load balancers ask so."""

from starlette.types import ASGIApp, Receive, Scope, Send


class HeadAsGet:
    """Shows the application a GET where a HEAD came; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)
