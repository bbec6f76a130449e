"""Which assets need attention today? The whole fleet on one page, the worst first."""

from contract.silence import ASSET_S
from contract.time import DAY_S, HOUR_S
from grafana.admin import ADMIN_URL
from grafana.boards import asset
from grafana.dashboard import annotation, dashboard, variable
from grafana.maps import geomap, markers
from grafana.palette import (
    COLOURED,
    GAUGE,
    HEALTH_BANDS,
    LEVELS,
    RISK_BANDS,
    STATUSES,
    chance,
    level_mapping,
    named,
    severity_mapping,
    thresholds,
    unknown,
)
from grafana.panels import Column, Json, column, override, stat, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-fleet"
OPEN_INCIDENTS = "Open incidents"
DUE = "When they will fail, due first (the first 100)"
"""Titles of panels that alerts link to."""

_NOBODY = "#3d434b"
"""A level that no asset has must not shine."""
_PERCENT = {"min": 0, "max": 100, "decimals": 0}
_WHEN = {"unit": "dateTimeFromNow", "mappings": [unknown("no date")]}
_SILENCE = ((None, "green"), (ASSET_S, "yellow"), (HOUR_S, "orange"), (DAY_S, "red"))
"""Seconds without a sample; an asset that is off still tells so every minute."""
_SHOW_ASSET = [{"title": "Why is it like this?", "url": asset.link("${__value.text}")}]
_SHOW_TASK = [{"title": "Open it in the admin", "url": f"{ADMIN_URL}/tasks/${{__value.text}}", "targetBlank": True}]


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Which assets need attention today?",
        "Assets ranked by risk with the reason and what to do, where they are, open faults, and who is silent.",
        [_levels(), _ranked(), _due(), _tasks(), _map(), _risk(), _open_incidents(), _last_heard(), _data_quality()],
        variables=[
            variable("site", "Site", "Of every panel here.", "panel_sites", many=True),
            variable("class", "Class", "Kind of asset, of every panel here.", "panel_classes", many=True),
        ],
        annotations=[
            annotation("Threshold changes", "panel_fleet_threshold_marks", "purple"),
            annotation("Faults raised", "panel_fleet_fault_marks", "red"),
        ],
    )


def _levels() -> Json:
    return stat(
        "Assets at each level",
        "How many assets are at each level now, all of them counted; one with a critical fault open stays critical "
        "where it falls silent. Act on critical now and on warning within the shift; watch means that something "
        "changes.",
        "panel_level_counts", size=(24, 4), defaults={"decimals": 0, "noValue": "0", "color": {"mode": "thresholds"}},
        columns=[
            column(name.lower(), name, thresholds=thresholds(((None, _NOBODY), (1, colour)))) for name, colour in LEVELS
        ],
    )


def _ranked() -> Json:
    return table(
        "What needs attention, why, and what to do (the first 100)",
        "The hundred assets whose risk times criticality is highest (low halves it, high doubles it; the registry in "
        "the admin says which it is): its condition, between when and when eight of ten such cases fail, how soon to "
        "act, the reason, the advice of the worst open fault or of the diagnosis, and the likely failure mode with its "
        "confidence. Click an asset to see why; choose a site or a class to see others than these.",
        "panel_fleet", size=(24, 11),
        columns=[
            column("asset", "Asset", width=110, links=_SHOW_ASSET),
            column("level", "Level", width=85, custom__align="left", mappings=level_mapping(), cell=COLOURED),
            column("risk", "Risk", width=130, thresholds=thresholds(RISK_BANDS), cell=GAUGE, **_PERCENT),
            column("criticality", "Criticality", width=90),
            column("weighted_risk", "Risk × criticality", width=130, decimals=0),
            *_condition(),
            column("low_ms", "Fails from", width=130, **_WHEN),
            column("high_ms", "until", width=130, **_WHEN),
            column("p_fail_30d", "Within 30 days", width=115, **chance()),
            column("priority", "Act", width=80),
            column("reason", "Why", wrap=True, min_width=270),
            column("action", "What to do", wrap=True, min_width=270),
            column("likely", "Likely", width=180, wrap=True),
            column("site", "Site", width=85),
            column("asset_class", "Class", width=80),
            column("_time", "Judged", width=150, unit="dateTimeFromNow"),
        ],
    )


def _due() -> Json:
    return table(
        DUE,
        "Assets of which a date is known. Due is the early end of the range in which eight of ten such cases fail: "
        "plan the work before it. By the middle one half of them have failed. None is listed without a trend.",
        "panel_due", size=(24, 8), empty="No trend, no date",
        columns=[
            column("asset", "Asset", width=110, links=_SHOW_ASSET),
            *_condition(),
            column("low_ms", "Due", width=150, unit="dateTimeFromNow"),
            column("middle_ms", "Half have failed", width=150, unit="dateTimeFromNow"),
            column("high_ms", "Late end", width=150, unit="dateTimeFromNow"),
            column("p_fail_30d", "Fails within 30 days", width=150, **chance()),
            column("because", "Because", wrap=True, min_width=270),
            column("method", "Method", width=90),
            column("site", "Site", width=85),
            column("_time", "Said", width=130, unit="dateTimeFromNow"),
        ],
    )


def _tasks() -> Json:
    return table(
        "Tasks of maintenance, due first (the first 100)",
        "What is to be done, as the admin told it within the last quarter of an hour: tasks that follow from open "
        "incidents and prognoses, and those that people made. Day is when people planned it, or else the first day on "
        "which its site has room. Late ones come after they are due. Assign, plan and close them out in the admin on "
        "the page Tasks.",
        "panel_tasks", size=(24, 9), empty="Nothing is to be done, or no admin runs",
        columns=[
            column("due_ms", "Due", width=150, **_WHEN),
            column("day", "Day", width=100),
            column("late", "Late", width=65, mappings=named({"yes": "red", "no": "text"}), cell=COLOURED),
            column("asset", "Asset", width=110, links=_SHOW_ASSET),
            column("title", "What is wrong, or wanted", wrap=True, min_width=220),
            column("action", "What is to be done", wrap=True, min_width=220),
            column("state", "State", width=95),
            column("assignee", "Who", width=100),
            column("cost_of_waiting", "Waiting costs", width=110, decimals=0, mappings=[unknown("not known")]),
            column("currency", "Currency", width=80),
            column("because", "Due then, as", wrap=True, min_width=180),
            column("task", "Task", width=90, links=_SHOW_TASK),
        ],
    )


def _condition() -> list[Column]:
    return [
        column("status", "Condition", width=95, mappings=named(STATUSES), cell=COLOURED),
        column(
            "health", "Health", width=120, thresholds=thresholds(HEALTH_BANDS), cell=GAUGE,
            mappings=[unknown("not known")], **_PERCENT,
        ),
    ]


def _map() -> Json:
    steps = tuple((level or None, colour) for level, (_, colour) in enumerate(LEVELS))
    return geomap(
        "Where they are",
        "The newest place of every asset that tells one, coloured by its level; an asset without a position is not "
        "on the map, nor is one that is not among the 300 of the highest risk times criticality. Click a marker for "
        "the asset.",
        {"A": "panel_map"}, [markers("Assets", "A", colour="level", text="asset")], size=(9, 11),
        overrides=[
            override("level", thresholds=thresholds(steps), mappings=level_mapping()), override("risk", **_PERCENT),
            override("asset", links=_SHOW_ASSET),
        ],
    )


def _risk() -> Json:
    return time_series(
        "Risk over time",
        "Risk (0 to 100) of the ten assets whose risk times criticality was highest in the time range, the highest of "
        "each interval; marks are faults that were raised, and thresholds that were changed. The dashed lines are "
        "where risk is medium and where it is high.",
        "panel_fleet_risk", size=(15, 11), label="asset",
        defaults={"min": 0, "max": 100, "decimals": 0, "thresholds": thresholds(RISK_BANDS)},
        custom={"thresholdsStyle": {"mode": "dashed"}},
    )


def _open_incidents() -> Json:
    return table(
        OPEN_INCIDENTS,
        "Incidents that are open now, the hundred worst: what one cause does to an asset is one line, whatever codes "
        "it has; the failure mode that explains it, how sure that is, and what to do.",
        "panel_open_incidents", size=(24, 9),
        columns=[
            column("asset", "Asset"), column("severity", "Severity"), column("description", "What is wrong"),
            column("cause", "Likely"), column("confidence", "Confidence"), column("recommendation", "What to do"),
            column("codes", "Codes"), column("opened", "Open since"),
        ],
        overrides=[
            override("Open since", width=150, unit="dateTimeFromNow"),
            override("Asset", width=110, links=_SHOW_ASSET),
            override("Severity", width=90, mappings=severity_mapping(), cell=COLOURED),
            override("Codes", width=190, wrap=True),
            override("Likely", width=150), override("Confidence", width=105, unit="percentunit", decimals=0),
            override("What is wrong", wrap=True, min_width=220), override("What to do", wrap=True, min_width=220),
        ],
        empty="No incident is open",
    )


def _last_heard() -> Json:
    made = table(
        "Last heard of, the longest silent first",
        "The hundred assets that have been silent for longest, within thirty days: even one that is switched off tells "
        "so every minute. One whose values come seldom counts from when one was due. Look at connection and supply.",
        "panel_last_heard", size=(12, 9),
        columns=[
            column("asset", "Asset", width=130, links=_SHOW_ASSET),
            column(
                "silent_s", "Silent for", custom__align="left", unit="dtdurations", decimals=0,
                thresholds=thresholds(_SILENCE), cell=COLOURED,
            ),
            column("_time", "Last sample", unit="dateTimeFromNow"),
            column("asset_class", "Class"),
            column("site", "Site"),
        ],
    )
    return {**made, "timeFrom": "30d"}


def _data_quality() -> Json:
    return table(
        "Data quality",
        "Faults of the data, not of the asset, by asset and issue: stuck sensors, gaps, late or impossible values. "
        "They never raise a risk. Look at the sensor or the connection where one keeps coming.",
        "panel_data_quality", size=(12, 9),
        columns=[
            column("asset", "Asset", width=130, links=_SHOW_ASSET),
            column("issue", "Issue"),
            column("signals", "Signals", width=90, decimals=0),
            column("times", "Times", width=90, decimals=0),
        ],
        empty="None",
    )
