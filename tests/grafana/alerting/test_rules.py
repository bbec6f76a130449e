"""What holds for every rule: names, reasons, a section of the runbook, a way to the people."""

import json
import os
import re
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from grafana.alerting import groups
from grafana.alerting.rule import RUNBOOK
from grafana.alerting.runbook import SOURCE, anchor, build
from grafana.generate import HERE, PAGE

RULES: list[dict[str, Any]] = [rule for group in groups.build()["groups"] for rule in group["rules"]]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["uid"])
HEADINGS = re.findall(r"^## (.+)$", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)


@every_rule
def test_a_rule_has_its_section_of_the_runbook(rule: dict[str, Any]) -> None:
    page, _, section = rule["annotations"]["runbook_url"].partition("#")
    assert page == RUNBOOK
    assert section in {anchor(heading) for heading in HEADINGS}


def test_every_section_of_the_runbook_has_its_rule_and_says_the_same_four_things() -> None:
    assert sorted(HEADINGS) == sorted(rule["title"] for rule in RULES)
    sections = SOURCE.read_text(encoding="utf-8").split("\n## ")[1:]
    for section in sections:
        assert re.findall(r"^\*\*(.+?)\*\*:", section, re.MULTILINE) == ["Means", "Check", "Do", "Silent when"]


@every_rule
def test_the_link_to_the_runbook_is_a_whole_address_that_the_admin_answers_at(rule: dict[str, Any]) -> None:
    found = urlsplit(rule["annotations"]["runbook_url"])
    assert (found.scheme, found.netloc, found.path) == ("http", "127.0.0.1:8000", "/runbook")
    assert f'<h2 id="{found.fragment}">{rule["title"]}</h2>' in build()


def test_the_address_of_the_link_can_be_another() -> None:
    program = "from grafana.alerting.rule import RUNBOOK; print(RUNBOOK)"
    environment = {**os.environ, "FOREWARN_ADMIN_URL": "https://plant.example/forewarn/"}
    made = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=HERE.parent, capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == "https://plant.example/forewarn/runbook"


def test_the_page_that_the_admin_serves_is_the_runbook() -> None:
    assert PAGE.read_text(encoding="utf-8") == build(), "run `make dashboards`"


def test_markdown_of_the_runbook_becomes_html_and_nothing_of_it_is_left() -> None:
    page = build()
    assert not re.search(r"\*\*|`|\]\(|<script|^#", page, re.MULTILINE)
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= set(re.findall(r'id="([^"]+)"', page))


def test_an_anchor_is_made_as_markdown_makes_it() -> None:
    assert anchor("Why is this one red? (asset)") == "why-is-this-one-red-asset"


@every_rule
def test_only_the_stores_absence_is_told_by_an_error(rule: dict[str, Any]) -> None:
    assert rule["execErrState"] == ("Alerting" if rule["uid"] == "forewarn-store-away" else "KeepLast")


@every_rule
def test_a_rule_that_errors_or_missing_data_make_fire_waits_longer_than_a_restart(rule: dict[str, Any]) -> None:
    minutes = int(rule["for"].removesuffix("m").removesuffix("0s") or 0)
    assert minutes >= 5 or rule["execErrState"] != "Alerting"
    assert minutes >= 1 or rule["noDataState"] != "Alerting"


@every_rule
def test_a_rules_labels_say_how_bad_it_is_and_what_it_is_about(rule: dict[str, Any]) -> None:
    labels = rule["labels"]
    assert labels["about"] in {"asset", "data", "system"}
    by_query = '"severity"' in rule["data"][0]["model"]["query"]
    assert by_query != ("severity" in labels)
    assert labels["admin"] == "$FOREWARN_ADMIN_URL"


def test_rules_that_are_gone_are_deleted_and_not_shipped() -> None:
    assert not {rule["uid"] for rule in RULES} & set(groups.GONE)
    assert groups.build()["deleteRules"] == [{"orgId": 1, "uid": uid} for uid in groups.GONE]


def test_uids_and_titles_are_unique() -> None:
    for name in ("uid", "title"):
        assert len({rule[name] for rule in RULES}) == len(RULES)


def test_a_danger_to_people_is_evaluated_as_often_as_grafana_can() -> None:
    (group,) = [group for group in groups.build()["groups"] if group["name"] == "danger"]
    assert (group["interval"], [rule["for"] for rule in group["rules"]]) == ("10s", ["0s"])


def routes(alert: dict[str, str]) -> list[dict[str, Any]]:
    """The policies that an alert with these labels goes by, each with what it takes over from its parents."""
    (root,) = yaml.safe_load((HERE / "provisioning/alerting/policies.yaml").read_text(encoding="utf-8"))["policies"]
    return _down(root, {}, alert)


def _down(route: dict[str, Any], above: dict[str, Any], alert: dict[str, str]) -> list[dict[str, Any]]:
    own = {
        name: value for name, value in route.items() if name not in {"routes", "object_matchers", "continue", "orgId"}
    }
    merged = {**{name: value for name, value in above.items() if name != "mute_time_intervals"}, **own}
    found = []
    for child in route.get("routes", []):
        if all(_matches(alert, *matcher) for matcher in child["object_matchers"]):
            found += _down(child, merged, alert)
            if not child.get("continue"):
                break
    return found or [merged]


def _matches(alert: dict[str, str], label: str, operator: str, value: str) -> bool:
    if operator == "=":
        return alert.get(label, "") == value
    # The pattern of a site comes from the environment; these tests set it to one site.
    return re.fullmatch({"$ALERT_SITE": "north"}[value], alert.get(label, "")) is not None


def alert_of(rule: dict[str, Any], **labels: str) -> dict[str, str]:
    """The labels that a policy sees of an alert of a rule."""
    return {"alertname": rule["title"], "severity": "warning", "site": "south", **rule["labels"], **labels}


@every_rule
def test_an_alert_reaches_one_receiver_and_a_sites_own_people_besides(rule: dict[str, Any]) -> None:
    assert len(routes(alert_of(rule))) == 1
    site, everybody = routes(alert_of(rule, site="north"))
    assert site["receiver"] == "$ALERT_SITE_RECEIVER" != everybody["receiver"]


@every_rule
@pytest.mark.parametrize("severity", ["warning", "critical"])
def test_nothing_but_an_advisory_is_ever_muted(rule: dict[str, Any], severity: str) -> None:
    if rule["labels"].get("severity") == "advisory":
        pytest.skip("it is one")
    for route in routes(
        alert_of(rule, site="north", **({} if "severity" in rule["labels"] else {"severity": severity}))
    ):
        assert "mute_time_intervals" not in route


def test_an_advisory_waits_for_working_hours() -> None:
    advisory = {"severity": "advisory", "site": "north", "about": "data"}
    assert [route["mute_time_intervals"] for route in routes(advisory)] == [["nights", "weekends"]] * 2


def test_a_danger_to_people_goes_at_once_to_those_who_act() -> None:
    alert = {"severity": "critical", "urgency": "immediate", "site": "north", "about": "asset"}
    site, everybody = routes(alert)
    assert (site["group_wait"], everybody["group_wait"]) == ("0s", "0s")
    assert everybody["receiver"] == "$ALERT_RECEIVER_CRITICAL"


def test_what_is_critical_goes_to_those_who_act_and_a_warning_to_everybody() -> None:
    for about in ("asset", "system"):
        (critical,) = routes({"severity": "critical", "site": "south", "about": about})
        (warning,) = routes({"severity": "warning", "site": "south", "about": about, "source": "forewarn"})
        assert (critical["receiver"], warning["receiver"]) == ("$ALERT_RECEIVER_CRITICAL", "$ALERT_RECEIVER")


def test_alerts_are_grouped_by_asset_and_those_without_one_by_rule() -> None:
    (asset,) = routes({"severity": "warning", "about": "asset"})
    (system,) = routes({"severity": "critical", "about": "system"})
    assert (asset["group_by"], system["group_by"]) == (["asset"], ["alertname"])


def test_the_rules_that_are_committed_are_these() -> None:
    shipped = json.loads((HERE / "provisioning/alerting/rules.json").read_text(encoding="utf-8"))
    assert [rule["uid"] for group in shipped["groups"] for rule in group["rules"]] == [rule["uid"] for rule in RULES]
