"""The types of the catalogue from a document that is known to be consistent."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from contract.catalogue.consistency import duty_signals
from contract.catalogue.document import (
    Bounds,
    ClassDocument,
    CodePart,
    ConditionPart,
    CostPart,
    ModePart,
    ShownPart,
    SignalPart,
    SparedPart,
)
from contract.catalogue.types import ClassSpec, Code, Codes, Signal
from contract.failures.types import ALWAYS, Cost, Effect, FailureMode, Sense, When


def build(name: str, found: ClassDocument) -> ClassSpec:
    """The class of that name."""
    conditions = {key: _when(part) for key, part in found.conditions.items()}
    return ClassSpec(
        name=name,
        label=found.label or name.replace("_", " ").capitalize(),
        signals=MappingProxyType({key: _signal(key, part) for key, part in found.signals.items()}),
        run_states=found.run_states,
        working_states=found.working_states,
        duty=tuple(duty_signals(found)) if found.duty is None else found.duty,
        modes=MappingProxyType({key: _mode(name, key, part, conditions) for key, part in found.modes.items()}),
    )


def _signal(name: str, part: SignalPart) -> Signal:
    return Signal(
        name=name,
        unit=part.unit,
        label=part.label or "",
        role=part.role,
        physical=_physical(part.physical or Bounds()),
        normal=part.normal,
        min_deviation=part.min_deviation,
        direction=part.direction,
        limits=part.limits.limits(),
        resolution=part.resolution,
        sensitivity=part.sensitivity,
        immediate=part.immediate,
        driver=part.driver,
        codes=Codes(_code(part.codes.high), _code(part.codes.low)),
        source=part.source,
    )


def _physical(bounds: Bounds) -> tuple[float, float]:
    return -math.inf if bounds.min is None else bounds.min, math.inf if bounds.max is None else bounds.max


def _code(part: CodePart | None) -> Code | None:
    return None if part is None else Code(part.code, part.description, part.recommendation, part.danger)


def _when(part: ConditionPart) -> When:
    ranges = tuple((signal, low, high) for signal, (low, high) in part.ranges.items())
    return When(text=part.text, states=part.states, ranges=ranges, hours=part.hours)


def _mode(asset_class: str, name: str, part: ModePart, conditions: Mapping[str, When]) -> FailureMode:
    return FailureMode(
        name,
        asset_class=asset_class,
        code=part.code,
        growth=part.growth,
        hours=part.hours,
        shows=tuple(_effect(effect, conditions) for effect in part.shows),
        spares=tuple(_effect(effect, conditions) for effect in part.spares),
        leads=part.leads,
        signature=part.signature,
        discriminator=part.discriminator,
        action=part.action,
        cost=_cost(part.cost),
    )


def _cost(part: CostPart | None) -> Cost | None:
    return None if part is None else Cost(**part.model_dump())


def _effect(part: ShownPart | SparedPart, conditions: Mapping[str, When]) -> Effect:
    most = getattr(part, "most", None)
    when = ALWAYS if part.when is None else conditions[part.when]
    return Effect(part.signal, Sense(part.sense), when, None if most is None else conditions[most])
