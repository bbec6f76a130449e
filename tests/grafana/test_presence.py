"""Who comes seldom, or lies in a bucket of others, is heard of by what the worker says of it, and late only then."""

import time
from typing import Any

import pytest

from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from tests.support.store import RunningStore

NOW = time.time_ns() // SECOND * SECOND
HOUR_S = 3600


@pytest.fixture(scope="module", autouse=True)
def told(store: RunningStore) -> None:
    """A value an hour in time, one that is overdue, one at rest, and one in our own bucket without a site."""
    with Gateway(store.url, store.token, store.org) as gateway:
        for bucket in ("telemetry", "health", "config"):
            gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=store.org)
        gateway.write(
            "health",
            [
                f"presence,asset=HOURLY,asset_class=ahu,site=roof patience_s=18000.0,parked=false {ago(2 * HOUR_S)}",
                f"presence,asset=LATE,asset_class=ahu,site=roof patience_s=18000.0,parked=false {ago(6 * HOUR_S)}",
                f"presence,asset=REST,asset_class=ahu,site=roof patience_s=18000.0,parked=true {ago(6 * HOUR_S)}",
                f"risk,asset=HOURLY,asset_class=ahu,site=roof risk=3,level=0i {ago(2 * HOUR_S)}",
            ],
        )
        gateway.write("telemetry", [f"telemetry,asset=OWN,asset_class=pump vibration_mm_s=1 {ago(20)}"])


def ago(seconds: float) -> int:
    return NOW - round(seconds * SECOND)


def ask(gateway: Gateway, name: str, **variables: Any) -> list[dict[str, Any]]:
    """A query's rows of the last day."""
    flux = queries.render(name, start=NOW - 24 * HOUR_S * SECOND, stop=NOW, **variables)
    return [dict(row) for row in gateway.query(flux).rows()]


def test_freshness_says_when_each_was_heard_of_and_when_the_next_value_is_due(gateway: Gateway) -> None:
    found = {row["asset"]: row for row in ask(gateway, "freshness")}
    assert sorted(found) == ["HOURLY", "LATE", "OWN", "REST"]
    assert _ns(found["HOURLY"]["_time"]) == ago(2 * HOUR_S)
    assert _ns(found["HOURLY"]["due"]) == ago(-3 * HOUR_S)
    assert _ns(found["OWN"]["due"]) == _ns(found["OWN"]["_time"]) == ago(20)
    assert found["OWN"]["site"] == "(none)"
    (seen,) = ask(gateway, "admin_asset_seen", assets=["LATE"])
    assert (_ns(seen["_time"]), _ns(seen["due"]), seen["site"]) == (ago(6 * HOUR_S), ago(HOUR_S), "roof")
    (newest,) = ask(gateway, "admin_newest_sample")
    assert (newest["asset"], _ns(newest["due"])) == ("HOURLY", ago(-3 * HOUR_S))


def test_only_what_is_overdue_and_not_at_rest_is_counted_as_silent(gateway: Gateway) -> None:
    (counts,) = ask(gateway, "panel_system_freshness")
    assert {name: counts[name] for name in ("live", "delayed", "silent", "parked")} == {
        "live": 2, "delayed": 0, "silent": 1, "parked": 1,
    }  # fmt: skip
    assert [row["site"] for row in ask(gateway, "panel_sites")] == ["(none)", "roof"]


def test_silence_is_counted_from_when_a_value_was_due(gateway: Gateway) -> None:
    chosen = {"site": ["(none)", "roof"], "class": ["ahu", "pump"]}
    found = {row["asset"]: row["silent_s"] for row in ask(gateway, "panel_last_heard", **chosen)}
    assert list(found)[-1] == "HOURLY"
    assert found["HOURLY"] == 0
    assert found["LATE"] == pytest.approx(HOUR_S + (time.time_ns() - NOW) / SECOND, abs=300)


def test_a_retired_asset_is_not_among_the_silent_until_it_is_back_wherever_that_is(gateway: Gateway) -> None:
    chosen = {"site": ["(none)", "roof"], "class": ["ahu", "pump"]}
    gateway.write("config", [f"asset,asset=LATE,asset_class=ahu,site=cellar retired=true {ago(20 * HOUR_S)}"])
    assert "LATE" not in {row["asset"] for row in ask(gateway, "panel_last_heard", **chosen)}
    gateway.write("config", [f"asset,asset=LATE,asset_class=ahu,site=roof retired=false {ago(10 * HOUR_S)}"])
    assert "LATE" in {row["asset"] for row in ask(gateway, "panel_last_heard", **chosen)}


def _ns(moment: Any) -> int:
    return int(moment.value) if hasattr(moment, "value") else round(moment.timestamp()) * SECOND
