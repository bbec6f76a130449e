"""Were the predictions right? What was foretold of assets against what came of it, as the worker holds it."""

from contract.time import HOUR_S, WEEK_S
from grafana.bars import bars_beside
from grafana.boards import asset
from grafana.dashboard import dashboard, variable
from grafana.palette import COLOURED, chance, named, thresholds, unknown
from grafana.panels import Json, column, stat, table

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-foretold"

_OF_THE_DAY = (
    "One prediction an asset and day counts, the first. What was worked on before it could come true is not judged."
)
_NOTHING = "Nothing was foretold yet"
_NO_FAILURE = "No failure is known yet"
_SHARE = {"unit": "percentunit", "decimals": 0}
_NEVER = {"type": "value", "options": {"0": {"text": "never"}}}
_AHEAD = {"unit": "h", "decimals": 1, "mappings": [unknown("–"), _NEVER]}
_TIME = {"unit": "dateTimeAsLocal", "mappings": [unknown("–")]}
_VERDICTS = {
    "within the range": "green", "before it": "red", "after it": "orange", "without a date": "gray",
    "nothing was said": "gray",
}
_SHOW_ASSET = [{"title": "Show the asset", "url": asset.link("${__value.text}")}]


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Were the predictions right?",
        "What was foretold of assets against what came of it: how often a probability came true, how many failures "
        "fell within their range, how long before them they were announced. Failures are those that a simulator wrote "
        "down, and those that were told of on the asset's page or by the API.",
        [_counts(), _errors(), _reliability(), _leads(), _failures()],
        variables=[
            variable("site", "Site", "Of every panel here.", "panel_sites", many=True),
            variable("class", "Class", "Kind of asset, of every panel here.", "panel_classes", many=True),
        ],
        span="now-90d",
    )


def _counts() -> Json:
    return stat(
        "How much is known",
        "Predictions of which it is known whether the asset failed within thirty days; those of which it is too early "
        f"to say; and those that were spared, as the asset was worked on. {_OF_THE_DAY}",
        "panel_foretold_figures", size=(12, 5), defaults={"noValue": _NOTHING, "decimals": 0},
        columns=[column("judged", "Judged"), column("open", "Open"), column("spared", "Spared")],
    )


def _errors() -> Json:
    return stat(
        "How right it was",
        "Coverage: of the failures that came within ninety days of a range, the share that fell into it; a range of "
        "80 % is right where that is 80 %: less is too sure, more says less than it could. Predictions of the same "
        "failure are alike, so few failures say little. Brier: mean squared error of the probability, 0 right, 0.25 as "
        "good as always saying one half.",
        "panel_foretold_figures", size=(12, 5), defaults={"noValue": _NOTHING, "decimals": 2},
        columns=[
            column(
                "coverage", "Coverage of the range", **_SHARE,
                thresholds=thresholds(((None, "red"), (0.6, "orange"), (0.7, "green"), (0.9, "orange"))),
            ),
            column("ranges", "Ranges that it is known of", decimals=0),
            column(
                "brier", "Brier score", thresholds=thresholds(((None, "green"), (0.1, "orange"), (0.25, "red"))),
            ),
        ],
    )


def _reliability() -> Json:
    return bars_beside(
        "Said, and came true",
        "Predictions by the probability of a failure within thirty days that was said, in tenths: what was said in the "
        "mean, and the share that failed. Right is where both bars are as high; a tenth with few predictions says "
        f"little, the tooltip has how many. {_OF_THE_DAY}",
        "panel_foretold_reliability", size=(24, 9), unit="percentunit",
        defaults={"min": 0, "max": 1, "decimals": 0, "noValue": "Nothing was judged yet"},
        columns=[
            column("tenth", "Said"),
            column("said", "Said in the mean"),
            column("came", "Came true"),
            column("predictions", "Predictions", unit="none", decimals=0,
                   custom__hideFrom={"viz": True, "legend": True, "tooltip": False}),
        ],
        colours={"Said in the mean": "blue", "Came true": "orange"},
    )


def _leads() -> Json:
    return table(
        "How long before them failures were announced",
        "From when it was first said, and then each day until the failure, that the asset rather fails within thirty "
        "days than not. In time is 7 to 30 days before: enough to plan, and not too early to be believed.",
        "panel_foretold_leads", size=(24, 8), empty=_NO_FAILURE,
        columns=[
            column("asset_class", "Class", width=110),
            column("mode", "Failure mode", min_width=160),
            column("failures", "Failures", width=90, decimals=0),
            column("announced", "Announced", width=110, **_SHARE),
            column("in_time", "In time", width=110, **_SHARE),
            column("median_h", "Median before", width=140, **_AHEAD),
            column("least_h", "Least", width=120, **_AHEAD),
            column("most_h", "Most", width=120, **_AHEAD),
        ],
    )


def _failures() -> Json:
    steps = ((None, "red"), (1, "orange"), (WEEK_S // HOUR_S, "green"))
    return table(
        "The last failures, and what was said before them (the last 100)",
        "Each failure with how long before it was announced, and the range and probability that were said last. Told "
        "wrongly, or not at all? Tell it, or take it back, on the asset's page of the admin.",
        "panel_foretold_failures", size=(24, 10), empty=_NO_FAILURE,
        columns=[
            column("failed_ms", "Failed", width=170, **_TIME),
            column("asset", "Asset", width=120, links=_SHOW_ASSET),
            column("asset_class", "Class", width=90),
            column("mode", "What failed", min_width=140),
            column("lead_h", "Announced before", width=140, thresholds=thresholds(steps), cell=COLOURED, **_AHEAD),
            column("verdict", "It failed", width=130, mappings=named(_VERDICTS), cell=COLOURED),
            column("low_ms", "Range from", width=170, **_TIME),
            column("high_ms", "to", width=170, **_TIME),
            column("p_fail_30d", "Within 30 days", width=115, **chance()),
            column("method", "Method", width=90),
            column("said_ms", "Said", width=170, **_TIME),
        ],
    )
