"""Which assets need attention today? The whole fleet on one page, the worst first."""

from grafana.dashboard import dashboard, variable
from grafana.palette import LEVELS, RISK_BANDS, SCORE_BANDS, level_mapping, severity_mapping, thresholds
from grafana.panels import Json, arrange, keep, override, stat, table, time_series

UID = "forewarn-fleet"
OPEN_FAULTS = "Open faults"
"""Title of the panel that alerts link to."""

_GAUGE = {"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}
_COLOURED = {"type": "color-background", "mode": "basic"}
_PERCENT = {"min": 0, "max": 100, "decimals": 0}
_SHOW_ASSET = [
    {"title": "Show its worst signal below", "url": f"/d/{UID}?var-asset=${{__value.text}}&${{__url_time_range}}"}
]


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Which assets need attention today?",
        "Assets ranked by risk with the reason, open faults, one signal in its expected band, and data quality.",
        [_levels(), _ranked(), _open_faults(), _risk(), _band(), _signals(), _data_quality(), _freshness()],
        variables=[
            variable("asset", "Asset", "Highest risk first.", "panel_assets"),
            variable("signal", "Signal", "Of the chosen asset, highest score first.", "panel_signals"),
        ],
    )


def _levels() -> Json:
    columns = {name.lower(): name for name, _ in LEVELS}
    return stat(
        "Assets at each level",
        "How many assets are at each level now. Warning and critical need action; watch means that something changes.",
        "panel_level_counts",
        size=(24, 4),
        unit="none",
        defaults={"decimals": 0},
        overrides=[override(name, color={"mode": "fixed", "fixedColor": colour}) for name, colour in LEVELS],
        transformations=[keep(columns), arrange(columns)],
    )


def _ranked() -> Json:
    return table(
        "Ranked by risk, with the reason",
        "The newest risk of every asset (0 to 100), its level, and the reason. Click an asset to see its worst signal.",
        "fleet_ranked",
        size=(24, 10),
        unit="none",
        columns={
            "asset": "Asset",
            "level": "Level",
            "risk": "Risk",
            "reason": "Why",
            "top_signal": "Top signal",
            "health": "Health",
            "asset_class": "Class",
            "site": "Site",
            "_time": "Scored",
        },
        overrides=[
            override("Asset", custom__width=130, links=_SHOW_ASSET),
            override("Level", custom__width=90, mappings=level_mapping(), custom__cellOptions=_COLOURED),
            override(
                "Risk", custom__width=180, thresholds=thresholds(RISK_BANDS), custom__cellOptions=_GAUGE, **_PERCENT
            ),
            override("Why", custom__wrapText=True, custom__minWidth=280),
            override("Top signal", custom__width=170),
            override("Health", custom__width=70, **_PERCENT),
            override("Class", custom__width=80),
            override("Site", custom__width=100),
            override("Scored", custom__width=150, unit="dateTimeFromNow"),
        ],
    )


def _risk() -> Json:
    return time_series(
        "Risk over time",
        "Risk (0 to 100) of the ten assets whose risk was highest in the time range, the highest of each interval.",
        "panel_fleet_risk",
        size=(24, 8),
        unit="none",
        label="asset",
        defaults={"min": 0, "max": 100, "thresholds": thresholds(RISK_BANDS)},
    )


def _open_faults() -> Json:
    return table(
        OPEN_FAULTS,
        "Fault episodes that are open now, with the failure mode that they looked like when they were raised, how sure "
        "that was, and what to do.",
        "panel_open_faults",
        size=(24, 7),
        unit="none",
        columns={
            "asset": "Asset",
            "severity": "Severity",
            "description": "What is wrong",
            "mode": "Likely",
            "confidence": "Confidence",
            "recommendation": "What to do",
            "code": "Code",
            "_time": "Last confirmed",
        },
        overrides=[
            override("Last confirmed", custom__width=150, unit="dateTimeFromNow"),
            override("Asset", custom__width=120, links=_SHOW_ASSET),
            override("Severity", custom__width=90, mappings=severity_mapping(), custom__cellOptions=_COLOURED),
            override("Code", custom__width=190),
            override("Likely", custom__width=160),
            override("Confidence", custom__width=110, unit="percentunit", decimals=0),
            override("What is wrong", custom__wrapText=True, custom__minWidth=220),
            override("What to do", custom__wrapText=True, custom__minWidth=220),
        ],
    )


def _band() -> Json:
    edge = {"custom__lineWidth": 0, "custom__hideFrom": {"viz": False, "legend": True, "tooltip": False}}
    shade = {
        "color": {"mode": "fixed", "fixedColor": "green"},
        "custom__fillOpacity": 18,
        "custom__fillBelowTo": "lower",
    }
    return time_series(
        "$signal of $asset in its expected band",
        "What was measured against what is expected, in the unit that ends the signal's name. The band is what is "
        "normal for this asset at this time; the score in the tooltip is 1 at its edge and grows outside it.",
        "signal_band",
        size=(15, 10),
        unit="none",
        label="_field",
        overrides=[
            override("lower", **edge),
            override("upper", **edge, **shade),
            override(
                "expected",
                color={"mode": "fixed", "fixedColor": "green"},
                custom__lineStyle={"fill": "dash", "dash": [8, 6]},
            ),
            override("observed", color={"mode": "fixed", "fixedColor": "blue"}, custom__lineWidth=2),
            override(
                "score",
                custom__hideFrom={"viz": True, "legend": True, "tooltip": False},
                custom__axisPlacement="hidden",
            ),
        ],
    )


def _signals() -> Json:
    return table(
        "Signals of $asset",
        "The newest score of every signal of the chosen asset: 0 as expected, 1 the edge of normal, above 1 outside.",
        "signal_scores",
        size=(9, 10),
        unit="none",
        columns={"signal": "Signal", "score": "Score", "observed": "Observed", "expected": "Expected"},
        overrides=[
            override(
                "Score", custom__width=150, min=0, max=3, decimals=2,
                thresholds=thresholds(SCORE_BANDS), custom__cellOptions=_GAUGE,
            ),
            override("Observed", custom__width=90, decimals=2),
            override("Expected", custom__width=90, decimals=2),
        ],
    )  # fmt: skip


def _data_quality() -> Json:
    return table(
        "Data quality",
        "Faults of the data, not of the asset: stuck sensors, gaps, impossible values. They never raise a risk.",
        "data_quality",
        size=(12, 8),
        unit="none",
        columns={"asset": "Asset", "signal": "Signal", "issue": "Issue", "_value": "Times"},
        overrides=[override("Times", custom__width=90)],
    )


def _freshness() -> Json:
    return table(
        "Last heard of",
        "When each asset last sent anything within the time range. An asset that is missing here is silent.",
        "freshness",
        size=(12, 8),
        unit="none",
        columns={"asset": "Asset", "asset_class": "Class", "site": "Site", "_time": "Last sample"},
        overrides=[override("Last sample", unit="dateTimeFromNow")],
    )
