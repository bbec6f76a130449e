"""Maintenance: telling of work by the API and by the form, and what was told."""

import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from analytics.policies.maintenance import Work
from analytics.worker.maintenance_watch import Maintenance
from contract.measurements import Value
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.audits import audits
from tests.admin.fixtures.fleet import CAR, LEARNING, PUMP, VAN, WELL
from tests.admin.fixtures.server import USER

NOW = datetime.now(UTC).replace(second=0, microsecond=0)


def moment(hours: float) -> str:
    """A moment from now, RFC 3339."""
    return (NOW + timedelta(hours=hours)).isoformat()


def post(client: httpx.Client, asset: str, begin: float = -1, end: float = 2, **changes: object) -> httpx.Response:
    """Tell of work between two hours from now."""
    return send(client, {"asset": asset, "from": moment(begin), "until": moment(end), **changes})


def send(client: httpx.Client, changes: Mapping[str, object]) -> httpx.Response:
    """Tell of work that is sound but for the changes."""
    # Not `json=`, which refuses to send NaN: a client in another language may not.
    work = {"asset": PUMP.name, "from": moment(-1), "until": moment(2), "what": "new bearing", **changes}
    return client.post("/api/maintenance", content=json.dumps(work), headers={"Content-Type": "application/json"})


def test_what_was_told_is_a_row_that_the_worker_takes(program: httpx.Client, operator: Gateway) -> None:
    reply = post(program, PUMP.name, relearn=True, signals=["accel_g", "flow_m3h"], actor="Ada")
    assert reply.status_code == 201, reply.text
    (found,) = program.get("/api/maintenance", params={"asset": PUMP.name}).json()
    assert found == reply.json()
    assert (found["state"], found["actor"], found["signals"]) == ("under way", "Ada", ["accel_g", "flow_m3h"])
    assert [datetime.fromisoformat(found[name]) for name in ("from", "until")] == [
        NOW - timedelta(hours=1),
        NOW + timedelta(hours=2),
    ]
    work = worked_on(operator, PUMP.name)[0]
    assert (work.relearn, work.signals) == (True, frozenset({"accel_g", "flow_m3h"}))
    assert work.end == int((NOW + timedelta(hours=2)).timestamp()) * 10**9


def worked_on(gateway: Gateway, asset: str) -> tuple[Work, ...]:
    """When an asset is worked on, as the worker reads it."""
    return (Maintenance(gateway).changed() or {}).get(asset, ())


def end(client: httpx.Client, entry: Mapping[str, str]) -> httpx.Response:
    """End a window, or cancel it."""
    return client.post(f"/api/maintenance/{entry['asset']}/{entry['id']}/end")


def test_it_leaves_an_audit_of_who_told_it(program: httpx.Client, operator: Gateway) -> None:
    post(program, VAN.name, actor="Grace", what="new pack")
    (found,) = audits(operator, VAN.name)
    assert found["before"] == "null"
    assert (found["action"], found["actor"], found["why"]) == ("maintenance", "api", "new pack")
    assert json.loads(found["after"])["actor"] == "Grace"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-11-21T08:00:00"}, "from"),
        ({"from": 5}, "from"),
        ({"from": "1900-01-01T00:00:00Z"}, "from"),
        ({"until": float("nan")}, "until"),
        ({"until": moment(-2)}, "until"),
        ({"until": moment(32 * 24)}, "until"),
        ({"until": "9999-12-31T23:59:59Z"}, "until"),
        ({"what": " "}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"actor": "x" * 101}, "actor"),
        ({"relearn": "yes"}, "relearn"),
        ({"signals": ["coolant_temp_c"]}, "signals"),
        ({"asset": "NOBODY"}, "asset"),
        ({"asset": ""}, "asset"),
        ({"how": "quickly"}, "how"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name_and_nothing_is_told(
    program: httpx.Client, changes: dict[str, object], field: str
) -> None:
    asset = WELL[0].name
    reply = send(program, {"asset": asset, **changes})
    assert reply.status_code in (404, 422)
    assert reply.json()["error"]["field"] == field
    assert program.get("/api/maintenance", params={"asset": asset}).json() == []


def test_each_window_is_one_by_itself_whatever_order_they_are_told_in(program: httpx.Client, operator: Gateway) -> None:
    asset = WELL[1].name
    told = [post(program, asset, *hours).json() for hours in ((-1, 2), (24, 26), (5, 6), (1, 3))]
    assert [entry["state"] for entry in told] == ["under way", "planned", "planned", "planned"]
    assert len({entry["id"] for entry in told}) == 4
    assert program.get("/api/maintenance", params={"asset": asset}).json() == told[::-1]
    spans = [
        (work.begin // 10**9 - NOW.timestamp(), work.end // 10**9 - NOW.timestamp())
        for work in worked_on(operator, asset)
    ]
    assert spans == [(-3600, 3 * 3600), (5 * 3600, 6 * 3600), (24 * 3600, 26 * 3600)]


def test_one_of_several_windows_ends_early_and_another_is_cancelled_each_by_itself(
    program: httpx.Client, operator: Gateway
) -> None:
    asset = LEARNING.name
    now, later, last = (post(program, asset, *hours).json() for hours in ((-1, 2), (4, 5), (24, 26)))
    ended, cancelled = end(program, now), end(program, later)
    assert (ended.status_code, ended.json()["state"]) == (200, "over")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert datetime.fromisoformat(ended.json()["until"]) <= datetime.now(UTC)
    states = {entry["id"]: entry["state"] for entry in program.get("/api/maintenance", params={"asset": asset}).json()}
    assert states == {now["id"]: "over", later["id"]: "cancelled", last["id"]: "planned"}
    over, planned = worked_on(operator, asset)
    assert (over.end < time.time_ns(), planned.begin > time.time_ns()) == (True, True)
    for entry in (now, later):
        reply = end(program, entry)
        assert (reply.status_code, reply.json()["error"]["field"]) == (409, "window")
    found = audits(operator, asset)[-2:]
    assert [json.loads(row["after"])["amends"] for row in found] == [now["id"], later["id"]]
    assert [json.loads(row["before"])["until"] for row in found] == [
        f"{NOW + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (2, 5)
    ]


@pytest.mark.parametrize(
    ("asset", "window"), [("NOBODY", "1"), (PUMP.name, "1"), (PUMP.name, "x" * 3000), ("a/b", "7")]
)
def test_a_window_that_is_not_there_cannot_end(program: httpx.Client, asset: str, window: str) -> None:
    reply = end(program, {"asset": asset, "id": window})
    assert (reply.status_code, reply.json()["error"]["field"]) == (404, "window")


def test_rows_of_the_old_form_are_windows_that_can_end_too(program: httpx.Client, operator: Gateway) -> None:
    asset, told = WELL[3].name, time.time_ns() - 60 * 10**9
    fields: dict[str, Value] = {"from": moment(-1), "until": moment(9), "what": "old", "actor": "Ada", "relearn": False}
    operator.write("config", encode([Point("maintenance", {"asset": asset}, fields, told)]))
    (found,) = program.get("/api/maintenance", params={"asset": asset}).json()
    assert (found["id"], found["state"]) == (str(told), "under way")
    assert end(program, found).json()["state"] == "over"
    assert [work.end < time.time_ns() for work in worked_on(operator, asset)] == [True]


def test_a_person_ends_a_window_on_the_page(person: httpx.Client, program: httpx.Client) -> None:
    asset = "MOTOR-001"
    entry = post(program, asset, what="<i>belt</i>").json()
    page = person.get(f"/assets/{asset}").text
    assert 'action="/maintenance/end"' in page
    assert "End now" in page
    reply = person.post("/maintenance/end", data={"asset": asset, "window": entry["id"]})
    assert (reply.status_code, reply.headers["location"]) == (303, f"/assets/{asset}#maintenance")
    assert "End now" not in person.get(f"/assets/{asset}").text
    assert person.post("/maintenance/end", data={"asset": asset, "window": entry["id"]}).status_code == 409


def test_an_asset_that_is_still_learned_can_be_worked_on_and_work_can_be_told_afterwards(program: httpx.Client) -> None:
    assert post(program, LEARNING.name, -3, -1).json()["state"] == "over"


def test_a_broken_row_in_the_store_is_left_out(program: httpx.Client, operator: Gateway) -> None:
    broken = Point("maintenance", {"asset": "ICE-008"}, {"from": "soon", "until": "later"}, 1_767_225_600 * 10**9)
    before = program.get("/api/maintenance").json()
    operator.write("config", encode([broken]))
    assert program.get("/api/maintenance").json() == before


def typed(**changes: str) -> dict[str, str]:
    """The form as a browser sends it."""
    begin, until = (f"{NOW + timedelta(hours=hours):%Y-%m-%dT%H:%M}" for hours in (0, 3))
    return {"begin": begin, "until": until, "what": "flushed the cooler", "actor": "", "relearn": "on", **changes}


def test_the_form_tells_of_work_under_the_persons_name(person: httpx.Client) -> None:
    path = f"/assets/{CAR.name}"
    reply = person.post(path, data=typed())
    assert (reply.status_code, reply.headers["location"]) == (303, f"{path}#maintenance")
    head, page = person.get(path).text.split('id="maintenance"')
    assert "not judged meanwhile: flushed the cooler" in head
    assert "flushed the cooler" in page
    assert f"{USER}; its level is learned anew" in page
    assert f"{NOW:%d %b %H:%M}</time> to" in page
    assert "under way" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("begin", "", "is not a moment"),
        ("begin", "nan", "is not a moment"),
        ("until", "2020-01-01T00:00", "is not after from"),
        ("what", " ", "say what is done"),
        ("actor", "x" * 101, "at most 100"),
    ],
)
def test_the_form_says_what_is_wrong_beside_its_field_and_keeps_what_was_typed(
    person: httpx.Client, field: str, value: str, words: str
) -> None:
    reply = person.post(f"/assets/{WELL[2].name}", data=typed(**{"what": "<b>wheels</b>", field: value}))
    assert reply.status_code == 422
    place = reply.text[reply.text.index(f'id="{field}"') :]
    assert words in place[: place.index("</div>")]
    assert "<b>wheels" not in reply.text
    assert re.search('name="relearn" checked', reply.text)
    assert "&lt;b&gt;wheels" in reply.text or field == "what"
    assert '<p class="calm">None.</p>' in reply.text


def test_the_form_of_an_unknown_asset_is_a_404(person: httpx.Client) -> None:
    assert person.post("/assets/NOBODY", data=typed()).status_code == 404
