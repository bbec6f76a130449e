"""Do the alarms call for what a person can do? How much people are told, beside ISA-18.2 and EEMUA 191."""

from grafana.admin import ADMIN_URL
from grafana.boards import asset
from grafana.dashboard import dashboard, variable
from grafana.palette import COLOURED, fixed, severity_mapping, thresholds
from grafana.panels import Json, column, override, stat, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-alarms"

_SILENCE = "Nothing rang"
_BARS = {"drawStyle": "bars", "fillOpacity": 60, "thresholdsStyle": {"mode": "dashed"}}
_PERCENT = {"unit": "percent", "decimals": 0}
_SHOW_ASSET = [{"title": "Show the asset", "url": asset.link("${__value.text}")}]
_TUNE = [
    {
        "title": "Try another threshold in the admin",
        "url": ADMIN_URL + "/thresholds/${__data.fields.asset}/${__value.text}",
        "targetBlank": True,
    }
]


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Do the alarms call for what a person can do?",
        "How much people were told, beside what ISA-18.2 and EEMUA 191 hold one operator to manage, and what rang "
        "most. The page Alarm health of the admin has all figures, floods and chattering among them.",
        [_figures(), _tens(), _hours(), _priorities(), _worst()],
        variables=[
            variable("site", "Site", "Of every panel here.", "panel_sites", many=True),
            variable("class", "Class", "Kind of asset, of every panel here.", "panel_classes", many=True),
        ],
        span="now-7d",
    )


def _figures() -> Json:
    return stat(
        "What people were told, and the most that it should be",
        "Incidents, each anew where it got worse. One person can manage 150 a day and 6 an hour in the mean, 10 in ten "
        "minutes at most (counted by the clock), 4 that stand at the end of the range, and 5 that stood for more than "
        "a day.",
        "panel_alarm_figures", size=(24, 5), defaults={"noValue": "0", "decimals": 0},
        columns=[
            column("a_day", "A day (150)", decimals=1, thresholds=_most(150)),
            column("an_hour", "An hour (6)", decimals=2, thresholds=_most(6)),
            column("most", "Most in ten minutes (10)", thresholds=_most(10)),
            column("standing", "Standing (4)", thresholds=_most(4)),
            column("stale", "Longer than a day (5)", thresholds=_most(5)),
        ],
    )


def _most(most: int) -> Json:
    """Green up to so many, that included, which is what the guides say; then red."""
    return thresholds(((None, "green"), (most + 1e-9, "red")))


def _tens() -> Json:
    return time_series(
        "Alarms in each ten minutes",
        "What people were told, and the fault episodes that would have rung if one cause were not one incident. A "
        "flood begins above ten, where the dashed line is.",
        "panel_alarm_rate", size=(12, 9), label="what", custom=_BARS, defaults=_limited(10),
        overrides=[override("Incidents", color=fixed("orange")), override("Fault episodes", color=fixed("gray"))],
    )


def _hours() -> Json:
    return time_series(
        "Incidents told in each hour",
        "What people were told, by severity, stacked. Six an hour, where the dashed line is, can be managed for long.",
        "panel_alarm_hours", size=(12, 9), label="severity", custom={**_BARS, "stacking": {"mode": "normal"}},
        defaults=_limited(6),
        overrides=[
            override("critical", color=fixed("red")), override("warning", color=fixed("orange")),
            override("advisory", color=fixed("yellow")),
        ],
    )


def _limited(most: int) -> Json:
    return {"min": 0, "decimals": 0, "noValue": _SILENCE, "thresholds": thresholds(((None, "green"), (most, "red")))}


def _priorities() -> Json:
    return table(
        "How bad it was said to be",
        "What people were told by severity. Where much is critical, nothing is: about 5 percent should be, 15 percent "
        "warnings, and the rest advice.",
        "panel_alarm_priorities", size=(8, 9), empty=_SILENCE,
        columns=[
            column("severity", "Severity", width=110, mappings=severity_mapping(), cell=COLOURED),
            column("alarms", "Alarms", decimals=0),
            column("share", "Share", **_PERCENT),
            column("about", "Should be about", **_PERCENT),
        ],
    )


def _worst() -> Json:
    return table(
        "What rang most (ten at most)",
        "Codes of assets by how many fault episodes began in the range, and their share of all. Should one be "
        "quieter? A click on the signal leads to its threshold in the admin, which shows what another one would have "
        "done before it is set.",
        "panel_worst_alarms", size=(16, 9), empty=_SILENCE,
        columns=[
            column("asset", "Asset", width=130, links=_SHOW_ASSET),
            column("asset_class", "Class", width=90),
            column("code", "Code", min_width=170),
            column("signal", "Signal", min_width=130, links=_TUNE),
            column("episodes", "Episodes", width=95, decimals=0),
            column("share", "Share", width=80, **_PERCENT),
        ],
    )
