"""What a recording's mapping and a bucket's source both say of others' data: who it is, in what state, what is read."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from contract.catalogue import ClassSpec
from contract.documents import Part
from contract.errors import ContractError
from contract.rule import Rule, rule
from contract.units import conversion


class _Plain(Part):
    """A part that may be written as a text alone, too; columns may be numbers."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    text: str = Field(default="", description="The same for all.")

    @model_validator(mode="before")
    @classmethod
    def _said(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        table = handler.resolve_ref_schema(handler(core))
        table.get("properties", {}).pop("text", None)
        return {"anyOf": [{"type": "string", "minLength": 1}, table]}


class Who(_Plain):
    """Where a name (an asset's, a class's, a site's) comes from: a text, or a column or a tag of the data.

    In a recording's text `{stem}` stands for the file's name without its ending.
    """

    column: str = Field(default="", description="A recording's column that has it.")
    tag: str = Field(default="", description="A measurement's tag that has it.")
    pattern: str = Field(default="", description="A regular expression, whose first group is the name.")

    @field_validator("pattern")
    @classmethod
    def _one_group(cls, value: str) -> str:
        if value:
            try:
                groups = re.compile(value).groups
            except re.error as error:
                raise ValueError(f"is no regular expression: {error}") from error
            if groups < 1:
                raise ValueError("needs a group in brackets, which is the name, as in plant/(.+)/temperature")
        return value

    @model_validator(mode="after")
    def _one_place(self) -> "Who":
        if sum(map(bool, (self.text, self.column, self.tag))) != 1:
            raise ValueError('expected a text, { column = "name" } or { tag = "name" }')
        if self.text and self.pattern:
            raise ValueError("`pattern` picks a part of a column or a tag, and there is none")
        return self

    def name(self, value: str) -> str:
        """The name in a column's or tag's value; "" where the pattern does not find one."""
        if not self.pattern:
            return value.strip()
        found = re.search(self.pattern, value)
        return (found[1] or "").strip() if found else ""


class RunState(_Plain):
    """How the data say what state a machine is in: one for all, their words for ours, or a rule of when it works."""

    column: str = Field(default="", description="A recording's column that has it.")
    tag: str = Field(default="", description="A measurement's tag that has it.")
    field: str = Field(default="", description="A measurement's field that has it.")
    signal: str = Field(default="", description="The tag's value of the state, where a tag names the signal.")
    values: dict[str, str] = Field(
        default={}, description='Their words for ours: { RUN = "running", "1" = "running" }.'
    )
    when: str = Field(default="", description='A rule; the machine works where it holds: "motor_current_a > 5".')

    @field_validator("when")
    @classmethod
    def _understood(cls, value: str) -> str:
        if value:
            try:
                rule(value)
            except ContractError as error:
                raise ValueError(error.reason) from error
        return value

    @model_validator(mode="after")
    def _one_place(self) -> "RunState":
        places = (self.text, self.column, self.tag, self.field, self.signal, self.when)
        if sum(map(bool, places)) != 1:
            raise ValueError('expected a state, { column = "name" } and the like, or { when = "a rule" }')
        if self.values and (self.text or self.when):
            raise ValueError("`values` are words of a column, a tag or a field, and there is none")
        return self

    @property
    def rule(self) -> Rule | None:
        """When the machine works; None where no rule says so."""
        return rule(self.when) if self.when else None

    def ours(self, spec: ClassSpec, word: str) -> str:
        """Our word for one of theirs; raises `ContractError` where the class has no such state.

        A number that is written otherwise is the same word: 1.0 is 1.
        """
        state = self.values.get(word, self.values.get(_short_number(word), word))
        if state not in spec.run_states:
            known = ", ".join(spec.run_states) or "none"
            hint = "" if word in self.values else "; `values` can say which of them it is"
            raise ContractError("run_state", f"{word!r} is not one of {known}{hint}")
        return state


class Reading(Part):
    """Where a column or a field goes: value · `scale` + `offset` is in `unit`, which becomes the signal's own."""

    signal: str = Field(min_length=1, description="A signal of the asset's class.")
    unit: str = Field(default="", description="The unit that it is in there; without it, the signal's own.")
    scale: float = Field(default=1.0, description="What a value is multiplied by.")
    offset: float = Field(default=0.0, description="What is added to it then.")
    asset: str = Field(default="", description="The asset, where each column or field is of its own.")

    @field_validator("scale")
    @classmethod
    def _tells_apart(cls, value: float) -> float:
        if value == 0:
            raise ValueError("0 would make every reading the same")
        return value

    def line(self, own: str, given: str = "") -> tuple[float, float]:
        """(scale, offset) into the signal's `own` unit; `given` is the unit that a value itself says, if it does.

        Raises `ContractError` where the unit is not known, or is of another quantity.
        """
        unit = given or self.unit
        if not unit:
            return self.scale, self.offset
        scale, offset = conversion(unit, own)
        return self.scale * scale, self.offset * scale + offset


def states_of(spec: ClassSpec) -> tuple[str, str]:
    """(the state of a machine that works, the state of one that does not), for rules; raises `ContractError`."""
    if not spec.working_states:
        raise ContractError("run_state", f"class {spec.name} has no working state that a rule could give")
    resting = next((state for state in spec.run_states if state not in spec.working_states), "")
    if not resting:
        raise ContractError(
            "run_state", f"class {spec.name} always works; it has no state for where the rule does not hold"
        )
    return spec.working_states[0], resting


def _short_number(word: str) -> str:
    """A whole number without its point: "1.0" is "1"."""
    try:
        number = float(word)
    except ValueError:
        return word
    return str(int(number)) if number.is_integer() else word


Readings = Mapping[str, Reading]
"""Where each column or field goes, by its name there."""
