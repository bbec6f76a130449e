"""Windows of maintenance: every one ever told, as it stands now, and the audit of who told or changed it.

Rows are only ever added; one that amends another stands in its place.
"""

import json
import logging
from collections.abc import Mapping

from admin.audit import audit
from admin.records import moment
from admin.store import Store
from analytics.policies.maintenance import Window, standing
from contract.measurements import MAINTENANCE, Value
from store.points import Point

log = logging.getLogger(__name__)


def windows(store: Store, asset: str = "") -> list[Window]:
    """The windows of an asset, or of all, the one told last first; rows that the worker refuses are left out."""
    found, refused = standing(store.points("maintenance", "asset"))
    for text in refused:
        log.debug("%s", text)
    return sorted((each for each in found if asset in ("", each.work.asset)), key=lambda each: -each.recorded)


def fields(window: Window) -> dict[str, Value]:
    """The fields of a row that tells of a window."""
    work = window.work
    return {
        "from": _moment(work.begin),
        "until": _moment(work.end),
        "what": window.what,
        "actor": window.actor,
        "relearn": work.relearn,
        "signals": ",".join(sorted(work.signals)),
    }


def put(
    store: Store, asset: str, told: int, after: Mapping[str, Value], before: Mapping[str, Value] | None, teller: str
) -> None:
    """Store a row of these fields of an asset, told at a time in nanoseconds, and its audit, both or neither.

    `before` is what stood there, `None` for nothing. Raises `GatewayError`.
    """
    changed = audit(
        "maintenance",
        told,
        actor=teller,
        target=asset,
        before=json.dumps(before),
        after=json.dumps(after),
        why=str(after["what"]),
    )
    store.put(MAINTENANCE.bucket, [Point(MAINTENANCE.name, {"asset": asset}, after, told), changed])


def _moment(nanoseconds: int) -> str:
    return f"{moment(nanoseconds):%Y-%m-%dT%H:%M:%SZ}"
