"""Sessions that were signed out: kept in the audit, so that a restart does not open them again."""

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


def begin(store: Store, actor: str, address: str) -> None:
    """Keep that somebody signed in, from an address. Raises `GatewayError`."""
    store.put(AUDIT.bucket, [audit("sign_in", time.time_ns(), actor=actor, target=address, why="signed in")])


def end(store: Store, key: str, actor: str) -> None:
    """Keep that a session was signed out. Raises `GatewayError`."""
    store.put(AUDIT.bucket, [audit("sign_out", time.time_ns(), actor=actor, target=key, why="signed out")])
