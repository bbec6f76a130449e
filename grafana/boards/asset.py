"""Why is this one red? One asset: its risk and where it comes from, its signals, its faults."""

from contract.levels import HEALTH_EDGES
from grafana.dashboard import annotation, choice, dashboard, variable
from grafana.palette import (
    COLOURED,
    GAUGE,
    HEALTH_BANDS,
    LEVELS,
    RISK_BANDS,
    SCORE_BANDS,
    STATUSES,
    chance,
    fixed,
    level_mapping,
    named,
    severity_mapping,
    thresholds,
    unknown,
)
from grafana.panels import Json, column, override, panel, stat, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-asset"
FAULTS = "Faults"
"""Title of the panel that alerts belong to."""

_HOURLY_MS = 3 * 3_600_000
"""A line of what is said hourly bridges this, in milliseconds."""
_WHEN = {"unit": "dateTimeFromNow", "mappings": [unknown("no date")]}
_HERE = f"/d/{UID}?var-asset=$asset&var-units=$units"
_SHOW_SIGNAL = [
    {"title": "Show it in its band", "url": f"{_HERE}&var-signal=${{__data.fields.signal}}&${{__url_time_range}}"}
]
_BEFORE = [
    {
        "title": "Telemetry before it, as a freeze frame",
        "url": f"{_HERE}&var-signal=${{__data.fields.signal}}"
        "&from=${__data.fields.from_ms}&to=${__data.fields.to_ms}",
    }
]


def link(asset: str) -> str:
    """Where a panel leads to for an asset, which may be a value that Grafana fills in."""
    return f"/d/{UID}?var-asset={asset}&${{__url_time_range}}"


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Why is this one red?",
        "One asset: what is wrong and what to do, where its risk comes from, its signals against what is expected, its "
        "faults with the telemetry before them.",
        [
            _now(), _words(), _outlook(), _remaining(), _chances(), _health(), _maintenance(),
            _contributions(), _states(), _band(), _freeze_frame(), _faults(),
        ],
        variables=[
            variable("asset", "Asset", "Highest risk first.", "panel_assets"),
            {
                **variable("signal", "Signals", "Shown in their bands; highest score first.", "panel_signals"),
                # Each that is chosen gets a panel.
                "multi": True,
            },
            choice("units", "Units", "Of temperature, speed, distance and pressure.", {"metric": "metric", "us": "US"}),
        ],
        annotations=[
            annotation("Faults cleared", "panel_cleared_marks", "green"),
            annotation("Faults raised", "panel_raised_marks", "red"),
            annotation("Maintenance", "panel_maintenance_marks", "blue"),
            annotation("Threshold changes", "panel_threshold_marks", "purple"),
        ],
    )


def _now() -> Json:
    steps = tuple((level or None, colour) for level, (_, colour) in enumerate(LEVELS))
    return stat(
        "$asset now",
        "Level, risk (0 to 100) and health (100 sound, 0 failed) at the end of the time range. Health is not what the "
        "risk leaves: wear, its course, open faults and doubtful data take from it, too.",
        "panel_asset_now", size=(7, 9), defaults={"color": {"mode": "thresholds"}, "decimals": 0},
        columns=[
            column("level", "Level", thresholds=thresholds(steps), mappings=level_mapping()),
            column("risk", "Risk", thresholds=thresholds(RISK_BANDS)),
            column("health", "Health", thresholds=thresholds(HEALTH_BANDS)),
        ],
        vertical=True,
    )


def _words() -> Json:
    return table(
        "Why, and what to do",
        "The reason of the newest risk; while the asset is not normal also what to do (the advice of the worst open "
        "fault, else of the diagnosis), the likely failure mode with its confidence (how often what is said so is "
        "right) and the other candidates, and what speaks for and against it. It is unknown where no mode of the class "
        "describes what is off; then what rose and fell, and how far, stands there.",
        "panel_asset_words", size=(17, 9),
        columns=[column("what", "About", width=120), column("said", "In words", wrap=True, min_width=200)],
    )


def _contributions() -> Json:
    return time_series(
        "What the risk is made of",
        "Points of risk that each signal adds, stacked: the upper edge is the risk. The six that added most have "
        "their names, the others are together. Dashed lines: risk is medium, risk is high. The marks are faults, "
        "maintenance, and changed thresholds.",
        "panel_contributions", size=(12, 10), label="signal",
        defaults={"min": 0, "decimals": 0, "thresholds": thresholds(RISK_BANDS)},
        custom={
            "fillOpacity": 60, "lineWidth": 0, "stacking": {"mode": "normal", "group": "A"}, "axisSoftMax": 100,
            "thresholdsStyle": {"mode": "dashed"},
        },
    )


def _states() -> Json:
    made = panel(
        "state-timeline",
        "Which signal left its band, and when",
        "Every signal's score over time, the twelve that were furthest off: green inside its expected band, orange "
        "outside, red far outside. What turned first is nearest to the cause.",
        "panel_signal_states", size=(12, 10),
        options={
            "mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.85, "perPage": 0,
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
            "tooltip": {"mode": "single", "sort": "none"},
        },
        defaults={
            "displayName": "${__field.labels.signal}", "color": {"mode": "thresholds"}, "decimals": 2,
            "thresholds": thresholds(SCORE_BANDS), "custom": {"fillOpacity": 75, "lineWidth": 0, "spanNulls": False},
        },
    )
    return {**made, "maxDataPoints": 240}


def _band() -> Json:
    edge = {"custom__lineWidth": 0, "custom__hideFrom": {"viz": False, "legend": True, "tooltip": False}}
    shade = {"color": fixed("green"), "custom__fillOpacity": 18, "custom__fillBelowTo": "lower"}
    made = time_series(
        "$signal in its expected band",
        "What was measured against what is expected, in the unit that ends the name in the legend. The band is what "
        "is normal for this asset at this time; the score in the tooltip is 1 at its edge and grows outside it. "
        "Dashed: the limits in force, as they ship or as they are set in the admin. Choose several signals above to "
        "see them side by side.",
        "panel_signal_band", size=(24, 9), label="name", defaults={"color": fixed("blue"), "decimals": 2},
        custom={"lineWidth": 2},
        overrides=[
            override("lower", **edge),
            override("upper", **edge, **shade),
            override(
                "expected", color=fixed("green"), custom__lineWidth=1,
                custom__lineStyle={"fill": "dash", "dash": [2, 6]},
            ),
            override(
                "score", custom__hideFrom={"viz": True, "legend": True, "tooltip": False},
                custom__axisPlacement="hidden",
            ),
            *(_limit(f"{kind} {side}", colour) for kind, colour in _LIMITS for side in ("above", "below")),
        ],
    )
    return {**made, "repeat": "signal", "repeatDirection": "h", "maxPerRow": 3}


_LIMITS = (("warning", "orange"), ("critical", "red"))


def _limit(name: str, colour: str) -> Json:
    return override(
        name, color=fixed(colour), custom__lineWidth=1, custom__lineStyle={"fill": "dash", "dash": [10, 6]},
        custom__lineInterpolation="stepAfter", custom__spanNulls=True,
    )


def _freeze_frame() -> Json:
    return table(
        "Every signal at the end of the time range, beside what is normal",
        "A freeze frame: the last value of each signal before the end of the time range, what was expected then, how "
        "far off it is, and its band, in the unit that ends the name. Without an expected value: not judged. Choose "
        "the moment by the time range, or by a fault's link below. Click a signal to see it in its band.",
        "panel_freeze_frame", size=(24, 11),
        columns=[
            column("shown", "Signal", links=_SHOW_SIGNAL, min_width=170),
            column("observed", "Observed", decimals=2),
            column("expected", "Expected", decimals=2),
            column("off", "Off by", decimals=2),
            column(
                "score", "Score", min_width=150, min=0, max=3, decimals=2, thresholds=thresholds(SCORE_BANDS),
                cell=GAUGE,
            ),
            column("lower", "Band from", decimals=2),
            column("upper", "to", decimals=2),
            column("signal", hidden=True),
        ],
    )


def _faults() -> Json:
    return table(
        FAULTS,
        "Every fault episode that was open within the time range, the newest first. Click when it was raised to see "
        "the telemetry before it: this page from ten minutes before to two minutes after.",
        "panel_faults", size=(24, 9),
        columns=[
            column("raised", "Raised", width=165, unit="dateTimeAsIso", links=_BEFORE),
            column("state", "State", width=80),
            column("lasted_s", "Open for", width=100, unit="s", decimals=0),
            column("severity", "Severity", width=90, mappings=severity_mapping(), cell=COLOURED),
            column("description", "What is wrong", wrap=True, min_width=190),
            column("observed", "Observed", width=90, decimals=2),
            column("limit", "Limit", width=80, decimals=2),
            column("likely", "Likely", width=175, wrap=True),
            column("recommendation", "What to do", wrap=True, min_width=220),
            column("code", "Code", width=185),
            # In a link the words for nothing would stand for an unknown signal.
            column("signal", noValue="", hidden=True),
            column("from_ms", noValue="", hidden=True),
            column("to_ms", noValue="", hidden=True),
        ],
        empty="No fault was open",
    )


def _health() -> Json:
    healthy, warning, critical = (edge for edge, _ in HEALTH_EDGES)
    made = time_series(
        "Health over thirty days, and what takes from it",
        "100 sound, 0 failed: the lowest of each interval; below it the points that each factor takes: what is wrong "
        "now, wear, its course, open faults, doubtful data. "
        f"Below {healthy:.0f} something changes, below {warning:.0f} plan work, below {critical:.0f} it is down.",
        "panel_health", size=(12, 8), label="name",
        defaults={"min": 0, "max": 100, "decimals": 0, "thresholds": thresholds(HEALTH_BANDS)},
        custom={"thresholdsStyle": {"mode": "dashed"}, "spanNulls": _HOURLY_MS},
        overrides=[override("health", color=fixed("blue"), custom__fillOpacity=8, custom__lineWidth=3)],
    )
    return {**made, "timeFrom": "30d", "maxDataPoints": 720}


def _outlook() -> Json:
    return table(
        "When it will fail, how it is, and on what grounds",
        "What was said last: the range in which eight of ten such cases fail, its middle, two probabilities, the "
        "method (none, linear, wear, growth, similar, boosting) and the grounds. Without a trend there is no date.",
        "panel_outlook", size=(24, 4), empty="Nothing was said",
        columns=[
            column("status", "Condition", width=95, mappings=named(STATUSES), cell=COLOURED),
            column("low_ms", "Early end", width=130, **_WHEN),
            column("middle_ms", "Half have failed", width=130, **_WHEN),
            column("high_ms", "Late end", width=130, **_WHEN),
            column("p_fail_7d", "Within 7 days", width=110, **chance()),
            column("p_fail_30d", "Within 30 days", width=115, **chance()),
            column("method", "Method", width=85),
            column("because", "Because", wrap=True, min_width=250),
            column("like", "Like", width=130, wrap=True),
            column("condition", "What takes from its health", wrap=True, min_width=180),
            column("_time", "Said", width=130, unit="dateTimeFromNow"),
        ],
    )


def _remaining() -> Json:
    made = time_series(
        "In how long it fails, as it was said over thirty days",
        "The range in which eight of ten such cases fail, and its middle, from each moment on. A right foretelling "
        "falls by a day a day; where nothing is drawn, no date was known.",
        "panel_remaining_life", size=(12, 8), label="name", unit="h", defaults={"min": 0, "decimals": 0},
        custom={"spanNulls": _HOURLY_MS},
        overrides=[
            override("early end", color=fixed("blue"), custom__lineWidth=0),
            override(
                "late end", color=fixed("blue"), custom__lineWidth=0, custom__fillOpacity=18,
                custom__fillBelowTo="early end",
            ),
            override("middle", color=fixed("blue"), custom__lineWidth=2),
        ],
    )
    return {**made, "timeFrom": "30d", "maxDataPoints": 720}


def _chances() -> Json:
    made = time_series(
        "How probable it is, as it was said over thirty days",
        "The probability of a failure within seven and within thirty days of each moment. Above the dashed line it "
        "rather fails within thirty days than not.",
        "panel_failure_chance", size=(12, 8), label="name", unit="percentunit",
        defaults={
            "min": 0, "max": 1, "decimals": 0, "thresholds": thresholds(((None, "transparent"), (0.5, "orange"))),
        },
        custom={"thresholdsStyle": {"mode": "dashed"}, "spanNulls": _HOURLY_MS},
    )
    return {**made, "timeFrom": "30d", "maxDataPoints": 720}


def _maintenance() -> Json:
    return table(
        "Maintenance told",
        "Every window of work on this asset that was ever told, in UTC, as it stands now: the asset is not judged "
        "meanwhile. Tell more, or end one, in the admin on the asset's page.",
        "panel_maintenance", size=(12, 8),
        columns=[
            column("from", "From", width=165),
            column("until", "Until", width=165),
            column("what", "What", wrap=True),
            column("signals", "Signals", width=80, wrap=True),
            column("relearn", "Learned anew", width=110),
            column("state", "State", width=90),
            column("actor", "Told by", width=80),
        ],
        empty="None was ever told",
    )
