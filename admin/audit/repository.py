"""Entries of the audit as they lie in the store."""

from admin.audit.entry import Entry
from admin.store import Store


def entries(store: Store) -> list[Entry]:
    """Every entry, the oldest first. Raises `GatewayError`."""
    return [Entry.of(row) for row in store.points("admin_audit", "action", "chain")]
