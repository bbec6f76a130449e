"""Fault episodes and data faults as JSON."""

import httpx
import pytest

from tests.admin.fixtures.fleet import EPISODE


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["BEARING_WEAR", "STRAINER_CLOGGED"]),
        ("state=open", ["BEARING_WEAR"]),
        ("state=cleared", ["STRAINER_CLOGGED"]),
        ("severity=critical", ["BEARING_WEAR"]),
        ("asset=EV-014", []),
    ],
)
def test_faults_are_listed_open_first_and_can_be_chosen(program: httpx.Client, query: str, codes: list[str]) -> None:
    assert [fault["code"] for fault in program.get(f"/api/faults?{query}").json()] == codes


def test_an_episode_that_was_written_twice_is_one_fault(program: httpx.Client) -> None:
    episodes = [fault["episode"] for fault in program.get("/api/faults").json()]
    assert episodes.count(EPISODE) == 1


@pytest.mark.parametrize("query", ["days=0", "days=nan", "days=inf", "state=maybe"])
def test_a_choice_that_makes_no_sense_is_refused(program: httpx.Client, query: str) -> None:
    reply = program.get(f"/api/faults?{query}")
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, query.split("=")[0])


def test_data_faults_are_counted_by_asset_signal_and_issue(program: httpx.Client) -> None:
    assert program.get("/api/data-quality").json() == [
        {"asset": "ICE-007", "signal": "oil_temp_c", "issue": "stuck", "count": 14},
        {"asset": "MOTOR-001", "signal": "power_kw", "issue": "dropout", "count": 3},
    ]


@pytest.mark.parametrize("hours", ["0", "NaN", "1e9"])
def test_hours_out_of_range_are_refused(program: httpx.Client, hours: str) -> None:
    assert program.get(f"/api/data-quality?hours={hours}").json()["error"]["field"] == "hours"
