"""Diagnosis: the failure mode that an asset most likely suffers from, with what the catalogue knows of that mode."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.records import Record, newest, records, text
from admin.store import Store
from contract.catalogue import CLASSES
from contract.failures import Cost, FailureMode
from contract.lists import items, shares

LOOK_BACK = "-1h"
"""The worker says it every ten minutes while an asset is not normal: what is older than this is past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another failure mode that it may be; confidence is 0 to 1."""

    mode: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The likeliest failure mode at a time, what speaks for it and against it, and what to do; confidence is 0 to 1.

    `signature` is what the mode looks like and `discriminator` what tells it from its neighbours, "" for a mode that
    the catalogue does not know. `cost` is what it costs early and late, where the catalogue says so.
    """

    time: datetime
    mode: str
    confidence: float
    signature: str
    discriminator: str
    supports: list[str]
    against: list[str]
    alternatives: list[Alternative]
    action: str
    cost: Cost | None


def diagnoses(store: Store, assets: Sequence[str]) -> dict[str, Diagnosis]:
    """What was last said of some assets within the last hour, by asset; those of which nothing was are left out."""
    # An asset that moved to another site is two series; what was said last is what counts.
    rows = newest(records(store.ask("admin_diagnosis", start=LOOK_BACK, assets=assets)), "asset")
    return {row["asset"]: _diagnosis(row) for row in store.sound(rows, "asset", "mode", numbers=("confidence",))}


def _diagnosis(row: Record) -> Diagnosis:
    known = _known(text(row, "asset_class"), row["mode"])
    return Diagnosis(
        time=row["_time"],
        mode=row["mode"],
        confidence=row["confidence"],
        signature=known.signature if known else "",
        discriminator=known.discriminator if known else "",
        supports=items(text(row, "supports")),
        against=items(text(row, "against")),
        alternatives=[Alternative(mode=mode, confidence=share) for mode, share in shares(text(row, "alternatives"))],
        action=text(row, "action"),
        cost=known.cost if known else None,
    )


def _known(asset_class: str, mode: str) -> FailureMode | None:
    return CLASSES[asset_class].modes.get(mode) if asset_class in CLASSES else None
