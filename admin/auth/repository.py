"""Who signed in, was refused and signed out, in the audit: a restart does not open again what was signed out."""

import time

from admin.audit import audit
from admin.auth.sessions import SESSION_S
from admin.records import records
from admin.store import Store
from contract.measurements import AUDIT


def ended(store: Store) -> dict[str, float]:
    """The keys of sessions that ended so lately that a cookie of theirs could still hold, with the time in seconds."""
    rows = records(store.ask("admin_sign_outs", start=f"-{SESSION_S}s"))
    return {row["_value"]: row["_time"].timestamp() for row in store.sound(rows, "_value")}


def tell(store: Store, action: str, actor: str, address: str, why: str) -> None:
    """Keep what became of somebody at the door, from an address. Raises `GatewayError`."""
    store.put(AUDIT.bucket, [audit(action, time.time_ns(), actor=actor, target=address, why=why)])


def end(store: Store, key: str, actor: str) -> None:
    """Keep that a session was signed out. Raises `GatewayError`."""
    store.put(AUDIT.bucket, [audit("sign_out", time.time_ns(), actor=actor, target=key, why="signed out")])
