"""Samples that programs send as JSON: each value is judged by itself, and what is sound is stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from admin.records import nanoseconds
from admin.v1.span import time_of
from contract import checks
from contract.catalogue import ClassSpec
from contract.errors import ContractError
from contract.measurements import BUCKETS, NO_SITE, TELEMETRY, Value
from contract.time import SECOND

MOST = 5000
"""Samples at once at most."""
_LONGEST = 256
_FIELDS = ("asset", "asset_class", "site", "time", "run_state", "values")


class Status(StrEnum):
    """What became of a value or of a sample."""

    VALID = "valid"
    REVIEW = "needs_review"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Of a value that is not simply valid: one that needs review was stored, one that is rejected was not."""

    field: str
    status: Status
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A sample by its place in the request: rejected where nothing of it was stored, to be reviewed where anything is
    odd. `values` are those of it that were not simply valid."""

    index: int
    asset: str
    status: Status
    stored: int
    values: list[Verdict]


@dataclass(frozen=True, slots=True)
class Home:
    """Where an asset belongs, as far as that is known."""

    asset_class: str
    site: str


@dataclass(frozen=True, slots=True)
class Sound:
    """What can be stored of a sample; `time` is nanoseconds since 1970."""

    tags: Mapping[str, str]
    fields: Mapping[str, Value]
    time: int


@dataclass(slots=True)
class _Sample:
    """A sample while it is read."""

    asset: str = ""
    sound: Sound | None = None
    verdicts: list[Verdict] = field(default_factory=list)

    def reject(self, error: ContractError) -> None:
        # A name may be anything that JSON can say, also what an answer cannot.
        name = str(error.field)[:100].encode(errors="replace").decode()
        self.verdicts.append(Verdict(field=name, status=Status.REJECTED, reason=error.reason))


Homes = Callable[[str], Home | None]


def read(samples: Sequence[Any], homes: Homes, now: int) -> tuple[list[Sound], list[Judged]]:
    """What can be stored, and what is to be said of each sample; `now` is in ns since 1970."""
    read = [_read(sample, homes, now) for sample in samples]
    return [each.sound for each in read if each.sound], [_judged(number, each) for number, each in enumerate(read)]


def _judged(number: int, sample: _Sample) -> Judged:
    status = Status.REJECTED if sample.sound is None else Status.REVIEW if sample.verdicts else Status.VALID
    stored = len(sample.sound.fields) if sample.sound else 0
    return Judged(index=number, asset=sample.asset, status=status, stored=stored, values=sample.verdicts)


def _read(said: Any, homes: Homes, now: int) -> _Sample:
    sample = _Sample()
    try:
        if not isinstance(said, dict):
            raise ContractError("sample", "is not an object")
        for name in said:
            if name not in _FIELDS:
                raise ContractError(str(name)[:100], f"is not one of {', '.join(_FIELDS)}")
        sample.asset = _name("asset", said.get("asset"))
        spec, tags = _home(said, sample.asset, homes(sample.asset))
        time = _time(said.get("time"), now)
        fields = dict(_fields(sample, spec, said))
        if not fields and not sample.verdicts:
            raise ContractError("values", "holds nothing")
    except ContractError as error:
        sample.reject(error)
    else:
        sample.sound = Sound(tags, fields, time) if fields else None
    return sample


def _name(name: str, said: object) -> str:
    found = checks.text(name, said, _LONGEST)
    if not found.strip() or not found.isprintable() or found.endswith("\\"):
        raise ContractError(name, "must be printable text that does not end in a backslash")
    return found


def _home(said: Mapping[str, Any], asset: str, known: Home | None) -> tuple[ClassSpec, dict[str, str]]:
    named = said.get("asset_class", known.asset_class if known else None)
    if named is None:
        raise ContractError("asset_class", f"must be said, as nothing is known of {asset!r} yet")
    spec = checks.asset_class(checks.text("asset_class", named, _LONGEST))
    if known and known.asset_class != spec.name:
        raise ContractError("asset_class", f"{asset!r} is of class {known.asset_class}, not {spec.name}")
    site = _name("site", said["site"]) if "site" in said else known.site if known else NO_SITE
    return spec, {"asset": asset, "asset_class": spec.name} | ({"site": site} if site != NO_SITE else {})


def _time(said: object, now: int) -> int:
    if said is None:
        return now
    time = checks.time(nanoseconds(_moment(said)), now)
    if time < now - BUCKETS[TELEMETRY.bucket] * SECOND:
        raise ContractError("time", "is older than what is kept")
    return time


def _moment(said: object) -> datetime:
    return time_of("time", checks.text("time", said, _LONGEST))


def _fields(sample: _Sample, spec: ClassSpec, said: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    values = said.get("values", {})
    if not isinstance(values, dict):
        raise ContractError("values", "is not an object of signals and their values")
    for name, value in values.items():
        try:
            yield name, _value(sample, spec, name, value)
        except ContractError as error:
            sample.reject(error)
    if (state := said.get("run_state")) is not None:
        try:
            yield "run_state", _run_state(spec, state)
        except ContractError as error:
            sample.reject(error)


def _value(sample: _Sample, spec: ClassSpec, name: str, value: object) -> float:
    number = checks.sample(spec, name[:_LONGEST], value)
    normal = spec.signals[name].normal
    if normal and not normal[0] <= number <= normal[1]:
        low, high = normal
        reason = f"{number:g} {spec.signals[name].unit} is outside of what is normal, {low:g} to {high:g}"
        sample.verdicts.append(Verdict(field=name, status=Status.REVIEW, reason=reason))
    return number


def _run_state(spec: ClassSpec, said: object) -> str:
    if said not in spec.run_states:
        raise ContractError("run_state", f"{str(said)[:100]!r} is not one of {', '.join(spec.run_states) or 'none'}")
    return str(said)
