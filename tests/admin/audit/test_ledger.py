"""The audit in a real store: entries are chained as they are written, by many at once and after failures."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from admin.audit import audit
from admin.audit.checkpoint import Signer
from admin.audit.repository import entries
from admin.audit.verify import verify
from admin.chain.entry import Entry
from admin.chain.ledger import Ledger
from admin.store import Store
from contract.errors import GatewayError
from contract.measurements import AUDIT
from store.gateway import Gateway
from store.points import Point, encode
from store.provision import provision
from tests.admin.audit.chains import recomputed
from tests.admin.audit.test_checkpoint import NOON, SIGNER
from tests.support.store import RunningStore

ODD = 'a "quoted" \\ word,\r\n with = and\n\rlines\t, ✓ ${x}\\'


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with RunningStore() as running, Gateway(running.url, running.token, running.org) as found:
        provision(running.url, running.org, tmp_path, operator=running.token)
        yield found


def entry(target: str, time: int = 1000) -> Point:
    return audit("threshold", time, actor="ada", target=target, why=ODD, after="{}")


def rewrite(gateway: Gateway, found: Sequence[Entry]) -> None:
    """What one who may write the store can do: put other rows in the place of all."""
    words = ("actor", "target", "before", "after", "why", "sequence", "previous", "hash")
    points = [
        Point(
            AUDIT.name,
            {"action": one.action, "chain": one.chain},
            {name: getattr(one, name) for name in words},
            one.time,
        )
        for one in found
    ]
    gateway.write(AUDIT.bucket, encode(points))


def test_many_writers_of_one_process_give_one_unbroken_chain_and_so_does_the_next_process(gateway: Gateway) -> None:
    store = Store(gateway)

    def work() -> None:
        for _ in range(5):
            store.put(AUDIT.bucket, [entry("P"), entry("Q")])

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    Store(gateway).put(AUDIT.bucket, [entry("after the restart", 5)])
    Store(gateway, "command").put(AUDIT.bucket, [entry("by a command", 5)])
    found = verify(entries(Store(gateway)))
    assert (found.broken, found.entries) == (None, 62)
    assert {name: head.size for name, head in found.heads.items()} == {"admin": 61, "command": 1}


def test_a_row_rewritten_in_the_store_with_its_whole_chain_is_found_by_the_exported_checkpoint(
    gateway: Gateway,
) -> None:
    store = Store(gateway)
    for place in range(5):
        store.put(AUDIT.bucket, [entry(f"PUMP-{place}", 1000 + place)])
    written = entries(store)
    exported = SIGNER.sign(verify(written).heads, NOON)
    rewrite(gateway, recomputed([*written[:2], replace(written[2], actor="eve"), *written[3:]]))
    now = entries(store)
    assert [one.actor for one in now] == ["ada", "ada", "eve", "ada", "ada"]
    assert verify(now).broken is None
    broken = verify(now, [exported], SIGNER.public).broken
    assert broken is not None
    assert "rewritten together with its chain" in broken.why
    assert verify(now, [exported], Signer("another secret").public).broken is not None


def test_a_row_rewritten_alone_is_named(gateway: Gateway) -> None:
    store = Store(gateway)
    for place in range(3):
        store.put(AUDIT.bucket, [entry(f"PUMP-{place}", 1000 + place)])
    found = entries(store)
    rewrite(gateway, [replace(found[1], after='{"enabled": false}')])
    broken = verify(entries(store)).broken
    assert broken is not None
    assert (broken.sequence, broken.entry) == (2, entries(store)[1])


class Flaky:
    """A store that takes what it is told, and loses the answer or the order on its way."""

    def __init__(self) -> None:
        self.kept: list[Point] = []
        self.fails = ""

    def write(self, points: Sequence[Point]) -> None:
        if self.fails == "order":
            raise GatewayError("nobody answers", permanent=False)
        self.kept += points
        if self.fails == "answer":
            raise GatewayError("the answer did not come", permanent=False)

    def rows(self) -> list[dict[str, object]]:
        return [{**point.fields, **point.tags, "_time": point.time} for point in self.kept]


@pytest.mark.parametrize(("fails", "count"), [("order", 2), ("answer", 3)])
def test_a_write_that_failed_leaves_no_gap_whether_it_was_done_or_not(fails: str, count: int) -> None:
    store = Flaky()
    ledger = Ledger("admin", store.rows)
    ledger.write([entry("first")], store.write)
    store.fails = fails
    with pytest.raises(GatewayError):
        ledger.write([entry("unsure")], store.write)
    store.fails = ""
    ledger.write([entry("next")], store.write)
    found = verify(map(Entry.of, store.rows()))
    assert (found.broken, found.entries) == (None, count)
