"""Whether Grafana has what it was to be provisioned with: data source, dashboards, rules, contact points."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forewarn.diagnosis import Finding
from grafana.generate import FILES
from grafana.panels import DATA_SOURCE
from web.client import AnswerError, Client


@dataclass(frozen=True, slots=True)
class Api:
    """Grafana's HTTP API, as its user `admin` sees it."""

    url: str
    password: str

    def get(self, path: str) -> Any:
        """The JSON at a path. Raises `AnswerError`."""
        return Client(self.url, user=("admin", self.password)).ask("GET", path).json()


def findings(api: Api) -> Iterator[Finding]:
    """A finding for Grafana, its data source, and each dashboard and rule that is generated."""
    try:
        version = api.get("/api/health")["version"]
        dashboards = {item["uid"]: item["title"] for item in api.get("/api/search?type=dash-db&limit=5000")}
        rules = {rule["uid"]: rule for rule in _rules(api.get("/api/prometheus/grafana/api/v1/rules"))}
    except (AnswerError, KeyError, TypeError) as error:
        yield Finding("grafana", False, str(error) if isinstance(error, AnswerError) else f"answers without {error}")
        return
    yield Finding("grafana", True, f"{api.url} answers, version {version}")
    yield _data_source(api)
    for built in (build() for build in FILES.values()):
        if "panels" in built:
            yield _dashboard(built["uid"], dashboards)
        for rule in (rule for group in built.get("groups", []) for rule in group["rules"]):
            yield _rule(rule["uid"], rules)


def _data_source(api: Api) -> Finding:
    try:
        answer = api.get(f"/api/datasources/uid/{DATA_SOURCE['uid']}/health")
    except AnswerError as error:
        return Finding("data source", False, str(error))
    return Finding("data source", answer.get("status") == "OK", str(answer.get("message")))


def _dashboard(uid: str, found: dict[str, str]) -> Finding:
    check = f"dashboard {uid}"
    return Finding(check, True, found[uid]) if uid in found else Finding(check, False, "Grafana does not have it")


def _rules(answer: Any) -> Iterator[dict[str, Any]]:
    for group in answer["data"]["groups"]:
        yield from group["rules"]


def _rule(uid: str, found: dict[str, dict[str, Any]]) -> Finding:
    """A rule that fires is sound, too; one that cannot be evaluated is not."""
    check = f"rule {uid}"
    if uid not in found:
        return Finding(check, False, "Grafana does not have it")
    rule = found[uid]
    if rule["health"] == "error":
        return Finding(check, False, f"cannot be evaluated: {rule.get('lastError', 'no reason given')}")
    state = "not evaluated yet" if rule["health"] == "unknown" else rule["state"]
    return Finding(check, True, f"{rule['name']}: {state}")
