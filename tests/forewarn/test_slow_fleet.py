"""A fleet whose values come once an hour is well between two of them: `doctor` and `/healthz` go by when one is due."""

import time

from admin.health.service import examine
from admin.store import Store
from contract.time import SECOND
from forewarn.diagnosis import diagnose
from store.gateway import Gateway
from store.points import Point, encode

HOUR = 3600 * SECOND
TAGS = {"asset": "AHU-7", "asset_class": "machine", "site": "roof"}


def heard(gateway: Gateway, hours: float) -> None:
    """Its newest value came some hours ago, and the worker reports."""
    at, now = time.time_ns() - round(hours * HOUR), time.time_ns()
    points = [
        Point("presence", TAGS, {"patience_s": 5 * 3600.0, "parked": False}, at),
        Point("risk", TAGS, {"risk": 1.0, "level": 0, "reason": "as expected"}, at),
        Point("worker", {"component": "worker"}, {"lag_s": 3600 * hours, "behind_s": 0.4}, now),
    ]
    gateway.client.delete_api().delete(
        "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z", '_measurement!="x"', bucket="health", org=gateway.org
    )
    gateway.write("health", encode(points))


def test_it_is_well_until_a_value_is_overdue(gateway: Gateway) -> None:
    for bucket in ("telemetry", "health", "rollup", "config"):
        gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=gateway.org)
    heard(gateway, 3)
    found = {finding.check: finding for finding in diagnose(gateway)}
    assert [found[name].ok for name in ("telemetry", "worker", "risk")] == [True] * 3, found
    assert "0.4 s behind the telemetry" in found["worker"].text
    assert examine(Store(gateway)).checks["telemetry"].status == "pass"
    heard(gateway, 6)
    found = {finding.check: finding for finding in diagnose(gateway)}
    assert [found[name].ok for name in ("telemetry", "worker", "risk")] == [False, True, False]
    assert examine(Store(gateway)).checks["telemetry"].status == "fail"
