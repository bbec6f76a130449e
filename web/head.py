"""HEAD is answered as GET is, without the body: health checks and load balancers ask so."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Shows the application a GET where a HEAD came; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            await self._app(scope, receive, send)


def _without_body(send: Send) -> Send:
    """Ends the answer where its body would begin: some are long, and some have no end."""
    is_over = False

    async def end(message: Message) -> None:
        nonlocal is_over
        if not is_over:
            is_over = message["type"] == "http.response.body"
            await send({**message, "more_body": False} if is_over else message)

    return end
