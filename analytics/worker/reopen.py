"""A worker without memory goes on from what the store was told: which episodes are open, and up to when all was told.

Otherwise it would raise every fault that is under way a second time under a new id, and the first would never end.
"""

import logging
from collections.abc import Mapping
from typing import Any

import numpy as np

from analytics.engine.state import State
from analytics.verdict.faults import Episode
from contract.errors import ContractError
from contract.levels import SEVERITIES
from contract.measurements import BUCKETS, FAULT
from contract.time import DAY_S, SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point

log = logging.getLogger(__name__)

AHEAD_S = DAY_S
"""Events may lie in the future, where a clock was set back."""
_LEVELS = {name: level for level, name in SEVERITIES.items()}

Row = Mapping[str, Any]


def reopen(gateway: Gateway, state: State, now: int) -> list[Point]:
    """Take the open episodes over from the store; gives the ends of those that cannot go on. Raises `GatewayError`.

    Of several that are open for one signal the latest goes on.
    """
    start, stop = now - BUCKETS["health"] * SECOND, now + AHEAD_S * SECOND
    rows = gateway.query(queries.render("worker_episodes", start=start, stop=stop)).rows()
    ended = []
    for row in sorted(rows, key=lambda row: str(row["_time"])):
        try:
            episode = _episode(state, row)
        except (ContractError, ValueError, TypeError, KeyError) as error:
            log.warning("episode %s cannot go on: %s", row.get("episode"), error)
            ended.append(_end(row))
            continue
        before = state.episodes.open.get(episode.series)
        if before is not None:
            ended.append(before.point(state.fleet.assets[before.asset], "cleared", before.last_reported + 1))
        state.episodes.open[episode.series] = episode
    _hold(state)
    _know_what_was_reported(gateway, state, start, stop)
    np.minimum(state.assets.reported, now, out=state.assets.reported)
    if state.episodes.open or ended:
        log.info("%d episodes go on as the store has them, %d are ended", len(state.episodes.open), len(ended))
    return ended


def _episode(state: State, row: Row) -> Episode:
    asset = state.fleet.asset(row["asset"], row["asset_class"], row["site"])
    # An event of an older worker says nothing of a danger, nor of what else moved.
    fields: dict[str, Any] = {name: kind(row[name]) for name, kind in _FIELDS.items() if name not in _NEWER}
    episode = Episode(
        series=state.fleet.series(asset, row["signal"]),
        asset=asset,
        code=row["code"],
        level=_LEVELS[row["severity"]],
        raised=int(row["episode"].rpartition("-")[2]) * SECOND,
        last_reported=int(row["_time"].value),
        site=row["site"],
        danger=bool(row.get("danger")),
        moved=str(row.get("moved") or ""),
        **fields,
    )
    if episode.name(state.fleet.assets[asset]) != row["episode"]:
        raise ValueError("its name is none that this worker gives")
    return episode


_NEWER = {"danger", "moved"}
_FIELDS = {name: field.kind for name, field in FAULT.fields.items() if name != "state"}


def _end(row: Row) -> Point:
    """The end of an episode that no signal of ours carries, right behind its newest event."""
    tags = {name: row[name] or "" for name in FAULT.tags}
    fields = {name: kind(row[name]) for name, kind in _FIELDS.items() if row.get(name) is not None}
    return Point(FAULT.name, tags, {**fields, "state": "cleared"}, int(row["_time"].value) + 1)


def _hold(state: State) -> None:
    """What is open is in alarm until its signal has been well for as long as that takes."""
    state.fit()
    for number, episode in state.episodes.open.items():
        state.alarms.level[number], state.alarms.raised[number] = episode.level, episode.raised


def _know_what_was_reported(gateway: Gateway, state: State, start: int, stop: int) -> None:
    frame = gateway.query(queries.render("worker_told", start=start, stop=stop))
    columns = (frame.strings("asset"), frame.strings("asset_class"), frame.strings("site"), frame.times().tolist())
    reported: dict[tuple[str, str], int] = {}
    for name, kind, _site, time in zip(*columns, strict=True):
        reported[name, kind] = max(time, reported.get((name, kind), 0))
    for number, asset in enumerate(state.fleet.assets):
        state.assets.reported[number] = reported.get((asset.name, asset.spec.name), 0)
