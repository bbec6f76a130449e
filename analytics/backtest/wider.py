"""A policy made wider, step by step, in the way that fits what it raised.

Where alarms were short, they must last longer first. Else the learned band grows by `WIDER` a step, and the limits of
warnings that were reached move towards the critical ones, which never move: these are what the machine can bear.
"""

from collections.abc import Mapping, Sequence
from statistics import median

from analytics.backtest.found import Episode
from analytics.policies.policy import Policy, Threshold, resolve
from analytics.policies.proposal import Rows, proposal
from analytics.verdict import codes
from analytics.verdict.alarm import CLEAR_S
from contract.catalogue import CLASSES, Signal
from contract.catalogue.types import HIGH, LOW
from contract.errors import ContractError
from contract.time import MINUTE, SECOND

LAST_STEP = 4
WIDER = 1.4
"""The learned band grows by so much a step: to four times its width in all."""
SHORT = 30 * MINUTE
"""An alarm of a median length below this is answered by a longer dwell ..."""
DWELL_S = 300.0
"""... of so long at the first step, and twice as long at each further one."""
ALONE = 0.05
"""A limit without a critical one beyond it moves by so much of itself a step."""


def wider(rows: Rows, scope: str, asset_class: str, own: Sequence[Episode], step: int) -> Threshold | str:
    """The row that is `step` (1 to `LAST_STEP`) times wider than what is in force; `own` is what that raised.

    A text says why there is no such row.
    """
    signal = CLASSES[asset_class].signals.get(own[0].signal)
    if step > LAST_STEP:
        return "even the widest policy that is tried raises it"
    if signal is None or not any(one.code in _codes(signal) for one in own):
        return "it is not raised by a threshold, but by a fault of measuring"
    policy = resolve(scope, asset_class, signal, rows)
    changes = _dwell(policy, step) if _short(own) else _band(policy, own, step)
    if not changes:
        return "it is raised by a critical limit, and those are not widened"
    try:
        return proposal(rows, scope, asset_class, signal.name, changes)
    except ContractError as error:
        return f"no wider policy is possible: {error}"


def _codes(signal: Signal) -> frozenset[str]:
    return frozenset(codes.find(signal, side).name for side in (HIGH, LOW))


def _short(own: Sequence[Episode]) -> bool:
    """Whether most were over soon; how long an alarm takes to be cleared does not count."""
    lengths = [one.cleared - one.raised - CLEAR_S * SECOND for one in own if one.cleared is not None]
    return len(lengths) > len(own) / 2 and median(lengths) < SHORT


def _dwell(policy: Policy, step: int) -> Mapping[str, object]:
    return {"dwell_s": max(policy.dwell_s or 0.0, DWELL_S) * 2.0 ** (step - 1 + bool(policy.dwell_s))}


def _band(policy: Policy, own: Sequence[Episode], step: int) -> Mapping[str, object]:
    limits = policy.limits
    crossed = {one.limit for one in own}
    changes: dict[str, object] = {}
    for name, warn, crit in (
        ("warn_low", limits.warn_low, limits.crit_low),
        ("warn_high", limits.warn_high, limits.crit_high),
    ):
        if warn is not None and warn != crit and warn in crossed:
            changes[name] = _moved(warn, crit, step, -1 if name == "warn_low" else 1)
    if crossed - {limits.warn_low, limits.warn_high, limits.crit_low, limits.crit_high}:
        changes["sensitivity"] = float(f"{max(0.1, policy.sensitivity / WIDER**step):.3g}")
        if policy.min_deviation is not None:
            changes["min_deviation"] = float(f"{policy.min_deviation * WIDER**step:.3g}")
    return changes


def _moved(warn: float, crit: float | None, step: int, way: int) -> float:
    far = way * ALONE * abs(warn) if crit is None else (crit - warn) / (LAST_STEP + 1)
    return float(f"{warn + step * far:.4g}")
