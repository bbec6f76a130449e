"""Buckets and measurements of the data contract: where each kind of point lives, with which tags and fields.

`docs/contract.md` is generated from here: what a tag or a field means is said beside it, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from contract.time import DAY_S

Value = float | int | bool | str
"""What a field may hold. Python's `int` is written as an InfluxDB integer, `float` as a float."""


BUCKETS: Mapping[str, int] = MappingProxyType(
    {"telemetry": 30 * DAY_S, "health": 400 * DAY_S, "rollup": 5 * 365 * DAY_S, "config": 0}
)
"""Retention of each bucket in seconds; 0 is for ever."""

COMMON_TAGS = ("asset", "asset_class", "site")
NO_SITE = "(none)"
"""The site of an asset whose lines name none: whatever is written about it says so, and so do the queries."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its type, and what it holds, with unit and range where the name does not say."""

    kind: type[Value]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measurement: what a point of it says, its bucket, its tags and its fields.

    `others` are the fields that have no name of their own, by a name with a place in it such as `<signal>`; all are
    floats. A field that is not listed is a float.
    """

    bucket: str
    name: str
    says: str
    tags: tuple[str, ...]
    fields: Mapping[str, Field] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)


_REVISED = Field(bool, "true where a point that came late changed what was written; left out everywhere else")
REASON = Field(str, "why, in the words of who did it")
ACTOR = Field(str, "who did it: a user, `api`, `api:` and a program, or `command:` and who typed it")
_LIMITS = {
    "warn_low": Field(float, "below it is a warning; in the signal's unit"),
    "warn_high": Field(float, "above it is a warning; in the signal's unit"),
    "crit_low": Field(float, "below it is critical; in the signal's unit"),
    "crit_high": Field(float, "above it is critical; in the signal's unit"),
}

TELEMETRY = Measurement(
    bucket="telemetry",
    name="telemetry",
    says="A sample of an asset, by simulators, replay, Telegraf or anybody; signals that it lacks are left out.",
    tags=COMMON_TAGS,
    fields={
        "run_state": Field(str, "a run state of the class"),
        "road_type": Field(
            str,
            "the road that a vehicle drives on: urban, rural or highway, with 50, 90 and 130 km/h allowed where nothing"
            " else is posted; left out where it drives on none",
        ),
    },
    others={"<signal>": "the value, in the signal's unit"},
)
ROAD_TYPES = ("urban", "rural", "highway")
"""The words of `road_type`."""
TRUTH = Measurement(
    bucket="telemetry",
    name="truth",
    says="What a simulator broke: a point at each change of phase, and one an hour. No detector reads it.",
    tags=(*COMMON_TAGS, "mode", "episode"),
    fields={
        "severity": Field(float, "0 at onset to 1 at functional failure"),
        "phase": Field(str, "onset, detectable, failed or repaired"),
    },
)
SCORE = Measurement(
    bucket="health",
    name="score",
    says="How a signal is, as the worker sees it; less often than samples come while it is ordinary.",
    tags=(*COMMON_TAGS, "signal"),
    fields={
        "observed": Field(float, "the sample, in the signal's unit"),
        "expected": Field(float, "what was expected at this duty and hour, in the signal's unit"),
        "lower": Field(float, "where the normal band begins, in the signal's unit"),
        "upper": Field(float, "where it ends"),
        "score": Field(float, "0 as expected, 1 at the edge of the normal band, above 1 outside"),
        "revised": _REVISED,
    },
)
RISK = Measurement(
    bucket="health",
    name="risk",
    says="How an asset is, and why.",
    tags=COMMON_TAGS,
    fields={
        "risk": Field(float, "0 to 100"),
        "level": Field(int, "0 normal, 1 watch, 2 warning, 3 critical"),
        "band": Field(str, "low, medium or high, by the edges of risk"),
        "health": Field(float, "100 less the risk"),
        "top_signal": Field(str, "the signal that contributes most"),
        "reason": Field(str, "a sentence for people"),
        "revised": _REVISED,
    },
    others={"contribution_<signal>": "points of risk that the signal adds; they add up to `risk`"},
)
FAULT = Measurement(
    bucket="health",
    name="fault",
    says="An event of an episode: raised once, written again hourly while it is open, cleared once. All but `state` is"
    " fixed when it is raised.",
    tags=(*COMMON_TAGS, "code", "severity", "episode"),
    fields={
        "state": Field(str, "raised or cleared"),
        "risk": Field(float, "the asset's risk, 0 to 100"),
        "observed": Field(float, "what was read, in the signal's unit"),
        "limit": Field(float, "the limit or the edge of the band that it passed, in the signal's unit"),
        "description": Field(str, "what is wrong, for people"),
        "recommendation": Field(str, "what to do"),
        "mode": Field(str, "the likeliest failure mode, or `unknown` where none of the class describes what is off"),
        "confidence": Field(float, "how often what is said so is right, 0 to 1"),
        "against": Field(str, "what speaks against it"),
        "signal": Field(str, "the signal that raised it"),
        "danger": Field(bool, "whether the code is a danger to people, as the class says of it"),
        "moved": Field(
            str, "what was off then: signals, each with how far, 1 at the edge of normal, parted by semicolons"
        ),
    },
)
DIAGNOSIS = Measurement(
    bucket="health",
    name="diagnosis",
    says="What an asset that is not normal most likely suffers from.",
    tags=COMMON_TAGS,
    fields={
        "mode": Field(str, "a failure mode of the class, or `unknown` where none describes what is off"),
        "confidence": Field(float, "how often what is said so is right, 0 to 1"),
        "supports": Field(
            str, "what speaks for it, parted by semicolons; of `unknown` what rose and fell, and how far"
        ),
        "against": Field(str, "what speaks against it, likewise"),
        "alternatives": Field(str, "the next likely, each with its confidence"),
        "action": Field(str, "what to do"),
    },
)
PROGNOSIS = Measurement(
    bucket="health",
    name="prognosis",
    says="When an asset will fail, as far as that can be known. Written when it changes, and again hourly. Hours count"
    " from the point's time; those that are not known are left out, and `because` says why.",
    tags=COMMON_TAGS,
    fields={
        "rul_h": Field(float, "remaining useful life: by then half of such cases have failed, in hours"),
        "rul_low_h": Field(float, "by then a tenth of them have: an end of the range of 80 %, in hours"),
        "rul_high_h": Field(float, "by then nine tenths have: its other end, in hours"),
        "p_fail_7d": Field(float, "probability of failure within seven days, 0 to 1"),
        "p_fail_30d": Field(float, "probability of failure within thirty days, 0 to 1"),
        "method": Field(str, "none, linear, wear, growth, similar or boosting: what the range follows from"),
        "like": Field(str, "earlier courses that it resembles, assets parted by commas; empty for none"),
        "because": Field(str, "a sentence for people: on what grounds, or why no date can be told"),
        "model_version": Field(str, "the version of the trained model, empty where none was asked"),
        "indicator": Field(str, "what is followed: a signal, or a failure mode of the class"),
        "value": Field(float, "where the indicator is; in the signal's unit, of a mode 0 sound to 1 failed"),
        "limit": Field(float, "where it is failed; likewise"),
    },
)
CONDITION = Measurement(
    bucket="health",
    name="condition",
    says="The condition of an asset, of several factors. Written when it changes, and again hourly.",
    tags=COMMON_TAGS,
    fields={
        "health": Field(float, "0 failed to 100 sound"),
        "status": Field(str, "healthy, degrading, warning, critical, down or unknown"),
        "degradation_per_day": Field(
            float, "points of health that are lost a day, over the last week; below 0: it heals"
        ),
        "because": Field(str, "a sentence for people: what takes most from it"),
    },
    others={"factor_<name>": "points of health that a factor takes: `now`, `wear`, `trend`, `faults`, `data`"},
)
PRESENCE = Measurement(
    bucket="health",
    name="presence",
    says="When an asset was last heard of that lies in a bucket of others, or whose values come more seldom than once a"
    " minute: how long it may be silent follows from that. Written each half minute while it sends; the point's time is"
    " that of its newest sample.",
    tags=COMMON_TAGS,
    fields={
        "patience_s": Field(float, "how long it may be silent: five times what passes between two of its values"),
        "parked": Field(bool, "whether it was at rest then, in the state in which its class may be silent"),
    },
)
LIMIT = Measurement(
    bucket="health",
    name="limit",
    says="The hard limits that a signal is judged by from then on: what ships, or what a threshold row says. Only those"
    " that are set; written where they come into force, and again hourly.",
    tags=(*COMMON_TAGS, "signal"),
    fields=_LIMITS,
)
LEARNED = Measurement(
    bucket="health",
    name="learned",
    says="What was learned of a signal of one machine, as nobody wrote it in the class or in a threshold row. Only what"
    " is known; written when it is learned or changes, and again hourly.",
    tags=(*COMMON_TAGS, "signal"),
    fields={
        "min_deviation": Field(float, "the smallest deviation that matters; in the signal's unit"),
        "resolution": Field(float, "the step of its values, 0 where they have none; in the signal's unit"),
        "normal_low": Field(float, "where its normal range begins; in the signal's unit"),
        "normal_high": Field(float, "where it ends"),
    },
)
DATA_QUALITY = Measurement(
    bucket="health",
    name="data_quality",
    says="A data fault: it is counted and shown, and raises no risk. Written by the worker and by Telegraf.",
    tags=(*COMMON_TAGS, "signal", "issue"),
    fields={
        "count": Field(int, "how often it was seen to begin, or a bad value to come, since the last point"),
        "age_s": Field(float, "how late the value came, below 0 where it is ahead, or how long the silence is; else 0"),
        "open": Field(int, "1, every five minutes that it lasts"),
    },
)
NOTIFICATION = Measurement(
    bucket="health",
    name="notification",
    says="What Grafana's alerting sent, where no receiver of one's own is configured; written by Telegraf.",
    tags=("asset", "status"),
    fields={"title": Field(str, "the message's first line"), "message": Field(str, "all of it")},
)
WORKER = Measurement(
    bucket="health",
    name="worker",
    says="How the worker itself is, every ten seconds; figures of time and CPU are means since the last report.",
    tags=("component",),
    fields={
        "lag_s": Field(float, "age of the newest sample that was scored"),
        "behind_s": Field(float, "how far behind the clock the last tick was"),
        "catch_up_s": Field(float, "how long catching up will take at this pace; 0 where it need not"),
        "past_s": Field(float, "how much of the past is still to be judged, seconds of all sources"),
        "points_per_s": Field(float, "samples scored a second"),
        "read_ms": Field(float, "time a tick takes to read"),
        "step_ms": Field(float, "time a tick takes to score"),
        "write_ms": Field(float, "time a tick takes to hand over what it writes"),
        "cpu_pct": Field(float, "CPU of the process, per cent of a core"),
        "read_cpu_pct": Field(float, "the part of it that goes into reading"),
        "step_cpu_pct": Field(float, "... into scoring"),
        "write_cpu_pct": Field(float, "... into writing"),
        "series": Field(float, "signals of assets that are known"),
        "assets": Field(float, "assets that are known"),
        "open_episodes": Field(float, "faults that are open"),
        "errors": Field(float, "ticks that the store's absence ended, since the start"),
        "faults": Field(float, "steps that failed by themselves, since the start"),
        "stumbled": Field(float, "steps that failed by themselves, in a row up to now"),
        "failing_jobs": Field(float, "side jobs that fail now"),
        "failing_sources": Field(float, "sources that cannot be read now"),
        "refused_rows": Field(float, "rows of bucket `config` that break the contract"),
        "refused_assets": Field(float, "assets that are more than it takes"),
        "passed_over": Field(float, "assets that are not judged for a while, as a step stumbled over them"),
        "write_retries": Field(float, "writes that were tried again, since the start"),
        "spooled_batches": Field(float, "batches that wait on the disk"),
        "refused_lines": Field(float, "lines that the store refused, since the start"),
        "given_up_bytes": Field(float, "lines that could neither be written nor kept, in bytes since the start"),
    },
)
_AGGREGATES = {
    "mean": Field(float, "in the signal's unit"),
    "min": Field(float, "in the signal's unit"),
    "max": Field(float, "in the signal's unit"),
    "count": Field(int, "samples that it is made of"),
}
TELEMETRY_1M = Measurement(
    bucket="rollup",
    name="telemetry_1m",
    says="A minute of a signal; the point's time is its beginning.",
    tags=(*COMMON_TAGS, "signal"),
    fields=_AGGREGATES,
)
TELEMETRY_1D = Measurement(
    bucket="rollup",
    name="telemetry_1d",
    says="A day of a signal, UTC; the point's time is its beginning.",
    tags=TELEMETRY_1M.tags,
    fields=_AGGREGATES,
)
THRESHOLD = Measurement(
    bucket="config",
    name="threshold",
    says="A version of the policy of a signal, in force from the next tick on. Rows are only ever added: asset before"
    " class before default, the newest before older ones.",
    tags=("scope", "signal"),
    fields={
        "direction": Field(str, "above, below or both: which deviations matter"),
        "sensitivity": Field(float, "narrows the learned band: its half-width is 4 / sensitivity robust deviations"),
        "min_deviation": Field(float, "the smallest deviation that matters, in the signal's unit"),
        **_LIMITS,
        "dwell_s": Field(float, "how long, s, a level must last before it is entered; left out: the worker's own"),
        "enabled": Field(bool, "whether the signal is judged at all"),
        "version": Field(int, "counts up within scope and signal"),
        "withdrawn": Field(bool, "true: this row does not apply any more, the next wider scope does; else left out"),
        "actor": ACTOR,
        "why": REASON,
    },
)
MAINTENANCE = Measurement(
    bucket="config",
    name="maintenance",
    says="A window of work on an asset, which is not judged meanwhile; the point's time is when it was told.",
    tags=("asset",),
    fields={
        "from": Field(str, "its beginning, RFC 3339"),
        "until": Field(str, "its end, RFC 3339"),
        "what": Field(str, "what is done"),
        "actor": ACTOR,
        "relearn": Field(bool, "whether the level of its signals is estimated anew afterwards"),
        "signals": Field(str, "of these signals only, with commas; empty: of all"),
        "amends": Field(str, "time in nanoseconds of the earlier row in whose place this one stands; empty: of none"),
        "cancelled": Field(bool, "whether it will not be"),
    },
)
FAILURE = Measurement(
    bucket="config",
    name="failure",
    says="A failure that a person or a program told of; the point's time is when the asset failed, to the second.",
    tags=COMMON_TAGS,
    fields={
        "what": Field(str, "what failed, and how that is known"),
        "mode": Field(str, "the failure mode of the class; empty where it is none of them, or not known"),
        "actor": ACTOR,
        "withdrawn": Field(bool, "true: it did not fail after all"),
    },
)
AUDIT = Measurement(
    bucket="config",
    name="audit",
    says="What was changed in the admin. Entries are only ever added, each chained to the one before it.",
    tags=("action", "chain"),
    fields={
        "actor": ACTOR,
        "target": Field(str, "what was changed"),
        "before": Field(str, "what it was, JSON"),
        "after": Field(str, "what it is, JSON"),
        "why": REASON,
        "sequence": Field(int, "its place in the chain, from 1"),
        "previous": Field(str, "hash of the entry before it; 64 zeros for none"),
        "hash": Field(str, "SHA-256 of all else that it says, hexadecimal"),
    },
)
CHECKPOINT = Measurement(
    bucket="config",
    name="checkpoint",
    says="Where the chains of the audit ended at a moment, signed. It proves something where a copy lies elsewhere.",
    tags=(),
    fields={
        "statement": Field(str, "the checkpoint, JSON: size, root and chains, with key and signature (Ed25519)"),
        "exported": Field(str, "places that it came to, with commas"),
        "failed": Field(str, "places that it did not come to, with commas"),
    },
)
