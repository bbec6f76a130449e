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

FREE = ("bench", "docs", "tests")
"""Rooms that may import everything, and that no other imports; none is in the wheel."""

PURE_ANALYTICS = ("analytics.policies.maintenance", "analytics.policies.policy", "analytics.verdict.preview")
"""The parts of the analytics that the admin may use: functions without state, for validation and previews."""
