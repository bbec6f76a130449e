"""What a failure mode costs, mended in time and once it has failed, as its class says it (`machines/`)."""

from typing import TypedDict

from contract.catalogue import CLASSES


class Costs(TypedDict, total=False):
    """The fields of a task that say so; without them nobody knows."""

    cost_early: float
    cost_deferred: float
    currency: str
    downtime_early_h: float | None
    downtime_deferred_h: float | None
    cost_source: str


def costs(asset_class: str, mode: str) -> Costs:
    """Those of a failure mode of a class; nothing where no figures are written there: none are made up."""
    spec = CLASSES.get(asset_class)
    known = spec.modes[mode].cost if spec and mode in spec.modes else None
    if known is None:
        return {}
    return {
        "cost_early": known.early,
        "cost_deferred": known.deferred,
        "currency": known.currency,
        "downtime_early_h": known.downtime_early_h,
        "downtime_deferred_h": known.downtime_deferred_h,
        "cost_source": known.source,
    }
