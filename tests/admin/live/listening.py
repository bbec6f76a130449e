"""Clients of live streams, and what the worker writes meanwhile."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from contract.incidents import INCIDENT
from contract.measurements import RISK, TELEMETRY, Value
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import PLAIN, TOKEN, RunningAdmin

PATIENCE_S = 60
Message = dict[str, Any]
KEY = {"Authorization": f"Bearer {TOKEN}"}


def write_risk(gateway: Gateway, asset: str, risk: float, at: int | None = None, reason: str = "as expected") -> None:
    """A risk of an asset, of now where no time is given."""
    said: dict[str, Value] = {
        "risk": risk, "level": 0, "band": "low", "health": 100 - risk, "top_signal": "none", "reason": reason,
    }  # fmt: skip
    _write(gateway, RISK.bucket, Point(RISK.name, tags(asset), said, at or time.time_ns()))


def write_incident(gateway: Gateway, asset: str, at: int | None = None, **said: Value) -> None:
    """A point of an asset's incident, of now where no time is given."""
    at = at or time.time_ns()
    fields: dict[str, Value] = {
        "state": "open", "severity": "warning", "opened": at, "code": "BEARING_WEAR", "count": 1, "open_count": 1,
        "description": "The bearing wears.", "codes": "BEARING_WEAR", "episodes": "one", "answer": "", **said,
    }  # fmt: skip
    _write(gateway, INCIDENT.bucket, Point(INCIDENT.name, {**tags(asset), "incident": f"{asset}/1"}, fields, at))


def write_sample(gateway: Gateway, asset: str, **values: Value) -> None:
    """A sample of an asset, of now."""
    _write(gateway, TELEMETRY.bucket, Point(TELEMETRY.name, tags(asset), values, time.time_ns()))


def tags(asset: str) -> dict[str, str]:
    """Those of a pump."""
    return {"asset": asset, "asset_class": "pump", "site": "hall-1"}


@contextmanager
def events(admin: RunningAdmin, path: str = "/api/v1/live", **headers: str) -> Iterator[Iterator[Message]]:
    """Messages that come as server-sent events, with what their frames say beside their data."""
    with admin.program() as client, client.stream("GET", path, headers=headers) as reply:
        if reply.status_code != 200:
            reply.read()
        assert reply.status_code == 200, reply.text
        yield _frames(reply)


@contextmanager
def socket(admin: RunningAdmin, path: str = "/api/v1/ws/fleet", **more: Any) -> Iterator[ClientConnection]:
    """A WebSocket of a program, where no other headers are given."""
    url = admin.url.replace("http:", "ws:") + path
    headers = more.pop("headers", KEY)
    with connect(url, additional_headers=headers, open_timeout=PATIENCE_S, proxy=None, **more) as opened:
        yield opened


def refusal(admin: RunningAdmin, path: str, headers: dict[str, str] = KEY) -> httpx.Response:
    """The answer to who asks for a WebSocket and is not given it."""
    opening = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    reply = httpx.get(admin.url + path, headers={**opening, **headers}, verify=PLAIN, timeout=PATIENCE_S)
    assert reply.headers["content-type"] == "application/problem+json"
    return reply


def next_of(opened: ClientConnection) -> Message:
    """The next message of a WebSocket."""
    found: Message = json.loads(opened.recv(PATIENCE_S))
    return found


def _frames(reply: httpx.Response) -> Iterator[Message]:
    frame: dict[str, str] = {}
    for line in reply.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            frame[name] = value
        elif "data" in frame:
            yield {**json.loads(frame["data"]), "frame": frame}
            frame = {}


def _write(gateway: Gateway, bucket: str, point: Point) -> None:
    gateway.write(bucket, encode([point]))
