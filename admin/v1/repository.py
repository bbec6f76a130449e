"""What is kept of requests with an `Idempotency-Key`: one point each, written when it begins and over when it ends."""

from dataclasses import dataclass

from admin.records import number, text
from admin.store import Store
from contract.access import REQUEST
from contract.measurements import Value
from store.points import Point


@dataclass(frozen=True, slots=True)
class Kept:
    """A request and its answer; `status` 0: it was begun, and has not been answered."""

    digest: str
    status: int = 0
    media_type: str = ""
    body: str = ""


def find(store: Store, key: str, hours: int) -> Kept | None:
    """What is known of a key within the last hours; `None` for nothing. Raises `GatewayError`."""
    rows = store.points("admin_requests", *REQUEST.tags, start=f"-{hours}h", key=key)
    row = rows[-1] if rows else {}
    if not text(row, "digest"):
        return None
    status = int(number(row, "status") or 0)
    return Kept(row["digest"], status, text(row, "media_type"), text(row, "body"))


def begin(store: Store, key: str, digest: str, time: int) -> None:
    """Remember that a request is carried out from a time (ns) on. Raises `GatewayError`."""
    _put(store, key, time, Kept(digest))


def end(store: Store, key: str, begun: int, kept: Kept) -> None:
    """Remember how a request was answered that began at a time (ns). Raises `GatewayError`."""
    _put(store, key, begun, kept)


def forget(store: Store, key: str, begun: int) -> None:
    """Let a key be used again. Raises `GatewayError`."""
    _put(store, key, begun, Kept(""))


def _put(store: Store, key: str, time: int, kept: Kept) -> None:
    fields: dict[str, Value] = {
        "digest": kept.digest,
        "status": kept.status,
        "media_type": kept.media_type,
        "body": kept.body,
    }
    store.put(REQUEST.bucket, [Point(REQUEST.name, {"request": key}, fields, time)])
