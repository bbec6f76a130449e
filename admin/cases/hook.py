"""What Atlas CMMS tells by its webhook of requests and work orders, once its signature holds.

Atlas signs the body as it stands: HMAC-SHA256 with the endpoint's secret, hexadecimal. The time of sending is in a
header that is not signed; so an old message that is sent again is told by the time that the body says.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from admin.cases.adapters.atlas import REQUEST, WORK_ORDER
from admin.cases.adapters.receiver import word
from admin.records import nanoseconds

SIGNATURE, EVENT = "X-Webhook-Signature", "X-Webhook-Event"
_EVENTS = {
    "WORK_ORDER_STATUS_CHANGE": (WORK_ORDER, "workOrderId"),
    "WORK_REQUEST_STATUS_CHANGE": (REQUEST, "requestId"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """The status of what Atlas calls `of`, at a time (ns); `work_order` is what a request became, "" for nothing."""

    of: str
    status: str
    work_order: str
    time: int


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether the body was signed with the secret."""
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(wanted.encode(), signature.strip().lower().encode())


def read(event: str, body: bytes) -> Said | None:
    """What a message tells of a status; `None` for other events, and for what cannot be understood."""
    kind, name = _EVENTS.get(event, ("", ""))
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number, status = word(found, name), word(found, "newStatus")
    if not (kind and number and status):
        return None
    made = word(found, "workOrderId") if kind == REQUEST else ""
    return Said(f"{kind}/{number}", status, f"{WORK_ORDER}/{made}" if made else "", _time(found.get("occurredAt")))


def _time(said: object) -> int:
    """When it happened, ns: RFC 3339, or milliseconds since 1970; now where it says neither, and for the future."""
    now = datetime.now(UTC)
    try:
        time = datetime.fromtimestamp(said / 1e3, UTC) if isinstance(said, int) else datetime.fromisoformat(str(said))
        return nanoseconds(min(time.astimezone(UTC), now))
    except (ValueError, OverflowError, OSError):
        return nanoseconds(now)
