"""What does the fleet look like against itself? Assets of a class against their peers, risk and health of all."""

from contract.levels import DOWN, HEALTH_EDGES, RISK_EDGES
from grafana.bars import stacked_bars
from grafana.boards import asset
from grafana.dashboard import dashboard, variable
from grafana.palette import HEALTH_BANDS, fixed, thresholds
from grafana.panels import Json, column, override, table, time_series

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-peers"

_SIGMAS = thresholds(((None, "orange"), (-3, "green"), (3, "orange")))
_COLOURED = {"type": "color-text"}
_SHOW_ASSET = [
    {"title": "Why is it so?", "url": f"{asset.link('${__value.text}')}&var-signal=${{__data.fields.signal}}"}
]
_SHOW_SIGNAL = [
    {
        "title": "Compare it below",
        "url": f"/d/{UID}?var-class=$class&${{site:queryparam}}&var-signal=${{__value.text}}&${{__url_time_range}}",
    }
]
_MEANING = (
    "The value is the mean of the time range while the asset worked; the distance from the median of its peers is in "
    "the signal's unit, and in robust standard deviations of the peers (at least a quarter of half their band)."
)


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "What does the fleet look like against itself?",
        "Assets of one class against their peers, signal by signal, and risk and health of all by site and class.",
        [_outliers(), _lines(), _distances(), _risk(), _health()],
        variables=[
            variable("site", "Site", "Only their assets are compared.", "panel_sites", many=True),
            variable("class", "Class", "Whose assets are compared; the largest first.", "panel_class"),
            variable("signal", "Signal", "That is compared; highest score first.", "panel_class_signals"),
        ],
        span="now-24h",
    )


def _outliers() -> Json:
    return table(
        "What stands out?",
        f"Assets that are three deviations or more from their peers, in any signal, the farthest first. {_MEANING} An "
        "asset that is alone with something is broken, driven otherwise, or wrongly set up. Fewer than three peers "
        "say nothing, and kinds of machine differ by nature. Click an asset to see why, a signal to compare it below.",
        "panel_outliers", size=(24, 8), empty="Nothing stands out",
        columns=[
            column("asset", "Asset"), column("signal", "Signal"), column("sigmas", "Deviations"),
            column("value", "Value"), column("median", "Peers' median"), column("off", "Off by"),
            column("peers", "Peers"), column("site", "Site"),
        ],
        overrides=[*_columns(), override("Signal", min_width=170, links=_SHOW_SIGNAL), override("Peers", width=80)],
    )


def _lines() -> Json:
    quiet = {"custom__hideFrom": {"viz": False, "legend": True, "tooltip": False}}
    band = fixed("gray")
    return time_series(
        "$signal among peers",
        "The shade is where the middle half of all assets of the class is (thin lines: the lowest and the highest), "
        "dashed their median, in the unit that ends the signal's name. The other lines are the eight assets that are "
        "farthest from it. One that leaves the shade and stays away is worth a look before it alarms.",
        "panel_peer_lines", size=(14, 11), label="name", defaults={"decimals": 2, "color": {"mode": "palette-classic"}},
        custom={"lineWidth": 2, "spanNulls": 2 * 3600 * 1000},
        overrides=[
            override("lower quartile", color=band, custom__lineWidth=0, **quiet),
            override(
                "upper quartile", color=band, custom__lineWidth=0, custom__fillOpacity=25,
                custom__fillBelowTo="lower quartile", **quiet,
            ),
            *(
                override(name, color=band, custom__lineWidth=1, **quiet)
                for name in ("lowest", "highest")
            ),
            override("median", color=band, custom__lineStyle={"fill": "dash", "dash": [8, 6]}),
        ],
    )


def _distances() -> Json:
    return table(
        "How far each is from its peers in $signal",
        f"The farthest first. {_MEANING}",
        "panel_peers", size=(10, 11), empty="Fewer than three peers",
        columns=[
            column("asset", "Asset"), column("sigmas", "Deviations"), column("off", "Off by"), column("value", "Value"),
            column("median", "Peers' median"), column("signal"),
        ],
        overrides=[*_columns(), override("signal", hidden=True)],
    )


def _risk() -> Json:
    return stacked_bars(
        "Risk by site and class",
        f"How many assets of each site and class are at low (below {RISK_EDGES[0]:.0f}), medium and high risk "
        f"(from {RISK_EDGES[1]:.0f}) now. A site where many are at risk has something in common: weather, supply, "
        "maintenance.",
        "panel_risk_bands", size=(12, 9), label="name", colours={"low": "green", "medium": "orange", "high": "red"},
    )


def _health() -> Json:
    edges = ", ".join(f"{status} from {edge:.0f}" for edge, status in HEALTH_EDGES)
    return time_series(
        "Health by class",
        f"Mean health of the assets of each class: {edges}, else {DOWN}. A "
        "class that sinks as a whole ages, or its bands no longer fit.",
        "panel_class_health", size=(12, 9), label="asset_class",
        defaults={
            "min": 0, "max": 100, "decimals": 0, "thresholds": thresholds(HEALTH_BANDS),
            "color": {"mode": "palette-classic"},
        },
        custom={"lineWidth": 2, "thresholdsStyle": {"mode": "dashed"}},
    )


def _columns() -> list[Json]:
    return [
        override("Asset", width=120, links=_SHOW_ASSET),
        override("Deviations", width=100, decimals=1, thresholds=_SIGMAS, cell=_COLOURED),
        *(override(name, width=115, decimals=2) for name in ("Value", "Peers' median", "Off by")),
    ]
