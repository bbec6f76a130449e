"""What one version of an asset changes of another, in words that a file and a page take."""

from dataclasses import dataclass

from admin.pages.filters import exact
from admin.registry.facts import Facts

NAMES = tuple(name for name in Facts.model_fields if name != "asset")
"""What may change: all but the id."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field, "" where nobody has said it."""

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        name = self.field.replace("_", " ")
        return f"{name} {self.before} → {self.after or 'none'}" if self.before else f"{name} {self.after}"


def differences(before: Facts | None, after: Facts) -> list[Change]:
    """The fields that differ, in the order of the contract; of a new asset those that are said."""
    old = {name: said(before, name) if before else "" for name in NAMES}
    new = {name: said(after, name) for name in NAMES}
    return [Change(name, old[name], new[name]) for name in NAMES if old[name] != new[name]]


def said(facts: Facts, name: str) -> str:
    """A field as a cell of a file has it: components and labels parted by semicolons."""
    value = getattr(facts, name)
    if name == "components":
        return "; ".join(f"{each.name}: {each.type}" for each in facts.components)
    if name == "labels":
        return "; ".join(f"{key} = {text}" for key, text in facts.labels.items())
    return value if isinstance(value, str) else exact(value)
