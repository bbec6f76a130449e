"""Is the test rig in bounds? Key figures of one rig, z-scores of its cell, and one signal taken apart."""

from grafana.boards import asset
from grafana.dashboard import annotation, choice, dashboard, variable
from grafana.palette import COLOURED, fixed, named, thresholds
from grafana.panels import Json, column, keep, matching, override, stat, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-rig"
Z_NEAR, Z_TEMPERATURE, Z_PRESSURE = 1.5, 2.0, 2.5
"""z-scores from which the cell is nearly out of bounds, and out of them."""

_STATES = {"in bounds": "green", "near": "yellow", "out of bounds": "orange", "over its limit": "red"}
_PARTS = (
    ("observed", "What was measured: the sum of the other three.", "blue"),
    ("trend", "The mean of what was expected in the 24 hours before (of what there is, in the first day).", "green"),
    ("seasonal", "What was expected less the trend: the rhythm of the day and what the rig was asked to do.", "purple"),
    (
        "residual",
        "What was measured less what was expected: what nothing explains. It should wander around 0.",
        "orange",
    ),
)


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Is the test rig in bounds?",
        "One test rig: averages, alarms and hours, how far its cell is from what is expected, and one signal taken "
        "apart into trend, seasonal part and residual.",
        [
            _figures(), _bounds(), _z("temperature", "cell_temperature_c", Z_TEMPERATURE),
            _z("pressure", "cell_pressure_hpa", Z_PRESSURE), _cell(), *(_part(*part) for part in _PARTS),
        ],
        variables=[
            variable("asset", "Rig", "Highest risk first.", "panel_rigs"),
            variable("signal", "Signal", "That is taken apart; highest score first.", "panel_signals"),
            choice("units", "Units", "Of temperature, speed, distance and pressure.", {"metric": "metric", "us": "US"}),
        ],
        annotations=[
            annotation("Faults raised", "panel_raised_marks", "red"),
            annotation("Maintenance", "panel_maintenance_marks", "blue"),
            annotation("Threshold changes", "panel_threshold_marks", "purple"),
        ],
        span="now-3d",
    )


def _figures() -> Json:
    none_wanted = thresholds(((None, "green"), (1, "orange")))
    return stat(
        "$asset in this time range",
        "Alarms are faults at warning or worse that were raised or still open; the hours are those that the rig was "
        "up. For averages that drift from one campaign to the next, look at the trend below.",
        "panel_rig_figures", size=(24, 5),
        defaults={"displayName": "${__field.labels.name}", "decimals": 1, "color": fixed("transparent")},
        overrides=[override("Alarms", decimals=0, color={"mode": "thresholds"}, thresholds=none_wanted)],
    )


def _bounds() -> Json:
    return table(
        "Is the cell in bounds now?",
        "z is how far a value is from what is expected, in robust standard deviations: "
        f"near from {Z_NEAR}, out of bounds above {Z_TEMPERATURE} for temperature and {Z_PRESSURE} for pressure, "
        "which is the edge of its band. A limit is what the admin set. "
        "Over its limit: stop the run. Out of bounds: look at what feeds the cell before the next one.",
        "panel_rig_bounds", size=(24, 5), empty="–",
        columns=[
            column("name", "What"), column("state", "State"), column("observed", "Now"), column("expected", "Expected"),
            column("limit", "Limit"), column("z"), column("z_limit", "z allowed"),
        ],
        overrides=[
            override("What", min_width=180, links=[{"title": "Show the rig", "url": asset.link("$asset")}]),
            override("State", width=130, mappings=named(_STATES), cell=COLOURED),
            *(override(name, decimals=1) for name in ("Now", "Expected", "Limit", "z allowed")),
            override("z", decimals=2),
        ],
    )


def _z(name: str, signal: str, limit: float) -> Json:
    steps = ((None, "red"), (-limit, "yellow"), (-Z_NEAR, "transparent"), (Z_NEAR, "yellow"), (limit, "red"))
    made = time_series(
        f"z-score of the cell's {name}",
        f"How far the {name} of the cell is from what is expected, in robust standard deviations. Yellow from "
        f"{Z_NEAR}, red beyond {limit}, the edge of its band. A z-score that stays on one side drifts; one that jumps "
        "is a leak, a valve or a sensor.",
        "panel_rig_z", size=(12, 8), label="asset",
        defaults={
            "displayName": f"z of {name}", "decimals": 1, "color": fixed("blue"), "thresholds": thresholds(steps),
        },
        custom={
            "lineWidth": 2, "thresholdsStyle": {"mode": "line+area"}, "axisSoftMin": -limit - 0.5,
            "axisSoftMax": limit + 0.5,
        },
    )
    return {**made, "transformations": [keep({"_time": "", signal: ""})]}


def _cell() -> Json:
    dashed = {"fill": "dash", "dash": [8, 6]}
    return time_series(
        "The cell against its limits",
        "Temperature (left) and pressure (right) of the cell, with the limits that are in force now as dashed lines. "
        "Change a limit in the admin.",
        "panel_rig_cell", size=(24, 9), label="name", defaults={"decimals": 1},
        overrides=[
            matching("byRegexp", "/^temperature/", color=fixed("orange"), custom__axisLabel="temperature"),
            matching(
                "byRegexp",
                "/^pressure/",
                color=fixed("blue"),
                custom__axisPlacement="right",
                custom__axisLabel="pressure",
                # A scale of its own: Grafana gives one to each unit.
                unit="suffix: ",
            ),
            matching("byRegexp", "/limit/", custom__spanNulls=True, custom__lineStyle=dashed),
        ],
    )


def _part(part: str, meaning: str, colour: str) -> Json:
    made = time_series(
        f"$signal: {part}",
        f"{meaning} Observed = trend + seasonal + residual, in the unit that ends the signal's name (in US units °F, "
        "mph, miles and psi).",
        "panel_decomposition", size=(12, 7), label="asset",
        defaults={"displayName": part, "decimals": 1, "color": fixed(colour)}, custom={"spanNulls": 2 * 3600 * 1000},
    )
    return {**made, "transformations": [keep({"_time": "", part: ""})]}
