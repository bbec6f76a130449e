"""The range of time that a program asks for: `from` and `to`, RFC 3339, by default a while until now."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Query

from admin.pages.forms import MOMENT_OR_NONE
from admin.records import nanoseconds
from analytics.policies.maintenance import FIRST, LAST
from contract.errors import ContractError

From = Annotated[str, Query(alias="from", json_schema_extra=MOMENT_OR_NONE, description="RFC 3339; included")]
To = Annotated[str, Query(alias="to", json_schema_extra=MOMENT_OR_NONE, description="RFC 3339; not included")]


def edges(begin: str, end: str, usual: timedelta, most: timedelta) -> tuple[int, int]:
    """The range in nanoseconds since 1970; without `begin` it is `usual` long. Raises `ContractError`."""
    stop = time_of("to", end) if end else datetime.now(UTC)
    start = time_of("from", begin) if begin else max(stop - usual, FIRST)
    if start >= stop:
        raise ContractError("from", "must be before `to`")
    if stop - start > most:
        raise ContractError("from", f"is more than {most.days} days before `to`")
    return nanoseconds(start), nanoseconds(stop)


def time_of(field: str, text: str) -> datetime:
    """A time of a query string, RFC 3339, in UTC; raises `ContractError` that names the field."""
    try:
        # A `+` of an offset that a client did not encode arrives as a space.
        time = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise ContractError(field, f"{text[:100]!r} is not a time such as 2026-01-31T12:00:00Z") from None
    if time.tzinfo is None:
        raise ContractError(field, f"{text!r} does not say its offset from UTC; end it in Z")
    if not FIRST <= time < LAST:
        raise ContractError(field, f"{text!r} is not between {FIRST:%Y} and {LAST:%Y}")
    return time.astimezone(UTC)
