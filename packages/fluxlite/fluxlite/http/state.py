"""What all endpoints share."""

import time
from dataclasses import dataclass, field
from functools import cached_property

from fluxlite.http.metrics import Metrics
from fluxlite.queries.limits import QueryLimits
from fluxlite.queries.service import Queries
from fluxlite.registry import Registry
from fluxlite.storage.store import Store

VERSION = "v2.9.1-fluxlite"
"""The version of InfluxDB that is imitated, and by whom."""
BUILD = "embedded"


@dataclass
class State:
    """One running server."""

    registry: Registry
    store: Store
    limits: QueryLimits = field(default_factory=QueryLimits)
    metrics: Metrics = field(default_factory=Metrics)
    started: float = field(default_factory=time.time)
    writers: int = 0
    """Requests that are being written; only the event loop counts."""

    @cached_property
    def queries(self) -> Queries:
        """All queries, and the processes that compute them."""
        return Queries(self.store, self.limits, self._count_query)

    def _count_query(self, ended: str) -> None:
        self.metrics.add("fluxlite_queries_total", labels=f'ended="{ended}"')
