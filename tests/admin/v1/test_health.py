"""How an asset is, and how its risk went, for programs."""

import httpx
import pytest


@pytest.mark.parametrize("path", ["/api/v1/assets/PUMP-001/health", "/equipment/PUMP-001/health"])
def test_health_is_risk_condition_prognosis_and_open_incidents(program: httpx.Client, path: str) -> None:
    found = program.get(path).json()
    assert (found["asset"], found["asset_class"], found["site"]) == ("PUMP-001", "machine", "hall-2")
    assert found["risk"]["level"] == 3
    assert found["diagnosis"]["mode"]
    assert [each["asset"] for each in found["incidents"]] == ["PUMP-001"] * len(found["incidents"])


def test_the_history_of_risk_has_its_reasons_the_newest_first_page_by_page(program: httpx.Client) -> None:
    first = program.get("/api/v1/assets/PUMP-001/risk", params={"limit": 200}).json()
    second = program.get("/api/v1/assets/PUMP-001/risk", params={"limit": 200, "cursor": first["next"]}).json()
    times = [each["time"] for each in (*first["items"], *second["items"])]
    assert (len(times), second["next"]) == (360, None)
    assert times == sorted(set(times), reverse=True)
    newest = first["items"][0]
    assert (newest["level"], newest["band"], newest["top_signal"]) == ("critical", "high", "accel_g")
    assert sum(newest["contributions"].values()) == pytest.approx(newest["risk"])


def test_an_asset_that_nobody_judged_has_no_history(program: httpx.Client) -> None:
    assert program.get("/api/v1/assets/NOBODY/risk").status_code == 404
