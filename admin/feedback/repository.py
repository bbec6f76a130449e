"""Rows of answers, and how one is written with its audit. Rows are only ever added."""

import json
import time
from collections.abc import Mapping
from typing import Any

from admin.audit import audit
from admin.store import Store
from contract.incidents import FEEDBACK
from contract.measurements import Value
from store.points import Point


def rows(store: Store) -> list[dict[str, Any]]:
    """Every row that there is, the oldest first, each with what it has of fields and tags. Raises `GatewayError`."""
    return store.points("feedback", *FEEDBACK.tags)


def put(
    store: Store, tags: Mapping[str, str], after: Mapping[str, Value], before: Mapping[str, Value] | None, teller: str
) -> int:
    """Store an answer and its audit, both or neither; gives when it was told, nanoseconds.

    `before` is the answer that held, `None` for none. Raises `GatewayError`.
    """
    now = time.time_ns()
    changed = audit(
        "feedback",
        now,
        actor=teller,
        target=tags["incident"],
        before=json.dumps(before),
        after=json.dumps(after),
        why=str(after["note"]) or str(after["verdict"]),
    )
    store.put(FEEDBACK.bucket, [Point(FEEDBACK.name, tags, after, now), changed])
    return now
