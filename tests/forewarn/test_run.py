"""`forewarn run` as a user sees it: it comes up, shows an asset in trouble and why, survives kills, ends with status 0.

One run serves all tests of this file, in their order: what they prove builds on each other, and coming up takes time.
"""

import os
import signal
import time
from collections.abc import Iterator

import numpy as np
import pytest

from tests.forewarn.running import Run, running
from web.client import Client

pytestmark = pytest.mark.timeout(900)

RISK = """from(bucket: "health") |> range(start: -1h)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")"""
STATES = """from(bucket: "health") |> range(start: -30d)
    |> filter(fn: (r) => r._measurement == "fault" and r._field == "state")"""
SAMPLES = """from(bucket: "telemetry") |> range(start: -30d)
    |> filter(fn: (r) => r._field == "run_state") |> group() |> count()"""

INJECTED = {"PUMP-001", "VAN-002"}
"""Assets of the demo fleet whose faults are well advanced at launch."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("run")
    # A company's machine, whose proxy knows nothing of what listens here.
    proxy = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    # The past is judged beside itself by a run of a single pump, and in `analytics/worker/test_past.py`.
    given = {"NO_PROXY": "", "no_proxy": "", "FOREWARN_PAST_DAYS": "0"}
    with running(folder / "var", folder / "run.log", **given, **proxy) as started:
        yield started


def test_it_prints_the_addresses_and_what_is_needed_to_sign_in(run: Run) -> None:
    printed = run.text()
    for part in (run.store_url, run.admin_url, run.secret("admin.password"), run.secret("admin.token")):
        assert part in printed


def test_the_store_and_the_admin_say_that_they_are_healthy(run: Run) -> None:
    assert Client(run.store_url).ask("GET", "/health").json()["status"] == "pass"
    run.wait_for(run.healthy, 60)


def test_an_asset_with_an_injected_fault_leads_the_fleet_with_its_reason(run: Run) -> None:
    # A store that is busy may be asked in vain.
    run.wait_for(lambda: "assets" in run.get("/api/fleet"))
    assets = run.get("/api/fleet")["assets"]
    assert len(assets) == 12
    worst = assets[0]
    assert worst["asset"] in INJECTED
    assert worst["level"] >= 2
    assert worst["top_signal"] in worst["reason"] or worst["reason"]


def test_the_official_client_gets_the_risk_of_the_faulty_asset_with_flux(run: Run) -> None:
    rows = run.query(f'{RISK} |> filter(fn: (r) => r.asset == "PUMP-001") |> last()')
    assert len(rows) == 1
    assert rows[0].get_value() > 50


def test_a_status_line_says_what_is_going_on(run: Run) -> None:
    run.wait_for(lambda: "; worst " in run.text(), 90)


def last_risk(run: Run) -> float:
    return max(float(row.get_time().timestamp()) for row in run.query(f"{RISK} |> last()"))


@pytest.mark.parametrize("name", ["simulate", "analyze", "store"])
def test_a_part_that_is_killed_comes_back_and_the_loop_goes_on(run: Run, name: str) -> None:
    killed = run.pid(name)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    moment = time.time()
    run.wait_for(lambda: run.pid(name) not in (killed, None) and run.healthy(), 90)
    run.wait_for(lambda: last_risk(run) > moment + 1, 90)


def test_no_second_of_telemetry_was_lost_by_the_kills(run: Run) -> None:
    flux = """from(bucket: "telemetry") |> range(start: -10m)
        |> filter(fn: (r) => r.asset == "PUMP-001" and r._field == "run_state")"""
    times = np.array(sorted(row.get_time().timestamp() for row in run.query(flux)))
    # History comes a minute a sample, live telemetry a second a sample.
    live = times[np.argmax(np.diff(times) < 2) :]
    assert len(live) > 30
    assert np.diff(live).max() == 1


def test_no_event_was_told_twice(run: Run) -> None:
    rows = run.query(STATES)
    raised = [(row["asset"], row["code"], row["episode"]) for row in rows if row.get_value() == "raised"]
    open_now = {episode: (asset, code) for asset, code, episode in raised}
    assert raised
    cleared = {row["episode"] for row in rows if row.get_value() == "cleared"}
    still_open = [key for episode, key in open_now.items() if episode not in cleared]
    assert len(still_open) == len(set(still_open)), "one asset and code has two open episodes"


def test_a_fault_that_is_injected_through_the_admin_outlives_a_kill_and_can_be_cleared(run: Run) -> None:
    order = {"asset": "MOTOR-001", "mode": "sensor_bias", "signal": "accel_g", "amount": 0.2}
    episode = run.ask("POST", "/api/simulator/faults", order)["episode"]
    killed = run.pid("simulate")
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    run.wait_for(lambda: "behind_s" in run.get("/api/simulator/status") and run.pid("simulate") != killed, 90)
    run.wait_for(lambda: run.get("/api/simulator/status")["behind_s"] < 2, 30)
    assert episode in [fault["episode"] for fault in run.get("/api/simulator/faults")]
    assert run.ask("DELETE", f"/api/simulator/faults/{episode}") is None
    assert episode not in [fault["episode"] for fault in run.get("/api/simulator/faults")]


def test_it_ends_with_status_0_and_goes_on_from_there(run: Run) -> None:
    before = run.query(SAMPLES)[0].get_value()
    scenario = (run.folder / "fleet.toml").read_text()
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(90) == 0
    assert run.text().endswith("ending …\nended; `make run` goes on from here\n")
    run.start()
    run.wait_for(lambda: run.text().count("Forewarn is running") == 2, 120)
    assert (run.folder / "fleet.toml").read_text() == scenario
    assert run.query(SAMPLES)[0].get_value() >= before
    worker_log = (run.folder / "log" / "worker.log").read_text()
    assert "s behind" in worker_log.rpartition("resumed")[2]
