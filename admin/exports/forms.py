"""What an export is asked by: in the query of a request, in the body that orders a link, in the query of a link."""

import time
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from store.export.formats import FORMATS
from store.export.kinds import KINDS
from store.export.order import Order, parse

LONGEST_DAYS = 366
MOST_NAMED = 100
"""Assets, classes or signals that a request may name: the line of a request has its limit."""
_TIME = "RFC 3339, a date (UTC), or how long ago such as -7d"
_FEW = "may come again; all without one"

Word = Annotated[str, Field(max_length=20)]
Moment = Annotated[str, Field(max_length=100)]
Names = Annotated[list[str], Field(max_length=MOST_NAMED)]

What = Annotated[Word, Query(json_schema_extra={"enum": list(KINDS)}, description="which table")]
Form = Annotated[Word, Query(alias="format", json_schema_extra={"enum": list(FORMATS)})]
Since = Annotated[Moment, Query(alias="from", description=f"{_TIME}; included; a day ago without it")]
Until = Annotated[Moment, Query(alias="to", description=f"{_TIME}; not included; now without it")]
Assets = Annotated[Names, Query(alias="asset", default_factory=list, description=_FEW)]
Classes = Annotated[Names, Query(alias="class", default_factory=list, description=_FEW)]
Signals = Annotated[Names, Query(alias="signal", default_factory=list, description=_FEW)]


def _order(
    assets: Assets,
    classes: Classes,
    signals: Signals,
    what: What = "telemetry",
    form: Form = "csv",
    since: Since = "",
    until: Until = "",
) -> Order:
    return _parsed({"what": [what], "format": [form], "from": [since], "to": [until],
                    "asset": assets, "class": classes, "signal": signals})  # fmt: skip


OrderOf = Annotated[Order, Depends(_order)]


class LinkForm(BaseModel):
    """The export that a link is to, times such as -7d as they will be meant then, and for how many days it holds."""

    what: Word = Field("telemetry", json_schema_extra={"enum": list(KINDS)})
    form: Word = Field("csv", alias="format", json_schema_extra={"enum": list(FORMATS)})
    since: Moment = Field("", alias="from", description=_TIME)
    until: Moment = Field("", alias="to", description=_TIME)
    assets: Names = Field([], alias="asset")
    classes: Names = Field([], alias="class")
    signals: Names = Field([], alias="signal")
    days: int = Field(30, ge=1, le=LONGEST_DAYS)

    def pairs(self) -> list[tuple[str, str]]:
        """It as the query of a link, without what is left out. Raises `ContractError` for what cannot be exported."""
        said = self.model_dump(by_alias=True, exclude={"days"})
        found = [(name, each) for name, value in said.items() for each in _listed(value) if each]
        order_of(found)
        return found


def order_of(pairs: Sequence[tuple[str, str]]) -> Order:
    """The order that the query of a link says. Raises `ContractError`."""
    said: dict[str, list[str]] = {}
    for name, value in pairs:
        said.setdefault(name, []).append(value)
    return _parsed(said)


def _parsed(said: Mapping[str, Sequence[str]]) -> Order:
    one = {name: next(iter(said.get(name, ())), "") for name in ("what", "format", "from", "to")}
    return parse(
        what=one["what"], form=one["format"], since=one["from"], until=one["to"], now=time.time_ns(),
        assets=said.get("asset", ()), classes=said.get("class", ()), signals=said.get("signal", ()),
    )  # fmt: skip


def _listed(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value
