"""The line a minute that `forewarn run` prints: what the fleet and the system are doing."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from analytics.verdict.reason import duration
from telemetry.errors import GatewayError
from telemetry.gateway import Gateway
from telemetry.queries import render

CATCHING_UP_S = 60.0
"""A worker with more telemetry than this before it has fallen behind, and says how long it will be."""
LEVELS = ("normal", "watch", "warning", "critical")


def status_line(gateway: Gateway) -> str:
    """One line: assets by level, the worst asset and why, and how far behind the worker is."""
    try:
        fleet = gateway.query(render("fleet_ranked", start="-15m"))
        worker = gateway.query(render("worker_health", start="-15m"))
    except GatewayError as error:
        return f"the store does not answer: {error}"
    if not len(fleet):
        return "no asset has been scored yet"
    counts = Counter(LEVELS[int(level)] for level in fleet.floats("level"))
    parts = [", ".join(f"{counts[level]} {level}" for level in reversed(LEVELS) if counts[level])]
    if fleet.floats("level")[0] > 0:
        parts.append(f"worst {fleet.strings('asset')[0]}: {fleet.strings('reason')[0]}")
    parts += [_pace(row) for row in worker.rows() if row["component"] == "worker"]
    return "; ".join(parts)


def _pace(worker: Mapping[str, Any]) -> str:
    """How the worker keeps up: its lag, or how long it will be until it has caught up."""
    behind, to_go = worker.get("behind_s") or 0.0, worker.get("catch_up_s") or 0.0
    if behind < CATCHING_UP_S:
        return f"worker {worker['lag_s']:.1f} s behind"
    left = f"about {duration(to_go)} to go" if to_go else f"{duration(behind)} of telemetry to go"
    return f"worker catching up: {left}"


def scored_assets(gateway: Gateway) -> int:
    """How many assets have a risk from the last quarter of an hour."""
    try:
        return len(gateway.query(render("fleet_ranked", start="-15m")))
    except GatewayError:
        return 0
