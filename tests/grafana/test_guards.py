"""Each guard lets a sound dashboard pass and finds its own fault, with a good and a bad sample each."""

import copy
from pathlib import Path
from typing import Any

import pytest

from store.queries import source
from tests.grafana import guards

SOURCE = {"type": "influxdb", "uid": "forewarn-influx"}

GOOD: dict[str, Any] = {
    "id": None,
    "uid": "a-good-board",
    "title": "Is it good?",
    "schemaVersion": 42,
    "timezone": "browser",
    "refresh": "30s",
    "panels": [
        {
            "id": 1,
            "type": "stat",
            "title": "Risk",
            "description": "How high the risk is.",
            "datasource": SOURCE,
            "targets": [{"refId": "A", "datasource": SOURCE, "query": source("admin_faults")}],
            "fieldConfig": {"defaults": {"unit": "none"}},
        }
    ],
    "templating": {
        "list": [
            {
                "type": "query",
                "name": "asset",
                "datasource": SOURCE,
                "query": {"query": source("panel_assets"), "refId": "v"},
            }
        ]
    },
    "annotations": {
        "list": [
            {"name": "Faults", "datasource": SOURCE, "target": {"refId": "A", "query": source("admin_faults")}},
        ]
    },
}

BAD: list[tuple[guards.Guard, tuple[str | int, ...], Any, str]] = [
    (guards.uid_is_kebab_case, ("uid",), "A_Board", "kebab-case"),
    (guards.uid_is_kebab_case, ("uid",), None, "kebab-case"),
    (guards.identity_is_portable, ("id",), 7, "id is not None"),
    (guards.identity_is_portable, ("schemaVersion",), 39, "schemaVersion"),
    (guards.identity_is_portable, ("timezone",), "", "timezone"),
    (guards.panels_are_told_apart, ("panels", 0, "id"), None, "not unique"),
    (guards.panels_explain_themselves, ("panels", 0, "description"), "  ", "Risk: no description"),
    (guards.panels_have_a_unit, ("panels", 0, "fieldConfig", "defaults"), {}, "Risk: no unit"),
    (guards.data_sources_are_provisioned, ("panels", 0, "datasource"), {"uid": "P951FEA4DE68E13C5"}, "Risk"),
    (guards.data_sources_are_provisioned, ("panels", 0, "targets", 0, "datasource"), None, "Risk"),
    (guards.data_sources_are_provisioned, ("templating", "list", 0, "datasource"), "${DS}", "asset"),
    (guards.flux_is_not_filled_in, ("panels", 0, "targets", 0, "query"), 'r.asset == "${asset}"', "${asset}"),
    (guards.flux_is_not_filled_in, ("templating", "list", 0, "query", "query"), "${asset:csv}", "asset"),
    (guards.queries_come_from_files, ("panels", 0, "targets", 0, "query"), 'from(bucket: "health")', "Risk"),
    (guards.data_sources_are_provisioned, ("annotations", "list", 0, "datasource"), "-- Grafana --", "Faults"),
    (guards.queries_come_from_files, ("annotations", "list", 0, "target", "query"), "buckets()", "Faults"),
    (guards.queries_come_from_files, ("templating", "list", 0, "query", "query"), "buckets()", "asset"),
]


def spoiled(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The good dashboard with one value replaced."""
    board = copy.deepcopy(GOOD)
    place: Any = board
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return board


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_a_guard_lets_a_sound_dashboard_pass(guard: guards.Guard) -> None:
    assert guard(GOOD) == []


@pytest.mark.parametrize(("guard", "path", "value", "words"), BAD, ids=lambda part: getattr(part, "__name__", None))
def test_a_guard_finds_its_fault_and_says_where(
    guard: guards.Guard, path: tuple[str | int, ...], value: Any, words: str
) -> None:
    problems = guard(spoiled(path, value))
    assert len(problems) == 1
    assert words in problems[0]


def test_every_guard_has_a_bad_sample() -> None:
    assert {guard for guard, *_ in BAD} == set(guards.GUARDS)


def test_two_files_that_claim_one_uid_are_found() -> None:
    other = {**GOOD, "uid": "another-board"}
    assert guards.shared_uids({Path("a.json"): GOOD, Path("b.json"): other}) == []
    assert guards.shared_uids({Path("a.json"): GOOD, Path("b.json"): GOOD}) == ["uid a-good-board is in a.json, b.json"]
