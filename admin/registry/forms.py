"""An asset as a program sends it, and many of them as a file."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from admin import tables
from admin.pages.forms import Text
from admin.registry.facts import MOST_COMPONENTS, MOST_COST, MOST_LABELS, Component, Cost, Facts
from contract.registry import WEIGHTS


class NewAsset(Facts):
    """An asset to put into the registry; `why` is for the audit."""

    why: Text

    @property
    def facts(self) -> Facts:
        """What is said of it."""
        return Facts(**{name: getattr(self, name) for name in Facts.model_fields})


class Change(BaseModel):
    """What to change of an asset; what is left out stays as it is, an empty `retired_on` puts it back into service."""

    model_config = ConfigDict(extra="forbid", strict=True)

    asset_class: Text = ""
    site: Text = ""
    name: Text = ""
    model: Text = ""
    serial: Text = ""
    vin: Text = ""
    firmware: Text = ""
    location: Text = ""
    criticality: Text = Field(default="", json_schema_extra={"enum": list(WEIGHTS)})
    downtime_cost_per_h: Cost = Field(default=None, ge=0, le=MOST_COST, allow_inf_nan=False)
    repair_cost: Cost = Field(default=None, ge=0, le=MOST_COST, allow_inf_nan=False)
    replacement_cost: Cost = Field(default=None, ge=0, le=MOST_COST, allow_inf_nan=False)
    currency: Text = ""
    installed_on: Text = ""
    retired_on: Text = ""
    components: list[Component] = Field(default_factory=list, max_length=MOST_COMPONENTS)
    labels: dict[str, Text] = Field(default_factory=dict, max_length=MOST_LABELS)
    why: Text

    @property
    def changes(self) -> dict[str, Any]:
        """What is named, whatever it is."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"why"}}


class Retirement(BaseModel):
    """When an asset was taken out of service; today (UTC) where no day is said."""

    model_config = ConfigDict(extra="forbid", strict=True)

    retired_on: Text = Field(default="", description="a day such as 2026-01-31")
    why: Text


class Import(BaseModel):
    """A file of assets in CSV; `why` is asked for where it is no dry run."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(max_length=tables.LONGEST)
    dry_run: bool = True
    why: Text = ""


class FileForm(BaseModel):
    """The form that sets a file that was looked at."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=tables.LONGEST)
    why: Text = ""
