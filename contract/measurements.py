"""Buckets and measurements of the data contract: where each kind of point lives, with which tags and fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Value = float | int | bool | str
"""What a field may hold. Python's `int` is written as an InfluxDB integer, `float` as a float."""

DAY_S = 86_400

BUCKETS: Mapping[str, int] = MappingProxyType(
    {"telemetry": 30 * DAY_S, "health": 400 * DAY_S, "rollup": 5 * 365 * DAY_S, "config": 0}
)
"""Retention of each bucket in seconds; 0 is for ever."""

COMMON_TAGS = ("asset", "asset_class", "site")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement: its bucket, its tags, and the types of its fields.

    A field that is not listed is a float: the catalogue's signals in `telemetry`, `contribution_<signal>` in `risk`.
    """

    bucket: str
    name: str
    tags: tuple[str, ...]
    fields: Mapping[str, type[Value]]


TELEMETRY = Measurement("telemetry", "telemetry", COMMON_TAGS, {"run_state": str})
TRUTH = Measurement("telemetry", "truth", (*COMMON_TAGS, "mode", "episode"), {"severity": float, "phase": str})
SCORE = Measurement(
    "health",
    "score",
    (*COMMON_TAGS, "signal"),
    {**dict.fromkeys(("observed", "expected", "lower", "upper", "score"), float), "revised": bool},
)
RISK = Measurement(
    "health",
    "risk",
    COMMON_TAGS,
    {"risk": float, "level": int, "band": str, "health": float, "top_signal": str, "reason": str, "revised": bool},
)
"""`revised` is true, in a score and in a risk, where a point that came late changed the risk of its moment after it was
written; it is left out everywhere else."""
FAULT = Measurement(
    "health",
    "fault",
    (*COMMON_TAGS, "code", "severity", "episode"),
    {
        "state": str,
        "risk": float,
        "observed": float,
        "limit": float,
        "description": str,
        "recommendation": str,
        "mode": str,
        "confidence": float,
        "against": str,
        "signal": str,
    },
)
DIAGNOSIS = Measurement(
    "health",
    "diagnosis",
    COMMON_TAGS,
    {"confidence": float, **dict.fromkeys(("mode", "supports", "against", "alternatives", "action"), str)},
)
"""What an asset that is not normal most likely suffers from: a mode of the failure catalogue; confidence is 0 to 1."""
_LIMITS = dict.fromkeys(("warn_low", "warn_high", "crit_low", "crit_high"), float)
LIMIT = Measurement("health", "limit", (*COMMON_TAGS, "signal"), _LIMITS)
"""The hard limits that a signal is judged by from then on, in its unit: what ships, or what a threshold row says.
Only those that are set; written where they come into force, and again hourly."""
DATA_QUALITY = Measurement(
    "health", "data_quality", (*COMMON_TAGS, "signal", "issue"), {"count": int, "age_s": float, "open": int}
)
"""`count` is how often a data fault was seen to begin, or a bad value to come; `open` is 1 every five minutes that it
lasts."""
NOTIFICATION = Measurement("health", "notification", ("asset", "status"), {"title": str, "message": str})
"""What Grafana's alerting sent, where no receiver of one's own is configured; written by Telegraf."""
WORKER = Measurement("health", "worker", ("component",), {})
TELEMETRY_1M = Measurement(
    "rollup", "telemetry_1m", (*COMMON_TAGS, "signal"), {"mean": float, "min": float, "max": float, "count": int}
)
TELEMETRY_1D = Measurement("rollup", "telemetry_1d", TELEMETRY_1M.tags, TELEMETRY_1M.fields)
THRESHOLD = Measurement(
    "config",
    "threshold",
    ("scope", "signal"),
    {
        "direction": str,
        **dict.fromkeys(("sensitivity", "min_deviation"), float),
        **_LIMITS,
        "enabled": bool,
        "version": int,
        "actor": str,
        "why": str,
    },
)
ASSET = Measurement(
    "config",
    "asset",
    COMMON_TAGS,
    {**dict.fromkeys(("name", "model", "serial", "firmware", "criticality", "location"), str), "retired": bool},
)
MAINTENANCE = Measurement(
    "config",
    "maintenance",
    ("asset",),
    {
        **dict.fromkeys(("from", "until", "what", "actor", "signals", "amends"), str),
        **dict.fromkeys(("relearn", "cancelled"), bool),
    },
)
"""A window of work on an asset, `from` and `until` in RFC 3339: it is not judged meanwhile. With `relearn`, the level
of its signals (those of `signals`, comma-separated, or all) is estimated anew afterwards. The point's time is when it
was told. A row whose `amends` is the time of an earlier one, in nanoseconds, stands in its place: it ends earlier, say,
or is `cancelled`."""
AUDIT = Measurement("config", "audit", ("action",), dict.fromkeys(("actor", "target", "before", "after", "why"), str))
"""What was changed in the admin: `before` and `after` are JSON."""

MEASUREMENTS = (
    TELEMETRY, TRUTH, SCORE, RISK, FAULT, DIAGNOSIS, LIMIT, DATA_QUALITY, NOTIFICATION, WORKER,
    TELEMETRY_1M, TELEMETRY_1D, THRESHOLD, ASSET, MAINTENANCE, AUDIT,
)  # fmt: skip
