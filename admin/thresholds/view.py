"""The thresholds pages: what is in force by class, and the form of one row with its history."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict

from admin.names import class_label
from admin.pages.rendering import exact
from admin.pages.typed import number
from admin.store import Store
from admin.thresholds import preview, service
from admin.thresholds.preview import Report
from admin.thresholds.service import InForce, Setting
from analytics.policies.policy import DEFAULT_SCOPE
from contract.catalogue import CLASSES
from contract.errors import ContractError
from web.errors import ApiError, not_found, problem_of

LIMIT_FIELDS = ("crit_low", "warn_low", "warn_high", "crit_high")
MOST_REFUSED = 50
"""Rows that are not in force and named."""
NUMBER_FIELDS = ("sensitivity", "min_deviation", *LIMIT_FIELDS)


class PolicyForm(BaseModel):
    """The form's fields as they were typed."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)

    direction: str = ""
    sensitivity: str = ""
    min_deviation: str = ""
    warn_low: str = ""
    warn_high: str = ""
    crit_low: str = ""
    crit_high: str = ""
    enabled: str = ""
    version: str = "0"
    why: str = ""


def list_view(found: InForce, asset_class: str) -> dict[str, Any]:
    """Everything that `thresholds.html` shows; "" is the first class. Raises a 404 `ApiError` for an unknown one."""
    chosen = asset_class or next(iter(CLASSES)).value
    if chosen not in found.classes:
        raise not_found("class", asset_class)
    return {
        "classes": [(name, class_label(name), name == chosen) for name in found.classes],
        "chosen": chosen,
        "settings": found.classes[chosen],
        "assets": found.assets,
        "refused": found.refused[:MOST_REFUSED],
        "more_refused": max(0, len(found.refused) - MOST_REFUSED),
    }


def edit_view(
    setting: Setting,
    history: Sequence[Setting],
    version: int | None,
    form: PolicyForm | None = None,
    problem: ApiError | None = None,
    found: Report | None = None,
) -> dict[str, Any]:
    """Everything that `threshold.html` shows: the form as typed, or with an older version's values, or with today's."""
    older = _version(history, version) if version is not None else None
    return {
        "setting": setting,
        "history": history,
        "form": form or _form(older or setting, setting.version, f"Back to version {version}: " if older else ""),
        "rolled_back": older,
        "problem": problem,
        "preview": found,
        "current": setting.version,
        # Who did not see the newest version is told so when saving, and only then may save on top of it.
        "seen": form.version if form and not (problem and problem.status == 409) else setting.version,
        "scope_name": _scope_name(setting.scope),
        "limit_fields": LIMIT_FIELDS,
    }


def try_form(store: Store, scope: str, signal: str, form: PolicyForm, actor: str) -> ApiError | None:
    """Set what the form asks for; what is wrong with it where something is, and nothing is set then."""
    try:
        service.change(store, {**_record(form), "scope": scope, "signal": signal}, actor)
    except (ContractError, ApiError) as error:
        return problem_of(error)
    return None


def preview_form(store: Store, scope: str, signal: str, form: PolicyForm) -> tuple[Report | None, ApiError | None]:
    """What the form's policy would have done in the last day, or what is wrong with it."""
    try:
        return preview.report(store, {**_record(form), "scope": scope, "signal": signal}), None
    except (ContractError, ApiError) as error:
        return None, problem_of(error)


def _version(history: Sequence[Setting], version: int) -> Setting:
    for row in history:
        if row.version == version:
            return row
    raise not_found("version", str(version))


def _form(values: Setting, version: int, why: str) -> PolicyForm:
    record = asdict(values)
    return PolicyForm(
        direction=values.direction,
        **{name: exact(record[name]) for name in NUMBER_FIELDS},
        enabled="on" if values.enabled else "",
        version=str(version),
        why=why,
    )


def _record(form: PolicyForm) -> dict[str, object]:
    """The form as a record of numbers; raises `ContractError` that names the field that holds none."""
    numbers = {name: number(name, getattr(form, name)) for name in NUMBER_FIELDS}
    version = number("version", form.version)
    return {
        **numbers,
        "direction": form.direction,
        "enabled": form.enabled == "on",
        "version": version,
        "why": form.why,
    }


def _scope_name(scope: str) -> str:
    kind = service.scope_kind(scope)
    if kind == "asset":
        return f"asset {scope}"
    return "every class" if scope == DEFAULT_SCOPE else f"every {class_label(scope).lower()}"
