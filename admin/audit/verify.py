"""Whether the audit is as it was written: the first entry of each chain that is not, and what checkpoints say. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from admin.audit.checkpoint import Checkpoint, fault
from admin.chain.entry import GENESIS, Entry, digest
from admin.chain.ledger import Head


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that is not as it was written; without `entry` it is gone. `why` is a sentence."""

    chain: str
    sequence: int
    why: str
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: how many entries are chained, and how many are from before; where each chain ends."""

    entries: int
    before: int
    heads: Mapping[str, Head] = field(default_factory=dict)
    checkpoints: int = 0
    broken: Broken | None = None


def verify(entries: Iterable[Entry], checkpoints: Sequence[Checkpoint] = (), key: str = "") -> Verdict:
    """Look at every entry, then hold them against checkpoints of a public key in hexadecimal."""
    found = sorted(entries, key=lambda entry: (entry.chain, entry.sequence, entry.time))
    chained = [entry for entry in found if entry.is_chained]
    before = [entry for entry in found if not entry.is_chained]
    chains = {name: list(group) for name, group in groupby(chained, lambda entry: entry.chain)}
    heads = {name: Head(chain[-1].sequence, chain[-1].hash, chain[-1].time) for name, chain in chains.items()}
    troubles = [trouble for name, chain in chains.items() for trouble in _first(_troubles(name, chain))]
    troubles += _first(_late(before, chained))
    broken = min(troubles, key=_moment) if troubles else _unlike(chains, checkpoints, key)
    return Verdict(len(chained), len(before), heads, len(checkpoints), broken)


def _first(troubles: Iterator[Broken]) -> list[Broken]:
    return [trouble for trouble in [next(troubles, None)] if trouble is not None]


def _moment(trouble: Broken) -> int:
    return trouble.entry.time if trouble.entry else 0


def _troubles(name: str, chain: Sequence[Entry]) -> Iterator[Broken]:
    """What is wrong with the entries of a chain, in their order."""
    previous, wanted = GENESIS, 1
    for entry in chain:
        if entry.sequence < wanted:
            yield Broken(name, entry.sequence, "claims a place that another entry has, or none", entry)
        if entry.sequence > wanted:
            yield Broken(name, wanted, f"is missing before entry {entry.sequence}", entry)
        if digest(entry) != entry.hash:
            yield Broken(name, entry.sequence, "was changed: its hash is not that of what it says", entry)
        if entry.previous != previous:
            yield Broken(name, entry.sequence, "does not follow the entry before it", entry)
        previous, wanted = entry.hash, entry.sequence + 1


def _late(before: Sequence[Entry], chained: Sequence[Entry]) -> Iterator[Broken]:
    """Entries outside any chain that are younger than the first one in a chain."""
    begun = min((entry.time for entry in chained), default=None)
    return (
        Broken("", 0, "is in no chain, though chains had begun", entry)
        for entry in before
        if begun is not None and entry.time > begun
    )


def _unlike(chains: Mapping[str, list[Entry]], checkpoints: Sequence[Checkpoint], key: str) -> Broken | None:
    """The first that a checkpoint says otherwise; the chains themselves are sound."""
    agreed: dict[str, int] = {}
    for checkpoint in sorted(checkpoints, key=lambda each: each.made):
        if (wrong := fault(checkpoint, key)) is not None:
            return Broken("", 0, f"the checkpoint of {checkpoint.made} {wrong}")
        for name, end in checkpoint.chains.items():
            chain = chains.get(name, [])
            if len(chain) < end.size:
                said = f"is missing: the checkpoint of {checkpoint.made} knew {end.size} entries of the chain"
                return Broken(name, len(chain) + 1, said, chain[-1] if chain else None)
            if end.size and chain[end.size - 1].hash != end.head:
                return _rewritten(name, chain, agreed.get(name, 0) + 1, end.size, checkpoint.made)
            agreed[name] = max(agreed.get(name, 0), end.size)
    return None


def _rewritten(name: str, chain: Sequence[Entry], first: int, last: int, made: str) -> Broken:
    which = "was" if first == last else f"or one after it, up to entry {last}, was"
    said = f"{which} rewritten together with its chain: the checkpoint of {made} says otherwise"
    return Broken(name, first, said, chain[first - 1])
