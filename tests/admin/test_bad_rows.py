"""Rows that break the contract, as any token that may write can leave them: each is left out by itself."""

import time
from collections.abc import Iterator

import httpx
import pytest

from admin.assets import repository
from admin.store import Store
from analytics.worker.maintenance_watch import Maintenance
from analytics.worker.threshold_watch import Thresholds
from store.gateway import Gateway
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import FLEET, PUMP
from tests.admin.fixtures.server import PATIENCE_S, PLAIN, RunningAdmin
from tests.support.waiting import wait_until

NOW = time.time_ns()
LONG = '"' + "w" * 2**20 + '"'
"""The longest text that the store takes."""
POLICY = 'direction="both",sensitivity=1.0,min_deviation=0.1,enabled=true,version={version}i,actor="x",why="y"'
WINDOW = 'from="2026-11-30T00:00:00Z",until="2026-12-30T00:00:00Z",what="x",actor="y",relearn=false'
LONG_POLICY, LONG_WINDOW = (
    text.replace(said, LONG) for text, said in ((POLICY.format(version=1), '"y"'), (WINDOW, '"x"'))
)

UNTAGGED = [
    f"{measurement}{tags} {fields} {NOW}"
    for measurement, fields in (
        ("risk", 'risk=99.0,level=3i,band="high",health=1.0,top_signal="accel_g",reason="x"'),
        ("fault,code=X,severity=critical,episode=E", 'state="raised",risk=99.0,description="x",recommendation="y"'),
        ("diagnosis", 'mode="bearing_wear",confidence=0.9,supports="x",against="y",alternatives="z",action="a"'),
        ("prognosis", 'method="linear",rul_h=9.0,rul_low_h=8.0,rul_high_h=10.0,p_fail_30d=0.9,because="x"'),
        ("condition", 'health=9.0,status="critical",because="x",factor_now=91.0'),
        ("score,signal=accel_g", "observed=1.0,expected=1.0,lower=0.0,upper=2.0,score=0.5"),
        ("data_quality,signal=accel_g,issue=stuck", "count=5i,age_s=1.0,open=1i"),
    )
    for tags in ("", ",asset=NOSITE", f",asset={PUMP.name}", ",asset_class=machine,site=hall-2", ",asset=A,site=hall-2")
]
"""What a worker that did not look would write of lines without their tags."""
UNTAGGED_TELEMETRY = [
    f'telemetry{tags} vibration_mm_s=2.0,run_state="running" {NOW}'
    for tags in (
        "",
        ",asset=NOSITE,asset_class=machine",
        ",asset_class=machine,site=hall-2",
        ",site=hall-2",
        ",asset=X",
    )
]
THRESHOLDS = [
    f"threshold {POLICY.format(version=1)}",
    f"threshold,scope=default {POLICY.format(version=1)}",
    f"threshold,signal=accel_g {POLICY.format(version=1)}",
    'threshold,scope=default,signal=accel_g scope="machine",signal="flow_m3h",_time="x",result="r",table="t"',
    f"threshold,scope=default,signal=nope {POLICY.format(version=1)}",
    f"threshold,scope=default,signal=accel_g {POLICY.format(version=2).replace('both', 'sideways')}",
    'threshold,scope=default,signal=accel_g direction="both"',
    "threshold,scope=default,signal=accel_g version=3i",
    'threshold,scope=default,signal=accel_g direction="both",sensitivity=1e308,min_deviation=1e308,version=4i',
    'threshold,scope=default,signal=bearing_temp_c direction="both",sensitivity=1.0,min_deviation=1e308,version=4i',
    'threshold,scope=ev,signal=soc_pct direction="both",sensitivity=1.0,min_deviation=1.0,warn_low=5.0,warn_high=1.0',
    f"threshold,scope=default,signal=power_kw {POLICY.format(version=2**63 - 1)}",
    f"threshold,scope=default,signal=power_kw {LONG_POLICY}",
]
MAINTENANCE = [
    'maintenance,asset=PUMP-001 what="x",actor="y",relearn=false,from="2026-11-30T00:00:00Z"',
    *(
        f'maintenance,asset=PUMP-001 what="x",actor="y",relearn=false,from="{begin}",until="{end}"'
        for begin, end in (
            ("x", "y"),
            ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
            ("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59-23:59"),
            ("2026-W01", "2026-W02"),
            ("1970-01-01T00:00:00+14:00", "2261-12-31T23:59:59Z"),
        )
    ),
    f"maintenance {WINDOW}",
    f'maintenance asset="PUMP-001",{WINDOW}',
    f'maintenance,asset=PUMP-001 {WINDOW},signals="{"a," * 500_000}"',
    f"maintenance,asset=PUMP-001 {LONG_WINDOW}",
    f'maintenance,asset=PUMP-001 {WINDOW},amends="77"',
]
PAGES = ("/", "/assets/PUMP-001", "/assets/NOSITE", "/thresholds", "/thresholds/default/accel_g", "/alarm-health")
ANSWERS = (
    "/api/fleet", "/api/assets/PUMP-001", "/api/assets/PUMP-001/signals/accel_g", "/api/faults", "/api/data-quality",
    "/api/alarm-health", "/api/thresholds", "/api/maintenance", "/metrics",
)  # fmt: skip


def own_times(lines: list[str]) -> list[str]:
    """Lines told one after the other."""
    return [f"{line} {NOW - 10**12 + number}" for number, line in enumerate(lines)]


@pytest.fixture(scope="module")
def poisoned(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    """An admin in front of the small fleet and of everything that breaks the contract."""
    fleet.fill(operator, NOW)
    operator.write("telemetry", UNTAGGED_TELEMETRY)
    operator.write("health", UNTAGGED)
    sound = [
        f"threshold,scope={PUMP.name},signal=accel_g {POLICY.format(version=1)} {NOW - 1}",
        f"maintenance,asset={PUMP.name} {WINDOW} {NOW - 1}",
    ]
    operator.write("config", [*own_times(THRESHOLDS), *own_times(MAINTENANCE), *sound])
    with RunningAdmin(rights) as running:
        yield running


@pytest.fixture
def browser(poisoned: RunningAdmin) -> Iterator[httpx.Client]:
    with poisoned.person() as client:
        yield client


@pytest.fixture
def client(poisoned: RunningAdmin) -> Iterator[httpx.Client]:
    with poisoned.program() as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_every_page_goes_on(browser: httpx.Client, path: str) -> None:
    assert browser.get(path).status_code == 200


def test_an_asset_without_a_site_is_known_to_have_none(client: httpx.Client) -> None:
    assert client.get("/api/assets/NOSITE").json()["site"] == "(none)"
    assert ("NOSITE", "(none)") in {
        (each["asset"], each["site"]) for each in client.get("/api/fleet").json()["learning"]
    }


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_of_the_api_goes_on(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_health_goes_on(poisoned: RunningAdmin, operator: Gateway) -> None:
    # The fleet of this file was written once; a worker reports all the time.
    operator.write("health", [f"worker,component=worker lag_s=0.4,step_ms=3.1 {time.time_ns()}"])

    def passes() -> bool:
        checks = httpx.get(f"{poisoned.url}/healthz", verify=PLAIN, timeout=PATIENCE_S).json()["checks"]
        return bool(checks["store"]["status"] == checks["worker"]["status"] == "pass")

    # What was found before is good for two seconds. How old the telemetry is depends on the tests before this one.
    wait_until(passes)


def test_the_fleet_is_what_it_was_without_them(client: httpx.Client) -> None:
    found = client.get("/api/fleet").json()
    assert {item["asset"] for item in found["assets"]} == {asset.name for asset in FLEET}
    assert found["counts"]["critical"] == 1
    assert [fault["asset"] for fault in client.get("/api/faults?state=open").json()] == [PUMP.name]


def test_data_faults_of_lines_without_tags_are_counted(client: httpx.Client) -> None:
    issues = client.get("/api/data-quality").json()
    assert ("", "accel_g", "stuck") in {(each["asset"], each["signal"], each["issue"]) for each in issues}


def test_what_is_sound_is_in_force_and_each_of_the_others_is_named_with_its_reason(
    client: httpx.Client, browser: httpx.Client
) -> None:
    own = [each for each in client.get("/api/thresholds").json() if each["scope"] == PUMP.name]
    assert [(each["signal"], each["version"]) for each in own] == [("accel_g", 1)]
    page = browser.get("/thresholds").text
    # Of one scope, signal and time the store keeps one point, so that none of these is lost.
    assert page.count("Not in force: ") == len(THRESHOLDS)
    for words in (
        "(no scope)/(no signal)",
        "default/(no signal)",
        "scope: must not be empty",
        "is no version",
        "is 1048576 characters",
    ):
        assert words in page
    assert len(page) < 200_000


def test_a_version_beyond_counting_does_not_stop_a_new_one(client: httpx.Client) -> None:
    policy = {"direction": "both", "sensitivity": 1.0, "min_deviation": 1.0, "version": 0, "why": "anew"}
    assert client.put("/api/thresholds/default/power_kw", json=policy).json()["version"] == 1


def test_only_sound_windows_of_maintenance_are_listed(client: httpx.Client) -> None:
    assert [each["id"] for each in client.get("/api/maintenance").json()] == [str(NOW - 1)]


def test_the_worker_takes_what_is_sound_too(poisoned: RunningAdmin, operator: Gateway) -> None:  # noqa: ARG001
    rows, told = Thresholds(operator).changed(), Maintenance(operator).changed()
    assert rows is not None
    assert (PUMP.name, "accel_g") in rows
    assert told is not None
    assert list(told) == [PUMP.name]


def test_a_row_that_was_left_out_is_counted(operator: Gateway) -> None:
    tags = "asset=TYPES,asset_class=machine,site=hall-2"
    operator.write("health", [f'diagnosis,{tags} mode="x",action="y" {NOW}'])
    store = Store(operator)
    assert repository.diagnoses(store, ["TYPES"]) == {}
    assert store.skipped == 1
