"""The simulator page: its state, the faults under way, and the forms of orders."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from admin.names import class_label
from admin.pages.filters import exact, span
from admin.simulator.forms import InjectForm, PaceForm
from admin.simulator.service import Doing
from contract.control import HIGHEST_RATE_HZ, LOWEST_RATE_HZ, Mode, Modes, Status
from web.errors import ApiError

CAUGHT_UP_S = 5.0
"""Behind the clock by less than this counts as live."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person has chosen or typed so far."""

    asset: str = ""
    pace: PaceForm | None = None
    fault: InjectForm | None = None


def simulator_view(doing: Doing | ApiError, typed: Typed, problem: ApiError | None = None) -> dict[str, Any]:
    """Everything that `simulator.html` shows; `away` says why there is nothing to show."""
    if isinstance(doing, ApiError):
        return {"away": doing.message, "problem": problem if problem and problem.field != "simulator" else None}
    status, modes = doing.status, doing.modes
    asset = typed.asset if typed.asset in modes.assets else next(iter(modes.assets))
    return {
        "away": "",
        "problem": problem,
        "status": status,
        "behind": _behind(status),
        "assets": [f"{class_label(name)} {count}" for name, count in status.assets.items()],
        "faults": doing.faults,
        "statistics": doing.statistics,
        "pace": typed.pace or PaceForm(rate_hz=exact(status.rate_hz), speed=exact(status.speed)),
        "fault": typed.fault or InjectForm(),
        "chosen": asset,
        "names": sorted(modes.assets),
        "rates": (LOWEST_RATE_HZ, HIGHEST_RATE_HZ),
        **_choices(modes, asset),
    }


def _choices(modes: Modes, asset: str) -> dict[str, Any]:
    found = modes.kinds[modes.assets[asset]]
    machine = [mode for mode in found if mode.scope == "machine"]
    data = [mode for mode in found if mode.scope != "machine"]
    signals = sorted({signal for mode in data for signal in mode.signals})
    return {"machine_modes": machine, "data_modes": data, "signals": signals, "grows": _grows(found)}


def _grows(modes: list[Mode]) -> dict[str, str]:
    """How long each mode grows where nobody says it, in words."""
    lengths = {mode.mode: timedelta(seconds=mode.grow_s) for mode in modes}
    return {mode: f"in {span(length)}" if length else "at once" for mode, length in lengths.items()}


def _behind(status: Status) -> str:
    """How far it is behind the clock, in words."""
    live = status.running and status.behind_s < CAUGHT_UP_S
    return "live" if live else span(timedelta(seconds=status.behind_s))
