"""Many clients of live streams in a process of their own: half by server-sent events, half over WebSockets."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.connection import Connection

import aiohttp

from contract.errors import ForewarnError

AT_ONCE = 50
"""Clients that connect at the same time."""
OF_ASSET = 10
"""One client in so many follows an asset, the others the fleet."""
MARK = "write "
"""What the reason of a risk begins with, before the number of the write that it came with."""
READY = "ready"

Follow = Callable[[aiohttp.ClientSession, str], AsyncIterator[str]]


@dataclass(slots=True)
class Heard:
    """What one client heard: for each message with news of a write that write's number, and when it came (ns)."""

    kind: str
    messages: int = 0
    numbers: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)


def listen(pipe: Connection, url: str, token: str, assets: Sequence[str], clients: int) -> None:
    """Connect, say `READY`, listen until told to stop, and say what was heard, or why that failed."""
    try:
        pipe.send(asyncio.run(_listen(pipe, url, token, assets, clients)))
    except (ForewarnError, aiohttp.ClientError, OSError) as error:
        pipe.send(f"a stream failed: {error!r}")


async def _listen(pipe: Connection, url: str, token: str, assets: Sequence[str], clients: int) -> list[Heard]:
    gate, begun = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(0)
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(
        url, headers=headers, timeout=timeout, connector=aiohttp.TCPConnector(limit=0)
    ) as session:
        heard = [Heard("") for _ in range(clients)]
        tasks = [
            asyncio.create_task(_client(session, number, assets, each, gate, begun))
            for number, each in enumerate(heard)
        ]
        for _ in heard:
            await _unless_failed(tasks, begun.acquire())
        pipe.send(READY)
        await _unless_failed(tasks, asyncio.to_thread(pipe.recv))
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return heard


async def _unless_failed(tasks: Sequence[asyncio.Task[None]], wanted: object) -> None:
    """Wait for something; raises what a client failed with meanwhile."""
    waiting = asyncio.ensure_future(wanted)  # type: ignore[call-overload]
    done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in done - {waiting}:
        task.result()
        raise ForewarnError("it ended")


async def _client(
    session: aiohttp.ClientSession,
    number: int,
    assets: Sequence[str],
    heard: Heard,
    gate: asyncio.Semaphore,
    begun: asyncio.Semaphore,
) -> None:
    """Follow a stream; `begun` is told once its snapshot is there."""
    asset = assets[number % len(assets)] if number % OF_ASSET == OF_ASSET - 1 else ""
    is_socket = number // OF_ASSET % 2 == 1
    heard.kind = f"{'WebSocket' if is_socket else 'server-sent events'}, {'an asset' if asset else 'the fleet'}"
    follow = _socket if is_socket else _events
    async with gate:
        messages = follow(session, asset)
        await anext(messages)
    begun.release()
    async for text in messages:
        now, newest = time.time_ns(), _newest(text)
        heard.messages += 1
        if newest:
            heard.numbers.append(newest)
            heard.times.append(now)


async def _events(session: aiohttp.ClientSession, asset: str) -> AsyncIterator[str]:
    path = f"/api/v1/assets/{asset}/live" if asset else "/api/v1/live"
    async with session.get(path) as reply:
        if reply.status != 200:
            raise ForewarnError(f"{path} answered {reply.status}: {await reply.text()}")
        buffer = b""
        async for part in reply.content.iter_any():
            *frames, buffer = (buffer + part).split(b"\n\n")
            for frame in frames:
                if data := frame.partition(b"\ndata: ")[2]:
                    yield data.decode()


async def _socket(session: aiohttp.ClientSession, asset: str) -> AsyncIterator[str]:
    path = f"/api/v1/ws/assets/{asset}" if asset else "/api/v1/ws/fleet"
    async with session.ws_connect(path, max_msg_size=0) as socket:
        async for message in socket:
            yield message.data


@lru_cache(maxsize=64)
def _newest(text: str) -> int:
    """The number of the newest write that a message tells of, 0 for none; most clients get the same messages."""
    reasons = [risk["reason"] for risk in json.loads(text)["risks"]]
    return max((int(reason.removeprefix(MARK)) for reason in reasons if reason.startswith(MARK)), default=0)
