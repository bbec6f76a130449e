"""An asset as a person types it on a page."""

from typing import Any, Self

from pydantic import ConfigDict

from admin.pages.filters import exact
from admin.pages.forms import PageForm, number
from admin.registry.asset import Shown
from admin.registry.differences import said
from admin.registry.facts import COSTS, Component, Facts
from contract.errors import ContractError
from contract.registry import MEDIUM

LINES = ("site", "name", "model", "serial", "vin", "firmware", "location", "currency", "installed_on", "retired_on")
"""Texts of the form that are kept as they are typed."""


class AssetForm(PageForm):
    """The fields as they were typed: components and labels a line each, as `name: type` and `name = value`."""

    model_config = ConfigDict(extra="forbid", str_max_length=50_000)

    asset: str = ""
    asset_class: str = ""
    site: str = ""
    name: str = ""
    model: str = ""
    serial: str = ""
    vin: str = ""
    firmware: str = ""
    location: str = ""
    criticality: str = MEDIUM
    downtime_cost_per_h: str = ""
    repair_cost: str = ""
    replacement_cost: str = ""
    currency: str = ""
    installed_on: str = ""
    retired_on: str = ""
    components: str = ""
    labels: str = ""
    version: int = 0
    why: str = ""

    @classmethod
    def of(cls, one: Shown) -> Self:
        """The form of an asset as it is."""
        return cls(
            asset=one.asset,
            asset_class=one.asset_class,
            criticality=one.criticality,
            **{name: getattr(one, name) for name in LINES},
            **{name: exact(getattr(one, name)) for name in COSTS},
            **{name: said(one, name).replace("; ", "\n") for name in ("components", "labels")},
            version=one.version,
        )

    def facts(self, asset: str) -> Facts:
        """What was typed of an asset; raises `ContractError` that names the field that cannot be read."""
        typed: dict[str, Any] = {
            "asset": asset,
            "asset_class": self.asset_class,
            "criticality": self.criticality,
            **{name: getattr(self, name) for name in LINES},
            **{name: number(name, getattr(self, name)) for name in COSTS},
            "components": components(self.components.splitlines()),
            "labels": labels(self.labels.splitlines()),
        }
        return Facts.model_construct(**typed)


class RetireForm(PageForm):
    """The form that takes an asset out of service."""

    version: int
    retired_on: str = ""
    why: str = ""


def components(lines: list[str]) -> list[Component]:
    """Components that were typed as `name: type`, or by their name alone."""
    found = []
    for line in filter(str.strip, lines):
        name, parted, kind = line.rpartition(":")
        found.append(Component(name=name.strip(), type=kind.strip()) if parted else Component(name=line.strip()))
    return found


def labels(lines: list[str]) -> dict[str, str]:
    """Labels that were typed as `name = value`; raises `ContractError` for a line without =, and a name said twice."""
    found: dict[str, str] = {}
    for line in filter(str.strip, lines):
        name, parted, value = line.partition("=")
        if not parted:
            raise ContractError("labels", f"{line.strip()[:100]!r} is not name = value")
        if name.strip() in found:
            raise ContractError("labels", f"{name.strip()[:100]!r} is said twice")
        found[name.strip()] = value.strip()
    return found
