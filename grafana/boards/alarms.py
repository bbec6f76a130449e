"""Do the alarms call for what a person can do? How much people are told, beside ISA-18.2 and EEMUA 191."""

from grafana.boards import asset
from grafana.dashboard import dashboard, variable
from grafana.palette import fixed, thresholds
from grafana.panels import Json, column, override, stat, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-alarms"

_SILENCE = "Nothing rang"
_SHOW_ASSET = [{"title": "Show the asset", "url": asset.link("${__value.text}")}]


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Do the alarms call for what a person can do?",
        "How much people were told, beside what ISA-18.2 and EEMUA 191 hold one operator to manage, and what rang most. "
        "The page Alarm health of the admin has all figures, floods and chattering among them.",
        [_figures(), _rate(), _worst()],
        variables=[
            variable("site", "Site", "Of every panel here.", "panel_sites", many=True),
            variable("class", "Class", "Kind of asset, of every panel here.", "panel_classes", many=True),
        ],
        span="now-7d",
    )


def _figures() -> Json:
    return stat(
        "What people were told",
        "Incidents, each anew where it got worse. Manageable: 150 a day, 6 an hour and 10 in ten minutes at most, 4 "
        "standing, 5 that stood for more than a day. The most in ten minutes is by the clock.",
        "panel_alarm_figures", size=(24, 5), defaults={"noValue": "0", "decimals": 0},
        columns=[
            column("a_day", "A day", decimals=1, thresholds=_most(150)),
            column("an_hour", "An hour", decimals=2, thresholds=_most(6)),
            column("most", "Most in ten minutes", thresholds=_most(10)),
            column("standing", "Standing", thresholds=_most(4)),
            column("stale", "Longer than a day", thresholds=_most(5)),
        ],
    )


def _most(most: int) -> Json:
    """Green up to so many, which is what the guides say; then red."""
    return thresholds(((None, "green"), (most + 1e-9, "red")))


def _rate() -> Json:
    return time_series(
        "Alarms in each ten minutes",
        "What people were told, and the fault episodes that would have rung if one cause were not one incident. A flood "
        "begins above ten.",
        "panel_alarm_rate", size=(24, 9), label="what",
        defaults={"min": 0, "decimals": 0, "noValue": _SILENCE, "thresholds": thresholds(((None, "green"), (10, "red")))},
        custom={"drawStyle": "bars", "fillOpacity": 60, "thresholdsStyle": {"mode": "dashed"}},
        overrides=[override("Incidents", color=fixed("orange")), override("Fault episodes", color=fixed("gray"))],
    )


def _worst() -> Json:
    return table(
        "What rang most (ten at most)",
        "Codes of assets by how many fault episodes began in the range. Should one be quieter? Try another threshold on "
        "its page in the admin before you set it.",
        "panel_worst_alarms", size=(24, 9), empty=_SILENCE,
        columns=[
            column("asset", "Asset", width=140, links=_SHOW_ASSET),
            column("asset_class", "Class", width=110),
            column("code", "Code", min_width=180),
            column("episodes", "Episodes", width=110, decimals=0),
        ],
    )
