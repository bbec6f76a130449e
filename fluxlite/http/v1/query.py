"""GET and POST /query: InfluxQL in, JSON or CSV of version 1 out, in a worker thread."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.access import Access
from fluxlite.http.catalog import RequestCatalog
from fluxlite.http.compression import GZIP_FROM, gzipped, takes_gzip
from fluxlite.http.errors import GENERIC, ApiError, invalid
from fluxlite.http.gojson import BodyError, decode
from fluxlite.http.state import State
from fluxlite.http.v1.credentials import authenticate
from fluxlite.http.write import read_body
from fluxlite.influxql import QuerySyntaxError, Scope, as_csv, as_json, execute

log = logging.getLogger("fluxlite.query")

_FORM, _TEXT = "application/x-www-form-urlencoded", "application/vnd.influxql"
_CSV = ("text/csv", "application/csv")
_MAX_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Question:
    """A request, decoded."""

    text: str
    database: str
    policy: str
    epoch: str
    parameters: Mapping[str, Any]


async def query(request: Request) -> Response:
    """Answer InfluxQL; what is wrong with one statement stands in its result, with status 200."""
    access = authenticate(request)
    question = await _question(request)
    accept = request.headers.get("Accept", "")
    state: State = request.app.state.fluxlite
    kind = accept if accept in _CSV else "application/json"

    def answer() -> bytes:
        return _answer(state, access, question, kind)

    begin = time.perf_counter()
    body = await to_thread.run_sync(answer, limiter=state.query_slots)
    state.metrics.add("fluxlite_query_seconds_total", time.perf_counter() - begin)
    if len(body) >= GZIP_FROM and takes_gzip(request):
        return Response(b"".join(gzipped([body])), headers={"Content-Type": kind, "Content-Encoding": "gzip"})
    return Response(body, headers={"Content-Type": kind})


def _answer(state: State, access: Access, question: Question, kind: str) -> bytes:
    try:
        with state.store.moment() as moment:
            scope = Scope(RequestCatalog(state, access, moment), question.database, question.policy)
            results = execute(question.text, scope, time.time_ns(), question.parameters)
    except QuerySyntaxError as error:
        raise invalid(f"failed to parse query: {error}") from None
    except Exception:
        log.exception("a query in InfluxQL failed for a reason of ours")
        raise ApiError("internal error", GENERIC) from None
    text = as_csv(results, question.epoch) if kind in _CSV else as_json(results, question.epoch)
    return text.encode("utf-8", "replace")


async def _question(request: Request) -> Question:
    body = await read_body(request)
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    values = dict(request.query_params)
    if kind == _FORM:
        values |= _form(body)
    elif kind.startswith("multipart/"):
        raise ApiError("not implemented", "the embedded store does not take multipart bodies: use q in the address")
    text = values.get("q", "").strip()
    if not text and not kind:
        raise invalid("mime: no media type")
    if not text and kind == _TEXT:
        text = body.decode("utf-8", "replace")
    parameters = _parameters(values.get("params", ""))
    return Question(text, values.get("db", ""), values.get("rp", ""), values.get("epoch", ""), parameters)


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=_MAX_FIELDS))
    except ValueError:
        raise invalid(f"a form may have {_MAX_FIELDS} fields") from None


def _parameters(text: str) -> Mapping[str, Any]:
    if not text:
        return {}
    try:
        return decode(text.encode(), "map[string]interface {}")
    except BodyError as error:
        raise invalid(f"error parsing query parameters: {error}") from None
