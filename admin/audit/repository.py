"""Entries of the audit and its checkpoints, as they lie in the store."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from admin.audit.checkpoint import Checkpoint, parse
from admin.chain.entry import Entry
from admin.records import text
from admin.store import Store
from contract.errors import ContractError
from contract.measurements import CHECKPOINT
from store.points import Point

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A checkpoint, the places that it came to, and those that it did not come to."""

    checkpoint: Checkpoint
    exported: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def made(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.checkpoint.made)


def entries(store: Store) -> list[Entry]:
    """Every entry, the oldest first. Raises `GatewayError`."""
    return [Entry.of(row) for row in store.points("admin_audit", "action", "chain")]


def sealed(store: Store) -> list[Sealed]:
    """Every checkpoint, the oldest first; what is none is left out. Raises `GatewayError`."""
    found = []
    for row in store.points("admin_checkpoints"):
        try:
            found.append(Sealed(parse(text(row, "statement")), _names(row, "exported"), _names(row, "failed")))
        except ContractError as error:
            log.debug("%s", error)
    return found


def keep(store: Store, found: Sealed) -> None:
    """Keep a checkpoint beside the audit. Raises `GatewayError`."""
    fields = {
        "statement": found.checkpoint.model_dump_json(),
        "exported": ", ".join(found.exported),
        "failed": ", ".join(found.failed),
    }
    store.put(CHECKPOINT.bucket, [Point(CHECKPOINT.name, {}, fields, time.time_ns())])


def _names(row: dict[str, object], name: str) -> tuple[str, ...]:
    return tuple(filter(None, text(row, name).split(", ")))
