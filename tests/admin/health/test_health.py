"""`/healthz` and `/metrics`, with a store and without."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract.errors import GatewayError
from contract.measurements import Value
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.fleet import FLEET, PUMP
from tests.admin.fixtures.server import NOWHERE, PATIENCE_S, PLAIN, RunningAdmin
from tests.support.figures import samples
from tests.support.lent import lent
from tests.support.small_disk import fill, small_disk
from tests.support.store import RunningStore
from tests.support.waiting import wait_until


def test_health_passes_where_store_telemetry_and_worker_are_alive(admin: RunningAdmin) -> None:
    reply = httpx.get(f"{admin.url}/healthz", verify=PLAIN, timeout=PATIENCE_S)
    assert reply.status_code == 200
    found = reply.json()
    assert (found["status"], found["failing"]) == ("pass", [])
    assert {name: check["status"] for name, check in found["checks"].items()} == dict.fromkeys(
        ("store", "telemetry", "worker", "classes"), "pass"
    )


def test_health_names_a_store_that_is_away_and_says_why(stranded: RunningAdmin) -> None:
    reply = httpx.get(f"{stranded.url}/healthz", verify=PLAIN, timeout=PATIENCE_S)
    assert reply.status_code == 503
    found = reply.json()
    assert (found["status"], found["failing"]) == ("fail", ["store"])
    assert "cannot be reached" in found["checks"]["store"]["reason"]
    assert NOWHERE in found["checks"]["store"]["reason"]
    assert found["checks"]["worker"]["status"] == "unknown"


def test_health_names_a_store_that_refuses_the_token(store: RunningStore) -> None:
    with Gateway(store.url, "not-a-token", store.org) as gateway, RunningAdmin(gateway) as running:
        found = httpx.get(f"{running.url}/healthz", verify=PLAIN, timeout=PATIENCE_S).json()
    assert found["failing"] == ["store"]
    assert "401" in found["checks"]["store"]["reason"]


def test_metrics_count_requests_by_route_and_assets_by_level(admin: RunningAdmin) -> None:
    with admin.program() as client:
        client.get("/api/assets/PUMP-001")
        client.get("/api/assets/NOBODY")
        reply = client.get("/metrics")
    figures = samples(reply)
    counted = "forewarn_admin_requests_total"
    assert [figures[counted, ("GET", "/api/assets/{asset}", status)] for status in ("200", "404")] == [1, 1]
    assert figures["forewarn_admin_request_seconds_sum", ("GET", "/api/assets/{asset}", "200")] > 0
    levels = {"critical": 1, "warning": 1, "watch": 1, "normal": 4, "silent": 1}
    assert {name: figures["forewarn_assets", (name,)] for name in levels} == levels
    assert sum(levels.values()) == len(FLEET)
    assert figures["forewarn_store_up", ()] == 1
    assert {name for name, _ in figures} == {
        counted, "forewarn_admin_request_seconds_count", "forewarn_admin_request_seconds_sum",
        "forewarn_admin_store_errors_total", "forewarn_admin_skipped_rows_total", "forewarn_store_up",
        "forewarn_assets",
    }  # fmt: skip


def test_metrics_are_there_while_the_store_is_away_and_count_its_errors(stranded: RunningAdmin) -> None:
    with stranded.program() as client:
        figures = samples(client.get("/metrics"))
    assert figures["forewarn_store_up", ()] == 0
    assert not [name for name, _ in figures if name == "forewarn_assets"]
    assert figures["forewarn_admin_store_errors_total", ()] > 0


@pytest.mark.parametrize(
    "path", ["/api/fleet", "/api/assets/PUMP-001", "/api/thresholds", "/api/faults", "/api/data-quality"]
)
def test_the_api_says_503_and_names_the_store_while_it_is_away(stranded: RunningAdmin, path: str) -> None:
    with stranded.program() as client:
        reply = client.get(path)
    assert reply.status_code == 503
    error = reply.json()["error"]
    assert (error["code"], error["field"]) == ("store_failed", "store")
    assert "cannot be reached" in error["message"]


@pytest.mark.parametrize("path", ["/", "/assets/PUMP-001", "/thresholds"])
def test_a_page_says_that_the_store_does_not_answer(stranded: RunningAdmin, path: str) -> None:
    with stranded.person() as browser:
        reply = browser.get(path)
    assert reply.status_code == 503
    assert "The store does not answer" in reply.text
    assert reply.headers["content-type"].startswith("text/html")


def test_health_fails_by_name_where_telemetry_and_worker_are_old(
    empty_store_with_old_points: Gateway,
) -> None:
    with RunningAdmin(empty_store_with_old_points) as running:
        found = httpx.get(f"{running.url}/healthz", verify=PLAIN, timeout=PATIENCE_S).json()
    assert found["failing"] == ["telemetry", "worker"]
    assert found["checks"]["telemetry"]["age_s"] > 600
    assert found["checks"]["worker"]["reason"] == "nothing in the last hour"


def healthz(gateway: Gateway) -> tuple[int, dict[str, Any]]:
    """The status and the answer of a fresh admin's health."""
    with RunningAdmin(gateway) as running:
        reply = httpx.get(f"{running.url}/healthz", verify=PLAIN, timeout=PATIENCE_S)
        return reply.status_code, reply.json()


@pytest.fixture
def young() -> Iterator[Gateway]:
    """A store of its own with its buckets, all rights, and a pump that sends."""
    with lent() as store, Gateway(store.url, store.token, store.org) as gateway:
        for bucket in ("telemetry", "health"):
            gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=store.org)
        tell(gateway, "telemetry", "telemetry", 5, run_state="running")
        yield gateway


def tell(gateway: Gateway, bucket: str, measurement: str, age_s: float, **fields: Value) -> None:
    """One point of the pump, or of the worker."""
    tags = {"component": "worker"} if measurement == "worker" else PUMP.tags
    gateway.write(bucket, encode([Point(measurement, tags, fields, time.time_ns() - round(age_s * 1e9))]))


def test_a_fleet_of_which_no_machine_has_ever_sent_is_healthy_and_one_that_fell_silent_is_not(young: Gateway) -> None:
    tell(young, "health", "worker", 3, behind_s=0.0)
    young.client.delete_api().delete(
        "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z", "", bucket="telemetry", org=young.org
    )
    status, found = healthz(young)
    assert (status, found["checks"]["telemetry"]["reason"]) == (200, "no machine has sent yet")
    tell(young, "telemetry", "telemetry", 20 * 86_400, run_state="running")
    status, found = healthz(young)
    assert (status, found["failing"]) == (503, ["telemetry"])


def test_a_worker_whose_loop_lives_and_that_writes_no_risk_is_not_healthy(young: Gateway) -> None:
    tell(young, "health", "worker", 3, behind_s=0.2)
    tell(young, "health", "risk", 400, risk=3.0)
    status, found = healthz(young)
    assert (status, found["failing"]) == (503, ["worker"])
    assert "has written no risk for 395 s of telemetry" in found["checks"]["worker"]["reason"]


def test_one_that_catches_up_or_has_nothing_to_judge_or_judges_is_healthy(young: Gateway) -> None:
    tell(young, "health", "worker", 3, behind_s=0.2)
    assert healthz(young)[0] == 200
    tell(young, "health", "risk", 400, risk=3.0)
    tell(young, "health", "worker", 2, behind_s=4000.0)
    assert healthz(young)[0] == 200
    tell(young, "health", "worker", 1, behind_s=0.2)
    assert healthz(young)[0] == 503
    tell(young, "health", "risk", 6, risk=3.0)
    assert healthz(young)[0] == 200


def test_another_components_report_is_no_sign_of_the_worker(young: Gateway) -> None:
    young.write("health", encode([Point("worker", {"component": "other"}, {"behind_s": 0.0}, time.time_ns())]))
    assert healthz(young)[1]["failing"] == ["worker"]


def write_until_refused(gateway: Gateway) -> None:
    """Write until the store has no room."""
    for number in range(10_000):
        tell(gateway, "telemetry", "telemetry", 4, run_state=f"{number}" * 1000)


def test_a_store_whose_disk_is_full_is_not_healthy_and_what_it_holds_is_still_looked_at() -> None:
    with (
        small_disk(48) as disk,
        RunningStore(data=disk / "data") as store,
        Gateway(store.url, store.token, store.org) as gateway,
    ):
        for bucket in ("telemetry", "health"):
            gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=store.org)
        tell(gateway, "telemetry", "telemetry", 5, run_state="running")
        tell(gateway, "health", "worker", 3, behind_s=0.2)
        assert healthz(gateway)[0] == 200
        ballast = fill(disk)
        with pytest.raises(GatewayError):
            write_until_refused(gateway)
        status, found = healthz(gateway)
        assert (status, found["failing"]) == (503, ["store"])
        assert "no space left" in found["checks"]["store"]["reason"].lower()
        assert found["checks"]["worker"]["status"] == "pass"
        ballast.unlink()
        wait_until(lambda: healthz(gateway)[0] == 200)


@pytest.fixture
def empty_store_with_old_points() -> object:
    with lent() as store, Gateway(store.url, store.token, store.org) as gateway:
        for bucket in ("telemetry", "health"):
            gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=store.org)
        tags = {"asset": "PUMP-001", "asset_class": "machine", "site": "hall-2"}
        old = Point("telemetry", tags, {"run_state": "running"}, time.time_ns() - 900 * 10**9)
        gateway.write("telemetry", encode([old]))
        yield gateway
