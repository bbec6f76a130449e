"""Provisioning files have no field that Grafana would pass over without a word."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from grafana.generate import HERE
from tests.grafana.provisioning_fields import unknown

FILES = [path for path in sorted((HERE / "provisioning").rglob("*.*")) if path.suffix in {".yaml", ".json"}]

GOOD: dict[str, Any] = {
    "apiVersion": 1,
    "groups": [{"name": "a", "folder": "b", "interval": "1m", "rules": [{"uid": "r", "execErrState": "KeepLast"}]}],
    "contactPoints": [{"name": "p", "receivers": [{"uid": "u", "type": "email", "settings": {"addresses": "a@b.c"}}]}],
    "policies": [{"orgId": 1, "receiver": "p", "routes": [{"receiver": "p", "routes": [{"continue": True}]}]}],
    "muteTimes": [{"name": "m", "time_intervals": [{"times": [{"start_time": "20:00", "end_time": "24:00"}]}]}],
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_grafana_reads_every_field_of_a_provisioning_file(path: Path) -> None:
    assert unknown(path.parent.name, yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_there_is_a_file_of_every_kind() -> None:
    assert {path.parent.name for path in FILES} == {"alerting", "datasources", "dashboards"}


def test_a_sound_file_passes() -> None:
    assert unknown("alerting", GOOD) == []


BAD: list[tuple[str, Any, str]] = [
    # As Grafana's own sample has it, which it does not read.
    ("groups", [{"rules": [{"uid": "r", "executionErrorState": "OK"}]}], "/groups/rules/executionErrorState"),
    ("groups", [{"name": "a", "folderUid": "x"}], "/groups/folderUid"),
    ("policies", [{"routes": [{"routes": [{"groupWait": "0s"}]}]}], "/policies/routes/routes/groupWait"),
    ("muteTimes", [{"time_intervals": [{"weekday": ["monday"]}]}], "/muteTimes/time_intervals/weekday"),
    ("contactPoints", [{"name": "p", "receivers": [{"type": "slack", "settings": {"room": "a"}}]}], "/p/room"),
    ("contact_points", [], "/contact_points"),
    ("templates", [{"name": "t", "text": "x"}], "/templates/text"),
]


@pytest.mark.parametrize(("part", "value", "place"), BAD)
def test_a_field_that_grafana_does_not_read_is_found(part: str, value: Any, place: str) -> None:
    assert unknown("alerting", {**GOOD, part: value}) == [place]


def test_the_same_holds_for_data_sources_and_providers_of_dashboards() -> None:
    assert unknown("datasources", {"datasources": [{"name": "a", "json_data": {}}]}) == ["/datasources/json_data"]
    assert unknown("dashboards", {"providers": [{"name": "a", "path": "/x"}]}) == ["/providers/path"]
