"""What did each asset do, day by day? Hours at work, way, energy and alarms, for who plans the work."""

from grafana.bars import bars_beside
from grafana.boards import asset
from grafana.dashboard import dashboard, variable
from grafana.panels import Json, column, table

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-days"

_NO_DAY = "No day is over yet"
_OVER = "A day is worked out about an hour after it is over where the asset stands."
_NOTHING = {"noValue": "–"}
_SHOW_ASSET = [{"title": "Show the asset", "url": asset.link("${__value.text}")}]


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "What did each asset do, day by day?",
        "Hours at work, way, energy and alarms of each asset and day, and what the fleet came to.",
        [_work(), _alarms(), _days()],
        variables=[
            variable("site", "Site", "Of every panel here.", "panel_sites", many=True),
            variable("class", "Class", "Kind of asset, of every panel here.", "panel_classes", many=True),
        ],
        span="now-31d",
    )


def _work() -> Json:
    return bars_beside(
        "Hours at work, and with an alarm",
        f"Of all assets together: hours in a state of work, and hours in which a fault was open. {_OVER}",
        "panel_day_totals", size=(12, 9), unit="h", defaults={"min": 0, "decimals": 0, "noValue": _NO_DAY},
        columns=[
            column("day", "Day"), column("worked_h", "At work"), column("alarm_h", "With an alarm"),
            column("assets", "Assets", unit="none", decimals=0,
                   custom__hideFrom={"viz": True, "legend": True, "tooltip": False}),
        ],
        colours={"At work": "blue", "With an alarm": "orange"},
    )


def _alarms() -> Json:
    return bars_beside(
        "Alarms and incidents",
        f"Of all assets together: faults that were raised, and incidents that began. {_OVER}",
        "panel_day_totals", size=(12, 9), defaults={"min": 0, "decimals": 0, "noValue": _NO_DAY},
        columns=[column("day", "Day"), column("alarms", "Faults raised"), column("incidents", "Incidents")],
        colours={"Faults raised": "orange", "Incidents": "red"},
    )


def _days() -> Json:
    return table(
        "Each asset and day (the newest 2,000)",
        "Hours at work are by the machine's own counter, else by its run state; the way is by the odometer, else by "
        f"the speed; energy by the power that was taken. {_OVER} As a file: /api/v1/days.csv of the admin.",
        "panel_days", size=(24, 14), empty=_NO_DAY,
        columns=[
            column("day", "Day", width=110),
            column("asset", "Asset", min_width=120, links=_SHOW_ASSET),
            column("worked_h", "At work", width=110, unit="h", decimals=1, **_NOTHING),
            column("distance_km", "Way", width=110, unit="lengthkm", decimals=1, **_NOTHING),
            column("energy_kwh", "Energy", width=120, unit="kwatth", decimals=1, **_NOTHING),
            column("alarms", "Faults raised", width=120, decimals=0),
            column("incidents", "Incidents", width=100, decimals=0),
            column("alarm_h", "With an alarm", width=130, unit="h", decimals=1),
            column("asset_class", "Class", width=100),
            column("site", "Site", width=110),
        ],
    )
