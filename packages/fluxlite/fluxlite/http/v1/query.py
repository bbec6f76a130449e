"""GET and POST /query: InfluxQL in, JSON or CSV of version 1 out, computed in a process apart."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.answering import respond
from fluxlite.http.errors import ApiError, invalid
from fluxlite.http.gojson import BodyError, decode
from fluxlite.http.state import State
from fluxlite.http.v1.credentials import authenticate
from fluxlite.http.write import read_body
from fluxlite.queries.run import Question

_FORM, _TEXT = "application/x-www-form-urlencoded", "application/vnd.influxql"
_CSV = ("text/csv", "application/csv")
_MAX_FIELDS = 100


async def query(request: Request) -> Response:
    """Answer InfluxQL; what is wrong with one statement stands in its result, with status 200."""
    access = authenticate(request)
    accept = request.headers.get("Accept", "")
    kind = accept if accept in _CSV else "application/json"
    question = await _question(request, csv=kind in _CSV)
    return await respond(request, access, question, kind)


async def _question(request: Request, *, csv: bool) -> Question:
    state: State = request.app.state.fluxlite
    body = await read_body(request, state.limits.text_kb * 1024)
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
    details = {
        "database": values.get("db", ""),
        "policy": values.get("rp", ""),
        "epoch": values.get("epoch", ""),
        "parameters": _parameters(values.get("params", "")),
        "csv": csv,
    }
    return Question("influxql", text, time.time_ns(), details)


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
