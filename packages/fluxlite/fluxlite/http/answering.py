"""From a question to its response: waits for the answer, or for the client to go away, whichever comes first."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from fluxlite.flux import FluxError
from fluxlite.http.access import Access
from fluxlite.http.catalog import RequestCatalog
from fluxlite.http.compression import GZIP_FROM, gzipped, takes_gzip
from fluxlite.http.errors import ApiError
from fluxlite.http.state import State
from fluxlite.queries.run import Asked, Question
from fluxlite.queries.service import Answer


async def respond(request: Request, access: Access, question: Question, kind: str) -> Response:
    """The response to a question, of this media type; the request's body must have been read.

    Raises ApiError, or ClientDisconnect once nobody waits for it.
    """
    state: State = request.app.state.fluxlite
    encode = gzipped if takes_gzip(request) else None
    asked = Asked(question, access.token.id, partial(RequestCatalog, state, access), encode, GZIP_FROM)
    answer = await _answer(request, state, asked)
    headers = {"Content-Type": kind} | ({"Content-Encoding": "gzip"} if answer.encoded else {})
    return Response(answer.first, headers=headers) if answer.rest is None else _Streamed(answer, headers)


async def _answer(request: Request, state: State, asked: Asked) -> Answer:
    begin = time.perf_counter()
    answering = asyncio.ensure_future(state.queries.answer(asked))
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            raise ClientDisconnect
        return answering.result()
    except FluxError as error:
        raise ApiError(error.code, error.message) from None
    except asyncio.CancelledError:  # the server stops, and has waited for us
        raise ApiError("unavailable", "the store stops") from None
    finally:
        state.metrics.add("fluxlite_query_seconds_total", time.perf_counter() - begin)
        answering.cancel()
        leaving.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _Streamed(StreamingResponse):
    """An answer in parts; its query ends with its client."""

    def __init__(self, answer: Answer, headers: dict[str, str]) -> None:
        super().__init__(_parts(answer), headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with suppress(FluxError, asyncio.CancelledError):  # nothing can be said any more: the answer is cut off
                await super().__call__(scope, receive, send)
        finally:
            self._answer.leave()


async def _parts(answer: Answer) -> AsyncIterator[bytes]:
    yield answer.first
    if answer.rest is not None:
        async for part in answer.rest:
            yield part
