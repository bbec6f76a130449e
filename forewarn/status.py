"""The line a minute that `forewarn run` prints: what the fleet and the system are doing."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from contract.errors import GatewayError
from contract.levels import CRITICAL, LEVELS
from contract.silence import BEHIND_S, LIVE_S
from contract.time import duration
from store.gateway import Gateway
from store.queries import render

MOST_NAMED = 3
"""Silent assets that are named."""


def status_line(gateway: Gateway) -> str:
    """One line: assets by level, the worst asset and why, how far behind the worker is, and what has stopped."""
    try:
        fleet = gateway.query(render("fleet_ranked", start="-15m"))
        worker = gateway.query(render("worker_health", start="-15m"))
        open_faults = gateway.query(render("open_critical", start="-30d"))
    except GatewayError as error:
        return f"the store does not answer: {error}"
    if not len(fleet):
        return "no asset has been scored in the last quarter of an hour"
    # What fell silent with a critical fault open is no less critical for want of news.
    silent = sorted(set(open_faults.strings("asset")) - set(fleet.strings("asset")))
    levels = fleet.floats("level").tolist()
    counts = Counter([*levels, *[CRITICAL] * len(silent)])
    parts = [", ".join(f"{counts[level]} {LEVELS[level]}" for level in reversed(range(len(LEVELS))) if counts[level])]
    # One that matters much may come before all others, and be well.
    worst = next((at for at, level in enumerate(levels) if level > 0), None)
    if worst is not None:
        parts.append(f"worst {fleet.strings('asset')[worst]}: {fleet.strings('reason')[worst]}")
    if silent:
        parts.append(
            f"silent with a critical fault open: {', '.join(silent[:MOST_NAMED])}{' ...' * (len(silent) > MOST_NAMED)}"
        )
    if (age := time.time() - float(fleet.times().max()) / 1e9) > LIVE_S:
        parts.append(f"no risk was written for {duration(age)}")
    return "; ".join([*parts, _worker(worker.rows())])


def _worker(rows: Sequence[Mapping[str, Any]]) -> str:
    """How the worker keeps up, and what of its own it could not write."""
    reports = [row for row in rows if row["component"] == "worker"]
    if not reports:
        return "no word from the worker in the last quarter of an hour"
    report = max(reports, key=lambda row: row["_time"])  # a figure of an older release may be older
    if (age := time.time() - report["_time"].timestamp()) > LIVE_S:
        return f"no word from the worker for {duration(age)}"
    waiting, past = report.get("spooled_batches") or 0, report.get("past_s") or 0.0
    return "".join(
        (
            _pace(report),
            f"; {waiting:.0f} of its batches wait for the store" if waiting else "",
            f"; {duration(past)} of the past still to be judged" if past else "",
        )
    )


def _pace(worker: Mapping[str, Any]) -> str:
    """How the worker keeps up: its lag, or how long it will be until it has caught up."""
    behind, to_go = worker.get("behind_s") or 0.0, worker.get("catch_up_s") or 0.0
    if behind < BEHIND_S:
        return f"worker {worker.get('lag_s') or 0.0:.1f} s behind"
    left = f"about {duration(to_go)} to go" if to_go else f"{duration(behind)} of telemetry to go"
    return f"worker catching up: {left}"


def scored_assets(gateway: Gateway) -> int:
    """How many assets have a risk from the last quarter of an hour."""
    try:
        return len(gateway.query(render("fleet_ranked", start="-15m")))
    except GatewayError:
        return 0
