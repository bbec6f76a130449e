"""Rules about assets: what the worker found in them, their silence, and their sensors."""

from contract.silence import ASSET_S
from contract.time import DAY_S, HOUR_S
from grafana.alerting.ahead import ahead
from grafana.alerting.rule import Beside, Comparison, Panel, Rule
from grafana.boards import asset, fleet, system

WARNING, CRITICAL, DANGER = 2, 3, 4
"""Levels of `alert_open_incidents`: from a warning on somebody is told, of a danger to people at once."""
SILENT_FOR = "5m"
"""Ten minutes in two halves: the second one lets what waited in a spool arrive after the store was away."""
LIKELY_PCT = 51.0
"""From this probability on, in whole per cent, an asset rather fails within thirty days than not."""
LIKELY_FOR, LIKELY_HELD = "360m", "1d"
"""It is said anew each hour: six in a row are no chance, and one below must not take back what was planned for."""
STEADY_WINDOWS = 6
"""Of the seven windows of ten minutes that an hour touches: a sensor that was faulty in so many of them stays so."""

_LIKELY = '{{ if ne $labels.likely "unknown" }}; likely {{ $labels.likely }}{{ end }}'
"""The failure mode that the fault looked like when it was raised, where it looked like one."""
_SIGNAL = '{{ if ne $labels.signal "unknown" }}{{ $labels.signal }}: {{ end }}'
_WHERE = "{{ $labels.asset }} ({{ $labels.asset_class }}, {{ $labels.site }})"


def warning_or_worse() -> Rule:
    """One alert an open incident at warning or worse; the worker already waited out dwell, so there is no `for`.

    The range is a day because an open incident is written again at least hourly, and a worker that is down for hours
    must not resolve what it raised. No data means no open incident. One that gets worse is told once more, in the words
    of what made it so. The message says what is foretold of the asset now.
    """
    return _open_incidents(
        uid="forewarn-warning-or-worse",
        title="Asset at warning or worse",
        fires=("within_range_included", (WARNING, CRITICAL)),
        labels={"about": "asset"},
        beside=ahead(DAY_S),
    )


def danger() -> Rule:
    """Incidents whose code means a danger to people, such as a battery over 45 °C: a policy sends them without waiting.

    The worker raises them at the first sample beyond the limit. They are the level above those of the rule before, so
    that none is told twice. When the asset would fail by itself matters to nobody then.
    """
    return _open_incidents(
        uid="forewarn-danger",
        title="Danger to people",
        fires=("gte", (DANGER,)),
        labels={"about": "asset", "urgency": "immediate"},
    )


def likely_to_fail() -> Rule:
    """An asset that rather fails within thirty days than not, said for six hours: for who plans work and orders parts.

    It comes weeks before a warning where wear is followed, and then nothing else tells of it. Where a fault is open the
    warning's own message has range and probability, and went to who acts; this one is an advisory, which waits for
    working hours and comes once a day at most. A worker that is down for hours takes nothing back, hence a day.
    """
    return Rule(
        uid="forewarn-likely-to-fail",
        title="Likely to fail within 30 days",
        query="alert_failure_chance",
        span_s=DAY_S,
        fires=("gte", (LIKELY_PCT,)),
        lasting=LIKELY_FOR,
        holding=LIKELY_HELD,
        summary="{{ $labels.asset }} is likely to fail within 30 days",
        description=f"{_WHERE}: more likely than not, for six hours.",
        action="Plan the work before the early end of the range; the asset's page says on what grounds.",
        panel=Panel.titled(fleet.build(), fleet.DUE),
        labels={"about": "asset", "severity": "advisory"},
        beside=ahead(DAY_S),
    )


def silent() -> Rule:
    """Dead man: an asset that was at work, or idle, when it was last heard of, and has sent nothing for ten minutes.

    A vehicle is parked with run state `off` and may then be silent; an asset that was not heard of for a day is gone.
    No data at all means that the whole fleet has been silent for a day, or never was there: that is told as well, after
    the minutes that a new installation takes to fill the store.
    """
    return Rule(
        uid="forewarn-silent-asset",
        title="Asset silent",
        query="alert_silent_assets",
        span_s=DAY_S,
        fires=("gte", (ASSET_S,)),
        lasting=SILENT_FOR,
        no_data="Alerting",
        summary='{{ with index $labels "asset" }}{{ . }} is silent{{ else }}No asset was heard of for a day{{ end }}',
        description='{{ with index $labels "asset" }}{{ . }} ({{ index $labels "asset_class" }}, '
        '{{ index $labels "site" }}) was at work when it was last heard of, '
        '{{ humanizeDuration (index $values "B").Value }} ago{{ else }}The store has no telemetry of the last day'
        "{{ end }}.",
        action="Check the asset's power and connection, then its gateway or broker.",
        panel=Panel.titled(system.build(), system.FRESHNESS),
        labels={"about": "asset", "severity": "warning"},
    )


def faulty_sensor() -> Rule:
    """A sensor whose data was faulty for most of an hour: nobody need come at night for it, so it is an advisory.

    Data faults never raise a risk; but what is not measured is not watched either. No data means no data faults.
    """
    return Rule(
        uid="forewarn-faulty-sensor",
        title="Sensor faulty for an hour",
        query="alert_data_faults",
        span_s=HOUR_S,
        fires=("gte", (STEADY_WINDOWS,)),
        lasting="0s",
        summary='{{ or (index $labels "asset") "Unknown asset" }}: {{ or (index $labels "signal") "its telemetry" }} '
        "is {{ $labels.issue }}",
        description='Data fault {{ $labels.issue }} of {{ or (index $labels "asset") "an unknown asset" }} '
        '({{ or (index $labels "site") "no site" }}) for most of the last hour. The asset is judged without it.',
        action="Check the sensor and its wiring; for refused input, what the device sends.",
        panel=Panel.titled(system.build(), system.DATA_FAULTS),
        labels={"about": "data", "severity": "advisory"},
    )


def _open_incidents(
    *,
    uid: str,
    title: str,
    fires: tuple[Comparison, tuple[float, ...]],
    labels: dict[str, str],
    beside: Beside = Beside(),  # noqa: B008 - it is frozen
) -> Rule:
    return Rule(
        uid=uid,
        title=title,
        query="alert_open_incidents",
        span_s=DAY_S,
        fires=fires,
        lasting="0s",
        summary="{{ $labels.asset }}: {{ $labels.description }}" + _LIKELY,
        description=f"{_WHERE}: {{{{ $labels.severity }}}}, risk {{{{ $labels.risk }}}} of 100 when it was raised, "
        f"code {{{{ $labels.code }}}}; {_SIGNAL}{{{{ $labels.reading }}}}.",
        action="{{ $labels.recommendation }}",
        panel=Panel.titled(asset.build(), asset.FAULTS),
        labels=labels,
        beside=beside,
    )
