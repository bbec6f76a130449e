"""A proposal is tried by a process of its own: through the API, and from the form of a threshold."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from contract.incidents import INCIDENT
from contract.measurements import RISK, Value
from contract.time import DAY, HOUR, SECOND, rfc3339
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.server import RunningAdmin
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt
from tests.support.waiting import wait_until

OF = recording(9.0, name="P-7").moved(time.time_ns() // DAY * DAY - START - 9 * DAY)
NOW = int(OF.time[-1])
HOT = NOW - 30 * HOUR
SPAN = {"start": rfc3339(NOW - 3 * DAY), "stop": rfc3339(NOW + SECOND)}
OFF: dict[str, Any] = {**SPAN, "scope": "machine", "signal": SIGNAL, "changes": {"enabled": False}}
PATIENCE_S = 120


@pytest.fixture(scope="module", autouse=True)
def filled(operator: Gateway) -> None:
    """Nine days of a pump whose bearing was hot for six hours."""
    of = spoilt(OF, HOT, HOT + 6 * HOUR, 51.0)
    rows = zip(of.time.tolist(), of.values[0].tolist(), strict=True)
    tags = "telemetry,asset=P-7,asset_class=machine,site=hall"
    operator.write("telemetry", [f'{tags} {SIGNAL}={value},run_state="running" {at}' for at, value in rows])


@pytest.fixture(scope="module")
def admin(empty_admin: RunningAdmin) -> RunningAdmin:
    """The admin whose clients `program` and `person` are."""
    return empty_admin


@pytest.fixture
def program(admin: RunningAdmin) -> Iterator[httpx.Client]:
    with admin.program() as client:
        yield client


def ended(client: httpx.Client, trial: str) -> dict[str, Any]:
    """How a trial stands once it is no longer under way."""

    def found() -> dict[str, Any]:
        reply = client.get(f"/api/trials/{trial}")
        assert reply.status_code == 200, reply.text
        standing: dict[str, Any] = reply.json()
        return standing

    wait_until(lambda: found()["state"] != "running", PATIENCE_S)
    return found()


def test_a_proposal_is_tried_and_its_report_says_what_falls_away(program: httpx.Client) -> None:
    begun = program.post("/api/trials", json=OFF)
    assert begun.status_code == 202, begun.text
    assert begun.json()["state"] == "running"
    done = ended(program, begun.json()["id"])
    assert (done["state"], done["progress"], done["message"]) == ("done", 1.0, "")
    (asset,) = done["report"]["assets"]
    assert (asset["asset"], asset["before"]["episodes"], asset["after"]["episodes"]) == ("P-7", 1, 0)
    assert done["report"]["gone_count"] == 1
    (drawn,) = done["report"]["drawings"]
    sides = [drawn[side]["upper"] for side in ("before", "after")]
    assert len(drawn["times"]) == len(drawn["observed"]) == len(sides[0]) == len(sides[1]) > 100
    assert sum(each is not None for each in sides[0]) > 100
    assert set(sides[1]) == {None}  # it is not judged
    assert drawn["before"]["limits"] == {"warn_high": 60.0, "crit_high": 80.0}
    assert done["report"]["known_before"]["unknown"] == 1


def test_under_a_budget_a_calmer_policy_is_found_and_looked_at_before_it_is_set(admin: RunningAdmin) -> None:
    with admin.program() as program, admin.person() as person:
        ask = {**SPAN, "scope": "machine", "budget": 0.0}
        done = ended(program, program.post("/api/trials", json=ask).json()["id"])
        assert (done["state"], done["budget"], done["message"]) == ("done", 0.0, "")
        found = done["report"]["calmer"]
        assert (found["budget"], found["before"] > 0, len(found["rows"]) + len(found["kept"]) > 0) == (0.0, True, True)
        begun = person.post("/trials", data={"asset_class": "machine", "budget": "0", "days": "7"})
        assert begun.status_code == 303, begun.text
        page = begun.headers["location"]
        wait_until(lambda: "By asset" in person.get(page).text, PATIENCE_S)
        told = person.get(page).text
        (row,) = re.findall(rf'action="(/thresholds/machine/{SIGNAL}/preview)">(.*?)</form>', told)
        typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', row[1]))
        form = person.post(row[0], data=typed)
        assert form.status_code == 200, form.text
        assert "What this would have done" in form.text
        saved = person.post(row[0].removesuffix("/preview"), data=typed)
        assert saved.status_code == 303, saved.text
        ended_ = person.post(f"/thresholds/machine/{SIGNAL}/withdraw", data={"version": "1", "why": "tried"})
        assert ended_.status_code == 303, ended_.text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"budget": -1}, "budget"),
        ({"budget": 1e9}, "budget"),
        ({"budget": "few"}, "budget"),
        ({"signal": SIGNAL}, "budget"),
    ],
)
def test_a_budget_that_makes_no_sense_is_refused_by_field(
    program: httpx.Client, changed: dict[str, Any], field: str
) -> None:
    reply = program.post("/api/trials", json={**SPAN, "scope": "machine", "budget": 1.0, **changed})
    assert reply.status_code == 422, reply.text
    assert field in reply.json()["error"]["field"]


def test_a_budget_for_what_is_no_class_comes_to_nothing(program: httpx.Client) -> None:
    begun = program.post("/api/trials", json={**SPAN, "scope": "P-7", "budget": 1.0}).json()["id"]
    assert "'P-7' is no class" in ended(program, begun)["message"]


def test_one_is_tried_at_a_time_and_may_be_given_up(program: httpx.Client) -> None:
    first = program.post("/api/trials", json=OFF).json()["id"]
    assert program.post("/api/trials", json=OFF).status_code == 409
    assert program.delete(f"/api/trials/{first}").status_code == 204
    assert program.get(f"/api/trials/{first}").status_code == 404
    assert program.delete(f"/api/trials/{first}").status_code == 404
    second = program.post("/api/trials", json=OFF)
    assert second.status_code == 202
    assert program.delete(f"/api/trials/{second.json()['id']}").status_code == 204


def test_a_trial_that_comes_to_nothing_says_why(program: httpx.Client) -> None:
    begun = program.post("/api/trials", json={**OFF, "scope": "NOBODY"}).json()["id"]
    found = ended(program, begun)
    assert found["state"] == "failed"
    assert "'NOBODY' is no class" in found["message"]
    assert found["report"] is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"stop": SPAN["start"]}, "stop"),
        ({"start": "1999-01-01T00:00:00Z"}, "start"),
        ({"start": "soon"}, "start"),
        ({"signal": ""}, "signal"),
        ({"works": [{"asset": "P-7", "begin": SPAN["stop"], "until": SPAN["start"]}]}, "works"),
        ({"works": [{"asset": "P-7", "begin": SPAN["start"], "until": SPAN["stop"]}] * 101}, "works"),
        ({"changes": {"sensitivity": "wide"}}, "sensitivity"),
        ({"more": 1}, "more"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(program: httpx.Client, changed: dict[str, Any], field: str) -> None:
    reply = program.post("/api/trials", json={**OFF, **changed})
    assert reply.status_code == 422, reply.text
    assert field in reply.json()["error"]["field"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_no_limit_is_a_number_that_is_none(program: httpx.Client, number: str) -> None:
    body = json.dumps({**OFF, "changes": {"warn_high": "?"}}).replace('"?"', number)
    reply = program.post("/api/trials", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422, reply.text


def test_the_form_of_a_threshold_tries_what_was_typed_and_its_page_tells(admin: RunningAdmin) -> None:
    typed = {"direction": "above", "sensitivity": "1", "min_deviation": "40", "warn_high": "90", "crit_high": "95"}
    with admin.person() as person:
        form = {**typed, "version": "0", "why": "", "days": "7"}
        begun = person.post(f"/thresholds/machine/{SIGNAL}/trial", data=form)
        assert begun.status_code == 303, begun.text
        page = begun.headers["location"]
        wait_until(lambda: "By asset" in person.get(page).text, PATIENCE_S)
        told = person.get(page).text
        assert re.findall(r"<h2>(.*?: \d+)</h2>", told) == ["Not raised any more: 1", "New: 0"]
        assert "refresh.js" not in told
        assert "P-7" in told
        wrong = person.post(f"/thresholds/machine/{SIGNAL}/trial", data={**form, "days": "4000"})
        assert wrong.status_code == 422
        assert person.post(f"{page}/give-up").status_code == 303
        assert person.get(page).status_code == 404


def test_a_silence_says_what_it_would_have_hidden_and_its_page_tells_it(admin: RunningAdmin, operator: Gateway) -> None:
    operator.write("health", encode([*rang(HOT, HOT + 6 * HOUR), *judged()]))
    silence = {"scope": "P-7", "signal": SIGNAL, "begin": rfc3339(HOT - HOUR), "until": rfc3339(HOT + 3 * HOUR)}
    with admin.program() as program, admin.person() as person:
        begun = program.post("/api/trials", json={**SPAN, "silences": [silence]}).json()["id"]
        done = ended(program, begun)
        assert (done["state"], done["message"]) == ("done", "")
        assert done["silences"][0].startswith(f"P-7, {SIGNAL}, ")
        (held,) = done["report"]["silenced"]["held"]
        assert (held["incident"], held["late"]) == ("P-7-HOT", rfc3339(HOT + 3 * HOUR))
        begun = person.post(
            "/trials/silence", data={"scope": "machine", "begin": "00:00", "until": "23:59", "days": "7"}
        )
        assert begun.status_code == 303, begun.text
        page = begun.headers["location"]
        wait_until(lambda: "By asset" in person.get(page).text, PATIENCE_S)
        told = person.get(page).text
        assert re.findall(r"<h2>(.*?: \d+)</h2>", told) == ["Hidden or late: 1"]
        assert "machine, 00:00 to 23:59" in told
        assert '/incidents/P-7-HOT"' in told


def rang(begun: int, closed: int) -> list[Point]:
    """An incident of the pump, as the worker writes it."""
    tags = {"asset": "P-7", "asset_class": "machine", "site": "hall", "incident": "P-7-HOT"}
    fields: dict[str, Value] = {"severity": "warning", "opened": begun, "code": "HOT", "signal": SIGNAL}
    return [
        Point(INCIDENT.name, tags, {**fields, "state": "open"}, begun),
        Point(INCIDENT.name, tags, {**fields, "state": "closed", "ended": closed}, closed),
    ]


def judged() -> list[Point]:
    return [Point(RISK.name, {"asset": "P-7", "asset_class": "machine", "site": "hall"}, {"level": 0}, NOW - HOUR)]


HOURS = {"begin": "22:00", "until": "06:00"}


@pytest.mark.parametrize(
    ("silence", "field"),
    [
        ({"scope": "P-7"}, "silences"),
        ({"scope": "", "daily": HOURS}, "silences"),
        ({"daily": HOURS}, "scope"),
        ({"scope": "P-7", "daily": {**HOURS, "until": "24:00"}}, "until"),
        ({"scope": "P-7", "daily": {**HOURS, "begin": "22:00\n"}}, "begin"),
        ({"scope": "P-7", "daily": {**HOURS, "begin": "٢٢:٠٠"}}, "begin"),
        ({"scope": "P-7", "daily": {**HOURS, "until": "22:00"}}, "silences"),
        ({"scope": "P-7", "begin": SPAN["start"]}, "silences"),
        ({"scope": "P-7", "begin": SPAN["stop"], "until": SPAN["start"]}, "silences"),
        ({"scope": "P-7", "begin": SPAN["start"], "until": "9999-12-31T23:59:59Z", "daily": HOURS}, "silences"),
        ({"scope": "P-7", "daily": HOURS, "more": 1}, "more"),
    ],
)
def test_a_silence_that_makes_no_sense_is_refused_by_field(
    program: httpx.Client, silence: dict[str, Any], field: str
) -> None:
    reply = program.post("/api/trials", json={**SPAN, "silences": [silence]})
    assert reply.status_code == 422, reply.text
    assert field in reply.json()["error"]["field"]


def test_silences_are_tried_by_themselves_and_are_not_too_many(program: httpx.Client) -> None:
    one = {"scope": "P-7", "daily": HOURS}
    alone = {**SPAN, "scope": "machine", "silences": [one]}
    for body in (alone, {**OFF, "silences": [one]}, {**SPAN, "silences": [one] * 21}):
        reply = program.post("/api/trials", json=body)
        assert (reply.status_code, reply.json()["error"]["field"]) == (422, "silences")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"begin": "25:00"}, "25:00"),
        ({"until": ""}, "is no time of the day"),
        ({"scope": " "}, "needs a scope"),
        ({"days": "x"}, "must be one of"),
    ],
)
def test_a_typed_silence_that_makes_no_sense_is_refused(
    admin: RunningAdmin, changed: dict[str, str], said: str
) -> None:
    with admin.person() as person:
        reply = person.post("/trials/silence", data={"scope": "default", **HOURS, "days": "7", **changed})
        assert reply.status_code == 422
        assert said in reply.text


def test_a_store_that_is_away_ends_the_trial_with_the_reason(stranded: RunningAdmin) -> None:
    with stranded.program() as client:
        begun = client.post("/api/trials", json=OFF)
        assert begun.status_code == 202, begun.text
        found = ended(client, begun.json()["id"])
    assert found["state"] == "failed"
    assert found["message"]
    assert found["report"] is None
