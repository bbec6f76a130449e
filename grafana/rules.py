"""Alert rules as code: constant conditions on what the worker decided, so that nobody tunes a rule, ever."""

from grafana.boards import fleet
from grafana.panels import DATA_SOURCE, Json
from telemetry.queries import source

WARNING = 2
"""The level from which somebody is told."""

_DAY_S = 86_400

_LIKELY = '{{ if ne $labels.likely "unknown" }}; likely {{ $labels.likely }}{{ end }}'
"""The failure mode that the fault looked like when it was raised, where it looked like one."""


def build() -> Json:
    """The provisioning file of all rules."""
    group = {
        "orgId": 1,
        "name": "fleet",
        # Not the dashboards' folder: Grafana would make two of the same name.
        "folder": "Forewarn alerts",
        "interval": "30s",
        "rules": [_warning_or_worse()],
    }
    return {"apiVersion": 1, "groups": [group]}


def _warning_or_worse() -> Json:
    """One alert an open fault episode at warning or worse; the worker already waited out dwell, so there is no `for`.

    The range is a day because an open episode is written again at least hourly, and a worker that is down for hours
    must not resolve what it raised. `KeepLast` holds every alert while the store is away; no data means no open fault.
    """
    panel = _panel_id(fleet.build(), fleet.OPEN_FAULTS)
    return {
        "uid": "forewarn-warning-or-worse",
        "title": "Asset at warning or worse",
        "condition": "C",
        "data": [
            _query("alert_open_faults", span_s=_DAY_S),
            _newest("B", of="A"),
            _at_least("C", of="B", limit=WARNING),
        ],
        "for": "0s",
        "execErrState": "KeepLast",
        "noDataState": "OK",
        "dashboardUid": fleet.UID,
        "panelId": panel,
        "annotations": {
            # Grafana makes the links in a notification from these two, not from the two above.
            "__dashboardUid__": fleet.UID,
            "__panelId__": str(panel),
            "summary": "{{ $labels.asset }}: {{ $labels.description }}" + _LIKELY,
            "description": "Severity {{ $labels.severity }} (level {{ $values.B.Value }} of 3), code "
            "{{ $labels.code }}, site {{ $labels.site }}. What to do: {{ $labels.recommendation }}",
        },
        "labels": {"source": "forewarn"},
    }


def _panel_id(dashboard: Json, title: str) -> int:
    return next(int(panel["id"]) for panel in dashboard["panels"] if panel["title"] == title)


def _query(name: str, *, span_s: int) -> Json:
    model = {"refId": "A", "datasource": DATA_SOURCE, "query": source(name), "intervalMs": 1000, "maxDataPoints": 43200}
    return {
        "refId": "A",
        "datasourceUid": DATA_SOURCE["uid"],
        "relativeTimeRange": {"from": span_s, "to": 0},
        "model": model,
    }


def _newest(ref: str, *, of: str) -> Json:
    return _expression(ref, {"type": "reduce", "reducer": "last", "expression": of})


def _at_least(ref: str, *, of: str, limit: float) -> Json:
    evaluator = {"evaluator": {"type": "gte", "params": [limit]}}
    return _expression(ref, {"type": "threshold", "expression": of, "conditions": [evaluator]})


def _expression(ref: str, model: Json) -> Json:
    source_of_expressions = {"type": "__expr__", "uid": "__expr__"}
    return {
        "refId": ref,
        "datasourceUid": "__expr__",
        "model": {"refId": ref, "datasource": source_of_expressions, **model},
    }
