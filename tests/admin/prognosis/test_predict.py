"""`/predict` and `/predict/batch`: what lies ahead of assets, for programs."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from contract.time import MINUTE
from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import LEARNING, PUMP, VAN, WELL
from tests.admin.fixtures.outlooks import condition, prognosis, unknown
from tests.admin.fixtures.server import RunningAdmin


@pytest.fixture(scope="module")
def client(operator: Gateway, rights: Gateway) -> Iterator[httpx.Client]:
    """A program in front of the small fleet: of the pump a date is known, of the van none, of the motor nothing."""
    now = time.time_ns()
    fleet.fill(operator, now)
    points = [
        prognosis(PUMP, now - 10 * MINUTE, like="PUMP-007,PUMP-012", method="similar", model_version="pump-3"),
        condition(PUMP, now - 10 * MINUTE), unknown(VAN, now - MINUTE),
    ]  # fmt: skip
    operator.write("health", encode(points))
    with RunningAdmin(rights) as running, running.program() as program:
        yield program


def test_a_prediction_has_range_probabilities_grounds_and_age(client: httpx.Client) -> None:
    found = client.post("/predict", json={"asset": PUMP.name}).json()
    assert (found["asset"], found["asset_class"], found["site"]) == (PUMP.name, "machine", "hall-2")
    assert found["when"] == "in 9 to 16 days, most likely 12"
    assert found["age_s"] >= 600
    said = found["prognosis"]
    assert (said["rul_low_h"], said["rul_high_h"], said["p_fail_7d"], said["p_fail_30d"]) == (
        228.0,
        372.0,
        0.021,
        0.943,
    )
    assert (said["method"], said["like"], said["model_version"]) == ("similar", ["PUMP-007", "PUMP-012"], "pump-3")
    assert (said["because"], said["limit"]) == ("vibration_mm_s rises by 0.2 mm/s a day", 7.1)
    due = datetime.fromisoformat(found["due"]) - datetime.now(UTC)
    assert timedelta(days=9.4) < due < timedelta(days=9.5)
    assert found["condition"]["status"] == "degrading"
    assert [factor["name"] for factor in found["condition"]["factors"]] == ["wear", "now", "trend"]


def test_where_no_date_is_known_that_is_said_with_its_reason(client: httpx.Client) -> None:
    found = client.post("/predict", json={"asset": VAN.name}).json()
    assert (found["when"], found["due"], found["prognosis"]["rul_h"]) == ("no trend, no date", None, None)
    assert found["prognosis"]["because"] == "no signal has a trend"


@pytest.mark.parametrize("asset", [WELL[0].name, LEARNING.name])
def test_of_an_asset_that_only_sends_or_was_only_judged_nothing_is_known_yet(client: httpx.Client, asset: str) -> None:
    found = client.post("/predict", json={"asset": asset}).json()
    assert (found["asset"], found["when"], found["age_s"]) == (asset, "no trend, no date", None)
    assert found["prognosis"] is found["condition"] is None
    assert client.post("/predict/batch", json={"assets": [asset]}).json() == [
        {"asset": asset, "prediction": found, "error": None}
    ]


def test_an_unknown_asset_is_named(client: httpx.Client) -> None:
    reply = client.post("/predict", json={"asset": "NOBODY"})
    assert reply.status_code == 404
    assert reply.json()["error"] == {"code": "not_found", "field": "asset", "message": "There is no asset 'NOBODY'."}


def test_in_a_batch_each_is_answered_by_itself_in_the_order_asked(client: httpx.Client) -> None:
    asked = [VAN.name, "NOBODY", PUMP.name, VAN.name]
    reply = client.post("/predict/batch", json={"assets": asked})
    assert reply.status_code == 200
    found = reply.json()
    assert [item["asset"] for item in found] == asked
    assert found[1]["prediction"] is None
    assert found[1]["error"] == {"code": "not_found", "field": "asset", "message": "There is no asset 'NOBODY'."}
    alone = client.post("/predict", json={"asset": PUMP.name}).json()
    assert {**found[2]["prediction"], "age_s": 0} == {**alone, "age_s": 0}
    assert [item["error"] for item in found] == [None, found[1]["error"], None, None]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/predict", {"asset": ""}, "asset"),
        ("/predict", {"asset": 7}, "asset"),
        ("/predict", {"asset": "x", "horizon": 3}, "horizon"),
        ("/predict", {}, "asset"),
        ("/predict/batch", {"assets": []}, "assets"),
        ("/predict/batch", {"assets": "PUMP-001"}, "assets"),
        ("/predict/batch", {"assets": ["x"] * 1001}, "assets"),
    ],
)
def test_what_is_no_question_is_refused_by_its_field(
    client: httpx.Client, path: str, body: dict[str, object], field: str
) -> None:
    reply = client.post(path, json=body)
    assert reply.status_code == 422
    assert reply.json()["error"]["field"] == field


def test_a_thousand_assets_may_be_asked_for_at_once(client: httpx.Client) -> None:
    asked = [f"X-{number}" for number in range(999)] + [PUMP.name]
    found = client.post("/predict/batch", json={"assets": asked}).json()
    assert [bool(item["error"]) for item in found] == [True] * 999 + [False]
