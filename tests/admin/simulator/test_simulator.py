"""The simulator through the admin: the API, the page, and what is said where there is none."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest

from admin.simulator.client import Simulator
from collectors.scenario import Planned
from contract.time import HOUR, MINUTE
from store.gateway import Gateway
from store.writer import Writer
from tests.admin.fixtures.server import NOWHERE, RunningAdmin
from tests.collectors.control.running import TOKEN, RunningSimulation
from tests.collectors.worlds import asset, scenario
from tests.support.answering import babbling
from tests.support.memory import MemoryGateway
from web.errors import ApiError


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """A store for what the simulator writes, which nobody reads here."""
    with MemoryGateway() as memory:
        yield memory


@pytest.fixture(scope="module")
def simulation(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulation]:
    start = time.time_ns() // MINUTE * MINUTE - HOUR
    world = scenario(asset("pump"), asset("ev"), start=start, faults=(Planned("PUMP-1", "bearing_wear", 0, HOUR),))
    folder = tmp_path_factory.mktemp("world")
    with Writer(gateway, "telemetry") as writer, RunningSimulation(world, folder, writer) as running:
        yield running


@pytest.fixture(scope="module")
def controlling(gateway: Gateway, simulation: RunningSimulation) -> Iterator[RunningAdmin]:
    """An admin whose fleet has a simulator."""
    given = {"FOREWARN_SIMULATOR_URL": simulation.url, "FOREWARN_SIMULATOR_TOKEN": TOKEN}
    with RunningAdmin(gateway, **given) as running:
        yield running


@pytest.fixture
def api(controlling: RunningAdmin) -> Iterator[httpx.Client]:
    with controlling.program() as client:
        yield client


@pytest.fixture
def browser(controlling: RunningAdmin) -> Iterator[httpx.Client]:
    with controlling.person() as client:
        yield client


def problem(reply: httpx.Response) -> tuple[int, str, str | None]:
    """Status, code and field of an error."""
    error = reply.json()["error"]
    return reply.status_code, error["code"], error["field"]


def test_a_program_sees_and_controls_what_the_simulator_does(api: httpx.Client) -> None:
    status = api.get("/api/simulator/status").json()
    assert (status["running"], status["assets"]) == (True, {"pump": 1, "ev": 1})
    assert problem(api.post("/api/simulator/start", json={}))[:2] == (409, "conflict")
    assert api.post("/api/simulator/stop").json()["running"] is False
    assert problem(api.post("/api/simulator/stop"))[:2] == (409, "conflict")
    assert api.post("/api/simulator/start", json={"rate_hz": 5, "since": "10m"}).json()["rate_hz"] == 5
    assert api.patch("/api/simulator/rate", json={"speed": 90}).json()["speed"] == 90
    kept = api.patch("/api/simulator/rate", json={"rate_hz": 10}).json()
    assert (kept["rate_hz"], kept["speed"]) == (10, 90)
    assert api.patch("/api/simulator/rate", json={"speed": None}).json()["speed"] is None


def test_a_program_injects_a_fault_and_clears_it(api: httpx.Client) -> None:
    order = {"asset": "PUMP-1", "mode": "sensor_bias", "signal": "accel_g", "amount": 0.5, "grow": "0s"}
    injected = api.post("/api/simulator/faults", json=order)
    assert injected.status_code == 201
    (kept, *_) = api.get("/api/audit", params={"action": "simulator"}).json()["entries"]
    assert (kept["actor"], kept["target"], kept["why"]) == ("api", "PUMP-1", "inject a fault")
    assert json.loads(kept["after"]) == order
    episode = injected.json()["episode"]
    assert problem(api.post("/api/simulator/faults", json=order)) == (409, "conflict", "mode")
    assert {fault["injected"] for fault in api.get("/api/simulator/faults").json()} == {True, False}
    assert api.delete(f"/api/simulator/faults/{episode}").status_code == 204
    assert problem(api.delete(f"/api/simulator/faults/{episode}"))[:2] == (404, "not_found")
    assert "bearing_wear" in {mode["mode"] for mode in api.get("/api/simulator/modes").json()["kinds"]["pump"]}


@pytest.mark.parametrize(
    ("method", "path", "content", "field"),
    [
        ("POST", "start", '{"rate_hz": NaN}', "rate_hz"),
        ("PATCH", "rate", '{"rate_hz": Infinity}', "rate_hz"),
        ("PATCH", "rate", '{"speed": -1}', "speed"),
        ("POST", "faults", '{"asset": "PUMP-1", "mode": "sensor_bias", "signal": "accel_g", "amount": NaN}', "amount"),
        ("POST", "faults", '{"asset": "PUMP-1", "mode": "no_such"}', "mode"),
        ("POST", "faults", '{"asset": "PUMP-1", "mode": "bearing_wear", "grow": "soon"}', "grow"),
    ],
)
def test_what_is_wrong_is_refused_by_name(api: httpx.Client, method: str, path: str, content: str, field: str) -> None:
    headers = {"Content-Type": "application/json"}
    reply = api.request(method, f"/api/simulator/{path}", content=content, headers=headers)
    assert problem(reply) == (422, "invalid", field)


def test_an_unknown_asset_is_not_found(api: httpx.Client) -> None:
    reply = api.post("/api/simulator/faults", json={"asset": "PUMP-9", "mode": "bearing_wear"})
    assert problem(reply) == (404, "not_found", "asset")


def test_a_person_stops_and_starts_it(browser: httpx.Client) -> None:
    assert browser.post("/simulator/rate", data={"rate_hz": "20", "speed": ""}).status_code == 303
    page = browser.get("/simulator").text
    assert "Running" in page
    assert ">20\xa0Hz<" in page
    assert browser.post("/simulator/stop").headers["location"] == "/simulator"
    assert "Stopped" in browser.get("/simulator").text
    again = browser.post("/simulator/stop")
    assert again.status_code == 409
    assert "is stopped already" in again.text
    assert browser.post("/simulator/start", data={"rate_hz": "10", "speed": "", "since": ""}).status_code == 303


def test_a_person_injects_a_fault_and_clears_it(browser: httpx.Client, api: httpx.Client) -> None:
    form = {"asset": "EV-1", "mode": "sensor_stuck", "signal": "batt_temp_c", "amount": "", "grow": ""}
    assert browser.post("/simulator/inject", data=form).headers["location"] == "/simulator?asset=EV-1"
    page = browser.get("/simulator?asset=EV-1").text
    assert "sensor stuck" in page
    assert "Fault of EV-1" in page
    episode = next(fault["episode"] for fault in api.get("/api/simulator/faults").json() if fault["asset"] == "EV-1")
    assert f'value="{episode}"' in page
    assert browser.post("/simulator/clear", data={"episode": episode}).status_code == 303
    assert episode not in browser.get("/simulator").text


def test_all_is_repaired_at_once_by_page_and_api_and_what_was_injected_is_counted(
    browser: httpx.Client, api: httpx.Client
) -> None:
    before = api.get("/api/simulator/faults/statistics").json()
    order = {"asset": "EV-1", "mode": "sensor_bias", "signal": "batt_temp_c"}
    episode = api.post("/api/simulator/faults", json=order).json()["episode"]
    assert 'id="clear-all"' in browser.get("/simulator").text
    assert browser.post("/simulator/clear-all").headers["location"] == "/simulator"
    page = browser.get("/simulator").text
    assert ("every machine is well" in page, 'id="clear-all"' in page) == (True, False)
    after = api.get("/api/simulator/faults/statistics").json()
    assert after["injected"] == before["injected"] + 1
    assert f"By hand so far: {after['injected']} injected, {after['repaired']} repaired" in page
    assert '<th scope="row">sensor bias</th>' in page
    (kept, *_) = api.get("/api/audit", params={"action": "simulator"}).json()["entries"]
    assert (kept["target"], kept["why"]) == ("simulator", "repair all faults")
    assert episode in json.loads(kept["before"])["episodes"]
    assert api.delete("/api/simulator/faults").json() == {"episodes": []}


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [
        ("rate", {"rate_hz": "nan", "speed": ""}, "rate_hz"),
        ("rate", {"rate_hz": "fast", "speed": ""}, "rate_hz"),
        ("rate", {"rate_hz": "1", "speed": "0.1"}, "speed"),
        ("inject", {"asset": "PUMP-1", "mode": "sensor_bias", "signal": "accel_g", "amount": "inf"}, "amount"),
        ("inject", {"asset": "PUMP-1", "mode": "bearing_wear", "grow": "soon"}, "grow"),
    ],
)
def test_a_form_is_shown_again_with_what_is_wrong_beside_its_field(
    browser: httpx.Client, path: str, form: dict[str, str], field: str
) -> None:
    reply = browser.post(f"/simulator/{path}", data=form)
    assert reply.status_code == 422
    assert f'value="{form[field]}"' in reply.text
    assert f'id="{field}-note"><strong role="alert">' in reply.text
    assert browser.get(f"/simulator/{path}").headers["location"] == "/simulator"


def test_orders_ask_for_what_every_order_to_the_admin_asks_for(controlling: RunningAdmin) -> None:
    with controlling.stranger() as stranger:
        assert stranger.get("/simulator").headers["location"] == "/sign-in?next=/simulator"
        assert stranger.post("/api/simulator/stop").status_code == 401
    with controlling.person() as person:
        elsewhere = {"Origin": "https://elsewhere.example"}
        assert person.post("/simulator/stop", headers=elsewhere).status_code == 403
    with controlling.program() as program:
        assert program.get("/api/simulator/status").json()["running"] is True


def test_nothing_of_it_appears_for_a_fleet_without_a_simulator(gateway: Gateway) -> None:
    with RunningAdmin(gateway) as alone, alone.person() as person, alone.program() as program:
        page = person.get("/thresholds")
        assert (page.status_code, "imulator" in page.text) == (200, False)
        assert "FOREWARN_SIMULATOR_URL is not set" in person.get("/simulator").text
        refused = person.post("/simulator/stop")
        assert (refused.status_code, "is not set" in refused.text) == (503, True)
        for path in ("status", "modes", "faults"):
            assert problem(program.get(f"/api/simulator/{path}")) == (503, "no_simulator", "simulator")


def test_a_simulator_that_is_away_is_said_to_be(gateway: Gateway) -> None:
    given = {"FOREWARN_SIMULATOR_URL": NOWHERE, "FOREWARN_SIMULATOR_TOKEN": TOKEN}
    with RunningAdmin(gateway, **given) as stranded:
        with stranded.program() as program:
            assert problem(program.post("/api/simulator/stop")) == (503, "simulator_away", "simulator")
        with stranded.person() as person:
            page = person.get("/simulator")
            assert (page.status_code, "does not answer" in page.text) == (200, True)
            assert ">Simulator</a>" in page.text


def test_a_token_that_does_not_fit_is_not_the_askers_fault(gateway: Gateway, simulation: RunningSimulation) -> None:
    given = {"FOREWARN_SIMULATOR_URL": simulation.url, "FOREWARN_SIMULATOR_TOKEN": "another"}
    with RunningAdmin(gateway, **given) as wrong, wrong.program() as program:
        assert problem(program.get("/api/simulator/status")) == (503, "simulator_refused", "simulator")


@pytest.mark.parametrize(
    "greeting", [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", b""]
)
def test_what_speaks_no_http_or_half_of_it_is_a_simulator_that_is_away(gateway: Gateway, greeting: bytes) -> None:
    with babbling(greeting) as url:
        given = {"FOREWARN_SIMULATOR_URL": url, "FOREWARN_SIMULATOR_TOKEN": TOKEN}
        with RunningAdmin(gateway, **given) as stranded:
            with stranded.program() as program:
                assert problem(program.get("/api/simulator/status")) == (503, "simulator_away", "simulator")
                assert problem(program.post("/api/simulator/stop")) == (503, "simulator_away", "simulator")
            with stranded.person() as person:
                page = person.get("/simulator")
                assert (page.status_code, "The simulator does not answer" in page.text) == (200, True)
                assert person.post("/simulator/stop").status_code == 503


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, b"<html>"),
        (200, b'{"running": 1}'),
        (302, b'{"error": {"code": "moved", "field": null, "message": "there"}}'),
        (404, b"Not Found"),
        (500, b'{"error": "broken"}'),
        (409, b'{"error": {"code": 1, "field": [], "message": {}}}'),
    ],
)
def test_an_answer_of_another_shape_is_no_simulators(status: int, content: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=content))
    with pytest.raises(ApiError) as caught:
        Simulator("http://simulator", TOKEN, transport).status()
    assert (caught.value.status, caught.value.code) == (503, "simulator_strange")
