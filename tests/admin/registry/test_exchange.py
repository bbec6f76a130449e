"""The registry as a file: out and in again, the difference first, then all of it or nothing."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from admin.registry.files import COLUMNS
from store.gateway import Gateway
from tests.admin.fixtures.audits import audits
from tests.admin.fixtures.server import RunningAdmin

PATH = "/api/v1/assets"


@pytest.fixture
def client(empty_admin: RunningAdmin) -> Iterator[httpx.Client]:
    with empty_admin.program() as opened:
        yield opened


def send(client: httpx.Client, text: str, **more: object) -> httpx.Response:
    return client.post(f"{PATH}/import", json={"text": text, **more})


def tried(client: httpx.Client, text: str) -> dict[str, Any]:
    """What a dry run says."""
    reply = send(client, text)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    assert not found["applied"]
    return found


def counts(found: dict[str, Any]) -> tuple[int, int, int, int]:
    return found["new"], found["changed"], found["unchanged"], len(found["refused"])


def make(client: httpx.Client, asset: str, **more: object) -> None:
    said = {"asset": asset, "asset_class": "machine", "why": "commissioned", **more}
    assert client.post(PATH, json=said).status_code == 201


def test_what_was_written_to_a_file_says_what_the_registry_says(client: httpx.Client) -> None:
    make(
        client, 'FILE-1, "odd"', name="=1+1", serial="-7", labels={"line": "3", "owner": "b, c"}, repair_cost=12.5,
        currency="EUR", components=[{"name": "a: b", "type": "sensor"}, {"name": "c", "type": "other"}],
    )  # fmt: skip
    reply = client.get(f"{PATH}.csv")
    assert reply.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(reply.text)))
    assert tuple(rows[0]) == COLUMNS
    assert "'=1+1" in rows[1]  # which no spreadsheet takes for a formula
    assert counts(tried(client, reply.text)) == (0, 0, 1, 0)


def test_a_dry_run_says_field_by_field_what_would_change_and_sets_nothing(client: httpx.Client) -> None:
    make(client, "FILE-2", name="Feed pump", firmware="1.0")
    found = tried(client, "asset,asset_class,firmware,criticality\nFILE-2,machine,1.1,\nFILE-3,ev,,HIGH\n")
    assert counts(found) == (1, 1, 0, 0)
    changed, new = found["rows"]
    assert (changed["line"], changed["asset"], changed["kind"]) == (2, "FILE-2", "changed")
    assert changed["fields"] == [{"field": "firmware", "before": "1.0", "after": "1.1"}]
    assert (new["line"], new["kind"]) == (3, "new")
    assert {"field": "criticality", "before": "", "after": "high"} in new["fields"]
    assert client.get(f"{PATH}/FILE-2").json()["version"] == 1
    assert client.get(f"{PATH}/FILE-3").status_code == 404


def test_a_file_that_is_set_leaves_what_it_does_not_name_and_an_audit_of_each_asset(
    client: httpx.Client, operator: Gateway
) -> None:
    make(client, "FILE-4", name="Feed pump", firmware="1.0")
    text = "asset,asset_class,firmware\nFILE-4,machine,1.1\nFILE-5,ev,2.0\nFILE-6,ev,2.0\n"
    reply = send(client, text, dry_run=False, why="inventory")
    assert (reply.status_code, reply.json()["applied"]) == (200, True), reply.text
    told = client.get(f"{PATH}/FILE-4").json()
    assert (told["name"], told["firmware"], told["version"], told["why"]) == ("Feed pump", "1.1", 2, "inventory")
    assert client.get(f"{PATH}/FILE-6").json()["asset_class"] == "ev"
    for asset, entries in (("FILE-4", 2), ("FILE-5", 1), ("FILE-6", 1)):
        assert len(audits(operator, asset, "asset")) == entries
    assert client.get("/api/audit/verify").json()["sound"] is True
    assert counts(tried(client, text)) == (0, 0, 3, 0)


REFUSED = """\
asset,asset_class,vin,repair_cost,currency,components,labels
R-1,ev,,,,,
,ev,,,,,
R-1,ev,,,,,
R-2,boat,,,,,
R-3,ev,1M8GDM9AXKP042789,,,,
R-4,ev,,"1,5",EUR,,
R-5,ev,,inf,EUR,,
R-6,ev,,5,,,
R-7,ev,,,,motor: engine,
R-8,ev,,,,,line
R-9,ev
"""


def test_every_row_that_makes_no_sense_is_named_with_its_line_and_field(client: httpx.Client) -> None:
    found = tried(client, REFUSED)
    assert [(each["line"], each["asset"], each["field"]) for each in found["refused"]] == [
        (3, "", "asset"), (4, "R-1", "asset"), (5, "R-2", "asset_class"), (6, "R-3", "vin"), (7, "R-4", "repair_cost"),
        (8, "R-5", "repair_cost"), (9, "R-6", "currency"), (10, "R-7", "components"), (11, "R-8", "labels"),
        (12, "R-9", "columns"),
    ]  # fmt: skip
    assert counts(found) == (1, 0, 0, 10)


def test_a_file_of_which_one_row_is_refused_sets_nothing(client: httpx.Client) -> None:
    reply = send(client, "asset,asset_class\nNONE-1,ev\nNONE-2,boat\n", dry_run=False, why="inventory")
    assert (reply.status_code, reply.json()["field"]) == (422, "asset_class")
    assert "line 3: NONE-2: asset_class:" in reply.json()["detail"]
    assert client.get(f"{PATH}/NONE-1").status_code == 404


def test_a_row_of_an_older_version_is_refused_with_who_was_faster(client: httpx.Client) -> None:
    make(client, "FILE-7", name="a")
    text = "asset,name,version\nFILE-7,b,1\n"
    assert counts(tried(client, text)) == (0, 1, 0, 0)
    changed = {"name": "c", "why": "renamed"}
    assert client.patch(f"{PATH}/FILE-7", json=changed, headers={"If-Match": '"1"'}).status_code == 200
    (refused,) = tried(client, text)["refused"]
    assert refused["stale"]
    reply = send(client, text, dry_run=False, why="inventory")
    assert (reply.status_code, reply.json()["field"]) == (409, "version")
    assert "version 2 is the newest, set by api: renamed" in reply.json()["detail"]
    assert send(client, text.replace(",1", ","), dry_run=False, why="inventory").status_code == 200


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no column asset"), ("name\nx\n", "has no column asset"),
        ("asset,colour\nx,y\n", "'colour' is no column"), ("asset,name,name\nx,y,z\n", "names a column twice"),
        ('asset\n"x\n', "is no CSV"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_assets_is_refused_whole(client: httpx.Client, text: str, words: str) -> None:
    reply = send(client, text)
    assert (reply.status_code, reply.json()["field"]) == (422, "text")
    assert words in reply.json()["detail"]


def test_a_file_is_not_set_without_a_reason(client: httpx.Client) -> None:
    assert send(client, "asset,asset_class\nNONE-3,ev\n", dry_run=False).json()["field"] == "why"
