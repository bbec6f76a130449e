"""One alert rule: a query, the newest value of each of its series, and a constant limit on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from grafana.admin import ADMIN_URL
from grafana.alerting.runbook import anchor
from grafana.panels import DATA_SOURCE, Json
from store.queries import source

RUNBOOK = ADMIN_URL + "/runbook"
"""What to do about each rule: a section a rule, headed by its title."""

Comparison = Literal["gte", "lt", "within_range_included"]


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel that a notification links to."""

    dashboard: str
    id: int

    @classmethod
    def titled(cls, dashboard: Json, title: str) -> "Panel":
        """The panel of that title."""
        (number,) = (panel["id"] for panel in dashboard["panels"] if panel["title"] == title)
        return cls(dashboard["uid"], int(number))


@dataclass(frozen=True, slots=True)
class Beside:
    """Queries and expressions whose values stand in a rule's words and decide nothing, and the annotations of them.

    A query that answers nothing is "no data" for the whole rule: each must have rows wherever the rule's own has.
    """

    data: Sequence[Json] = ()
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What differs from rule to rule.

    Parameters
    ----------
    query : the file's name in `queries/` without `.flux`; its group key becomes the alert's labels
    span_s : how far back the query looks, in seconds
    fires : the comparison of a series' newest value with one limit, or with both ends of a range
    lasting : how long it must have fired before anybody is told
    holding : how long it goes on firing after it would not any more
    on_error : `KeepLast` holds every alert as it is while the store is away; only one rule may say that it is away
    no_data : what it means that the query finds nothing
    summary, description, action : what is the matter, in how far, and what to do; Go templates of a rule's words
    labels : further labels; the policies route by `severity`, `urgency` and `about`
    beside : what else is asked for its words
    """

    uid: str
    title: str
    query: str
    span_s: int
    fires: tuple[Comparison, tuple[float, ...]]
    lasting: str
    holding: str = "0s"
    on_error: Literal["KeepLast", "Alerting"] = "KeepLast"
    no_data: Literal["OK", "Alerting"] = "OK"
    summary: str
    description: str
    action: str
    panel: Panel
    labels: Mapping[str, str] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)

    def build(self) -> Json:
        """The rule as Grafana reads it."""
        comparison, limits = self.fires
        return {
            "uid": self.uid,
            "title": self.title,
            "condition": "C",
            "data": [
                query("A", self.query, self.span_s),
                expression("B", {"type": "reduce", "reducer": "last", "expression": "A"}),
                expression(
                    "C",
                    {
                        "type": "threshold",
                        "expression": "B",
                        "conditions": [{"evaluator": {"type": comparison, "params": list(limits)}}],
                    },
                ),
                *self.beside.data,
            ],
            "for": self.lasting,
            **({"keepFiringFor": self.holding} if self.holding != "0s" else {}),
            "execErrState": self.on_error,
            "noDataState": self.no_data,
            "dashboardUid": self.panel.dashboard,
            "panelId": self.panel.id,
            "annotations": {
                # Grafana makes the links in a notification from these two, not from the two above.
                "__dashboardUid__": self.panel.dashboard,
                "__panelId__": str(self.panel.id),
                "summary": self.summary,
                "description": self.description,
                "action": self.action,
                "runbook_url": f"{RUNBOOK}#{anchor(self.title)}",
                **self.beside.annotations,
            },
            # Grafana expands the environment in labels, and not in annotations: so the admin's address is one.
            "labels": {"source": "forewarn", "admin": "$FOREWARN_ADMIN_URL", **self.labels},
        }


def query(ref: str, name: str, span_s: int) -> Json:
    """A query of a rule, by its file's name in `queries/`; it looks so many seconds back."""
    model = {"refId": ref, "datasource": DATA_SOURCE, "query": source(name), "intervalMs": 1000, "maxDataPoints": 43200}
    return {
        "refId": ref,
        "datasourceUid": DATA_SOURCE["uid"],
        "relativeTimeRange": {"from": span_s, "to": 0},
        "model": model,
    }


def expression(ref: str, model: Json) -> Json:
    """An expression of a rule, on what others of it give."""
    source_of_expressions = {"type": "__expr__", "uid": "__expr__"}
    return {
        "refId": ref,
        "datasourceUid": "__expr__",
        "model": {"refId": ref, "datasource": source_of_expressions, **model},
    }
