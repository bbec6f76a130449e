"""What all endpoints share."""

import time
from dataclasses import dataclass, field
from functools import cached_property

from anyio import CapacityLimiter

from fluxlite.http.metrics import Metrics
from fluxlite.registry import Registry
from fluxlite.storage.store import Store

VERSION = "v2.9.1-fluxlite"
"""The version of InfluxDB that is imitated, and by whom."""
BUILD = "embedded"


QUERIES_AT_ONCE = 8
"""So many queries compute at the same time, the others wait: their memory adds up, and writes need threads too."""


@dataclass
class State:
    """One running server."""

    registry: Registry
    store: Store
    metrics: Metrics = field(default_factory=Metrics)
    started: float = field(default_factory=time.time)
    writers: int = 0
    """Requests that are being written; only the event loop counts."""

    @cached_property
    def query_slots(self) -> CapacityLimiter:
        """What a query waits for; belongs to the event loop that first asks."""
        return CapacityLimiter(QUERIES_AT_ONCE)
