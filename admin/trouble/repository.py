"""Trouble codes, as control units told them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from admin.names import find_class
from admin.records import moment, number, text
from admin.store import Store
from contract.trouble import CONFIRMED, ERASED, PENDING, TROUBLE_CODE

_FRAME = "frame_"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeFrame:
    """What the vehicle read when the code's test first failed, by signal, in its unit."""

    time: datetime
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleCode:
    """A code as it was told last: `state` is pending, confirmed or erased, `mil` whether it has the lamp lit.

    `modes` are failure modes of the class that set it.
    """

    code: str
    state: str
    mil: bool
    first_told: datetime
    last_told: datetime
    modes: list[str]
    freeze_frame: FreezeFrame | None


def codes(store: Store, asset: str, days: int) -> list[TroubleCode]:
    """All codes of an asset that were told in the last days. Raises `GatewayError`."""
    told: dict[str, list[dict[str, Any]]] = {}
    for row in store.points("asset_codes", *TROUBLE_CODE.tags, start=f"-{days}d", asset=asset):
        if text(row, "state") in {PENDING, CONFIRMED, ERASED} and text(row, "code"):
            told.setdefault(row["code"], []).append(row)
    return [_code(rows) for rows in told.values()]


def _code(rows: list[dict[str, Any]]) -> TroubleCode:
    last = rows[-1]
    return TroubleCode(
        code=last["code"],
        state=last["state"],
        mil=last.get("mil") is True,
        first_told=moment(rows[0]["_time"]),
        last_told=moment(last["_time"]),
        modes=_modes(text(last, "asset_class"), last["code"]),
        freeze_frame=next(_frames(rows), None),
    )


def _modes(asset_class: str, code: str) -> list[str]:
    found = find_class(asset_class)
    return [name for name, mode in found.modes.items() if mode.code == code] if found else []


def _frames(rows: list[dict[str, Any]]) -> Iterator[FreezeFrame]:
    """The newest first."""
    for row in reversed(rows):
        read = {name.removeprefix(_FRAME): number(row, name) for name in sorted(row) if name.startswith(_FRAME)}
        if values := {name: value for name, value in read.items() if value is not None}:
            yield FreezeFrame(time=moment(row["_time"]), values=values)
