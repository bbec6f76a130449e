"""Machines that send little, and lines that lack a tag, beside a sound machine: what every door says of them.

A real store, a real worker at work, the admin before them, and the commands.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from analytics.worker.loop import Worker
from contract.errors import GatewayError
from store import queries
from store.gateway import Gateway
from tests.admin.fixtures.server import RunningAdmin
from tests.support.command import forewarn
from tests.support.provisioned import provisioned
from tests.support.waiting import wait_until

GOOD, MUTE, HOMELESS = "GOOD", "P-WITHOUT", "NOSITE"
"""One as it should be; one that sends no run state, over its critical limit; one without a site."""
SENDING = {
    f"{GOOD},asset_class=machine,site=hall": 'bearing_temp_c=41,run_state="running"',
    f"{MUTE},asset_class=machine,site=hall": "bearing_temp_c=95",
    f"{HOMELESS},asset_class=machine": "bearing_temp_c=41",
}
ONCE = (
    "telemetry,asset=X-1,asset_class=ahu,site=hq supply_air_temp_c=21",
    "telemetry,asset=X-2,asset_class=machine,site=hq torque_nm=40",
    "telemetry,asset_class=machine,site=hq bearing_temp_c=41",
    "telemetry,asset=NOCLASS,site=hq bearing_temp_c=41",
    "telemetry bearing_temp_c=41",
)


@dataclass(frozen=True)
class Stand:
    """What is running, and how a command is told of it."""

    gateway: Gateway
    admin: RunningAdmin
    environment: dict[str, str]

    def get(self, path: str) -> Any:
        """The API's answer."""
        with self.admin.program() as client:
            reply = client.get(path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def place(self, asset: str) -> dict[str, Any]:
        """An asset in the ranking."""
        return next((item for item in self.get("/api/fleet")["assets"] if item["asset"] == asset), {})


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Odd lines once, and three machines that keep sending while the worker is at work, until all are judged."""
    folder = tmp_path_factory.mktemp("odd")
    with provisioned(folder / "tokens") as store, Gateway(store.url, store.token, store.org) as gateway:
        stop = threading.Event()
        worker = threading.Thread(target=Worker(gateway, folder / "snapshot").run, args=(stop,))
        sender = threading.Thread(target=_send, args=(gateway, stop))
        worker.start()
        gateway.write("telemetry", [f"{line} {time.time_ns()}" for line in ONCE])
        sender.start()
        with RunningAdmin(gateway) as admin:
            environment = {"INFLUX_URL": store.url, "INFLUX_TOKEN_FILE": str(folder / "tokens/operator.token")}
            found = Stand(gateway, admin, environment)
            wait_until(lambda: found.place(MUTE).get("level") == 3)
            wait_until(lambda: sum(each["count"] for each in found.get("/api/data-quality")) >= len(ONCE))
            yield found
        stop.set()
        sender.join()
        worker.join()


def _send(gateway: Gateway, stop: threading.Event) -> None:
    while not stop.wait(0.5):
        now = time.time_ns()
        gateway.write("telemetry", [f"telemetry,asset={tags} {fields} {now}" for tags, fields in SENDING.items()])


def test_all_three_are_in_the_fleet_each_where_it_is(stand: Stand) -> None:
    found = {item["asset"]: (item["site"], item["silent"]) for item in stand.get("/api/fleet")["assets"]}
    assert found == {GOOD: ("hall", False), MUTE: ("hall", False), HOMELESS: ("(none)", False)}


def test_a_machine_without_a_run_state_over_its_limit_is_critical_wherever_it_is_counted(stand: Stand) -> None:
    assert stand.place(MUTE)["state"] == "critical"
    assert stand.place(MUTE)["seen"] is not None
    counts = stand.get("/api/fleet")["counts"]
    assert (counts["critical"], counts["silent"]) == (1, 0)
    with stand.admin.person() as browser:
        page = browser.get("/").text
    assert f"/assets/{MUTE}" in page
    assert "No telemetry" not in page
    where: dict[str, Any] = {"site": ["hall", "(none)"], "class": ["machine"]}
    (row,) = stand.gateway.query(queries.render("panel_level_counts", **where)).rows()
    assert (row["critical"], row["normal"]) == (1, 2)
    doctor = forewarn("doctor", environment=stand.environment)
    assert "telemetry of 3 assets" in doctor.stdout, doctor.stdout + doctor.stderr
    assert "risk of 3 assets" in doctor.stdout
    assert "FAIL" not in doctor.stdout


@pytest.mark.parametrize("asset", [GOOD, MUTE, HOMELESS])
def test_each_has_its_page(stand: Stand, asset: str) -> None:
    report = stand.get(f"/api/assets/{asset}")
    assert report["seen"] is not None
    with stand.admin.person() as browser:
        assert browser.get(f"/assets/{asset}").status_code == 200


def test_a_query_by_name_tells_of_all(stand: Stand) -> None:
    for name in ("fleet_ranked", "freshness"):
        result = forewarn("query", "--name", name, "--csv", environment=stand.environment)
        assert result.returncode == 0, result.stderr
        assert all(asset in result.stdout for asset in (GOOD, MUTE, HOMELESS))


def test_a_line_that_cannot_be_used_is_counted_once_however_often_it_is_read_again(stand: Stand) -> None:
    found = {(each["asset"], each["issue"]): each["count"] for each in stand.get("/api/data-quality")}
    assert {key: count for key, count in found.items() if key[1] != "late"} == {
        ("X-1", "unknown_class"): 1,
        ("X-2", "unknown_signal"): 1,
        ("NOCLASS", "refused_without_asset_class"): 1,
        ("", "refused_without_asset"): 2,
    }


def test_the_store_takes_no_line_with_an_empty_tag(stand: Stand) -> None:
    with pytest.raises(GatewayError, match="missing tag value"):
        stand.gateway.write("telemetry", [f"telemetry,asset=EMPTY,asset_class=machine,site= x=1 {time.time_ns()}"])
    assert "EMPTY" not in stand.gateway.query(queries.render("freshness", start="-1h")).strings("asset")
