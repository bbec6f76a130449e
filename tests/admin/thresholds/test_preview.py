"""A preview over HTTP: what a policy would have done, by the API and by the form, and that nothing is set by it."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import httpx
import pytest

from admin.thresholds.preview import CANNOT_SEE, MOST_ASSETS
from contract.catalogue import CLASSES
from contract.measurements import Value
from contract.time import MINUTE
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.fleet import PUMP, VAN
from tests.admin.fixtures.server import RunningAdmin

ACCEL = CLASSES["machine"].signals["accel_g"]
POLICY = {
    "direction": ACCEL.direction, "sensitivity": ACCEL.sensitivity, "min_deviation": ACCEL.min_deviation,
    "warn_low": None, "warn_high": ACCEL.limits.warn_high, "crit_low": None, "crit_high": ACCEL.limits.crit_high,
}  # fmt: skip


def ask(
    client: httpx.Client, scope: str = "machine", signal: str = "accel_g", days: object = 0.25, **changes: Any
) -> httpx.Response:
    # Not `json=`, which refuses to send NaN and infinity: a client in another language may not.
    body, headers = json.dumps({**POLICY, **changes}), {"Content-Type": "application/json"}
    return client.post(f"/api/thresholds/{scope}/{signal}/preview?days={days}", content=body, headers=headers)


def by_asset(reply: httpx.Response) -> dict[str, dict[str, Any]]:
    """The compared assets of an answer."""
    assert reply.status_code == 200, reply.text
    return {row["asset"]: row for row in reply.json()["assets"]}


def tags(asset: str) -> dict[str, str]:
    """The common tags of a machine."""
    return {"asset": asset, "asset_class": "machine", "site": "hall-2"}


def course(asset: str, signal: str, observed: Sequence[float], now_ns: int) -> list[str]:
    """Lines of scores, one a minute up to now, of a signal that is expected at 0.4 ± 0.2."""
    band = {"expected": 0.4, "lower": 0.2, "upper": 0.6}
    return encode(
        Point(
            "score",
            {**tags(asset), "signal": signal},
            {**band, "observed": value, "score": abs(value - 0.4) / 0.2},
            now_ns - age * MINUTE,
        )
        for age, value in zip(range(len(observed) - 1, -1, -1), observed, strict=True)
    )


HILLS = [0.4] * 60 + [0.9] * 30 + [0.4] * 60 + [0.55] * 30 + [0.4] * 60
"""Four hours with one hill outside the band and one inside it."""


@pytest.fixture(scope="module", autouse=True)
def hills(admin: RunningAdmin, operator: Gateway) -> None:  # noqa: ARG001
    """Scores beside those of the small fleet: two machines on the hills, one of them judged by a row of its own."""
    now = time.time_ns()
    for asset in ("HILL-001", "HILL-002"):
        operator.write("health", course(asset, "accel_g", HILLS, now))
    own: dict[str, Value] = {
        "direction": "above",
        "sensitivity": 1.0,
        "min_deviation": 0.1,
        "enabled": True,
        "version": 1,
    }
    risk: dict[str, Value] = {"risk": 5.0, "level": 0}
    operator.write("health", encode([Point("risk", tags("HILL-002"), risk, now)]))
    operator.write("config", encode([Point("threshold", {"scope": "HILL-002", "signal": "accel_g"}, own, now)]))
    for number in range(MOST_ASSETS + 2):
        operator.write("health", course(f"MANY-{number:03}", "power_kw", [0.4, 0.4, 0.4 + number / 1000], now))


@pytest.fixture
def unchanged(operator: Gateway) -> Iterator[None]:
    """Whatever the test does: the store's thresholds and its audit are the same after it."""
    # Rows are only ever added: how many values there are says whether one was.
    flux = (
        'from(bucket: "config") |> range(start: 0)'
        ' |> filter(fn: (r) => not exists r.action or r.action != "sign_in") |> count() |> group() |> sum()'
    )
    (before,) = operator.query(flux).rows()
    yield
    (after,) = operator.query(flux).rows()
    assert before["_value"] == after["_value"] > 0


pytestmark = pytest.mark.usefixtures("unchanged")


def test_the_policy_in_force_is_judged_beside_the_candidate(program: httpx.Client) -> None:
    found = by_asset(ask(program))["HILL-001"]
    assert found["before"] == found["after"]
    assert found["before"]["alarms"] == 1
    assert found["before"]["warning_h"] + found["before"]["critical_h"] == pytest.approx(40 / 60, abs=0.1)
    assert found["before"]["highest"] > 1
    assert found["before"]["judged_h"] == pytest.approx(239 / 60, abs=0.05)


def test_a_tighter_limit_raises_more(program: httpx.Client) -> None:
    found = by_asset(ask(program, warn_high=0.5, crit_high=1.5))["HILL-001"]
    assert (found["before"]["alarms"], found["after"]["alarms"]) == (1, 2)
    assert found["after"]["warning_h"] > found["before"]["warning_h"]


@pytest.mark.parametrize("changes", [{"sensitivity": 0.2}, {"min_deviation": 1.0}, {"direction": "below"}])
def test_a_looser_policy_raises_less(program: httpx.Client, changes: dict[str, Any]) -> None:
    found = by_asset(ask(program, **changes))["HILL-001"]
    assert (found["before"]["alarms"], found["after"]["alarms"]) == (1, 0)


def test_a_policy_that_is_off_judges_nothing(program: httpx.Client) -> None:
    found = by_asset(ask(program, enabled=False))["HILL-001"]
    assert found["after"] == {"alarms": 0, "warning_h": 0, "critical_h": 0, "judged_h": 0, "highest": 0}


def test_an_asset_with_a_row_of_its_own_is_not_governed_by_its_class(program: httpx.Client) -> None:
    assert {PUMP.name, "HILL-001"} == set(by_asset(ask(program)))
    assert {PUMP.name, "HILL-001"} == set(by_asset(ask(program, "default")))
    assert {"HILL-002"} == set(by_asset(ask(program, "HILL-002")))


def test_an_asset_is_judged_by_what_is_in_force_for_it(program: httpx.Client) -> None:
    limits: dict[str, Any] = {"direction": "both", "sensitivity": 1.0, "min_deviation": 2.0, "warn_high": 20}
    found = by_asset(ask(program, VAN.name, "batt_temp_c", **limits))
    assert set(found) == {VAN.name}
    assert found[VAN.name]["after"]["alarms"] > 0


def test_it_says_from_when_to_when_the_data_reach_and_what_it_cannot_see(program: httpx.Client) -> None:
    reply = ask(program).json()
    (found,) = (row for row in reply["assets"] if row["asset"] == "HILL-001")
    times = [reply["start"], found["first"], found["last"], reply["stop"]]
    start, first, last, stop = (datetime.fromisoformat(time) for time in times)
    assert start <= first < last <= stop
    assert found["covered_h"] == pytest.approx(239 / 60, abs=0.05)
    assert (found["enough"], reply["message"], reply["every_s"]) == (True, "", 60)
    assert reply["cannot_see"] == CANNOT_SEE


def test_too_little_data_is_said(program: httpx.Client) -> None:
    reply = ask(program, days=7).json()
    assert reply["message"] == "Too little data: 2 of 2 assets have scores for less than half of this time."
    assert [row["enough"] for row in reply["assets"]] == [False, False]
    assert reply["every_s"] == 300


def test_no_data_is_said(program: httpx.Client) -> None:
    reply = ask(program, "machine", "discharge_pressure_bar").json()
    assert reply["assets"] == []
    assert reply["message"].startswith("No data: ")


def test_of_many_assets_those_with_the_highest_scores_are_judged(program: httpx.Client) -> None:
    reply = ask(program, "machine", "power_kw", days=0.04).json()
    assert reply["left_out"] == 2
    assert [row["asset"] for row in reply["assets"]] == [f"MANY-{n:03}" for n in range(MOST_ASSETS + 1, 1, -1)]


@pytest.mark.parametrize("days", ["nan", "inf", "-inf", "0.039", "7.1", "-1", "", "week"])
def test_a_time_that_makes_no_sense_is_refused(program: httpx.Client, days: str) -> None:
    reply = ask(program, days=days)
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, "days")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sensitivity": float("nan")}, "sensitivity"),
        ({"warn_high": float("inf")}, "warn_high"),
        ({"crit_low": float("-inf")}, "crit_low"),
        ({"min_deviation": -1}, "min_deviation"),
        ({"warn_high": 2.0, "crit_high": 1.0}, "crit_high"),
        ({"direction": "sideways"}, "direction"),
        ({"warn_hihg": 3.0}, "warn_hihg"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_name(
    program: httpx.Client, changes: dict[str, Any], field: str
) -> None:
    reply = ask(program, **changes)
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, field)


@pytest.mark.parametrize(
    ("scope", "signal", "field"),
    [("machine", "operating_hours", "signal"), ("default", "nothing", "signal")],
)
def test_a_row_that_could_never_be_in_force_is_refused(
    program: httpx.Client, scope: str, signal: str, field: str
) -> None:
    reply = ask(program, scope, signal)
    assert reply.status_code in (404, 422)
    assert reply.json()["error"]["field"] == field


def test_the_body_of_a_change_will_do(program: httpx.Client) -> None:
    assert ask(program, version=3, why="tried").status_code == 200


FORM = {
    "direction": "above", "sensitivity": "1", "min_deviation": "0.12", "warn_high": "0.5", "crit_high": "1.5",
    "enabled": "on", "version": "0", "why": "",
}  # fmt: skip
PATH = "/thresholds/machine/accel_g"


def cells(page: str, asset: str) -> list[str]:
    """The figures in one asset's row of the table."""
    row = page[page.index(f">{asset}</a>") :]
    return re.findall(r'<td class="number">(.*?)</td>', re.sub(r"</?strong>", "", row[: row.index("</tr>")]))


def test_the_form_has_a_second_button_that_needs_no_script(person: httpx.Client) -> None:
    page = person.get(PATH).text
    assert f'formaction="{PATH}/preview#preview" formnovalidate>Preview</button>' in page
    # The first button of a form is the one that the Enter key presses.
    assert page.index("Save version") < page.index(">Preview</button>")
    assert re.findall(r'<script src="([^"]*)', page) == ["/static/times.js"]
    assert "What this would have done" not in page


def test_the_page_shows_before_and_after_and_keeps_what_was_typed(person: httpx.Client) -> None:
    reply = person.post(f"{PATH}/preview", data={**FORM, "warn_high": "0.50", "why": "too <late>"})
    assert reply.status_code == 200
    assert "What this would have done in the last day" in reply.text
    alarms, warning, critical = cells(reply.text, "HILL-001")
    assert alarms == "1 → 2"
    assert re.fullmatch(r"0(\.\d+)? → \d\.\d+", warning)
    assert "→" in critical
    assert 'name="warn_high" value="0.50"' in reply.text
    assert "too &lt;late&gt;</textarea>" in reply.text
    assert "Never changed here" in reply.text


def test_the_page_says_what_a_preview_cannot_see_and_how_little_data_there_is(person: httpx.Client) -> None:
    page = person.post(f"{PATH}/preview", data=FORM).text
    assert "cannot see creep" in page
    assert "Too little data: 2 of 2 assets" in page
    assert "of data</span>" in page
    empty = person.post(
        "/thresholds/machine/discharge_pressure_bar/preview", data={**FORM, "warn_high": "", "crit_high": ""}
    )
    assert "No data: " in empty.text
    assert "cannot see creep" in empty.text


def test_the_page_keeps_the_version_that_was_seen(person: httpx.Client) -> None:
    own = "/thresholds/HILL-002/accel_g"
    assert 'name="version" value="0"' in person.post(f"{own}/preview", data=FORM).text
    assert person.post(own, data={**FORM, "why": "late"}).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("warn_high", "nan", "is not a number"),
        ("crit_low", "two", "is not a number"),
        ("sensitivity", "", "number"),
    ],
)
def test_the_page_says_what_is_wrong_beside_its_field(person: httpx.Client, field: str, value: str, words: str) -> None:
    reply = person.post(f"{PATH}/preview", data={**FORM, "min_deviation": "0.77", field: value})
    assert reply.status_code == 422
    place = reply.text[reply.text.index(f'id="{field}"') :]
    assert words in place[: place.index("</div>")]
    assert 'name="min_deviation" value="0.77"' in reply.text
    assert "What this would have done" not in reply.text


def test_the_address_of_a_preview_leads_back_to_the_form(person: httpx.Client) -> None:
    reply = person.get(f"{PATH}/preview")
    assert (reply.status_code, reply.headers["location"]) == (303, PATH)
