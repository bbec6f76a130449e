"""Asking the golden suite's questions of a server, ours or a real one."""

import re
from typing import Any

from tests.golden.cases import ANNOTATED, EVERYTHING, QueryCase, Suite, WriteCase
from tests.http.talk import Answer, Talk

PREFIX = "golden-"


def fresh_bucket(talk: Talk, name: str) -> None:
    """Make a bucket and talk about it; one of that name that is left from before goes."""
    listed = talk.ask("GET", "/api/v2/buckets", params={"name": name}).json
    for bucket in listed.get("buckets", []):
        talk.ask("DELETE", f"/api/v2/buckets/{bucket['id']}")
    talk.create_bucket(name)


def drop_bucket(talk: Talk) -> None:
    """Remove the bucket that is talked about."""
    talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}")


def answer(reply: Answer) -> dict[str, Any]:
    """What of an answer counts; ids of buckets differ from server to server."""
    body = reply.text if reply.status < 400 else re.sub(r"\b[0-9a-f]{16}\b", "<id>", reply.text)
    code = reply.headers.get("X-Platform-Error-Code", "")
    return {"status": reply.status, "code": code, "body": body}


def fill(talk: Talk, suite: Suite) -> list[str]:
    """Store the points of the suite's buckets; gives the ids of the buckets."""
    ids = []
    for name, lines in suite.buckets.items():
        fresh_bucket(talk, PREFIX + name)
        reply = talk.write(lines)
        assert reply.status == 204, (name, reply.text)
        ids.append(talk.bucket_id)
    return ids


def ask_write(talk: Talk, case: WriteCase) -> dict[str, Any]:
    """The answer to a write, and what the bucket has afterwards."""
    fresh_bucket(talk, f"{PREFIX}write")
    if case.before:
        assert talk.write(case.before).status == 204, case.name
    written = answer(talk.write(case.body, **case.params))
    stored = talk.query(EVERYTHING.replace("$b", f'"{talk.bucket}"'), dialect=ANNOTATED)
    drop_bucket(talk)
    return {**written, "stored": answer(stored)}


def ask_query(talk: Talk, case: QueryCase) -> dict[str, Any]:
    """The answer to a query."""
    return answer(talk.query(case.flux, type="flux", dialect=case.dialect))
