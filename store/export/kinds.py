"""What can be exported, each kind as a table of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyarrow as pa

from contract.measurements import FAULT, RISK, SCORE, TELEMETRY, Measurement, Value
from store.sources.predicate import EVERY, matches, one_of

TIME = pa.timestamp("us", tz="UTC")
"""Microseconds: what Parquet readers of all kinds know."""
TYPES: Mapping[type[Value], pa.DataType] = MappingProxyType(
    {float: pa.float64(), int: pa.int64(), bool: pa.bool_(), str: pa.string()}
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: the measurement that it is read from, what its table holds, whether it can be of some signals only."""

    measurement: Measurement
    says: str
    of_signals: bool = False
    telling: str = EVERY
    """The condition, in Flux, of the rows whose series tell of which assets there are any, and which columns."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that are columns, and tell rows of one moment apart."""
        return self.measurement.tags

    @property
    def columns(self) -> dict[str, pa.DataType]:
        """The columns of the measurement's own fields, in order."""
        return {name: TYPES[field.kind] for name, field in self.measurement.fields.items()}


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "telemetry": Kind(
            TELEMETRY,
            "A row a moment of an asset: its run state, and of each signal its value, its z-score, whether it alerts.",
            of_signals=True,
        ),
        "scores": Kind(
            SCORE,
            "A row a score of a signal: observed, expected, the band around it.",
            of_signals=True,
            telling=one_of("_field", ["score"]),
        ),
        "risk": Kind(
            RISK,
            "A row a risk of an asset, with its reason and what each signal contributes.",
            telling=matches("_field", "^(risk$|contribution_)"),
        ),
        "episodes": Kind(
            FAULT,
            "A row a fault episode that began in the range: when it began and ended, what it was.",
            telling=one_of("_field", ["state"]),
        ),
    }
)
"""Every kind by the word that asks for it."""
