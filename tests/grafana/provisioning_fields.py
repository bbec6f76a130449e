"""The fields that Grafana 12.3.3 reads of each provisioning file: another name would be passed over without a word.

Read in the types that its provisioning decodes into; a field that it reads for old files only is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

ANY = None
"""What is below this field is not Grafana's provisioning's own: a query, a plugin's settings, a set of names."""

Fields = Mapping[str, Any]
"""Field names, each with the fields below it (of every item, where it is a list), or ANY."""

_DELETED = {"orgId": ANY, "uid": ANY}
_DELETED_BY_NAME = {"orgId": ANY, "name": ANY}

_RULE: Fields = {
    **dict.fromkeys(("uid", "title", "condition", "for", "keepFiringFor", "isPaused"), ANY),
    **dict.fromkeys(("noDataState", "execErrState", "missing_series_evals_to_resolve"), ANY),
    **dict.fromkeys(("dashboardUid", "panelId", "annotations", "labels"), ANY),
    "data": {
        "refId": ANY,
        "queryType": ANY,
        "datasourceUid": ANY,
        "relativeTimeRange": {"from": ANY, "to": ANY},
        "model": ANY,
    },
    "notification_settings": dict.fromkeys(
        ("receiver", "group_by", "group_wait", "group_interval", "repeat_interval", "mute_time_intervals",
         "active_time_intervals"), ANY
    ),
    "record": {"metric": ANY, "from": ANY},
}  # fmt: skip

_ROUTE: dict[str, Any] = dict.fromkeys(
    ("receiver", "group_by", "group_wait", "group_interval", "repeat_interval", "object_matchers", "matchers",
     "mute_time_intervals", "active_time_intervals", "continue"), ANY
)  # fmt: skip
_ROUTE["routes"] = _ROUTE

_SETTINGS: Mapping[str, Fields] = {
    "webhook": dict.fromkeys(
        ("url", "httpMethod", "maxAlerts", "authorization_scheme", "authorization_credentials", "username", "password",
         "headers", "title", "message", "tlsConfig", "hmacConfig", "payload"), ANY
    ),
    "email": dict.fromkeys(("addresses", "singleEmail", "subject", "message"), ANY),
    "slack": dict.fromkeys(
        ("endpointUrl", "url", "token", "recipient", "text", "title", "username", "icon_emoji", "icon_url",
         "mentionChannel", "mentionUsers", "mentionGroups", "color"), ANY
    ),
}  # fmt: skip
"""The settings of each type of receiver."""

ALERTING: Fields = {
    "apiVersion": ANY,
    "groups": {"orgId": ANY, "name": ANY, "folder": ANY, "interval": ANY, "rules": _RULE},
    "deleteRules": _DELETED,
    "contactPoints": {
        "orgId": ANY,
        "name": ANY,
        "receivers": {"uid": ANY, "type": ANY, "disableResolveMessage": ANY, "settings": ANY},
    },
    "deleteContactPoints": _DELETED,
    "policies": {"orgId": ANY, **_ROUTE},
    "resetPolicies": ANY,
    "muteTimes": {
        "orgId": ANY,
        "name": ANY,
        "time_intervals": {
            "times": {"start_time": ANY, "end_time": ANY},
            **dict.fromkeys(("weekdays", "days_of_month", "months", "years", "location"), ANY),
        },
    },
    "deleteMuteTimes": _DELETED_BY_NAME,
    "templates": {"orgId": ANY, "name": ANY, "template": ANY},
    "deleteTemplates": _DELETED_BY_NAME,
}
DATA_SOURCES: Fields = {
    "apiVersion": ANY,
    "prune": ANY,
    "datasources": dict.fromkeys(
        ("orgId", "version", "name", "uid", "type", "access", "url", "user", "database", "basicAuth", "basicAuthUser",
         "withCredentials", "isDefault", "correlations", "jsonData", "secureJsonData", "editable"), ANY
    ),
    "deleteDatasources": _DELETED_BY_NAME,
}  # fmt: skip
DASHBOARDS: Fields = {
    "apiVersion": ANY,
    "providers": dict.fromkeys(
        ("name", "type", "orgId", "folder", "folderUid", "editable", "options", "disableDeletion",
         "updateIntervalSeconds", "allowUiUpdates"), ANY
    ),
}  # fmt: skip
KINDS: Mapping[str, Fields] = {"alerting": ALERTING, "datasources": DATA_SOURCES, "dashboards": DASHBOARDS}
"""The fields of each folder's files."""


def unknown(kind: str, document: Any) -> list[str]:
    """Where a file of a folder has a field that Grafana does not read."""
    problems = list(_unknown(document, KINDS[kind], ""))
    for point in document.get("contactPoints", []):
        for receiver in point.get("receivers", []):
            problems += _unknown(receiver.get("settings", {}), _SETTINGS[receiver["type"]], f"/{point['name']}")
    return problems


def _unknown(value: Any, known: Fields | None, place: str) -> Iterator[str]:
    if known is ANY:
        return
    for item in value if isinstance(value, list) else [value]:
        for name, below in item.items():
            if name in known:
                yield from _unknown(below, known[name], f"{place}/{name}")
            else:
                yield f"{place}/{name}"
