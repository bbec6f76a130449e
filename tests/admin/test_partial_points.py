"""Points that are seen in part, as they may be while they are written."""

import time
from datetime import timedelta

import pytest

from admin.faults import repository as faults
from admin.readings import risk
from admin.store import Store
from contract.measurements import Value
from contract.time import SECOND
from store.gateway import Gateway
from store.points import Point, encode

TAGS = {"asset": "PUMP-001", "asset_class": "machine", "site": "hall-2"}


@pytest.fixture(scope="module")
def now() -> int:
    return time.time_ns()


@pytest.fixture(scope="module")
def asked(operator: Gateway, now: int) -> Store:
    """A store in which the newest risk and the newest event have only some of their fields."""
    whole: dict[str, Value] = {
        "risk": 80.0, "level": 3, "band": "high", "health": 20.0, "top_signal": "accel_g", "reason": "rough",
        "contribution_accel_g": 60.0, "contribution_flow_m3h": 20.0, "contribution_power_kw": 0.0,
    }  # fmt: skip
    part: dict[str, Value] = {"risk": 81.0, "health": 19.0, "contribution_accel_g": 61.0, "contribution_flow_m3h": 20.0}
    event: dict[str, Value] = {"state": "raised", "risk": 72.0, "description": "rough", "recommendation": "grease"}
    episode = {**TAGS, "code": "ROUGH", "severity": "critical", "episode": "E1"}
    points = [
        Point("risk", TAGS, whole, now - 2 * SECOND),
        Point("risk", TAGS, part, now - SECOND),
        Point("risk", {**TAGS, "asset": "PUMP-002"}, {"risk": 5.0}, now - SECOND),
        Point("fault", episode, event, now - 3600 * SECOND),
        Point("fault", episode, {"state": "cleared"}, now - SECOND),
        Point("fault", {**episode, "episode": "E2"}, {"risk": 9.0}, now - SECOND),
    ]
    operator.write("health", encode(points))
    return Store(operator)


def test_a_level_that_is_not_there_yet_is_not_taken_for_normal(asked: Store) -> None:
    assert [(found.asset, found.risk, found.level) for found in risk.standings(asked)] == [("PUMP-001", 81.0, 3)]
    assert {asset: said.reason for asset, said in risk.details(asked, ["PUMP-001"]).items()} == {"PUMP-001": "rough"}


def test_contributions_are_those_of_the_newest_risk_and_add_up_to_it(asked: Store) -> None:
    found = risk.of_asset(asked, "PUMP-001")
    assert found is not None
    newest, parts = found
    assert (newest.risk, newest.level) == (81.0, 3)
    assert [(part.signal, part.points) for part in parts] == [("accel_g", 61.0), ("flow_m3h", 20.0)]


def test_an_asset_without_a_level_was_never_judged(asked: Store) -> None:
    assert risk.of_asset(asked, "PUMP-002") is None


def test_an_episode_is_one_fault_with_its_newest_state_and_its_first_time(asked: Store) -> None:
    (found,) = faults.episodes(asked, 30)
    assert (found.episode, found.description, found.is_open) == ("E1", "rough", False)
    assert found.cleared is not None
    assert found.cleared - found.raised == timedelta(seconds=3599)
