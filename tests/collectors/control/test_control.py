"""Control over HTTP of a simulation that writes into a real store."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import numpy as np
import pytest

from collectors.control import ordered
from collectors.control.ordered import Ordered
from collectors.live import Pace
from collectors.scenario import Planned, Scenario
from contract.time import DAY, HOUR, MINUTE
from store.gateway import Gateway
from store.provision import provision
from store.writer import Writer
from tests.collectors.control.running import RunningSimulation
from tests.collectors.worlds import asset, scenario
from tests.support.figures import samples
from tests.support.odd_inputs import WHOLE, json_bodies
from tests.support.small_disk import fill, small_disk
from tests.support.store import RunningStore
from tests.support.waiting import wait_until
from web.server import Server

WEAR = {"asset": "PUMP-1", "mode": "bearing_wear", "grow": "0s"}


def world(*faults: Planned) -> Scenario:
    """A pump and a motor, since two hours ago."""
    start = time.time_ns() // MINUTE * MINUTE - 2 * HOUR
    return scenario(asset("pump"), asset("motor"), start=start, faults=faults)


@pytest.fixture(scope="module")
def operator(store: RunningStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    provision(store.url, store.org, tmp_path_factory.mktemp("secrets"), operator=store.token)
    with Gateway(store.url, store.token, store.org) as opened:
        yield opened


@pytest.fixture(scope="module")
def running(operator: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulation]:
    planned = Planned("MOTOR-1", "sensor_bias", HOUR, 0, None, None, "accel_g")
    folder = tmp_path_factory.mktemp("world")
    with (
        Writer(operator, "telemetry", interval_s=0.05) as writer,
        RunningSimulation(world(planned), folder, writer) as simulation,
    ):
        wait_until(lambda: simulation.ask("GET", "/status").json()["behind_s"] < 1)
        yield simulation


def problem(reply: httpx.Response) -> tuple[int, str, str | None]:
    """Status, code and field of an error."""
    error = reply.json()["error"]
    assert set(error) == {"code", "field", "message"}
    assert error["message"]
    return reply.status_code, error["code"], error["field"]


def kept(gateway: Gateway, measurement: str, field: str, name: str = "PUMP-1") -> list[object]:
    """The newest values of a field, oldest first."""
    frame = gateway.query(
        f'from(bucket: "telemetry") |> range(start: -5m) |> filter(fn: (r) => r._measurement == "{measurement}"'
        f' and r.asset == "{name}" and r._field == "{field}") |> group() |> sort(columns: ["_time"])'
    )
    return list(frame.strings("_value") if field == "phase" else frame.floats("_value"))


def level(gateway: Gateway) -> float:
    """What the pump's bearing shakes like now."""
    return float(np.median(np.array(kept(gateway, "telemetry", "accel_g")[-5:], dtype=float)))


def test_the_status_says_what_it_is_doing(running: RunningSimulation) -> None:
    status = running.ask("GET", "/status").json()
    assert status["running"] is True
    assert (status["rate_hz"], status["speed"]) == (10, None)
    assert status["assets"] == {"pump": 1, "motor": 1}
    assert status["faults"] == 1
    assert status["time"].endswith("Z")


def test_a_second_start_and_a_second_stop_are_conflicts(running: RunningSimulation) -> None:
    assert problem(running.ask("POST", "/start", rate_hz=5))[:2] == (409, "conflict")
    assert running.ask("POST", "/stop").json()["running"] is False
    assert problem(running.ask("POST", "/stop"))[:2] == (409, "conflict")
    assert problem(running.ask("PATCH", "/rate", rate_hz=5))[:2] == (409, "conflict")
    stood = running.ask("GET", "/status").json()
    assert stood["points_per_s"] == 0
    time.sleep(0.3)
    assert running.ask("GET", "/status").json()["time"] == stood["time"]
    started = running.ask("POST", "/start", rate_hz=20)
    assert (started.status_code, started.json()["running"], started.json()["rate_hz"]) == (200, True, 20)
    wait_until(lambda: running.ask("GET", "/status").json()["behind_s"] < 0.5)
    wait_until(lambda: 30 < running.ask("GET", "/status").json()["points_per_s"] < 60)


def test_rate_and_speed_change_while_it_runs(running: RunningSimulation) -> None:
    assert running.ask("PATCH", "/rate", rate_hz=10, speed=60).json()["speed"] == 60
    kept_speed = running.ask("PATCH", "/rate", rate_hz=12.5).json()
    assert (kept_speed["rate_hz"], kept_speed["speed"]) == (12.5, 60)
    reply = running.client.request("PATCH", "/rate", content='{"speed": null}')
    assert (reply.json()["rate_hz"], reply.json()["speed"]) == (12.5, None)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "-1", "0", "50.5", '"5"', "true", "1e999"])
def test_a_rate_that_is_none_is_refused_by_name(running: RunningSimulation, number: str) -> None:
    for method, path in (("POST", "/start"), ("PATCH", "/rate")):
        reply = running.client.request(method, path, content=f'{{"rate_hz": {number}}}')
        assert problem(reply) == (422, "invalid", "rate_hz")


@pytest.mark.parametrize(
    ("method", "path", "content", "field"),
    [
        ("POST", "/start", '{"speed": NaN}', "speed"),
        ("POST", "/start", '{"speed": 0.5}', "speed"),
        ("PATCH", "/rate", '{"speed": -Infinity}', "speed"),
        ("POST", "/start", '{"hurry": 1}', "hurry"),
        ("POST", "/faults", '{"asset": "PUMP-1"}', "mode"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "sensor_bias", "signal": "accel_g", "amount": NaN}', "amount"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "sensor_bias", "signal": "speed_kmh"}', "signal"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "sensor_bias"}', "signal"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "bearing_wear", "amount": 3}', "amount"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "bearing_wear", "grow": "-5m"}', "grow"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "bearing_wear", "grow": "4000d"}', "grow"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "no_such_mode"}', "mode"),
        ("POST", "/faults", '{"asset": "PUMP-1", "mode": "hv_fuse"}', "mode"),
    ],
)
def test_what_is_wrong_is_refused_by_name(
    running: RunningSimulation, method: str, path: str, content: str, field: str
) -> None:
    assert problem(running.client.request(method, path, content=content)) == (422, "invalid", field)


@pytest.mark.parametrize(
    ("method", "path", "order"),
    [
        ("POST", "/start", {"rate_hz": 1.0, "speed": 2.0, "since": "1m"}),
        ("PATCH", "/rate", {"rate_hz": 10.0, "speed": 2.0}),
        ("POST", "/faults", {**WEAR, "signal": "accel_g", "amount": 1.0}),
    ],
)
def test_whatever_is_sent_is_no_fault_of_ours_and_the_simulation_goes_on(
    running: RunningSimulation, method: str, path: str, order: dict[str, object]
) -> None:
    bodies = [body for field in order for body in json_bodies(field, order)]
    for body in (*WHOLE, *bodies):
        reply = running.client.request(method, path, content=body)
        assert reply.status_code < 500, (body[:100], reply.text[:200])
    assert running.alive()
    assert running.ask("PATCH", "/rate", rate_hz=10).status_code == 200
    assert running.client.request("PATCH", "/rate", content='{"speed": null}').status_code == 200


def test_what_is_not_there_is_not_found(running: RunningSimulation) -> None:
    assert problem(running.ask("POST", "/faults", **{**WEAR, "asset": "PUMP-9"})) == (404, "not_found", "asset")
    assert problem(running.ask("DELETE", "/faults/PUMP-1:bearing_wear:2026-01-01T00:00:00Z"))[:2] == (404, "not_found")
    assert problem(running.ask("GET", "/nothing"))[:2] == (404, "not_found")


def test_nobody_comes_in_without_the_token(running: RunningSimulation) -> None:
    for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}):
        for method, path in (("GET", "/status"), ("POST", "/stop"), ("GET", "/nothing")):
            reply = httpx.request(method, f"{running.url}{path}", headers=header)
            assert problem(reply) == (401, "unauthenticated", None)
            assert reply.headers["www-authenticate"] == "Bearer"
    assert httpx.get(f"{running.url}/healthz").json() == {"status": "pass"}
    assert problem(running.client.post("/faults", content=b" " * 20_000)) == (413, "too_large", "body")


def test_its_figures_are_there_for_prometheus_and_for_nobody_without_the_token(running: RunningSimulation) -> None:
    assert httpx.get(f"{running.url}/metrics").status_code == 401
    running.ask("GET", "/nothing")
    figures = samples(running.ask("GET", "/metrics"))
    assert {name for name, _ in figures} == {
        "forewarn_simulator_requests_total", "forewarn_simulator_request_seconds_count",
        "forewarn_simulator_request_seconds_sum", "forewarn_simulator_running", "forewarn_simulator_behind_seconds",
        "forewarn_simulator_points_per_second", "forewarn_simulator_faults", "forewarn_simulator_assets",
    }  # fmt: skip
    assert figures["forewarn_simulator_assets", ("pump",)] == figures["forewarn_simulator_assets", ("motor",)] == 1
    assert figures["forewarn_simulator_requests_total", ("GET", "none", "404")] >= 1


def test_the_modes_say_what_can_be_injected_where(running: RunningSimulation) -> None:
    modes = running.ask("GET", "/modes").json()
    assert modes["assets"] == {"PUMP-1": "pump", "MOTOR-1": "motor"}
    by_name = {mode["mode"]: mode for mode in modes["kinds"]["pump"]}
    assert by_name["bearing_wear"]["scope"] == "machine"
    assert by_name["bearing_wear"]["grow_s"] > 3600
    assert "accel_g" in by_name["sensor_bias"]["signals"]
    assert by_name["sensor_bias"]["amount"]


def test_an_injected_fault_moves_the_signal_and_is_true_until_it_is_cleared(
    running: RunningSimulation, operator: Gateway
) -> None:
    sound = level(operator)
    injected = running.ask("POST", "/faults", **WEAR)
    assert injected.status_code == 201
    fault = injected.json()
    assert (fault["asset"], fault["mode"], fault["injected"], fault["repaired"]) == (
        "PUMP-1",
        "bearing_wear",
        True,
        None,
    )
    assert problem(running.ask("POST", "/faults", **WEAR)) == (409, "conflict", "mode")
    assert running.ask("GET", "/faults").json()[0]["episode"] == fault["episode"]
    wait_until(lambda: level(operator) > 2 * sound)
    wait_until(lambda: "failed" in kept(operator, "truth", "phase"))
    assert running.ask("DELETE", f"/faults/{fault['episode']}").status_code == 204
    assert fault["episode"] not in [each["episode"] for each in running.ask("GET", "/faults").json()]
    assert problem(running.ask("DELETE", f"/faults/{fault['episode']}"))[:2] == (404, "not_found")
    wait_until(lambda: level(operator) < 1.3 * sound)
    wait_until(lambda: kept(operator, "truth", "phase")[-1] == "repaired")


def test_two_faults_of_one_second_are_told_apart_or_refused(running: RunningSimulation) -> None:
    bias = {"asset": "PUMP-1", "mode": "sensor_bias", "amount": 0.5}
    running.ask("POST", "/stop")
    first = running.ask("POST", "/faults", **bias, signal="accel_g").json()["episode"]
    second = running.ask("POST", "/faults", **bias, signal="vibration_mm_s").json()["episode"]
    assert first != second
    assert problem(running.ask("POST", "/faults", **bias, signal="accel_g"))[0] == 409
    for episode in (first, second):
        assert running.ask("DELETE", f"/faults/{episode}").status_code == 204
    assert problem(running.ask("POST", "/faults", **bias, signal="accel_g"))[0] == 409
    running.ask("POST", "/start")


def test_a_planned_fault_can_be_cleared_too(running: RunningSimulation) -> None:
    planned = next(fault for fault in running.ask("GET", "/faults").json() if not fault["injected"])
    assert planned["asset"] == "MOTOR-1"
    assert running.ask("DELETE", f"/faults/{planned['episode']}").status_code == 204
    assert planned["episode"] not in [fault["episode"] for fault in running.ask("GET", "/faults").json()]


def test_what_was_done_by_hand_is_counted_and_all_is_repaired_at_once(operator: Gateway, tmp_path: Path) -> None:
    planned = (
        Planned("MOTOR-1", "sensor_bias", HOUR, 0, None, None, "accel_g"),
        Planned("PUMP-1", "unbalance", DAY, 0),
    )
    motor = {"asset": "MOTOR-1", "mode": "unbalance"}
    none = {"injected": 0, "repaired": 0, "under_way": 1, "by_mode": {}, "by_asset": {}}
    counted = {
        "injected": 3, "repaired": 1, "under_way": 3, "by_mode": {"unbalance": 2, "bearing_wear": 1},
        "by_asset": {"PUMP-1": 2, "MOTOR-1": 1},
    }  # fmt: skip
    with Writer(operator, "telemetry") as writer:
        with RunningSimulation(world(*planned), tmp_path, writer) as it:
            assert it.ask("GET", "/faults/statistics").json() == none
            first = it.ask("POST", "/faults", **WEAR).json()["episode"]
            for order in (motor, {**motor, "asset": "PUMP-1"}):
                assert it.ask("POST", "/faults", **order).status_code == 201
            assert it.ask("DELETE", f"/faults/{first}").status_code == 204
            assert it.ask("GET", "/faults/statistics").json() == counted
        with RunningSimulation(world(*planned), tmp_path, writer) as again:
            assert again.ask("GET", "/faults/statistics").json()["by_asset"] == counted["by_asset"]
            wait_until(lambda: again.ask("GET", "/status").json()["behind_s"] < 1)
            named = {fault["episode"] for fault in again.ask("GET", "/faults").json()}
            assert {*again.ask("DELETE", "/faults").json()["episodes"]} == named
            assert again.ask("GET", "/faults").json() == []
            assert again.ask("DELETE", "/faults").json() == {"episodes": []}
            left = again.ask("GET", "/faults/statistics").json()
            assert (left["injected"], left["under_way"]) == (3, 0)
            # What is planned for tomorrow is still in the plan.
            assert ("PUMP-1", DAY) in {(each.asset, each.after) for each in again.simulation.scenario().faults}


def test_the_past_is_played_at_the_speed_that_was_asked_for(running: RunningSimulation) -> None:
    running.ask("POST", "/stop")
    assert problem(running.ask("POST", "/start", since="3h"))[2] == "since"
    assert problem(running.ask("POST", "/start", since="soon"))[2] == "since"
    status = running.ask("POST", "/start", rate_hz=1, speed=600, since="1h").json()
    assert status["behind_s"] > 3000
    wait_until(lambda: 0 < running.ask("GET", "/status").json()["behind_s"] < 2, 30)


def test_an_injected_fault_outlives_a_restart_and_so_does_its_end(operator: Gateway, tmp_path: Path) -> None:
    lived = world()
    with Writer(operator, "telemetry", interval_s=0.05) as writer:
        with RunningSimulation(lived, tmp_path, writer) as first:
            episode = first.ask("POST", "/faults", **WEAR).json()["episode"]
        with RunningSimulation(lived, tmp_path, writer) as second:
            wait_until(lambda: second.ask("GET", "/status").json()["behind_s"] < 1)
            assert [fault["episode"] for fault in second.ask("GET", "/faults").json()] == [episode]
            assert second.ask("DELETE", f"/faults/{episode}").status_code == 204
        with RunningSimulation(lived, tmp_path, writer) as third:
            wait_until(lambda: third.ask("GET", "/status").json()["behind_s"] < 1)
            assert third.ask("GET", "/faults").json() == []


def test_a_stop_and_a_pace_outlive_a_restart(operator: Gateway, tmp_path: Path) -> None:
    def restarted() -> RunningSimulation:
        return RunningSimulation(world(), tmp_path, writer, rate_hz=10)

    def pace(simulation: RunningSimulation) -> tuple[bool, float, float | None]:
        status = simulation.ask("GET", "/status").json()
        return status["running"], status["rate_hz"], status["speed"]

    with Writer(operator, "telemetry") as writer:
        with restarted() as it:
            assert it.ask("PATCH", "/rate", rate_hz=4, speed=120).status_code == 200
        with restarted() as it:
            assert pace(it) == (True, 4, 120)
            assert it.ask("POST", "/stop").status_code == 200
        with restarted() as it:
            assert pace(it) == (False, 4, 120)
            assert it.ask("POST", "/start", rate_hz=2, since="3d").status_code == 422
            time_then = it.ask("GET", "/status").json()["time"]
        with restarted() as it:
            # An order that was refused is none.
            assert pace(it) == (False, 4, 120)
            assert it.ask("POST", "/start", rate_hz=2).json()["running"] is True
            wait_until(lambda: it.ask("GET", "/status").json()["time"] > time_then)
        with restarted() as it:
            assert pace(it) == (True, 2, None)


@pytest.mark.parametrize(
    "said", ["", "{", "[]", "null", '{"running": 1, "rate_hz": 1, "speed": null}', '{"running": true}',
             '{"running": false, "rate_hz": NaN, "speed": null}', '{"running": false, "rate_hz": 1, "speed": 1e300}',
             '{"running": false, "rate_hz": "1", "speed": null}', "\udc80"],
)  # fmt: skip
def test_an_order_that_nobody_can_read_is_none(tmp_path: Path, said: str) -> None:
    file = tmp_path / ordered.NAME
    file.write_bytes(said.encode("utf-8", "surrogateescape"))
    assert ordered.load(file) is None
    assert ordered.load(tmp_path / "none.json") is None
    ordered.save(file, Ordered(False, Pace(0.5, 60.0)))
    assert ordered.load(file) == Ordered(False, Pace(0.5, 60.0))


def test_an_order_that_comes_when_the_loop_has_ended_is_not_left_waiting(operator: Gateway, tmp_path: Path) -> None:
    with Writer(operator, "telemetry") as writer, RunningSimulation(world(), tmp_path, writer) as ended:
        ended.stop.set()
        wait_until(lambda: not ended.alive())
        assert problem(ended.ask("POST", "/stop"))[:2] == (503, "busy")


def test_an_order_that_cannot_be_kept_for_want_of_room_changes_nothing(operator: Gateway) -> None:
    with (
        small_disk(1) as disk,
        Writer(operator, "telemetry") as writer,
        RunningSimulation(world(), disk, writer) as simulation,
    ):
        ballast = fill(disk)
        reply = simulation.ask("POST", "/faults", **WEAR)
        assert problem(reply) == (503, "not_kept", None)
        assert "No space left on device" in reply.text
        assert simulation.ask("GET", "/faults").json() == []
        assert problem(simulation.ask("POST", "/stop")) == (503, "not_kept", None)
        assert simulation.ask("GET", "/status").json()["running"] is True
        ballast.unlink()
        assert simulation.ask("POST", "/faults", **WEAR).status_code == 201
        assert simulation.alive()


def test_control_listens_on_after_something_ended_its_server(
    operator: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def ending(_server: Server, _counter: int) -> bool:
        return True

    with (
        Writer(operator, "telemetry") as writer,
        RunningSimulation(world(), tmp_path, writer) as simulation,
    ):
        assert simulation.ask("GET", "/status").status_code == 200
        with monkeypatch.context() as patched:
            patched.setattr(Server, "on_tick", ending)
            wait_until(lambda: "the thread control failed, it goes on" in caplog.text)
        wait_until(lambda: _answers(simulation))


def _answers(simulation: RunningSimulation) -> bool:
    with suppress(httpx.HTTPError):
        return simulation.ask("GET", "/status").status_code == 200
    return False
