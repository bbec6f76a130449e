"""Looks at the whole audit, and makes the checkpoints that prove it elsewhere."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from admin.audit import repository
from admin.audit.checkpoint import Checkpoint, Signer
from admin.audit.export import ExportError, Place, places
from admin.audit.repository import Sealed
from admin.audit.verify import Broken, Verdict, verify
from admin.records import moment
from admin.store import Store
from contract.errors import ForewarnError
from contract.settings import Settings

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)
"""How soon another is made where one did not come to every place."""


class BrokenAuditError(ForewarnError):
    """The audit is not as it was written, and is not signed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, and the newest checkpoint, if any."""

    verdict: Verdict
    last: Sealed | None


class Notary:
    """Verifies and signs the audit of one store; without a key it signs nothing. Safe to share between threads."""

    def __init__(self, store: Store, signer: Signer | None, places: Sequence[Place] = ()) -> None:
        self._store, self.signer, self.places = store, signer, places

    @classmethod
    def of(cls, store: Store, settings: Settings) -> "Notary":
        """With the key and the places of the settings. Raises `SettingsError`."""
        key = settings.forewarn_audit_key
        return cls(store, Signer(key.get_secret_value()) if key else None, places(settings))

    def examine(self, exported: Sequence[Checkpoint] = (), key: str = "") -> Report:
        """Hold every entry against its chain, against the store's own checkpoints and those that were exported.

        `key` is the public key to check by, else our own. Raises `GatewayError`.
        """
        kept = repository.sealed(self._store)
        key = key or (self.signer.public if self.signer else "")
        # Those of an earlier key say nothing of this one, and whoever writes the store can write them too.
        ours = [one.checkpoint for one in kept if one.checkpoint.key == key]
        # Entries that are just being written are seen in part: what is broken must be so twice.
        verdict = self._verdict(ours, exported, key)
        verdict = verdict if verdict.broken is None else self._verdict(ours, exported, key)
        return Report(verdict, kept[-1] if kept else None)

    def _verdict(self, ours: Sequence[Checkpoint], exported: Sequence[Checkpoint], key: str) -> Verdict:
        return verify(repository.entries(self._store), [*ours, *exported], key)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time for another checkpoint. Raises `GatewayError`."""
        if self.signer is None:
            return False
        kept = repository.sealed(self._store)
        return not kept or now - kept[-1].made >= (AGAIN if kept[-1].failed else EVERY)

    def seal(self) -> Sealed:
        """Sign where the chains end now, bring that to every place, and keep it.

        Raises `BrokenAuditError` where the audit is not sound, `GatewayError`, and `ForewarnError` without a key.
        """
        if self.signer is None:
            raise ForewarnError("FOREWARN_AUDIT_KEY is not set, and nothing can be signed without it")
        verdict = self.examine().verdict
        if verdict.broken is not None:
            raise BrokenAuditError(f"the audit is broken and not signed: {sentence(verdict.broken)}")
        checkpoint = self.signer.sign(verdict.heads, datetime.now(UTC))
        failed = [place.name for place in self.places if not _sent(place, checkpoint)]
        exported = [place.name for place in self.places if place.name not in failed]
        sealed = Sealed(checkpoint, tuple(exported), tuple(failed))
        repository.keep(self._store, sealed)
        return sealed


def sentence(broken: Broken) -> str:
    """The first broken entry, for people."""
    entry, place = broken.entry, f"entry {broken.sequence} of chain {broken.chain}" if broken.chain else ""
    if entry is None:
        return f"{place} {broken.why}".strip()
    what = f"{entry.action} of {entry.target or 'nothing'}, {moment(entry.time):%Y-%m-%d %H:%M:%S} UTC"
    return f"{place or 'an entry'} ({what}) {broken.why}"


def _sent(place: Place, checkpoint: Checkpoint) -> bool:
    try:
        place.send(checkpoint)
    except ExportError as error:
        log.warning("a checkpoint of the audit did not come to its place: %s", error)
        return False
    return True
