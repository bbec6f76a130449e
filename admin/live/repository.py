"""What some assets sent last, as their live streams tell it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from admin.records import moment, text
from admin.store import Store
from contract.measurements import COMMON_TAGS, NO_SITE, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The newest value of everything that an asset sends, each in its signal's unit; `time` is that of the newest."""

    asset: str
    asset_class: str
    site: str
    time: datetime
    values: dict[str, Value]

    def over(self, before: "Sample | None") -> "Sample":
        """It, with what was known before of what it lacks."""
        return replace(self, values={**before.values, **self.values}) if before else self


def samples(store: Store, assets: Sequence[str], start: int | str) -> dict[str, Sample]:
    """What some assets sent since a time (ns since 1970, or Flux), by asset. Raises `GatewayError`."""
    if not assets:
        return {}
    found: dict[str, Sample] = {}
    for row in store.points("api_latest", *COMMON_TAGS, start=start, assets=assets):
        if text(row, "asset") and text(row, "asset_class"):
            sample = _sample(row)
            found[sample.asset] = sample.over(found.get(sample.asset))
    return found


def _sample(row: dict[str, Any]) -> Sample:
    return Sample(
        asset=row["asset"],
        asset_class=row["asset_class"],
        site=text(row, "site") or NO_SITE,
        time=moment(row["_time"]),
        values={name: value for name, value in row.items() if name not in (*COMMON_TAGS, "_time")},
    )
