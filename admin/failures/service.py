"""Failures: which were told of, how one is told, and how one is taken back. Each leaves an audit."""

from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from admin.failures import repository
from admin.failures.forms import FailureForm, Told
from admin.readings.home import home
from admin.records import moment, number, text
from admin.store import Store
from contract.catalogue import CLASSES
from contract.checks import text as checked
from contract.errors import ContractError
from contract.measurements import BUCKETS, COMMON_TAGS, NO_SITE, Value
from contract.time import SECOND
from web.errors import ApiError, not_found

BACK = timedelta(seconds=BUCKETS["health"])
"""How long ago a failure may be: for as long as what was foretold is kept."""
LONGEST_WHAT, LONGEST_ACTOR = 500, 100
MOST = {"what": LONGEST_WHAT, "actor": LONGEST_ACTOR}
"""The same for the form."""
SHOWN = 10
"""Failures that the asset page lists; the rest is in the API."""


class Failure(BaseModel):
    """One failure, which `id` names among its asset's; one that was `withdrawn` is none."""

    id: str
    asset: str
    at: datetime
    what: str
    mode: str
    actor: str
    withdrawn: bool


def modes(asset_class: str) -> list[str]:
    """The failure modes of a class; none of one that is not known."""
    return list(CLASSES[asset_class].modes) if asset_class in CLASSES else []


def entries(store: Store, asset: str = "") -> list[Failure]:
    """All failures of an asset, or of all, the newest first."""
    found = (_failure(row) for row in repository.rows(store) if asset in ("", row.get("asset")))
    return sorted((each for each in found if each.asset and each.actor), key=lambda each: each.at, reverse=True)


def add(store: Store, told: Told, teller: str) -> Failure:
    """Tell of a failure; told again of the same second, what it says is changed.

    Raises `ContractError` for what makes no sense, and a 404 `ApiError` where there is no such asset.
    """
    at = _second(told.at)
    what = _said("what", told.what, LONGEST_WHAT, "say what failed, and how that is known")
    actor = _said("actor", told.actor.strip() or teller, LONGEST_ACTOR, "say who tells it")
    known = home(store, told.asset)
    if known is None:
        raise not_found("asset", told.asset)
    if told.mode and told.mode not in modes(known.asset_class):
        raise ContractError("mode", f"class {known.asset_class} has no failure mode {told.mode[:100]!r}")
    tags = {"asset": told.asset, "asset_class": known.asset_class, "site": known.site or NO_SITE}
    fields: dict[str, Value] = {"what": what, "mode": told.mode, "actor": actor, "withdrawn": False}
    repository.put(store, tags, at, fields, None, teller)
    return _failure({**tags, **fields, "_time": at})


def withdraw(store: Store, asset: str, failure: str, teller: str) -> Failure:
    """Take a failure back: the asset did not fail after all. Raises a 404 `ApiError` where it has no such failure."""
    rows = repository.rows(store)
    row = next((row for row in rows if row.get("asset") == asset and str(row["_time"]) == failure), None)
    if row is None:
        raise not_found("failure", failure)
    tags = {name: text(row, name) for name in COMMON_TAGS}
    before: dict[str, Value] = {name: text(row, name) for name in ("what", "mode", "actor")}
    before["withdrawn"] = row.get("withdrawn") is True
    repository.put(store, tags, row["_time"], {**before, "withdrawn": True}, before, teller)
    return _failure({**row, "withdrawn": True})


def section(
    store: Store, asset: str, asset_class: str, form: FailureForm | None, problem: ApiError | None
) -> dict[str, object]:
    """What the asset page shows of them: those told so far, and the form as it was typed with what is wrong with it."""
    return {
        "entries": entries(store, asset)[:SHOWN],
        "form": form or FailureForm.just_now(),
        "problem": problem,
        "most": MOST,
        "modes": modes(asset_class),
    }


def _second(said: str) -> int:
    """A moment in RFC 3339, in nanoseconds, to the second; raises `ContractError`."""
    try:
        at = datetime.fromisoformat(said[:100])
    except ValueError:
        raise ContractError("at", f"{said[:100]!r} is not a moment such as 2026-11-21T08:00:00Z") from None
    if at.tzinfo is None:
        raise ContractError("at", f"{said[:100]!r} does not say its time zone")
    now = datetime.now(UTC)
    if at > now:
        raise ContractError("at", "is not over yet")
    if at < now - BACK:
        raise ContractError("at", f"is more than {BACK.days} days ago")
    return int(at.timestamp()) * SECOND


def _said(field: str, value: str, longest: int, wanted: str) -> str:
    said = checked(field, value, longest)
    if not said.strip():
        raise ContractError(field, wanted)
    return said


def _failure(row: dict[str, object]) -> Failure:
    at = number(row, "_time") or 0
    words = {name: text(row, name) for name in ("asset", "what", "mode", "actor")}
    return Failure(id=str(at), at=moment(int(at)), withdrawn=row.get("withdrawn") is True, **words)
