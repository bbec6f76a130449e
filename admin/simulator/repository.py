"""Orders to the simulator, kept in the audit."""

import json
import time

from admin.audit import audit
from admin.store import Store
from contract.measurements import AUDIT


def keep(store: Store, actor: str, target: str, order: str, before: object, after: object) -> None:
    """Keep that an order was given and done. Raises `GatewayError`."""
    told = audit(
        "simulator",
        time.time_ns(),
        actor=actor,
        target=target,
        why=order,
        before=json.dumps(before),
        after=json.dumps(after),
    )
    store.put(AUDIT.bucket, [told])
