"""Where telemetry lies in the store: a file a source, `own/sources/*.toml`, checked whole before a row is read.

bucket = "plant"
measurements = ["historian"]          # none: all of the bucket
asset = { tag = "machine" }           # or a text, or { tag = "topic", pattern = "plant/(.+)/.*" }
asset_class = "pump"                  # a text or a tag, too, as is
site = "hall 2"
run_state = { field = "mode", values = { RUN = "running", "0" = "off" } }   # or { when = "motor_current_a > 5" }
cadence_s = 10                        # seconds between two values of a signal
delay_s = 5                           # how late values are in the store

[fields]                              # wide: the fields; with `signal_tag`, the values of that tag
temp_b1 = { signal = "bearing_temp_c", unit = "°F" }
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from contract import checks
from contract.catalogue import CLASSES, ClassSpec
from contract.documents import Part, fault, load
from contract.errors import ContractError
from contract.mapping import Reading, RunState, Who, states_of

ASSET = "{asset}"
"""What stands for the asset's own name in the name of a part: `asset = "{asset}-B1"`."""
MEASUREMENT, FIELD = "_measurement", "_field"
CADENCE_S = 10.0
"""What is taken where nobody says how often values come."""


class Source(Part):
    """Where a machine park's telemetry lies in the store, and what it means there."""

    bucket: str = Field(min_length=1, description="The bucket, in the organisation of the settings; it is only read.")
    measurements: tuple[str, ...] = Field(default=(), description="The measurements; none: all of the bucket.")
    where: dict[str, str] = Field(default={}, description='Tags that rows must have: { plant = "north" }.')
    asset: Who = Field(description="What names the asset; the column `_measurement` or `_field` may be a tag, too.")
    asset_class: Who = Field(description="What names its class.")
    site: Who = Field(description="What names where it stands.")
    run_state: RunState | None = Field(default=None, description="What says its run state; none: it always works.")
    signal_tag: Who | None = Field(
        default=None, description="Narrow data: the tag whose value names the signal, as historians write it."
    )
    value_field: str = Field(default="value", min_length=1, description="Narrow data: the field that has the value.")
    fields: dict[str, Reading] = Field(
        min_length=1, description="The signals, by field, or by what `signal_tag` says; others are not read."
    )
    cadence_s: float = Field(
        default=CADENCE_S, ge=0.02, le=86_400, description="Seconds between two values of a signal, at most."
    )
    delay_s: float = Field(
        default=0.0, ge=0, le=86_400, description="Seconds until values are in the store; it is read so much behind."
    )

    @field_validator("signal_tag", mode="before")
    @classmethod
    def _is_a_tag(cls, value: object) -> object:
        return {"tag": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _no_columns(self) -> "Source":
        for name in ("asset", "asset_class", "site", "run_state", "signal_tag"):
            part = getattr(self, name)
            if part is not None and part.column:
                raise ValueError(f"{name} names a column; a bucket has tags")
        if self.run_state and self.run_state.field and self.signal_tag:
            raise ValueError('run_state: where a tag names the signal, it names the state, too: { signal = "..." }')
        if self.run_state and self.run_state.signal and not self.signal_tag:
            raise ValueError('run_state: no `signal_tag` says the signal; name a field: { field = "..." }')
        return self

    @property
    def names_in(self) -> str:
        """The column that names the signal."""
        return self.signal_tag.tag if self.signal_tag else FIELD

    @property
    def state_in(self) -> str:
        """What names the run state in the column of the signals; "" where it is said otherwise, or not at all."""
        return "" if self.run_state is None else self.run_state.field or self.run_state.signal

    @property
    def classes(self) -> tuple[ClassSpec, ...]:
        """The classes that its assets may be of."""
        return tuple(CLASSES.values()) if self.asset_class.tag else (checks.asset_class(self.asset_class.text),)


def read(path: Path) -> Source:
    """The source of a file; raises `DocumentError` that names file, line, key and reason."""
    source = load(path, Source)
    try:
        check(source)
    except ContractError as error:
        place = tuple(error.field.split("/"))
        raise fault(path, path.read_text(encoding="utf-8-sig"), place, error.reason) from error
    return source


def check(source: Source) -> None:
    """Hold a source to the classes that there are; raises `ContractError`, whose field is a place, parted by `/`."""
    classes = source.classes
    for name, reading in source.fields.items():
        _check_reading(f"fields/{name}", reading, classes)
        if source.asset.tag and reading.asset and ASSET not in reading.asset:
            raise ContractError(f"fields/{name}/asset", f"every machine would be this one; {ASSET} stands for its name")
    if source.run_state is not None:
        _check_state(source, source.run_state)


def _check_reading(place: str, reading: Reading, classes: Sequence[ClassSpec]) -> None:
    owners = [spec for spec in classes if reading.signal in spec.signals]
    if not owners:
        names = " or ".join(spec.name for spec in classes)
        raise ContractError(f"{place}/signal", f"class {names} has no signal {reading.signal!r}")
    try:
        for spec in owners:
            reading.line(spec.signals[reading.signal].unit)
    except ContractError as error:
        raise ContractError(f"{place}/unit", error.reason) from error


def _check_state(source: Source, state: RunState) -> None:
    if state.rule is not None:
        read = {reading.signal for reading in source.fields.values()}
        for condition in (one for conditions in state.rule.alternatives for one in conditions):
            if condition.name not in read:
                raise ContractError("run_state/when", f"no field gives {condition.name!r}")
            if isinstance(condition.value, str):
                raise ContractError("run_state/when", f"{condition.name} is a number, and {condition.value!r} a text")
    if not source.asset_class.text:
        return
    (spec,) = source.classes
    if state.rule is not None:
        states_of(spec)
    for ours in (*state.values.values(), *([state.text] if state.text else [])):
        if ours not in spec.run_states:
            raise ContractError("run_state", f"{ours!r} is not one of {', '.join(spec.run_states) or 'none'}")
