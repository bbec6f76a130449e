"""How a stream goes over the line: as server-sent events, or over a WebSocket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from admin.live.service import Stream

QUIET = b": still here\n\n"
"""A comment: it keeps proxies from taking the line for dead, and tells of one that is."""
PART = 64 * 1024
"""A longer message goes out bit by bit, as its client takes it: the snapshot of a large fleet is megabytes."""
POLICY_VIOLATION, SERVICE_RESTART = 1008, 1012

MayStay = Callable[[], Awaitable[bool]]


class EventStream(StreamingResponse):
    """Server-sent events of a stream, which is left when its client is gone."""

    media_type = "text/event-stream"

    def __init__(self, stream: Stream, may_stay: MayStay) -> None:
        # A proxy that collects answers before it hands them on would hold up every one.
        super().__init__(_events(stream, may_stay), headers={"X-Accel-Buffering": "no"})
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until either side ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._stream.leave()


async def converse(websocket: WebSocket, stream: Stream, may_stay: MayStay) -> None:
    """Send a stream's messages until either side ends it; what the client says is thrown away."""
    try:
        await websocket.accept()
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(_send(websocket, stream, may_stay))
            await _until_it_leaves(websocket)
            sending.cancel()
    finally:
        stream.leave()


async def _events(stream: Stream, may_stay: MayStay) -> AsyncIterator[memoryview]:
    async for message in stream.messages(may_stay):
        whole = memoryview(message.sse if message else QUIET)
        for begin in range(0, len(whole), PART):
            yield whole[begin : begin + PART]


async def _send(websocket: WebSocket, stream: Stream, may_stay: MayStay) -> None:
    with suppress(WebSocketDisconnect):
        async for message in stream.messages(may_stay):
            if message:
                await websocket.send_text(message.text)
        await websocket.close(SERVICE_RESTART if stream.is_closing else POLICY_VIOLATION)


async def _until_it_leaves(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
