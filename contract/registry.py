"""The registry of assets: what their owner says of each, and how much it matters."""

from collections.abc import Mapping
from types import MappingProxyType

from contract.measurements import ACTOR, COMMON_TAGS, REASON, Field, Measurement

MEDIUM = "medium"
WEIGHTS: Mapping[str, float] = MappingProxyType({"low": 0.5, MEDIUM: 1.0, "high": 2.0})
"""How an asset's risk counts in the order of the fleet, by its criticality."""
COMPONENT_TYPES = ("sensor", "actuator", "controller", "other")
UNKNOWN_COST = -1.0
"""A cost that nobody has said."""

ASSET = Measurement(
    bucket="config",
    name="asset",
    says="A version of what the registry says of an asset. Rows are only ever added, each is whole, and the newest"
    " holds, whatever its class and site: an asset may have moved.",
    tags=COMMON_TAGS,
    fields={
        "name": Field(str, "what people call it; empty, as every text here, where nobody has said"),
        "model": Field(str, "maker and type"),
        "serial": Field(str, "serial number"),
        "vin": Field(str, "vehicle identification number, ISO 3779: 17 letters and digits"),
        "firmware": Field(str, "version of what runs on it"),
        "location": Field(str, "where at the site"),
        "criticality": Field(str, "low, medium or high: what its loss would cost"),
        "weight": Field(float, "the same as what its risk is multiplied by in the order of the fleet: 0.5, 1 or 2"),
        "downtime_cost_per_h": Field(float, "what an hour without it costs, in the currency; -1: not known"),
        "repair_cost": Field(float, "what a usual repair costs, in the currency; -1: not known"),
        "replacement_cost": Field(float, "what a new one costs, in the currency; -1: not known"),
        "currency": Field(str, "currency of the costs, ISO 4217"),
        "installed_on": Field(str, "the day from which it works, such as 2026-01-31"),
        "retired_on": Field(str, "the day on which it was taken out of service; empty while it is in service"),
        "retired": Field(bool, "whether it was: its silence is nobody's concern"),
        "components": Field(str, "its parts, a JSON list of objects with `name` and `type`"),
        "labels": Field(str, "free labels, a JSON object of texts"),
        "version": Field(int, "counts up from 1"),
        "actor": ACTOR,
        "why": REASON,
    },
)
