"""What the control API tells: the simulation's state, the faults under way, and what can be injected where."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np

from collectors import registry, sensor_faults
from collectors.control.plan import Changes
from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.scenario import Scenario
from collectors.sensor_faults import SensorFault
from contract.catalogue import CLASSES
from contract.control import FaultUnderWay, Mode, Modes, Statistics
from contract.failures import Growth
from contract.time import SECOND

_SENSOR_GROWTH_S = 3600.0


def modes(scenario: Scenario) -> Modes:
    """What can be injected into this fleet."""
    assets = {asset.name: asset.asset_class for asset in scenario.assets}
    return Modes(assets=assets, kinds={kind: modes_of(kind) for kind in dict.fromkeys(assets.values())})


def modes_of(kind: str) -> list[Mode]:
    """What can be injected into one kind of machine: its failure modes, then the faults of sensors and lines."""
    own = [_machine_mode(fault) for fault in registry.faults(kind)]
    return own + [_sensor_mode(fault, kind) for fault in sensor_faults.MODES.values()]


def usual_growth(kind: str, mode: str) -> str:
    """How long a fault grows where nobody says it: the shortest usual time; "0s" for one that is there at once."""
    return f"{next((entry.grow_s for entry in modes_of(kind) if entry.mode == mode), 0.0):.0f}s"


def fault_view(episode: Episode, moment: int, *, injected: bool) -> FaultUnderWay:
    """An episode as it is at a moment, ns since 1970."""
    return FaultUnderWay(
        episode=episode.id,
        asset=episode.asset.name,
        mode=episode.fault.mode,
        signal=episode.planned.signal,
        amount=episode.amount if isinstance(episode.fault, SensorFault) and episode.fault.amount else None,
        injected=injected,
        severity=round(float(episode.severity(np.array([moment / SECOND]))[0]), 4),
        onset=time_of(episode.onset),
        failed=time_of(episode.failed),
        repaired=None if episode.repaired is None else time_of(episode.repaired),
    )


def statistics_view(changes: Changes, under_way: int) -> Statistics:
    """What was done by hand, counted."""
    words = [entry.words for entry in changes.injected]
    return Statistics(
        injected=len(words),
        repaired=len(changes.cleared),
        under_way=under_way,
        by_mode=_counted(str(each["mode"]) for each in words),
        by_asset=_counted(str(each["asset"]) for each in words),
    )


def count_by_class(scenario: Scenario) -> dict[str, int]:
    """How many assets there are of each class."""
    return dict(Counter(asset.asset_class for asset in scenario.assets))


def time_of(moment: int) -> datetime:
    """A moment (ns since 1970) to the second, rounded down."""
    return datetime.fromtimestamp(moment // SECOND, UTC)


def _counted(names: Iterable[str]) -> dict[str, int]:
    """How often each name comes, the most frequent first, then by name."""
    return dict(sorted(Counter(names).items(), key=lambda entry: (-entry[1], entry[0])))


def _machine_mode(fault: Fault) -> Mode:
    grow_s = 0.0 if fault.growth is Growth.STEP else 3600 * fault.failure.hours[0]
    return Mode(
        mode=fault.mode, code=fault.failure.code, growth=fault.growth, grow_s=grow_s, scope="machine", signals=[],
        amount="", signature=fault.failure.signature,
    )  # fmt: skip


def _sensor_mode(fault: SensorFault, kind: str) -> Mode:
    known = CLASSES[kind].signals
    fit = [name for name in registry.KINDS[kind].sensors if not sensor_faults.unfit(fault.mode, known[name])]
    return Mode(
        mode=fault.mode, code=fault.code, growth=fault.growth,
        grow_s=0.0 if fault.growth is Growth.STEP else _SENSOR_GROWTH_S,
        scope=fault.scope, signals=[] if fault.scope == "asset" else fit, amount=fault.amount,
        signature=fault.signature,
    )  # fmt: skip
