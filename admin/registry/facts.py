"""What the registry says of an asset, and what of it makes sense: one door for programs, pages and files."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from admin.pages.forms import Text
from admin.registry import vin
from contract.checks import asset_class, finite, text
from contract.errors import ContractError
from contract.measurements import NO_SITE
from contract.registry import COMPONENT_TYPES, MEDIUM, WEIGHTS

LINES = ("asset", "asset_class", "site", "name", "model", "serial", "vin", "firmware", "location", "currency")
COSTS = ("downtime_cost_per_h", "repair_cost", "replacement_cost")
DATES = ("installed_on", "retired_on")
LONGEST = 200
"""Characters of a text."""
MOST_COMPONENTS, MOST_LABELS = 100, 50
MOST_COST = 1e12
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")

Cost = float | None


class Component(BaseModel):
    """A part of an asset. How it is, nobody types in: that is what its signals tell."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: Text
    type: Text = Field(default="other", json_schema_extra={"enum": list(COMPONENT_TYPES)})


class Facts(BaseModel):
    """What is said of an asset; "" and null are what nobody has said."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    asset: Text
    asset_class: Text
    site: Text = ""
    name: Text = ""
    model: Text = ""
    serial: Text = ""
    vin: Text = Field(default="", description="vehicle identification number, 17 letters and digits")
    firmware: Text = ""
    location: Text = ""
    criticality: Text = Field(default=MEDIUM, json_schema_extra={"enum": list(WEIGHTS)})
    downtime_cost_per_h: Cost = Field(default=None, ge=0, le=MOST_COST, allow_inf_nan=False)
    repair_cost: Cost = Field(default=None, ge=0, le=MOST_COST, allow_inf_nan=False)
    replacement_cost: Cost = Field(default=None, ge=0, le=MOST_COST, allow_inf_nan=False)
    currency: Text = Field(default="", description="of the costs, ISO 4217, such as EUR")
    installed_on: Text = Field(default="", description="a day such as 2026-01-31")
    retired_on: Text = Field(default="", description="likewise; empty while it is in service")
    components: list[Component] = Field(default_factory=list, max_length=MOST_COMPONENTS)
    labels: dict[str, Text] = Field(default_factory=dict, max_length=MOST_LABELS)


def checked(said: Facts) -> Facts:
    """What is said in the form in which it is kept; raises `ContractError` that names what makes no sense."""
    lines = {name: _line(name, getattr(said, name)) for name in LINES}
    if not lines["asset"] or lines["asset"].endswith("\\"):
        raise ContractError("asset", "must be an id that does not end in a backslash")
    asset_class(lines["asset_class"])
    if said.criticality not in WEIGHTS:
        raise ContractError("criticality", f"{said.criticality[:100]!r} is not one of {', '.join(WEIGHTS)}")
    costs = {name: _cost(name, getattr(said, name)) for name in COSTS}
    _check_currency(lines["currency"], costs)
    days = {name: _day(name, getattr(said, name).strip()) for name in DATES}
    _check_days(days["installed_on"], days["retired_on"])
    return said.model_copy(
        update={
            **lines,
            "site": lines["site"] or NO_SITE,
            "vin": vin.checked(lines["vin"]),
            **costs,
            **days,
            "components": _components(said.components),
            "labels": _labels(said.labels),
        }
    )


def _line(name: str, said: str) -> str:
    found = text(name, said, LONGEST).strip()
    if not found.isprintable():
        raise ContractError(name, "holds what cannot be printed, such as a line break")
    return found


def _part(name: str, said: str) -> str:
    found = _line(name, said)
    if ";" in found:
        raise ContractError(name, f"{found[:100]!r} has a semicolon, which in a file parts one from the next")
    return found


def _cost(name: str, said: Cost) -> Cost:
    if said is None:
        return None
    if not 0 <= (found := finite(name, said)) <= MOST_COST:
        raise ContractError(name, f"{found:g} is not between 0 and {MOST_COST:g}")
    return found


def _check_currency(currency: str, costs: Mapping[str, Cost]) -> None:
    if currency and not _CURRENCY.fullmatch(currency):
        raise ContractError("currency", f"{currency[:100]!r} is not three capitals such as EUR")
    named = [name for name, cost in costs.items() if cost is not None]
    if named and not currency:
        raise ContractError("currency", f"must be said, as {named[0]} is")


def _day(name: str, said: str) -> str:
    try:
        if said:
            date.fromisoformat(said if _DATE.fullmatch(said) else "")
    except ValueError:
        raise ContractError(name, f"{said[:100]!r} is not a day such as 2026-01-31") from None
    return said


def _check_days(installed: str, retired: str) -> None:
    # It may be tomorrow already where the asset is.
    if retired > f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}":
        raise ContractError("retired_on", "is yet to come: retire it on that day")
    if installed and retired and retired < installed:
        raise ContractError("retired_on", "is before it was installed")


def _components(said: list[Component]) -> list[Component]:
    found = [Component(name=_part("components", each.name), type=each.type) for each in said]
    for each in found:
        if not each.name:
            raise ContractError("components", "one has no name")
        if each.type not in COMPONENT_TYPES:
            raise ContractError("components", f"{each.type[:100]!r} is not one of {', '.join(COMPONENT_TYPES)}")
    if len({each.name for each in found}) < len(found):
        raise ContractError("components", "two have the same name")
    if len(found) > MOST_COMPONENTS:
        raise ContractError("components", f"are {len(found)}; at most {MOST_COMPONENTS} are kept")
    return found


def _labels(said: Mapping[str, str]) -> dict[str, str]:
    found = {_part("labels", name): _part("labels", value) for name, value in said.items()}
    if len(found) > MOST_LABELS:
        raise ContractError("labels", f"are {len(found)}; at most {MOST_LABELS} are kept")
    for name in found:
        if not name or "=" in name:
            raise ContractError("labels", f"{name[:100]!r} is no name of a label: it is empty, or has a =")
    return found
