"""Where are they, and how are they driven? Vehicles on a map, and what their drivers do."""

from contract.catalogue import CLASSES
from grafana.boards import asset
from grafana.dashboard import dashboard, variable
from grafana.maps import geomap, heat, markers, route
from grafana.palette import COLOURED, fixed, level_mapping, named, thresholds
from grafana.panels import Json, column, override, stat, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-drives"

REDLINE_RPM = CLASSES["ice"].signals["engine_rpm"].limits.warn_high
"""Engine speed above which a driver over-revs."""

_SPEEDS = (
    (None, "blue"), (20, "semi-dark-green"), (40, "green"), (60, "yellow"), (80, "orange"), (110, "red"),
)
_FUEL = ((None, "red"), (10, "orange"), (20, "green"))
_STATES = {"pending": "yellow", "confirmed": "orange"}
_LAMP = {"type": "value", "options": {"true": {"text": "lit", "color": "red"}, "false": {"text": "off"}}}
_BY_THRESHOLD = {"mode": "thresholds"}
_BLUE = fixed("blue")
_PLAIN = {"decimals": 0, "color": fixed("transparent")}
_KMH = "velocitykmh"
_RPM = "rotrpm"
_THEN = "from=${__data.fields.from_ms}&to=${__data.fields.to_ms}"
_SHOW_VEHICLE = [
    {"title": "Show its route above", "url": f"/d/{UID}?var-asset=${{__value.text}}&${{__url_time_range}}"},
    {"title": "Show the asset then", "url": f"/d/{asset.UID}?var-asset=${{__value.text}}&{_THEN}"},
]


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Where are they, and how are they driven?",
        "Vehicles: where one went and how fast, where all are, speed against the limit, and what drivers overdid.",
        [_now(), _drive(), _map(), _heat(), _speed(), _engine_speed(), _codes(), _events()],
        variables=[
            variable("site", "Site", "Of the maps and of the events.", "panel_sites", many=True),
            variable("asset", "Vehicle", "Whose route and speeds are shown.", "panel_vehicles"),
        ],
    )


def _now() -> Json:
    return stat(
        "How fast is $asset now?",
        "Its newest speed, in the colours of the route, the limit, and the kind of road that has such a limit.",
        "panel_drive_now", size=(12, 5), unit=_KMH, texts=True, defaults=_PLAIN,
        columns=[
            column("speed_kmh", "Speed", thresholds=thresholds(_SPEEDS), color=_BY_THRESHOLD),
            column("limit_kmh", "Limit"),
            column("road", "Road"),
        ],
    )


def _drive() -> Json:
    return stat(
        "What drives $asset now?",
        "Its newest engine speed (an electric vehicle's motor speed), gear, and fuel or charge: red below 10 %.",
        "panel_drive_now", size=(12, 5), defaults=_PLAIN,
        columns=[
            column("rpm", "Engine or motor", unit=_RPM),
            column("gear", "Gear"),
            column("charge_pct", "Fuel or charge", unit="percent", thresholds=thresholds(_FUEL), color=_BY_THRESHOLD),
        ],
    )


def _map() -> Json:
    return geomap(
        "Where $asset went, and where all are",
        "The line is the route of the chosen vehicle, coloured by speed: blue below 20 km/h, green from 20 and 40, "
        "yellow from 60, orange from 80, red from 110. The dots are the last known places of all vehicles of the "
        "chosen sites, coloured by level. Point at a dot for its values.",
        {"A": "panel_route", "B": "panel_positions"},
        [route("Route", "A", colour="speed_kmh"), markers("Vehicles", "B", colour="level", text="asset")],
        size=(14, 14),
        overrides=[
            override("speed_kmh", unit=_KMH, decimals=0, thresholds=thresholds(_SPEEDS), color=_BY_THRESHOLD),
            override("level", mappings=level_mapping()),
        ],
    )


def _heat() -> Json:
    return geomap(
        "Where the fleet drives fast",
        "Heat of all vehicles of the chosen sites while they move: each point of their ways adds its speed over "
        "130 km/h, at least 0.2, and at least 0.9 where it is faster than allowed. Red roads are driven often and "
        "fast. The grey line is the route of the chosen vehicle.",
        {"A": "panel_speed_heat", "B": "panel_route"},
        # The map fits itself to the first layer, which a heat map cannot be.
        [route("Route", "B"), heat("Speed", "A", weight="heat")], size=(10, 14),
        overrides=[override("heat", min=0, max=1, decimals=1), override("speed_kmh", unit=_KMH, decimals=0)],
    )


def _speed() -> Json:
    return time_series(
        "Speed of $asset against the limit",
        "The highest speed of each interval and the limit of the road; electric vehicles tell no limit. More than "
        "5 km/h above it is speeding, and listed below.",
        "panel_speed", size=(12, 9), unit=_KMH, label="_field", defaults={"min": 0, "decimals": 0},
        overrides=[
            override("speed_kmh", displayName="Speed", color=_BLUE, custom__lineWidth=2),
            override(
                "speed_limit_kmh", displayName="Limit", color=fixed("red"), custom__lineInterpolation="stepBefore",
                custom__lineStyle={"fill": "dash", "dash": [8, 6]},
            ),
        ],
    )


def _engine_speed() -> Json:
    return time_series(
        "Engine speed of $asset",
        f"The highest of each interval; an electric vehicle's is its motor's. The red line is an engine's redline, "
        f"{REDLINE_RPM:.0f} rpm: above it the engine wears, and the driver should be told to shift.",
        "panel_engine_speed", size=(12, 9), unit=_RPM, label="_field", defaults={"min": 0, "decimals": 0},
        overrides=[
            override(
                "engine_rpm", displayName="Engine", color=_BLUE,
                thresholds=thresholds(((None, "transparent"), (REDLINE_RPM, "red"))),
                custom__thresholdsStyle={"mode": "line"}, custom__axisSoftMax=6500,
            ),
            override("motor_rpm", displayName="Motor", color=_BLUE),
        ],
    )


def _codes() -> Json:
    return table(
        "Trouble codes of $asset",
        "Codes that its control unit keeps (SAE J1979): pending after a trip that failed a test, confirmed after two "
        "in a row; the lamp is lit until three trips in a row have passed. A simulated combustion engine tells them as "
        "its faults grow; the API has each with its freeze frame.",
        "panel_codes", size=(24, 6), empty="It keeps no trouble code",
        columns=[
            column("code", "Code", width=110),
            column("state", "State", width=130, mappings=named(_STATES), cell=COLOURED),
            column("mil", "Lamp", width=110, mappings=[_LAMP], cell=COLOURED),
            column("begun", "Since", width=190, unit="dateTimeAsLocal"),
            column("_time", "Told last", min_width=190, unit="dateTimeAsLocal"),
        ],
    )


def _events() -> Json:
    return table(
        "What drivers overdid",
        "Speeding (more than 5 km/h above the limit, or above 161 km/h) and engine speeds above the redline, of all "
        "vehicles of the chosen sites, newest first. Click a vehicle to see its route, or the asset at that time. "
        "What helps is a talk with the driver; it adds little to the vehicle's risk.",
        "panel_drive_events", size=(24, 10), empty="Nobody was too fast",
        columns=[
            column("begin", "Begin", width=190, unit="dateTimeAsLocal"),
            column("asset", "Vehicle", width=120, links=_SHOW_VEHICLE),
            column("event", "What", width=110),
            column("duration_s", "Duration", width=110, unit="dthms"),
            column("worst", "Worst", width=90, decimals=0),
            column("limit", "Limit", width=90, decimals=0),
            column("unit", "Unit", width=80),
            column("road", "Road", width=100),
            column("place", "Place"),
            column("from_ms", hidden=True),
            column("to_ms", hidden=True),
        ],
    )
