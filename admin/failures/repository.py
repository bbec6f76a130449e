"""Rows of failures, and how one is written with its audit."""

import json
import time
from collections.abc import Mapping
from typing import Any

from admin.audit import audit
from admin.store import Store
from contract.measurements import COMMON_TAGS, FAILURE, Value
from store.points import Point


def rows(store: Store) -> list[dict[str, Any]]:
    """Every row that there is, each with what it has of fields and tags. Raises `GatewayError`."""
    return store.points("failures", *COMMON_TAGS)


def put(
    store: Store,
    tags: Mapping[str, str],
    at: int,
    after: Mapping[str, Value],
    before: Mapping[str, Value] | None,
    teller: str,
) -> None:
    """Store a row of a failure at a time in nanoseconds, and its audit, both or neither.

    `before` is what stood there, `None` for nothing. Raises `GatewayError`.
    """
    changed = audit(
        "failure",
        time.time_ns(),
        actor=teller,
        target=tags["asset"],
        before=json.dumps(before),
        after=json.dumps(after),
        why=str(after["what"]),
    )
    store.put(FAILURE.bucket, [Point(FAILURE.name, tags, after, at), changed])
