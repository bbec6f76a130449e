"""Requests of the golden suite that are about the wire itself: `cases/wire.toml`, and how they are asked."""

import base64
import gzip
import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.golden.asking import PREFIX, answer, fresh_bucket
from tests.golden.cases import ANNOTATED, EVERYTHING, FOLDER
from tests.http.talk import Talk

NAMES = ("only/policy", "wire/other", "wire")
"""The buckets, the one that is looked into last."""
KEPT = (
    "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Origin", "Allow",
    "Content-Encoding", "Content-Type", "Location",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WireCase:
    """One request; `auth` is its Authorization, empty for none."""

    name: str
    method: str
    path: str
    auth: str = "Token {token}"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    long: int = 0
    zip: bool = False
    stored: bool = False


@cache
def cases() -> list[WireCase]:
    """The requests, in the file's order."""
    data = tomllib.loads((FOLDER / "wire.toml").read_text(encoding="utf-8"))
    return [WireCase(name, **given) for name, given in data.items()]


def ask(talk: Talk, case: WireCase) -> dict[str, Any]:
    """The answer to a request, and what the bucket has afterwards where that counts."""
    buckets = []
    for name in NAMES if "golden-" in case.path else ():
        fresh_bucket(talk, PREFIX + name)
        buckets.append(talk.bucket_id)
    found = _asked(talk, case)
    if case.stored:
        stored = talk.query(EVERYTHING.replace("$b", f'"{PREFIX}wire"'), dialect=ANNOTATED)
        found["stored"] = answer(stored)
    for bucket in buckets:
        talk.ask("DELETE", f"/api/v2/buckets/{bucket}")
    return found


def _asked(talk: Talk, case: WireCase) -> dict[str, Any]:
    basic = base64.b64encode(f"anybody:{talk.token}".encode()).decode()
    known = {"token": talk.token, "org": talk.org, "basic": basic, "long": "x" * case.long}

    def fill(text: str) -> str:
        for name, value in known.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    body = fill(case.body).encode()
    headers = {"Accept-Encoding": "identity", **case.headers}
    if case.auth:
        headers["Authorization"] = fill(case.auth)
    content = gzip.compress(body) if case.zip else body
    reply = talk.ask(case.method, fill(case.path), token="", headers=headers, content=content)
    kept = {name: reply.headers[name].replace(talk.org, "{org}") for name in KEPT if name in reply.headers}
    return {**answer(reply), "headers": kept}
