"""Is the detector itself right? What it raised against what was really wrong, where a simulator wrote the truth."""

from contract.time import HOUR_S
from grafana.boards import asset
from grafana.dashboard import dashboard, variable
from grafana.palette import COLOURED, named, thresholds
from grafana.panels import Json, column, stat, table
from grafana.timelines import state_timeline

# A panel is data: what it says, its query and size, its columns.
# fmt: off

UID = "forewarn-detector"

_ONLY_SIMULATED = "Stays empty for a real fleet, of which nobody wrote down the truth."
_THEN = [
    {
        "title": "Show the asset then",
        "url": f"/d/{asset.UID}?var-asset=${{__value.text}}"
        "&from=${__data.fields.from_ms}&to=${__data.fields.to_ms}",
    }
]
_DELAY = {"unit": "s", "decimals": 1}
_TIME = {"unit": "dateTimeAsLocal", "mappings": [{"type": "value", "options": {"0": {"text": "–"}}}]}
_STATES = {
    "Quiet": "semi-dark-green", "Warning": "orange", "Critical": "red", "onset": "light-blue", "detectable": "blue",
    "failed": "purple", "repaired": "semi-dark-green",
}
_VERDICTS = {"found": "green", "missed": "red", "open": "blue", "data fault": "gray"}
_ANSWERS = {"yes": "green", "no": "orange", "–": "transparent"}


def build() -> Json:
    """The dashboard, ready to be written."""
    return dashboard(
        UID,
        "Is the detector itself right?",
        "Alarms against the truth of simulated faults: what was found, what was missed, how late, and what was "
        f"raised for nothing. {_ONLY_SIMULATED}",
        [_verdict(), _delays(), _lanes(), _episodes(), _false_alarms()],
        variables=[
            variable("site", "Site", "Of every panel here.", "panel_sites", many=True),
            variable("class", "Class", "Kind of asset, of every panel here.", "panel_classes", many=True),
        ],
        span="now-30d",
    )


def _verdict() -> Json:
    return stat(
        "Is it right?",
        "Precision: alarms that a fault was behind. Recall: faults that were found, of those that could be seen and "
        "either failed or were there for a day; what drivers do is only watched, so it counts as missed. Named "
        "rightly: found ones whose first named mode was the true one. If precision falls, widen bands or limits of "
        f"the signals below; if recall falls, tighten them. {_ONLY_SIMULATED}",
        "panel_verdict", size=(12, 5), unit="percentunit",
        defaults={
            "noValue": "–", "decimals": 0, "min": 0, "max": 1,
            "thresholds": thresholds(((None, "red"), (0.7, "orange"), (0.9, "green"))),
        },
        columns=[column("precision", "Precision"), column("recall", "Recall"), column("named", "Named rightly")],
    )


def _delays() -> Json:
    return stat(
        "How late is it, and how often wrong?",
        "Median time from when a fault could be seen to the first alarm, of faults that need two days at most to fail, "
        "and of slower ones. And how many false alarms there are for each week of an asset without a fault: those are "
        f"listed below. {_ONLY_SIMULATED}",
        "panel_verdict", size=(12, 5), unit="s", defaults={"noValue": "–", "decimals": 1},
        columns=[
            column(
                "delay_fast_s", "Fast faults",
                thresholds=thresholds(((None, "green"), (HOUR_S, "orange"), (6 * HOUR_S, "red"))),
            ),
            column(
                "delay_slow_s", "Slow faults",
                thresholds=thresholds(((None, "green"), (24 * HOUR_S, "orange"), (72 * HOUR_S, "red"))),
            ),
            column(
                "false_rate", "False alarms a week", unit="none", decimals=2,
                thresholds=thresholds(((None, "green"), (0.1, "orange"), (0.5, "red"))),
            ),
        ],
    )


def _lanes() -> Json:
    return state_timeline(
        "Truth against alarm",
        "Two lanes an asset: what was true of it, and the worst level that the detector gave it in each interval. An "
        "alarm should begin when a fault becomes detectable, and end after its repair; one beside no truth is false. "
        f"Only assets that had either. {_ONLY_SIMULATED}",
        "panel_truth_lanes", size=(24, 12), label="lane", colours=_STATES,
    )


def _episodes() -> Json:
    return table(
        "What was wrong, and was it found?",
        "Every simulated fault, newest first. Missed: it could be seen, failed or was there for a day, and nothing was "
        "raised before its repair. Open: too early to say. Data fault: only a sensor failed, which must not raise an "
        "alarm. Click an asset to see it then.",
        "panel_truth", size=(24, 10), empty="No simulated fault",
        columns=[
            column("asset", "Asset", width=120, links=_THEN),
            column("mode", "What was wrong", min_width=160),
            column("verdict", "Verdict", width=100, mappings=named(_VERDICTS), cell=COLOURED),
            column(
                "delay_s", "Delay", width=100, mappings=[{"type": "value", "options": {"-1": {"text": "–"}}}], **_DELAY
            ),
            column("named", "Named first", min_width=160),
            column("right", "Rightly", width=80, mappings=named(_ANSWERS), cell=COLOURED),
            column("begin_ms", "Began", width=180, **_TIME),
            column("seen_ms", "Could be seen", width=180, **_TIME),
            column("alarm_ms", "First alarm", width=180, **_TIME),
            column("repaired_ms", "Repaired", width=180, **_TIME),
            column("from_ms", hidden=True),
            column("to_ms", hidden=True),
        ],
    )


def _false_alarms() -> Json:
    return table(
        "Raised for nothing",
        "Alarms while no fault of the machine was under way, nor repaired less than 12 hours before, newest first. "
        "What is raised on an asset within an hour is one alarm. Where a sensor was at fault, that is told: look at "
        f"the data first. A code that comes often here needs a wider limit or band. {_ONLY_SIMULATED}",
        "panel_false_alarms", size=(24, 8), empty="No false alarm",
        columns=[
            column("asset", "Asset", width=120, links=_THEN),
            column("first_ms", "Raised", width=190, **_TIME),
            column("code", "Code"),
            column("named", "Named"),
            column("sensor", "Data fault then"),
            column("from_ms", hidden=True),
            column("to_ms", hidden=True),
        ],
    )
