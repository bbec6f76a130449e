"""Writes that happen once: a request that is sent again with its `Idempotency-Key` gets the first one's answer.

The intent is stored before the request is carried out, and its answer after. So a key is known to every admin and after
every restart; where one was cut off in between, nobody can tell whether it took effect, and the second is told so.
"""

import hashlib
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from threading import Lock

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from admin.store import Store
from admin.v1 import repository
from admin.v1.repository import Kept
from contract.errors import ContractError
from web.errors import ApiError, problem_of

HEADER = "Idempotency-Key"
HOURS = 24
"""How long a key is remembered."""
MOST_BYTES = 32_000
"""A longer answer is not kept: the second request is told only that the first was carried out."""
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_lock, _under_way = Lock(), set[str]()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with a key: `key` is of it and of who asks, `digest` of all that it says."""

    key: str
    digest: str


async def once(request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
    """Carry out a request, or answer as the first with its key was answered."""
    if HEADER not in request.headers:
        return await handle(request)
    asked, store = await _asked(request), request.app.state.parts.store
    _begin(asked.key)
    try:
        known = await run_in_threadpool(repository.find, store, asked.key, HOURS)
        return _again(known, asked) if known else await _first(request, handle, store, asked)
    finally:
        with _lock:
            _under_way.discard(asked.key)


async def _asked(request: Request) -> Asked:
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise ContractError(HEADER, "must be 1 to 255 visible ASCII characters")
    said = [request.method, request.scope["path"], request.scope["query_string"].decode("latin-1")]
    return Asked(
        key=_sha256(json.dumps([request.state.actor, key]).encode()),
        digest=_sha256(json.dumps(said).encode() + await request.body()),
    )


def _begin(key: str) -> None:
    with _lock:
        if key in _under_way:
            raise ApiError(409, "in_progress", "The first request with this key is under way.", retry_after_s=1)
        _under_way.add(key)


def _again(known: Kept, asked: Asked) -> Response:
    if known.digest != asked.digest:
        raise ApiError(422, "key_reused", "This key was used for another request.", field=HEADER)
    if not known.status:
        message = "The first request with this key was cut off: look whether it took effect, then use another key."
        raise ApiError(409, "outcome_unknown", message, field=HEADER)
    headers = {"Idempotency-Replayed": "true"} | ({"Content-Type": known.media_type} if known.media_type else {})
    return Response(known.body, known.status, headers)


async def _first(
    request: Request, handle: Callable[[Request], Awaitable[Response]], store: Store, asked: Asked
) -> Response:
    begun = time.time_ns()
    await run_in_threadpool(repository.begin, store, asked.key, asked.digest, begun)
    try:
        response = await handle(request)
    except Exception as error:
        # What was refused has changed nothing, so the key may be used again; of a failure nobody knows.
        if problem_of(error).status < 500:
            await run_in_threadpool(repository.forget, store, asked.key, begun)
        raise
    body = response.body if len(response.body) <= MOST_BYTES else b""
    kept = Kept(asked.digest, response.status_code, response.headers.get("content-type", ""), bytes(body).decode())
    await run_in_threadpool(repository.end, store, asked.key, begun, kept)
    return response


def _sha256(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()
