"""The audit: who changed what, from what, to what, and why. It is stored with the change, both or neither."""

from contract.measurements import AUDIT
from store.points import Point


def audit(action: str, time: int, *, actor: str, target: str, why: str, before: str = "", after: str = "") -> Point:
    """A point of the audit at a time in nanoseconds; `before` and `after` are JSON, "" for nothing."""
    fields = {"actor": actor, "target": target, "before": before, "after": after, "why": why}
    return Point(AUDIT.name, {"action": action}, fields, time)
