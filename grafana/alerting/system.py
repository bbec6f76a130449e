"""Rules about the system itself: the worker, what waits to be written, what was lost, the doors, the store."""

from contract.silence import BEHIND_S, REPORT_S
from contract.time import DAY_S
from grafana.alerting.rule import Panel, Rule
from grafana.boards import system

_WHICH = "{{ $labels.component }}"
_AGE = '{{ humanizeDuration (index $values "B").Value }}'


def worker_silent() -> Rule:
    """Nothing is judged any more. No data is the same: the worker has not reported for a day, or never.

    It learns for some minutes at its first start, before its first report, and a store that restarts must page nobody:
    hence eight minutes on top of two.
    """
    return Rule(
        uid="forewarn-worker-silent",
        title="Worker silent",
        query="alert_worker_silent",
        span_s=DAY_S,
        fires=("gte", (REPORT_S,)),
        lasting="8m",
        no_data="Alerting",
        summary="The worker does not report: no asset is judged",
        description=f'{{{{ if index $labels "component" }}}}Its newest report is {_AGE} old'
        "{{ else }}There is no report of the last day{{ end }}.",
        action="Look at the worker's log and restart it; it goes on from where it stopped.",
        panel=_panel(system.NOW),
        labels={"about": "system", "severity": "critical"},
    )


def worker_behind() -> Rule:
    """Risks come late. After a stop it catches up within minutes, which is what `for` lets it do.

    No data is the other rule's business.
    """
    return Rule(
        uid="forewarn-worker-behind",
        title="Worker behind",
        query="alert_worker_behind",
        span_s=300,
        fires=("gte", (BEHIND_S,)),
        lasting="10m",
        summary=f"The worker is {_AGE} behind: risks come late",
        description=f"Telemetry of {_AGE} has still to be read, ten minutes after the worker fell behind.",
        action="See where its time goes: a slow store shows as reading, a large fleet as CPU.",
        panel=_panel(system.LAG),
        labels={"about": "system", "severity": "warning"},
    )


def waiting() -> Rule:
    """What is written waits, though the store answers. After it was away, ten minutes are enough to deliver.

    No data means that nobody reports; a silent worker has its own rule.
    """
    return Rule(
        uid="forewarn-writes-waiting",
        title="Writes waiting",
        query="alert_waiting",
        span_s=300,
        fires=("gte", (system.WAITING_BATCHES,)),
        lasting="10m",
        summary=f"{_WHICH}: writes wait and do not drain",
        description='{{ humanize (index $values "B").Value }} batches of up to 5000 points wait on disk or in memory.',
        action="Check the store's disk and load; nothing is lost as long as the spool has room.",
        panel=_panel(system.WAITING),
        labels={"about": "system", "severity": "warning"},
    )


def lost() -> Rule:
    """Points are gone for good: refused by the store, or given up because a spool or buffer was full.

    No data means that nobody counts, or that nothing was lost.
    """
    return Rule(
        uid="forewarn-points-lost",
        title="Points lost",
        query="alert_lost",
        span_s=900,
        fires=("gte", (1,)),
        lasting="0s",
        summary=f"{_WHICH}: points were lost",
        description='{{ humanize (index $values "B").Value }} lines or points in the last 15 minutes (bytes, where a '
        "spool was full).",
        action="The component's log says which and why; a field whose type has changed is the usual reason.",
        panel=_panel(system.LOST),
        labels={"about": "system", "severity": "warning"},
    )


def door_silent() -> Rule:
    """A Telegraf that was there within the day reports no more: devices may stand before a closed door.

    No data means that there is no Telegraf, which is allowed.
    """
    return Rule(
        uid="forewarn-door-silent",
        title="Door silent",
        query="alert_doors",
        span_s=DAY_S,
        fires=("gte", (REPORT_S,)),
        lasting="5m",
        summary=f"{_WHICH} does not report: devices may be unable to deliver",
        description=f"Its newest report is {_AGE} old.",
        action="Look at Telegraf's log and restart it; brokers keep what devices send meanwhile.",
        panel=_panel(system.WAITING),
        labels={"about": "system", "severity": "warning"},
    )


def store_away() -> Rule:
    """The one rule that an error makes fire: all the others keep their last state while the store does not answer.

    Five minutes are longer than any restart. No data means that the token sees no bucket: that is as bad.
    """
    return Rule(
        uid="forewarn-store-away",
        title="Store away",
        query="alert_store",
        span_s=60,
        fires=("lt", (4,)),
        lasting="5m",
        on_error="Alerting",
        no_data="Alerting",
        summary="The store does not answer, or shows not all of its buckets",
        description="Grafana has asked it in vain for five minutes. All other alerts stay as they were.",
        action="Look at InfluxDB's log, disk and memory; collectors and worker keep what they write on disk.",
        panel=_panel(system.NOW),
        labels={"about": "system", "severity": "critical"},
    )


def _panel(title: str) -> Panel:
    return Panel.titled(system.build(), title)
