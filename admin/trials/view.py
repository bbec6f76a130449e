"""The page of a trial: how far it is, then what it came to beside what is in force."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from admin.charts.proposed import Edges, proposed_chart
from admin.names import signal_label
from admin.pages.filters import exact
from admin.thresholds.forms import NUMBER_FIELDS
from admin.trials.service import Standing
from analytics.backtest.known import Against
from analytics.backtest.trial_report import Drawing, Report, Row

LISTED = 50
"""Episodes that the page lists of what falls away, and of what is new."""


def trial_view(standing: Standing) -> dict[str, Any]:
    """Everything that `trial.html` shows."""
    found = standing.report
    return {"trial": standing, "what": _what(standing), **(_report_view(found, standing) if found else {})}


def _what(standing: Standing) -> str:
    if standing.silences:
        return "silence"
    if standing.budget is not None:
        return "calmer thresholds"
    return signal_label(standing.signal) if standing.signal else "work"


def _report_view(found: Report, standing: Standing) -> dict[str, Any]:
    return {
        "sides": _sides(found),
        "pictures": [(one.asset, _picture(one, standing)) for one in found.drawings],
        "calmer": found.calmer,
        "silenced": found.silenced,
        "known_ways": [("As it was", found.known_before), ("With the silence", found.known_after)],
        "suggested": [(row, _typed(row)) for row in found.calmer.rows] if found.calmer else [],
        "assets": sorted(found.assets, key=lambda one: (-abs(one.after.episodes - one.before.episodes), one.asset)),
        "changed": [
            ("Not raised any more", found.gone_count, found.gone[:LISTED]),
            ("New", found.new_count, found.new[:LISTED]),
        ],
    }


def _picture(of: Drawing, standing: Standing) -> Markup:
    times = np.array([time.timestamp() for time in of.times])
    sides = [Edges(_floats(side.lower), _floats(side.upper), side.limits) for side in (of.before, of.after)]
    label = f"{signal_label(standing.signal)} of {of.asset}, with the band that is in force and the proposed one"
    return proposed_chart(times, _floats(of.observed), *sides, label=label)


def _floats(values: Sequence[float | None]) -> npt.NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _typed(row: Row) -> dict[str, str]:
    """A policy as it would be typed into the form of its row."""
    numbers = [(name, row.policy[name]) for name in NUMBER_FIELDS]
    typed = {name: exact(None if value is None else float(value)) for name, value in numbers}
    why = f"calmer: {row.before} episodes became {row.after} in a trial"
    return {
        **typed,
        "direction": str(row.policy["direction"]),
        "enabled": "on",
        "version": str(row.version),
        "why": why,
    }


def _sides(found: Report) -> list[tuple[str, int, float, float, Against]]:
    """What all assets come to: a name, episodes, episodes an asset and week, hours in alarm, and what is known."""
    parts = (
        ("in force", [one.before for one in found.assets], found.known_before),
        ("proposed", [one.after for one in found.assets], found.known_after),
    )
    return [
        (
            name,
            sum(one.episodes for one in own),
            sum(one.a_week for one in own) / max(len(own), 1),
            sum(one.hours for one in own),
            known,
        )
        for name, own, known in parts
    ]
