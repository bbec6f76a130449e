"""When machines of a simulated fleet will fail: what was told day by day, against the truth.

    forewarn bench prognosis [--seed N] [--assets M] [--days D] [--models DIR]

The models that ship (or those of a folder) are asked through the worker's own pipeline. The fleet has faults that grow
for days to months; a quarter is repaired in time. A second fleet is the same machines without any fault. A third has
only faults of modes that no shipped model was trained on.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from analytics.prognosis.shelf import SHIPPED, Shelf
from bench.plain import table
from bench.prognosis.figures import EARLY_D, LATE_D, MONTH_D, Course, announcements, courses, within_month
from bench.prognosis.fleet import Asked, ask, machine_days
from collectors import registry
from contract.time import SECOND
from forewarn import context
from forewarn.rehearsal.lives import Lives, growing, lives, wearing

START = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * SECOND
HEAD = (
    "fault", "failed", "announced 7 to 30 days ahead", "earlier", "later", "never", "median lead, days", "range held",
    "not known", "jumps in 100 days",
)  # fmt: skip
FIGURES = {
    "auc": "AUC",
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "brier": "Brier",
}


def measure(seed: int, assets: int, days: float, models: Path | None) -> str:
    """What was told, and what came, as text."""
    shelf, kinds = Shelf(*([SHIPPED] if models is None else [models])), tuple(registry.KINDS)
    known = {mode.mode for kind in kinds for mode in wearing(kind)}
    strange = {mode.mode for kind in kinds for mode in growing(kind)} - known
    parts = []
    for name, modes, report in (
        ("faults that wear", known, _worn),
        ("the same machines without any fault", set(), _sound),
        ("faults of modes that no model was trained on", strange, _by_mode),
    ):
        lived = lives(kinds, assets, days, seed, START, frozenset(modes))
        with context.bar(name) as tell:
            asked = ask(lived, shelf, lambda part, tell=tell: tell(round(100 * part), 100))  # type: ignore[misc]
        parts.append(f"{name}\n{report(asked, lived)}")
    return "\n\n".join(parts)


def _worn(asked: Asked, lived: Lives) -> str:
    both = within_month(asked, begun=True), within_month(asked, begun=False)
    five = [(label, *(f"{figures[name]:.3f}" for figures in both)) for name, label in FIGURES.items()]
    return _by_mode(asked, lived) + "\n\n" + table(("fails within 30 days", "from onset on", "before onset, too"), five)


def _by_mode(asked: Asked, lived: Lives) -> str:
    modes: dict[str, list[Course]] = defaultdict(list)
    for one in courses(asked):
        modes[one.mode].append(one)
    rows = [_row(mode, own) for mode, own in sorted(modes.items())]
    every = [one for own in modes.values() for one in own]
    return table(HEAD, [*rows, (), _row("all", every)], _says(lived), width=160)


def _says(lived: Lives) -> str:
    machines = len(lived.scenario.assets)
    return f"{machines} machines, {machine_days(lived) / machines:g} days"


def _row(name: str, own: Sequence[Course]) -> Sequence[str]:
    if not own:
        return name, "0", *("-" for _ in HEAD[2:])
    lead = np.array([one.lead_d for one in own])
    in_time, early, late = (lead >= LATE_D) & (lead <= EARLY_D), lead > EARLY_D, (lead > 0) & (lead < LATE_D)
    counts = [str(int(which.sum())) for which in (early, late, lead == 0)]
    days, ranged, jumped = (sum(part) for part in zip(*((one.days, one.ranged, one.jumps) for one in own), strict=True))
    held = np.mean([one.held / one.ranged for one in own if one.ranged] or [np.nan])
    return (
        name, str(len(own)), f"{int(in_time.sum())} ({in_time.mean():.0%})", *counts, f"{np.median(lead):.1f}",
        f"{held:.0%}", f"{1 - ranged / days:.0%}", f"{100 * jumped / days:.1f}",
    )  # fmt: skip


def _sound(asked: Asked, lived: Lives) -> str:
    every = np.arange(len(asked.machine))
    months = machine_days(lived) / MONTH_D
    chance = np.nan_to_num(asked.chance, nan=0.0)
    by_machine = np.array([chance[asked.machine == one].max() for one in np.unique(asked.machine)])
    rows = [
        ("false announcements a machine and month", f"{announcements(asked, every) / months:.4f}"),
        ("chance to fail within 30 days: mean", f"{chance.mean():.4f}"),
        ("the same, 99 of 100 days below", f"{np.quantile(chance, 0.99):.3f}"),
        (
            "the same, machines that were ever told 5 % or more",
            f"{int((by_machine >= 0.05).sum())} of {len(by_machine)}",
        ),
        ("days with 5 % or more", f"{(chance >= 0.05).mean():.2%}"),
    ]
    return table(("no fault", ""), rows, _says(lived))
