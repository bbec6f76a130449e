"""Is the system itself healthy? From what comes in to what goes out, with the limits that the alert rules have."""

from contract.silence import BEHIND_S, REPORT_S
from grafana.dashboard import dashboard
from grafana.palette import LEVELS, fixed, thresholds
from grafana.panels import Json, column, matching, override, stat, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-system"

NOW = "The worker now"
FRESHNESS = "Assets heard of"
LAG = "How late is what is judged?"
WAITING = "What waits to be written"
LOST = "Errors and losses"
DATA_FAULTS = "Data faults and refused input"
"""Titles of the panels that alerts link to."""

WAITING_BATCHES = 2
"""From here on a rule fires; the panel draws it."""

_WIDE: Json = {"type": "symlog", "log": 10, "linearThreshold": 1}
"""An axis on which a second and hours are both to be seen."""
_LIMIT: Json = {"custom__thresholdsStyle": {"mode": "dashed"}}
_BARS: Json = {
    "custom": {
        "drawStyle": "bars", "fillOpacity": 80, "lineWidth": 0, "showPoints": "never",
        "stacking": {"mode": "normal", "group": "A"},
    }
}
_NEUTRAL, _GREEN, _YELLOW, _ORANGE, _RED = "#4b5563", *(colour for _, colour in LEVELS)


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Is the system itself healthy?",
        "What comes in, how late it is judged, what waits or was lost on its way, and what was sent to people.",
        [
            _now(), _freshness(), _lag_quantiles(), _lag(), _ingest(), _work(), _cpu(), _waiting(), _lost(),
            _data_faults(), _thresholds(), _notifications(),
        ],
    )


def _now() -> Json:
    return stat(
        NOW,
        "The newest report of the worker, which gives one every ten seconds: how old the newest sample is that it has "
        "judged, what it has still to read, and how much it does. A report older than two minutes means that nothing "
        "is judged: look at its log.",
        "panel_system_now", size=(14, 5),
        defaults={"decimals": 0, "color": {"mode": "thresholds"}, "thresholds": thresholds(((None, _NEUTRAL),))},
        columns=[
            column("lag_s", "Lag", unit="s", decimals=1, thresholds=_late()),
            column("behind_s", "Still to read", unit="s", thresholds=_late()),
            column("points_per_s", "Values per s"),
            column("assets", "Assets"),
            column(
                "age_s", "Report's age", unit="s", decimals=0, thresholds=thresholds(((None, _GREEN), (REPORT_S, _RED)))
            ),
        ],
    )


def _freshness() -> Json:
    return stat(
        FRESHNESS,
        "Of the assets heard of in the time range, how many sent how recently. Silent ones were at work when they were "
        "last heard of, more than ten minutes ago, and raise an alert; parked ones were off and may be silent.",
        "panel_system_freshness", size=(10, 5),
        defaults={"decimals": 0, "color": {"mode": "thresholds"}, "thresholds": thresholds(((None, _NEUTRAL),))},
        columns=[
            column("live", "Within a minute"),
            column("delayed", "Within ten", thresholds=thresholds(((None, _NEUTRAL), (1, _YELLOW)))),
            column("silent", "Silent", thresholds=thresholds(((None, _GREEN), (1, _RED)))),
            column("parked", "Parked"),
        ],
    )


def _lag_quantiles() -> Json:
    return stat(
        "Lag over the time range",
        "How old the newest sample was that the worker had judged, at each of its reports: it grows when the worker is "
        "behind, and also when the whole fleet is silent.",
        "panel_system_lag_quantiles", size=(6, 8), unit="s",
        defaults={"decimals": 1, "color": {"mode": "thresholds"}, "thresholds": _late()},
        columns=[column("median", "Half below"), column("p99", "99 of 100 below"), column("worst", "Worst")],
        vertical=True,
    )


def _lag() -> Json:
    return time_series(
        LAG,
        "Lag is the age of the newest sample that was judged; behind is how much telemetry the worker has still to "
        "read. From the dashed line on, for ten minutes, an alert is raised; then see what its time goes into.",
        "panel_system_lag", size=(18, 8), unit="s", label="figure",
        defaults={"min": 0, "thresholds": thresholds(((None, _GREEN), (BEHIND_S, _RED)))},
        overrides=[
            override("behind", **_LIMIT, color=fixed(_ORANGE), custom__scaleDistribution=_WIDE),
            override("lag", color=fixed("blue"), custom__scaleDistribution=_WIDE),
        ],
    )


def _ingest() -> Json:
    return time_series(
        "What comes in",
        "Values per second by class of asset, as counted into the minutes of the rollup. A class that falls to nothing "
        "has lost its way in: see the doors, brokers and collectors.",
        "panel_system_ingest", size=(12, 8), unit="short", label="asset_class", defaults={"min": 0, "decimals": 0},
    )


def _work() -> Json:
    return time_series(
        "What a step of the worker takes",
        "Reading new telemetry from the store, judging it, and handing over what is to be written. Reading that takes "
        "long points at the store's load, disk or memory.",
        "panel_system_work", size=(12, 8), unit="ms", label="step", defaults={"min": 0},
    )


def _cpu() -> Json:
    return time_series(
        "CPU of the worker",
        "In per cent of a core; all is the whole process. A worker at 100 % for long falls behind.",
        "panel_system_cpu", size=(12, 8), unit="percent", label="part", defaults={"min": 0},
        overrides=[override("all", custom__lineWidth=2)],
    )


def _waiting() -> Json:
    edges = thresholds(((None, _GREEN), (WAITING_BATCHES, _RED)))
    return time_series(
        WAITING,
        "Batches of up to 5000 points: the worker's spool and the buffers of Telegraf's outputs. They fill while the "
        "store is away and drain after it; from the dashed line on, for ten minutes, an alert is raised.",
        "panel_system_waiting", size=(12, 8), label="component", defaults={"min": 0, "thresholds": edges},
        overrides=[matching("byType", "number", **_LIMIT)],
    )


def _lost() -> Json:
    return time_series(
        LOST,
        "What went wrong in each interval. Steps that the store's absence ended and writes tried again are made up "
        "for; what was refused or lost is gone, and raises an alert: the component's log says which and why.",
        "panel_system_errors", size=(12, 8), label="kind", defaults={"min": 0, "decimals": 0, **_BARS},
    )


def _data_faults() -> Json:
    return time_series(
        DATA_FAULTS,
        "How often each kind of fault of the data was counted: stuck sensors, gaps, impossible values, late points, "
        "input that names no asset. None of them raises a risk; the fleet's page tells which signal.",
        "panel_system_data_faults", size=(12, 8), label="issue", defaults={"min": 0, "decimals": 0, **_BARS},
    )


def _thresholds() -> Json:
    return table(
        "Thresholds that were changed (the newest 100)",
        "What people set in the admin and is in force now, for an asset, a class or every class (default), by whom and "
        "why; the rest is as it ships. Limits are in the signal's unit. Change it, go back or withdraw in the admin.",
        "panel_thresholds", size=(24, 8),
        columns=[
            column("_time", "Changed", width=150, unit="dateTimeFromNow"),
            column("scope", "For", width=130), column("signal", "Signal", width=170),
            column("direction", "Direction", width=85), column("sensitivity", "Sensitivity", width=90),
            column("least", "Smallest deviation", width=140),
            column("crit_low", "Critical below", width=105), column("warn_low", "Warning below", width=110),
            column("warn_high", "Warning above", width=110), column("crit_high", "Critical above", width=110),
            column("dwell_s", "Dwell, s", width=80), column("enabled", "Judged", width=70),
            column("actor", "Who", width=110), column("why", "Why", wrap=True, min_width=160),
        ],
        empty="All is as it ships",
    )


def _notifications() -> Json:
    return table(
        "Notifications kept",
        "What alerting sent while no receiver of your own is set: they are kept in the store. Empty where another "
        "receiver is set, or nothing was sent in the time range.",
        "panel_system_notifications", size=(24, 8),
        columns=[
            column("_time", "Sent", width=170, unit="dateTimeAsIso"),
            column("status", "Status", width=90),
            column("title", "Title", width=380, wrap=True),
            column("message", "Message", wrap=True),
        ],
    )


def _late() -> Json:
    return thresholds(((None, _GREEN), (BEHIND_S / 4, _YELLOW), (BEHIND_S, _RED)))
