"""What a file of a class says: `machines/<class>.toml`, and `machines/parts/<part>.toml` for what classes share."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from contract.catalogue.types import Direction, Limits, Role
from contract.documents import Part
from contract.failures.types import Growth

NAME = r"^[a-z][a-z0-9_]{0,63}$"
RESERVED = frozenset({"asset", "asset_class", "site", "run_state", "road_type", "signal", "time"})
"""Names that mean something else in telemetry."""
Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Span = tuple[float, float]


def _rising(span: Span) -> Span:
    if span[0] > span[1]:
        raise ValueError(f"{span[0]:g} is above {span[1]:g}")
    return span


class Bounds(Part):
    """What a quantity can be at all, in the signal's unit; a side that is not written is open."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _rise(self) -> "Bounds":
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError(f"{self.min:g} is not below {self.max:g}")
        return self

    def hold(self, value: float) -> bool:
        """Whether a value lies within."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


def _bounds(value: Any) -> Any:
    """A list of two is both sides."""
    return {"min": value[0], "max": value[1]} if isinstance(value, list) and len(value) == 2 else value


class CodePart(Part):
    """A fault code: what the symptom is called, and what to do first."""

    code: Text = Field(description="by SAE J2012 where the standard names the symptom, else a plain name")
    description: Text = Field(description="what is seen, in one short sentence")
    recommendation: Text = Field(description="what finds the cause, then what mends it")
    danger: bool = Field(False, description="it can burn, kill by touch or burst: people are called without any wait")


class CodesPart(Part):
    """The fault code of each side; a side without one gets a plain code."""

    high: CodePart | None = Field(default=None, description="above what is expected")
    low: CodePart | None = Field(default=None, description="below what is expected")


class LimitsPart(Part):
    """Hard limits in the signal's unit. They rise: crit_low, warn_low, warn_high, crit_high."""

    crit_low: float | None = Field(default=None, description="critical below")
    warn_low: float | None = Field(default=None, description="a warning below")
    warn_high: float | None = Field(default=None, description="a warning above")
    crit_high: float | None = Field(default=None, description="critical above")

    def given(self) -> Iterator[tuple[str, float]]:
        """The limits that are set, from the lowest up."""
        for name in ("crit_low", "warn_low", "warn_high", "crit_high"):
            if (value := getattr(self, name)) is not None:
                yield name, value

    @model_validator(mode="after")
    def _rise(self) -> "LimitsPart":
        for (low_name, low), (high_name, high) in pairwise(self.given()):
            meet = low_name.endswith("low") and high_name.endswith("high")
            if low > high or (meet and low == high):
                raise ValueError(f"{high_name} {high:g} is not above {low_name} {low:g}")
        return self

    def limits(self) -> Limits:
        """As the catalogue has them."""
        return Limits(**dict(self.given()))


class SignalPart(Part):
    """One measured quantity. Only `unit` must be said, and `role` where the signal is no symptom."""

    unit: Annotated[str, Field(max_length=30)] = Field(description='"" for a number without a unit')
    label: Text | None = Field(None, description="what people call it; the name tells where none is written")
    role: Role = Field(
        Role.SYMPTOM,
        description="symptom: judged; duty: what the machine is asked to do, explains symptoms; counter: only grows; "
        "position: where the machine is",
    )
    direction: Direction = Field("both", description="which deviations matter")
    physical: Annotated[
        Bounds | None,
        BeforeValidator(_bounds, json_schema_input_type=Span | Bounds | None),
        Field(
            description="what the quantity can be at all; outside it a value is a data fault. Nothing written: no bound"
        ),
    ] = None
    normal: Span | None = Field(None, description="healthy range over all duties; learned where none is written")
    min_deviation: float | None = Field(
        None, ge=0, description="smallest deviation that an engineer would care about; learned where none is written"
    )
    resolution: float | None = Field(
        None, ge=0, description="step of the value on the wire, 0 for none; learned where none is written"
    )
    limits: LimitsPart = Field(LimitsPart(), description="hard limits")
    sensitivity: float = Field(1.0, ge=0.1, le=10, description="narrows (above 1) or widens the learned band")
    immediate: bool = Field(False, description="a critical limit is acted on at the first sample")
    driver: bool = Field(False, description="its limits are a driver's or an operator's business, not the machine's")
    source: str = Field("", description="standard and identifier")
    codes: CodesPart = Field(CodesPart(), description="fault codes and advice")

    @field_validator("normal")
    @classmethod
    def _normal_rises(cls, value: Span | None) -> Span | None:
        return value if value is None else _rising(value)

    @model_validator(mode="after")
    def _lies_in_range(self) -> "SignalPart":
        bounds = self.physical or Bounds()
        for value in self.normal or ():
            if not bounds.hold(value):
                raise ValueError(f"normal: {value:g} is outside what is physically possible")
        for name, value in self.limits.given():
            if not bounds.hold(value):
                raise ValueError(f"limits.{name}: {value:g} is outside what is physically possible")
        return self


class ConditionPart(Part):
    """A condition that can be told from the telemetry itself; all that is written must hold."""

    text: Text = Field(description='how it reads behind a symptom: "above 60 km/h"')
    states: tuple[str, ...] = Field((), description="run states; none: any")
    ranges: dict[Name, Span] = Field({}, description="signals with the lowest and the highest value, in their units")
    hours: Span = Field((0.0, 24.0), description="hours of the day, UTC; the first may be the later one (22 to 4)")

    @field_validator("ranges")
    @classmethod
    def _ranges_rise(cls, value: dict[str, Span]) -> dict[str, Span]:
        for name, span in value.items():
            if span[0] > span[1]:
                raise ValueError(f"{name}: {span[0]:g} is above {span[1]:g}")
        return value

    @field_validator("hours")
    @classmethod
    def _are_hours(cls, value: Span) -> Span:
        if not all(0 <= hour <= 24 for hour in value):
            raise ValueError("hours of the day are 0 to 24")
        return value


class ShownPart(Part):
    """What a fully grown fault does to a signal."""

    signal: Name
    sense: Literal["rises", "falls", "flutters"]
    when: Name | None = Field(None, description="the condition under which it does so; none: always")
    most: Name | None = Field(None, description="the condition under which it does so most")


class SparedPart(Part):
    """What a fault leaves alone, or moves the other way than a neighbour: it tells the mode from others."""

    signal: Name
    sense: Literal["stays", "rises", "falls", "flutters"] = "stays"
    when: Name | None = Field(None, description="the condition under which it does so; none: always")


class CostPart(Part):
    """What a failure mode costs: mended while it only shows, and once the machine has failed of it."""

    early: float = Field(ge=0, description="parts and work where it is mended in time, in the currency")
    deferred: float = Field(ge=0, description="parts and work once it has failed")
    currency: str = Field("USD", pattern=r"^[A-Z]{3}$", description="of ISO 4217")
    downtime_early_h: float | None = Field(
        None, ge=0, description="hours that the machine stands where it is mended in time"
    )
    downtime_deferred_h: float | None = Field(None, ge=0, description="hours that it stands once it has failed")
    source: Text = Field(description="where the figures are from")


class ModePart(Part):
    """A failure mode: what an engineer knows of it before it is seen."""

    code: str = Field("", description="by SAE J2012 where there is one")
    growth: Growth = Field(Growth.LINEAR, description="how it grows from onset to functional failure")
    hours: Span = Field((0.0, 0.0), description="shortest and longest usual time from onset to functional failure")
    shows: tuple[ShownPart, ...] = Field(min_length=1, description="its signature, in order of appearance")
    spares: tuple[SparedPart, ...] = Field((), description="what tells it from its neighbours")
    leads: tuple[Name, ...] = Field((), description="signals in their order, where that is part of the signature")
    signature: str = Field("", description="the signature in words")
    discriminator: str = Field("", description="what tells it from its neighbours, in words")
    action: Text = Field(description="what to do")
    cost: CostPart | None = Field(None, description="what it costs, early and late")

    @field_validator("hours")
    @classmethod
    def _hours_rise(cls, value: Span) -> Span:
        return _rising(value)


class Links(Part):
    """What other files a file stands on."""

    include: tuple[Name, ...] = Field((), description="parts (or classes) that are merged below this file")
    extends: Name | None = Field(None, description="the class that this one is, but for what is written here")


class ClassDocument(Links):
    """A class of machines."""

    label: Text | None = Field(None, description="what people call the class; without it the file's name")
    run_states: tuple[Name, ...] = Field((), description="what machines say that they do; none: alive while they send")
    working_states: tuple[Name, ...] = Field((), description="the run states in which symptoms are judged")
    duty: tuple[Name, ...] | None = Field(
        None, max_length=5, description="duty signals that explain symptoms, at most 5; else all of role duty"
    )
    signals: dict[Name, SignalPart] = Field({}, description="signals by name")
    conditions: dict[Name, ConditionPart] = Field({}, description="conditions under which faults show, by name")
    modes: dict[Name, ModePart] = Field({}, description="failure modes by name")
