"""Judging what there is, with a progress bar; and the thresholds that hold in a store."""

from collections.abc import Mapping
from dataclasses import replace

from analytics.backtest.found import Found
from analytics.backtest.judge import judge_recording
from analytics.backtest.straight import How
from analytics.policies.policy import Threshold
from analytics.worker.threshold_watch import Thresholds
from contract.errors import ForewarnError, GatewayError
from forewarn import context
from forewarn.backtest.material import Material
from store.gateway import Gateway

NOT_THERE = 404


def judge_material(material: Material, how: How) -> Found:
    """Judge all of it; raises `ForewarnError` where there is nothing that could be."""
    if material.empty:
        reasons = material.refused or ["all of it lies before that time" if material.courses else "it holds no reading"]
        raise ForewarnError("; ".join([f"nothing in {', '.join(material.names)} can be judged", *reasons]))
    with context.bar("judging") as show:
        return judge_recording(material.courses, replace(how, since=material.since), show)


def thresholds(gateway: Gateway) -> Mapping[tuple[str, str], Threshold]:
    """The threshold rows in force; none in a store that was not set up for us. Raises `GatewayError`."""
    try:
        return Thresholds(gateway).changed() or {}
    except GatewayError as error:
        if error.status == NOT_THERE:
            return {}
        raise
