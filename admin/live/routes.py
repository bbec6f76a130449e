"""Live streams of the fleet and of an asset, as server-sent events and over WebSockets."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, WebSocket
from fastapi.requests import HTTPConnection
from starlette.responses import Response, StreamingResponse

from admin.auth.staying import may_stay
from admin.dependencies import PartsOf
from admin.live.streams import EventStream, converse
from contract.errors import ContractError

router = APIRouter(prefix="/api/v1")


async def _since(
    connection: HTTPConnection,
    since: Annotated[str, Query(description="the id of the last message that came; empty for none")] = "",
) -> int | None:
    """The id of the last message that came: a browser that connects again says it by a header of its own."""
    said = connection.headers.get("last-event-id", "") or since
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= 19):
        raise ContractError("since", f"{said[:100]!r} is not the id of a message")
    return int(said)


SinceOf = Annotated[int | None, Depends(_since)]
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Messages."}
}


@router.get("/live", response_class=StreamingResponse, responses=_EVENTS)
async def read(request: Request, parts: PartsOf, since: SinceOf) -> Response:
    """What is new of the fleet as server-sent events: a `snapshot`, then an `event` whenever there is anything."""
    return EventStream(await parts.live.join("", since), partial(may_stay, parts, request))


@router.get("/assets/{asset:path}/live", response_class=StreamingResponse, responses=_EVENTS)
async def read_asset(request: Request, asset: str, parts: PartsOf, since: SinceOf) -> Response:
    """The same of one asset, with what it sends."""
    return EventStream(await parts.live.join(asset, since), partial(may_stay, parts, request))


@router.websocket("/ws/fleet")
async def converse_about_fleet(websocket: WebSocket, parts: PartsOf, since: SinceOf) -> None:
    """What is new of the fleet, a JSON text a message."""
    await converse(websocket, await parts.live.join("", since), partial(may_stay, parts, websocket))


@router.websocket("/ws/assets/{asset:path}")
async def converse_about_asset(websocket: WebSocket, asset: str, parts: PartsOf, since: SinceOf) -> None:
    """The same of one asset, with what it sends."""
    await converse(websocket, await parts.live.join(asset, since), partial(may_stay, parts, websocket))
