"""Maintenance rows as the worker reads them from the store."""

from analytics.policies.maintenance import Work
from analytics.worker.maintenance_watch import Maintenance
from contract.time import HOUR
from store.points import Point, encode
from tests.support.memory import MemoryGateway

EIGHT = 1_795_248_000 * 10**9


def row(until: str, time: int) -> list[str]:
    """Work on a pump from eight o'clock on."""
    return encode([Point("maintenance", {"asset": "PUMP-001"}, {"from": "2026-11-21T08:00:00Z", "until": until}, time)])


def test_a_new_row_is_seen_once_and_one_that_makes_no_sense_is_left_out() -> None:
    with MemoryGateway() as gateway:
        watch = Maintenance(gateway)
        assert watch.changed() == {}
        assert watch.changed() is None
        gateway.write("config", row("2026-11-21T09:00:00Z", EIGHT))
        assert watch.changed() == {"PUMP-001": (Work("PUMP-001", EIGHT, EIGHT + HOUR, False),)}
        assert watch.changed() is None
        gateway.write("config", row("9999-12-31T00:00:00Z", EIGHT + 1))
        assert watch.changed() == {"PUMP-001": (Work("PUMP-001", EIGHT, EIGHT + HOUR, False),)}
