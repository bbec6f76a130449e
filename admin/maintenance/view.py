"""Maintenance on the asset page: what was told, and the form that tells of more."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from admin.maintenance import service
from admin.store import Store
from contract.errors import ContractError
from web.errors import ApiError, problem_of

SHOWN = 10
"""Pieces of work that the page lists; the rest is in the API."""

_LOCAL = "%Y-%m-%dT%H:%M"
"""What a browser's field for date and time holds; the page says that it is in UTC."""


class WorkForm(BaseModel):
    """The form's fields as they were typed, times as `2026-11-21T08:00` in UTC."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)

    begin: str = ""
    until: str = ""
    what: str = ""
    actor: str = ""
    relearn: str = ""


def maintenance_view(store: Store, asset: str, form: WorkForm | None, problem: ApiError | None) -> dict[str, Any]:
    """The form as it was typed, or for the next hour, with what is wrong and what was told of the asset."""
    now = datetime.now(UTC)
    hour = WorkForm(begin=f"{now:{_LOCAL}}", until=f"{now + timedelta(hours=1):{_LOCAL}}")
    return {"form": form or hour, "problem": problem, "works": service.entries(store, asset)[:SHOWN]}


def try_form(store: Store, asset: str, form: WorkForm, actor: str) -> ApiError | None:
    """Tell what the form says; what is wrong with it where something is, and nothing is told then."""
    record: dict[str, str | bool] = {
        "asset": asset,
        "from": f"{form.begin}Z",
        "until": f"{form.until}Z",
        "what": form.what,
        "actor": form.actor,
        "relearn": form.relearn == "on",
    }
    try:
        service.add(store, record, actor)
    except ContractError as error:
        return problem_of(error)
    return None
