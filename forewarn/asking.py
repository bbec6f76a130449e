"""Asking a service over HTTP, with one sentence for everything that can go wrong."""

import base64
import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from contract import outgoing

TIMEOUT_S = 10.0


class AnswerError(Exception):
    """A service did not answer as it must; the text says how it did."""


def status(url: str, timeout_s: float = TIMEOUT_S) -> tuple[int, bytes]:
    """Status and body of an answer, whatever the status. Raises `AnswerError` where nobody answers."""
    return _open(urllib.request.Request(url), timeout_s)


def read(url: str, user: str, password: str) -> Any:
    """The JSON that a service answers to a user. Raises `AnswerError` unless it is status 200 and JSON."""
    request = urllib.request.Request(url)
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())
    code, body = _open(request, TIMEOUT_S)
    if code != 200:
        raise AnswerError(f"answers {code}: {body[:200].decode(errors='replace')}")
    try:
        return json.loads(body)
    except ValueError as error:
        raise AnswerError("does not answer JSON") from error


def _open(request: urllib.request.Request, timeout_s: float) -> tuple[int, bytes]:
    opener = outgoing.opener(request.full_url)
    try:
        with opener.open(request, timeout=timeout_s) as reply:
            return int(reply.status), bytes(reply.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except (OSError, HTTPException) as error:  # the second, where what answers does not speak HTTP
        raise AnswerError(outgoing.unreachable(request.host, error, "does not answer")) from error
