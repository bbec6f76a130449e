"""What Grafana is provisioned with fits together: data source, provider, contact point, policy, template and rules."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract.measurements import BUCKETS
from grafana.generate import HERE
from store import queries
from tests.deploy import compose
from tests.grafana import guards

PROVISIONING = HERE / "provisioning"
_ENVIRONMENT = re.compile(r"\$(?:\{(\w+)\}|([A-Z]\w*))")


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load((PROVISIONING / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return document


def rules() -> list[dict[str, Any]]:
    return [rule for group in read("alerting/rules.json")["groups"] for rule in group["rules"]]


def test_the_data_source_is_the_one_that_dashboards_and_guards_name() -> None:
    (source,) = read("datasources/influx.yaml")["datasources"]
    assert {source["uid"]} == guards.PROVISIONED
    assert (source["type"], source["jsonData"]["version"], source["editable"]) == ("influxdb", "Flux", False)
    assert source["jsonData"]["defaultBucket"] in BUCKETS
    assert source["jsonData"]["maxSeries"] > 1000


def test_the_token_comes_from_the_file_that_the_set_up_leaves() -> None:
    (source,) = read("datasources/influx.yaml")["datasources"]
    assert source["secureJsonData"] == {"token": "$__file{/run/forewarn/grafana.token}"}
    assert "token-grafana:/run/forewarn:ro" in compose.services()["grafana"]["volumes"]


def test_the_folder_of_dashboards_is_the_truth() -> None:
    (provider,) = read("dashboards/forewarn.yaml")["providers"]
    assert provider["allowUiUpdates"] is False
    assert provider["disableDeletion"] is False
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in compose.services()["grafana"]["volumes"]


def test_alerts_are_kept_in_a_folder_of_their_own() -> None:
    (provider,) = read("dashboards/forewarn.yaml")["providers"]
    assert provider["folder"] not in {group["folder"] for group in read("alerting/rules.json")["groups"]}


def receivers(route: dict[str, Any]) -> set[str]:
    """Every receiver that a policy or one below it names."""
    found = {route["receiver"]} if "receiver" in route else set()
    return found.union(*(receivers(child) for child in route.get("routes", [])))


def test_every_receiver_comes_from_the_environment_and_is_at_first_the_contact_point_that_works() -> None:
    (policy,) = read("alerting/policies.yaml")["policies"]
    environment = compose.services()["grafana"]["environment"]
    chosen = {compose.defaults(environment[name.removeprefix("$")]) for name in receivers(policy)}
    assert chosen == {"forewarn"} <= {point["name"] for point in read("alerting/contact-points.yaml")["contactPoints"]}
    assert compose.defaults(environment["ALERT_WEBHOOK_URL"]) == "http://telegraf:8187/notifications"


def test_every_mute_timing_that_a_policy_names_is_there() -> None:
    text = (PROVISIONING / "alerting/policies.yaml").read_text(encoding="utf-8")
    named = {name for found in re.findall(r"mute_time_intervals: \[(.+)\]", text) for name in found.split(", ")}
    assert named == {item["name"] for item in read("alerting/mute-timings.yaml")["muteTimes"]}


def test_contact_points_and_templates_use_templates_that_are_there() -> None:
    defined = {
        name
        for item in read("alerting/templates.yaml")["templates"]
        for name in re.findall(r'define "([\w.]+)"', item["template"])
    }
    files = [PROVISIONING / f"alerting/{name}.yaml" for name in ("contact-points", "templates")]
    used = re.findall(r'template "([\w.]+)"', "".join(path.read_text(encoding="utf-8") for path in files))
    assert set(used) == defined


@pytest.mark.parametrize("path", sorted(PROVISIONING.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_variable_of_a_provisioning_file_is_set_by_compose(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    used = {braced or plain for braced, plain in _ENVIRONMENT.findall("\n".join(lines))}
    assert used <= set(compose.services()["grafana"]["environment"])


def test_grafana_finds_every_folder_that_it_looks_for() -> None:
    assert {path.name for path in PROVISIONING.iterdir()} == {"alerting", "dashboards", "datasources", "plugins"}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["uid"])
def test_a_rule_asks_a_shipped_query_of_the_provisioned_source(rule: dict[str, Any]) -> None:
    asked = [part for part in rule["data"] if part["datasourceUid"] != "__expr__"]
    assert {part["datasourceUid"] for part in asked} <= guards.PROVISIONED
    assert {part["model"]["query"] for part in asked} <= {queries.source(name) for name in queries.names()}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["uid"])
def test_a_rules_query_has_no_variable_as_grafana_fills_in_none_there(rule: dict[str, Any]) -> None:
    assert all("$" not in part["model"].get("query", "") for part in rule["data"])


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["uid"])
def test_a_rule_has_a_stable_name_and_all_its_words(rule: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,40}", rule["uid"])
    assert rule["noDataState"] in {"OK", "Alerting"}
    assert rule["condition"] in {part["refId"] for part in rule["data"]}
    assert {"summary", "description", "action", "runbook_url"} <= set(rule["annotations"])


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["uid"])
def test_a_rule_links_to_a_panel_that_is_there(rule: dict[str, Any]) -> None:
    boards = [json.loads(path.read_text(encoding="utf-8")) for path in (HERE / "dashboards").glob("*.json")]
    places = {(board["uid"], str(panel["id"])) for board in boards for panel in board["panels"]}
    assert (rule["annotations"]["__dashboardUid__"], rule["annotations"]["__panelId__"]) in places


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["uid"])
def test_every_label_in_a_rules_words_is_a_column_of_its_query(rule: dict[str, Any]) -> None:
    text = " ".join(rule["annotations"].values())
    columns = " ".join(part["model"].get("query", "") for part in rule["data"])
    used = re.findall(r'\$labels(?:\.| ")(\w+)', text)
    assert all(f'"{label}"' in columns for label in used)
