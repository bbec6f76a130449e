"""The thresholds pages: what is in force by class, and the form of one row with its history."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from admin.names import class_label
from admin.pages.filters import exact
from admin.thresholds.forms import LIMIT_FIELDS, NUMBER_FIELDS, TRIAL_DAYS, EndForm, PolicyForm
from admin.thresholds.preview import Report
from admin.thresholds.saving import LONGEST_WHY
from admin.thresholds.service import InForce, Setting, scope_kind
from analytics.policies.policy import DEFAULT_SCOPE
from web.errors import ApiError

MOST_REFUSED = 50
"""Rows that are not in force and named."""


def list_view(found: InForce, chosen: str) -> dict[str, Any]:
    """Everything that `thresholds.html` shows of a class."""
    return {
        "classes": [(name, class_label(name), name == chosen) for name in found.classes],
        "chosen": chosen,
        "limit_fields": LIMIT_FIELDS,
        "settings": found.classes[chosen],
        "assets": found.assets,
        "refused": found.refused[:MOST_REFUSED],
        "more_refused": max(0, len(found.refused) - MOST_REFUSED),
    }


def edit_view(
    setting: Setting,
    history: Sequence[Setting],
    older: Setting | None,
    form: PolicyForm | None = None,
    problem: ApiError | None = None,
    found: Report | None = None,
) -> dict[str, Any]:
    """Everything that `threshold.html` shows: the form as typed, or with an older version's values, or with today's."""
    return {
        "setting": setting,
        "history": history,
        "form": form or _form(older or setting, setting.version, f"Back to version {older.version}: " if older else ""),
        "rolled_back": older,
        "problem": problem,
        "preview": found,
        "current": setting.version,
        # Who did not see the newest version is told so when saving, and only then may save on top of it.
        "seen": form.version if form and not (problem and problem.status == 409) else setting.version,
        "scope_name": _scope_name(setting.scope),
        "limit_fields": LIMIT_FIELDS,
        "trial_days": TRIAL_DAYS,
        "longest_why": LONGEST_WHY,
        "ending": EndForm(version=setting.version),
        "not_ended": None,
    }


def refused_view(setting: Setting, history: Sequence[Setting], form: EndForm, problem: ApiError) -> dict[str, Any]:
    """The same where the row was not withdrawn: with what was typed, and why not."""
    return {**edit_view(setting, history, None), "ending": form, "not_ended": problem}


def _form(values: Setting, version: int, why: str) -> PolicyForm:
    record = asdict(values)
    return PolicyForm(
        direction=values.direction,
        **{name: exact(record[name]) for name in NUMBER_FIELDS},
        enabled="on" if values.enabled else "",
        version=str(version),
        why=why,
    )


def _scope_name(scope: str) -> str:
    if scope_kind(scope) == "asset":
        return f"asset {scope}"
    return "every class" if scope == DEFAULT_SCOPE else f"every {class_label(scope).lower()}"
