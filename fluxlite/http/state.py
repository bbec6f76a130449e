"""What all endpoints share."""

import time
from dataclasses import dataclass, field

from fluxlite.http.metrics import Metrics
from fluxlite.registry import Registry
from fluxlite.storage.store import Store

VERSION = "v2.9.1-fluxlite"
"""The version of InfluxDB that is imitated, and by whom."""
BUILD = "embedded"


@dataclass(slots=True)
class State:
    """One running server."""

    registry: Registry
    store: Store
    metrics: Metrics = field(default_factory=Metrics)
    started: float = field(default_factory=time.time)
