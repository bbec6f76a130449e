"""The line a minute that `forewarn run` prints: what the fleet and the system are doing."""

from collections import Counter

from telemetry.errors import GatewayError
from telemetry.gateway import Gateway
from telemetry.queries import render

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
    lags = [
        lag for name, lag in zip(worker.strings("component"), worker.floats("lag_s"), strict=True) if name == "worker"
    ]
    parts += [f"worker {lag:.1f} s behind" for lag in lags]
    return "; ".join(parts)


def scored_assets(gateway: Gateway) -> int:
    """How many assets have a risk from the last quarter of an hour."""
    try:
        return len(gateway.query(render("fleet_ranked", start="-15m")))
    except GatewayError:
        return 0
