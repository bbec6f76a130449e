"""An entry of the audit: as a point to be stored with the change, and as a link of its chain."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from admin.records import number, text
from contract.measurements import AUDIT, Value
from store.points import Point

GENESIS = "0" * 64
"""What the first entry of a chain follows."""


def audit(action: str, time: int, *, actor: str, target: str, why: str, before: str = "", after: str = "") -> Point:
    """A point of the audit at a time in nanoseconds; `before` and `after` are JSON, "" for nothing.

    `Store.put` chains it to the one before.
    """
    fields = {"actor": actor, "target": target, "before": before, "after": after, "why": why}
    # Answers of the store are CSV, where a line break of a text comes back as another one: it must not count.
    told: dict[str, Value] = {name: said.replace("\r", "") for name, said in fields.items()}
    return Point(AUDIT.name, {"action": action}, told, time)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `time` is nanoseconds since 1970, `sequence` counts from 1 within its chain, hashes are hexadecimal.

    One from before the chain has no `hash`.
    """

    time: int
    action: str
    actor: str
    target: str
    before: str
    after: str
    why: str
    chain: str = ""
    sequence: int = 0
    previous: str = ""
    hash: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The entry that a row of the store holds; what is missing or of another type is empty."""
        found = dict(row)
        words = ("action", "actor", "target", "before", "after", "why", "chain", "previous", "hash")
        texts = {name: text(found, name).replace("\r", "") for name in words}
        return cls(time=int(found["_time"]), sequence=int(number(found, "sequence") or 0), **texts)

    @property
    def is_chained(self) -> bool:
        """Whether it claims a place in a chain."""
        return bool(self.hash or self.previous or self.sequence or self.chain)


def digest(entry: Entry) -> str:
    """SHA-256 of all that an entry says, the hash of the one before it among it, as canonical JSON."""
    said = {name: value for name, value in asdict(entry).items() if name != "hash"}
    return hashlib.sha256(canonical(said)).hexdigest()


def canonical(value: object) -> bytes:
    """JSON in the one form that is hashed and signed: keys in order, no blanks, UTF-8."""
    # A text that is not Unicode is for the store to refuse.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(errors="surrogatepass")
