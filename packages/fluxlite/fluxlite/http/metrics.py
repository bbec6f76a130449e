"""Counters for /metrics, in Prometheus' text format."""

import threading
from collections.abc import Mapping

_HELP = {
    "fluxlite_http_requests_total": "Answered requests by path and status.",
    "fluxlite_points_written_total": "Points that were stored.",
    "fluxlite_points_dropped_total": "Points that were refused.",
    "fluxlite_query_seconds_total": "Seconds spent on queries.",
    "fluxlite_queries_total": "Queries by how they ended.",
}


class Metrics:
    """What is counted since the start."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def add(self, name: str, amount: float = 1, labels: str = "") -> None:
        """Add to a counter; `labels` are in Prometheus' form, such as `path="/ping"`."""
        with self._lock:
            self._counts[name, labels] = self._counts.get((name, labels), 0) + amount

    def text(self, gauges: Mapping[str, float]) -> str:
        """All counters, and these gauges."""
        lines = []
        for name, text in _HELP.items():
            lines += [f"# HELP {name} {text}", f"# TYPE {name} counter"]
            for (counter, labels), value in sorted(self._counts.items()):
                if counter == name:
                    lines.append(f"{name}{{{labels}}} {value}" if labels else f"{name} {value}")
        for name, value in gauges.items():
            lines += [f"# TYPE fluxlite_{name} gauge", f"fluxlite_{name} {value}"]
        return "\n".join(lines) + "\n"
