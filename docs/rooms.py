"""The rooms of the house: what each holds, and what it may import of ours.

`tests/test_imports.py` enforces this table, and `docs/architecture.md` shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Room:
    """A folder with Python in it: what it holds, in a sentence, and the rooms that it may import besides itself."""

    holds: str
    may_import: tuple[str, ...]


ROOMS: Mapping[str, Room] = MappingProxyType(
    {
        "contract": Room(
            "What everybody speaks: asset classes, signals, failure modes, measurements, levels, settings, errors.", ()
        ),
        "web": Room(
            "What every HTTP edge of ours shares: limits, a stop, an error shape, a gate, a client, a metrics page.",
            ("contract",),
        ),
        "store": Room(
            "The one door to InfluxDB: write and spool, read Flux into columns, render queries, set up.", ("contract",)
        ),
        "collectors": Room(
            "Where telemetry comes from: machines that fail truthfully, and recordings.", ("contract", "store", "web")
        ),
        "analytics": Room("The worker: what is normal, and what is not, why, and since when.", ("contract", "store")),
        "admin": Room("Pages and a JSON API for people.", ("contract", "store", "web", "analytics")),
        "grafana": Room("Provisioning, and dashboards and alert rules that are generated.", ("contract", "store")),
        "forewarn": Room(
            "The command and the launcher: it parses, starts and reports.",
            ("contract", "store", "collectors", "analytics", "admin", "web", "grafana"),
        ),
    }
)
"""Every room that others may not enter as they like, from the ground up."""

FREE: Mapping[str, str] = MappingProxyType(
    {
        "bench": "One command a claim; it measures what the README says.",
        "docs": "Pages for people, and what generates their tables.",
        "tests": "The folders again, and what holds them.",
    }
)
"""Rooms that may import everything, and that no other imports; none is in the wheel."""

ANALYTICS: Mapping[str, str] = MappingProxyType(
    {
        "ground": "Arrays over series, who is who in the fleet, samples in rounds.",
        "policies": "Which deviation of which signal matters, to whom, from when on.",
        "layers": "One detector a file, all of one contract.",
        "verdict": "From what the layers saw to score, level, risk, episode, diagnosis; pure.",
        "engine": "One moment of the fleet: the layers in order, then the verdict.",
        "learning": "What is normal, from history.",
        "prognosis": "When it will fail: from a trend, from courses before, from a trained model; its health.",
        "backtest": "What would have been told of a recording, judged in its own time.",
        "worker": "The process: reads, feeds, writes, and looks after late points and itself.",
    }
)
"""The rooms inside the analytics, from the ground up: each imports only from those before it."""

PURE_ANALYTICS = (
    "analytics.policies.feedback", "analytics.policies.maintenance", "analytics.policies.policy",
    "analytics.policies.silence",
    "analytics.verdict.alarm_health", "analytics.verdict.preview", "analytics.verdict.whatif",
)  # fmt: skip
"""The parts of the analytics that the admin may use: functions without state, for validation and previews."""
BESIDE_ADMIN = (
    "analytics.backtest.known", "analytics.backtest.trial_report", "analytics.learning.beside",
    "analytics.worker.trial",
)  # fmt: skip
"""What the admin may use beside them: a process of its own that tries a proposal, its order and its report."""
