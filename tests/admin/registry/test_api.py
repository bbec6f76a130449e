"""The registry over the API: create, read, update, retire."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from contract.registry import ASSET
from store.gateway import Gateway
from tests.admin.fixtures.audits import audits
from tests.admin.fixtures.server import RunningAdmin

PATH = "/api/v1/assets"
Make = Callable[..., httpx.Response]


@pytest.fixture
def client(empty_admin: RunningAdmin) -> Iterator[httpx.Client]:
    with empty_admin.program() as opened:
        yield opened


@pytest.fixture
def make(client: httpx.Client) -> Make:
    def send(asset: str, **more: object) -> httpx.Response:
        # Not `json=`, which refuses to send NaN: a client in another language may not.
        said = {"asset": asset, "asset_class": "machine", "why": "commissioned", **more}
        return client.post(PATH, content=json.dumps(said), headers={"Content-Type": "application/json"})

    return send


def patch(client: httpx.Client, asset: str, tag: str, **changes: object) -> httpx.Response:
    """Change an asset whose version with that tag was seen."""
    return client.patch(f"{PATH}/{asset}", json={"why": "as it is", **changes}, headers={"If-Match": tag})


def problem(reply: httpx.Response) -> tuple[int, str]:
    """The status and the field of a problem."""
    assert reply.headers["Content-Type"] == "application/problem+json", reply.text
    return reply.status_code, reply.json().get("field", "")


def test_an_asset_that_was_created_is_told_as_it_was_said(make: Make, client: httpx.Client) -> None:
    said: dict[str, Any] = {
        "site": "hall-2", "name": "Feed pump", "model": "Grundfos NB 50", "serial": "A/7 #1", "firmware": "2.4.1",
        "location": "bay 4", "criticality": "high", "downtime_cost_per_h": 1200.0, "repair_cost": 800,
        "replacement_cost": None, "currency": "EUR", "installed_on": "2024-02-29",
        "components": [{"name": "drive-end bearing", "type": "other"}, {"name": "accelerometer", "type": "sensor"}],
        "labels": {"line": "3", "owner": "shift b"},
    }  # fmt: skip
    reply = make("PUMP/1 a", **said)
    assert reply.status_code == 201, reply.text
    found = client.get(f"{PATH}/PUMP%2F1%20a")
    assert found.json() == reply.json()
    assert found.headers["ETag"] == reply.headers["ETag"] == '"1"'
    told = found.json()
    assert {name: told[name] for name in said} == said
    assert (told["weight"], told["retired"], told["version"], told["actor"]) == (2.0, False, 1, "api")


def test_equipment_of_other_systems_is_an_asset_here(client: httpx.Client) -> None:
    made = client.post("/equipment", json={"asset": "EQUIPMENT-1", "asset_class": "machine", "why": "commissioned"})
    assert made.status_code == 201
    assert client.get("/equipment/EQUIPMENT-1").json() == client.get(f"{PATH}/EQUIPMENT-1").json() == made.json()
    listed = client.get("/equipment", params={"q": "equipment-1"}).json()["items"]
    assert [one["asset"] for one in listed] == ["EQUIPMENT-1"]
    assert client.get("/equipment/NOBODY", headers={"Accept": "text/html"}).json()["error"]["field"] == "asset"


def test_an_answer_that_a_program_has_is_not_sent_again(make: Make, client: httpx.Client) -> None:
    make("PUMP-2")
    assert client.get(f"{PATH}/PUMP-2", headers={"If-None-Match": '"1"'}).status_code == 304


def test_what_is_already_in_the_registry_is_not_created_again(make: Make) -> None:
    assert make("PUMP-3").status_code == 201
    assert problem(make("PUMP-3")) == (409, "asset")


def test_a_creation_that_is_sent_again_with_its_key_happens_once(client: httpx.Client) -> None:
    said = {"asset": "PUMP-4", "asset_class": "machine", "why": "commissioned"}
    first, second = (client.post(PATH, json=said, headers={"Idempotency-Key": "pump-4"}) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()


def test_a_change_keeps_what_it_does_not_name_and_leaves_an_audit(
    make: Make, client: httpx.Client, operator: Gateway
) -> None:
    make("PUMP-5", name="Feed pump", repair_cost=10, currency="EUR")
    reply = patch(client, "PUMP-5", '"1"', firmware="3.0", repair_cost=None, why="rolled out")
    assert (reply.status_code, reply.headers["ETag"]) == (200, '"2"'), reply.text
    told = client.get(f"{PATH}/PUMP-5").json()
    assert (told["name"], told["firmware"], told["repair_cost"], told["version"]) == ("Feed pump", "3.0", None, 2)
    created, changed = audits(operator, "PUMP-5", "asset")
    assert (created["before"], created["why"]) == ("null", "commissioned")
    assert (changed["actor"], changed["why"]) == ("api", "rolled out")
    assert "firmware" not in json.loads(changed["before"])
    assert json.loads(changed["after"])["firmware"] == "3.0"


def test_a_change_that_does_not_say_what_was_seen_is_refused_and_so_is_one_of_an_older_version(
    make: Make, client: httpx.Client
) -> None:
    make("PUMP-6")
    assert problem(client.patch(f"{PATH}/PUMP-6", json={"why": "x", "name": "y"})) == (428, "If-Match")
    assert patch(client, "PUMP-6", '"1"', name="first").status_code == 200
    assert problem(patch(client, "PUMP-6", '"1"', name="second")) == (412, "If-Match")
    assert problem(client.post(f"{PATH}/PUMP-6/retire", json={"why": "x"})) == (428, "If-Match")
    assert client.get(f"{PATH}/PUMP-6").json()["name"] == "first"
    assert patch(client, "PUMP-6", "*", name="whatever it is").status_code == 200


def test_an_asset_is_retired_and_comes_back_with_every_version_kept(make: Make, client: httpx.Client) -> None:
    make("PUMP-7", site="north")
    gone = client.post(
        f"{PATH}/PUMP-7/retire", json={"why": "sold", "retired_on": "2026-01-31"}, headers={"If-Match": '"1"'}
    )
    assert (gone.status_code, gone.json()["retired"]) == (200, True), gone.text
    back = patch(client, "PUMP-7", '"2"', retired_on="", site="south", why="bought back")
    assert back.json()["retired"] is False
    versions = client.get(f"{PATH}/PUMP-7/versions").json()["items"]
    assert [(one["version"], one["retired"], one["site"], one["why"]) for one in versions] == [
        (3, False, "south", "bought back"), (2, True, "north", "sold"), (1, False, "north", "commissioned"),
    ]  # fmt: skip
    assert [one["site"] for one in client.get(PATH, params={"q": "pump-7"}).json()["items"]] == ["south"]


def test_without_a_day_an_asset_is_retired_today(make: Make, client: httpx.Client) -> None:
    make("PUMP-8")
    reply = client.post(f"{PATH}/PUMP-8/retire", json={"why": "sold"}, headers={"If-Match": '"1"'})
    assert reply.json()["retired_on"] == reply.json()["time"][:10]


def test_the_list_tells_those_that_are_chosen_page_by_page(make: Make, client: httpx.Client) -> None:
    for asset in ("LIST-A", "LIST-B", "LIST-C"):
        make(asset, criticality="low" if asset == "LIST-B" else "high", site="list", labels={"line": asset[-1]})
    first = client.get(PATH, params={"site": "list", "limit": 2}).json()
    rest = client.get(PATH, params={"site": "list", "limit": 2, "cursor": first["next"]}).json()
    assert [one["asset"] for one in first["items"] + rest["items"]] == ["LIST-A", "LIST-B", "LIST-C"]
    assert rest["next"] is None

    def chosen(**params: str) -> list[str]:
        return [one["asset"] for one in client.get(PATH, params={"site": "list", **params}).json()["items"]]

    assert chosen(criticality="low") == chosen(q="line=b") == ["LIST-B"]
    assert chosen(retired="yes") == chosen(**{"class": "ev"}) == []
    assert problem(client.get(PATH, params={"criticality": "huge"})) == (422, "criticality")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asset", ""), ("asset", " "), ("asset", "a\nb"), ("asset", "a\\"), ("asset", "\ud800"), ("asset", "a" * 201),
        ("asset_class", "boat"), ("criticality", "huge"), ("name", "a\tb"), ("name", 7),
        ("vin", "1M8GDM9AXKP042789"), ("repair_cost", -1), ("repair_cost", float("nan")),
        ("repair_cost", float("inf")), ("repair_cost", True), ("repair_cost", "1"), ("currency", "euro"),
        ("installed_on", "20260131"), ("installed_on", "2026-02-30"), ("retired_on", "2999-01-01"),
        ("components", [{"name": "", "type": "sensor"}]), ("components", [{"name": "a"}, {"name": "a"}]),
        ("components", [{"name": "a", "type": "gearbox"}]), ("labels", {"a=b": "c"}), ("labels", {"": "c"}),
        ("why", " "), ("colour", "red"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_the_name_of_its_field(make: Make, field: str, value: object) -> None:
    said: dict[str, object] = {"asset": "REFUSED-1", "currency": "EUR", field: value}
    assert problem(make(**said)) == (422, field)


def test_a_cost_without_its_currency_is_refused(make: Make) -> None:
    assert problem(make("REFUSED-1", repair_cost=5)) == (422, "currency")


def test_an_asset_cannot_be_retired_before_it_was_installed(make: Make) -> None:
    assert problem(make("REFUSED-1", installed_on="2026-02-01", retired_on="2026-01-31")) == (422, "retired_on")


def test_a_change_of_nothing_and_one_of_an_unknown_asset_are_refused(make: Make, client: httpx.Client) -> None:
    make("PUMP-9")
    assert problem(patch(client, "PUMP-9", '"1"')) == (422, "name")
    assert problem(patch(client, "NOBODY", "*", name="x")) == (404, "asset")
    assert problem(client.get(f"{PATH}/NOBODY")) == (404, "asset")
    assert problem(client.get(f"{PATH}/NOBODY/versions")) == (404, "asset")


def test_a_newest_row_that_is_not_whole_is_told_as_broken_and_the_asset_is_created_anew(
    make: Make, client: httpx.Client, operator: Gateway
) -> None:
    make("PUMP-10")
    operator.write("config", ["asset,asset=PUMP-10,asset_class=machine retired=true,version=7i 2000000000000000000"])
    told = client.get(f"{PATH}/PUMP-10").json()
    assert (told["broken"], told["version"], told["retired"]) == ("name: is missing", 7, False)
    assert problem(patch(client, "PUMP-10", "*", name="x")) == (409, "asset")
    again = make("PUMP-10", name="anew")
    assert (again.status_code, again.json()["version"], again.json()["broken"]) == (201, 8, "")


def test_every_field_of_the_contract_is_written(make: Make, operator: Gateway) -> None:
    make("PUMP-11")
    flux = 'from(bucket: "config") |> range(start: -1h) |> filter(fn: (r) => r.asset == "PUMP-11")'
    assert {row["_field"] for row in operator.query(flux).rows()} == set(ASSET.fields)
