"""The truth of a span as a file: one line of JSON an episode, for whoever scores a detector or trains one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from collectors import episodes
from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.model import Times
from collectors.scenario import Scenario
from collectors.truth import Chronicle
from contract.time import HOUR, SECOND, rfc3339

_FEWEST_POINTS = 20


def happened(scenario: Scenario, start: int, stop: int) -> list[Episode]:
    """The episodes that are under way at some moment in (start, stop], ns since 1970, by onset."""
    assets = {asset.name: asset for asset in scenario.assets}
    found = (
        episode
        for planned in scenario.faults
        for episode in episodes.of_asset(scenario, assets[planned.asset], planned, start, stop)
    )
    return sorted(found, key=lambda episode: (episode.onset, episode.id))


def records(scenario: Scenario, start: int, stop: int) -> Iterator[dict[str, Any]]:
    """What is true of each episode of (start, stop]; see `record`."""
    found, chronicle = happened(scenario, start, stop), Chronicle(scenario.conditions)
    chronicle.look(found, stop)
    return (record(episode, chronicle.detectable(episode, stop), stop) for episode in found)


def record(episode: Episode, detectable: int | None, stop: int) -> dict[str, Any]:
    """An episode as JSON has it; moments are RFC 3339, to the second where they are whole ones.

    `failed` and `repaired` are as planned, also where they lie beyond the span; `failed` is null where the repair comes
    first. `severity` goes from onset to repair, or to the end of the span.
    """
    fault, repaired = episode.fault, episode.repaired
    failed = None if repaired is not None and repaired <= episode.failed else episode.failed
    return {
        "episode": episode.id,
        "asset": episode.asset.name,
        "class": episode.asset.asset_class,
        "mode": fault.mode,
        "code": fault.failure.code if isinstance(fault, Fault) else fault.code,
        "signal": episode.planned.signal,
        "onset": rfc3339(episode.onset),
        "detectable": _said(detectable),
        "failed": _said(failed),
        "repaired": _said(repaired),
        "severity": _curve(episode, stop),
    }


def write(scenario: Scenario, out: Path, start: int, stop: int) -> int:
    """Write the truth of (start, stop] to a file; returns how many episodes there are."""
    lines = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in records(scenario, start, stop)]
    out.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def _curve(episode: Episode, stop: int) -> list[tuple[str, float]]:
    """Severity, 0 to 1, at least hourly and at twenty moments or more."""
    end = stop if episode.repaired is None else min(stop, episode.repaired)
    length = end - episode.onset
    points = max(_FEWEST_POINTS, -(-length // HOUR) + 1)
    times: Times = np.linspace(0, length, points).astype(np.int64) + episode.onset
    return [
        (rfc3339(moment), round(severity, 6))
        for moment, severity in zip(times.tolist(), episode.severity(times / SECOND).tolist(), strict=True)
    ]


def _said(moment: int | None) -> str | None:
    return None if moment is None else rfc3339(moment)
