"""From an alert to the next suggestion: an incident is told once, its link leads to where it is answered, and what was
answered is widened away."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from analytics.verdict.incidents import Incidents
from analytics.worker.incident_watch import IncidentWatch
from contract.time import DAY, HOUR, MINUTE, SECOND, rfc3339
from grafana.alerting import assets
from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures.server import RunningAdmin
from tests.admin.trials.test_trials import ended
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt
from tests.grafana.alerting import evaluation
from tests.support.episodes import event

OF = recording(9.0, name="P/7 ä").moved(time.time_ns() // DAY * DAY - START - 9 * DAY)
NOW = int(OF.time[-1])
HOT = NOW - 6 * HOUR
CODES = (("BEARING_HOT", SIGNAL), ("BEARING_SHOCKS", "accel_kurtosis"), ("VIBRATION_NDE_HIGH", "vibration_nde_mm_s"))
ASK: dict[str, Any] = {
    "start": rfc3339(NOW - 3 * DAY), "stop": rfc3339(NOW + SECOND), "scope": "machine", "budget": 100.0,
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def filled(operator: Gateway) -> None:
    """A pump whose bearing has been hot since the evening, and the one incident of three codes that was made of it."""
    rows = zip(OF.time.tolist(), spoilt(OF, HOT, NOW + 1, 51.0).values[0].tolist(), strict=True)
    tags = r"telemetry,asset=P/7\ ä,asset_class=machine,site=hall"
    operator.write("telemetry", [f'{tags} {SIGNAL}={value},run_state="running" {at}' for at, value in rows])
    events = [
        event(code, signal, now=HOT, at=10 * MINUTE * number, asset="P/7 ä", asset_class="machine")
        for number, (code, signal) in enumerate(CODES, 1)
    ]
    incidents = Incidents()
    told = [*incidents.take(events), *incidents.settle(time.time_ns())]
    operator.write("health", encode([*events, *told]))


@pytest.fixture
def program(empty_admin: RunningAdmin) -> Iterator[httpx.Client]:
    with empty_admin.program() as client:
        yield client


def alerts(gateway: Gateway) -> list[dict[str, str]]:
    """The labels of what the rules about incidents tell now, as Grafana evaluates them."""
    rules = (assets.warning_or_worse(), assets.danger())
    return [dict(each) for rule in rules for each in evaluation.firing(gateway, rule.build(), time.time_ns() + SECOND)]


def suggested(program: httpx.Client) -> list[tuple[str, int]]:
    """Of each suggested policy its signal, and how many episodes of it people dismissed."""
    done = ended(program, program.post("/api/trials", json=ASK).json()["id"])
    assert done["state"] == "done", done["message"]
    return [(row["signal"], row["dismissed"]) for row in done["report"]["calmer"]["rows"]]


def test_an_incident_is_told_once_and_its_answer_shows_in_the_next_suggestion(
    empty_admin: RunningAdmin, program: httpx.Client, operator: Gateway
) -> None:
    (alert,) = alerts(operator)
    assert (alert["asset"], alert["code"]) == ("P/7 ä", "BEARING_HOT")
    # As the template of messages makes it of the label; tests of notifications render that.
    link = f"/incidents/{quote(alert['incident'], safe='')}"
    with empty_admin.person() as person:
        shown = person.get(link)
        assert shown.status_code == 200
        assert all(code in shown.text for code, _ in CODES)
        assert suggested(program) == []
        answered = person.post(link, data={"verdict": "false", "note": "the sensor was in the sun"})
        assert answered.status_code == 303, answered.text
    operator.write("health", encode(IncidentWatch(operator).points(time.time_ns())))
    assert alerts(operator) == []
    assert suggested(program) == [(SIGNAL, 1)]
