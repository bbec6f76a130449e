"""The thresholds pages: what is in force by class, and the form of one row with its history."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from admin.names import class_label, signal_label
from admin.pages.filters import exact
from admin.thresholds import service
from admin.thresholds.exchange import Difference
from admin.thresholds.forms import (
    LIMIT_FIELDS,
    MOST_ROWS,
    NUMBER_FIELDS,
    TRIAL_DAYS,
    Chosen,
    EndForm,
    FileForm,
    ManyForm,
    PolicyForm,
)
from admin.thresholds.preview import Report
from admin.thresholds.saving import LONGEST_WHY
from admin.thresholds.service import InForce, Name, Setting, scope_kind
from analytics.policies.policy import DEFAULT_SCOPE
from web.errors import ApiError

MOST_REFUSED = 50
"""Rows that are not in force and named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: two names, the value of its box, and whether that is ticked."""

    setting: Setting
    name: str
    more: str
    box: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A list under a title, what its first column holds, and how many rows are left out."""

    title: str
    head: str
    lines: list[Line]
    left_out: int = 0


def list_view(
    found: InForce, chosen: Chosen, form: ManyForm | None = None, problem: ApiError | None = None
) -> dict[str, Any]:
    """Everything that `thresholds.html` shows: of a class, or what was searched for."""
    ticked = None if chosen.all else _names(form.row if form else [])
    searched = service.search(found.all, chosen.q, changed=chosen.changed) if chosen.searches else []
    name = service.known_class(chosen.asset_class)
    return {
        "classes": [(each, class_label(each), each == name and not chosen.searches) for each in found.classes],
        "chosen": chosen,
        "of_class": name,
        "limit_fields": LIMIT_FIELDS,
        "signals": found.classes[name],
        "sections": _found(searched, ticked) if chosen.searches else _of_class(found, name, ticked),
        "refused": found.refused[:MOST_REFUSED],
        "more_refused": max(0, len(found.refused) - MOST_REFUSED),
        "form": form or ManyForm(),
        "problem": problem,
        "longest_why": LONGEST_WHY,
    }


def _of_class(found: InForce, name: str, ticked: Container[Name] | None) -> list[Section]:
    signals = [_line(item, signal_label(item.signal, name), item.signal, ticked) for item in found.classes[name]]
    others = (("For every class", "Scope", found.default), ("Single assets", "Asset", found.assets))
    more = [_section(title, head, settings, ticked) for title, head, settings in others if settings]
    return [Section("", "Signal", signals), *more]


def _found(settings: Sequence[Setting], ticked: Container[Name] | None) -> list[Section]:
    return [_section("", "Scope", settings, ticked)]


def _section(title: str, head: str, settings: Sequence[Setting], ticked: Container[Name] | None) -> Section:
    lines = [_line(item, _scope_label(item.scope), signal_label(item.signal), ticked) for item in settings[:MOST_ROWS]]
    return Section(title, head, lines, len(settings) - len(lines))


def _line(setting: Setting, name: str, more: str, ticked: Container[Name] | None) -> Line:
    place = (setting.scope, setting.signal)
    box = f"{setting.version} {setting.scope}/{setting.signal}"
    return Line(setting, name, more, box, ticked is None or place in ticked)


def _names(boxes: Iterable[str]) -> frozenset[Name]:
    """The scopes and signals of boxes that were ticked, whatever version was seen."""
    return frozenset((scope, signal) for box in boxes for scope, _, signal in [box.partition(" ")[2].rpartition("/")])


def _scope_label(scope: str) -> str:
    return "Every class" if scope == DEFAULT_SCOPE else class_label(scope)


def file_view(form: FileForm | ApiError, found: Difference | ApiError, problem: ApiError | None) -> dict[str, Any]:
    """Everything that `difference.html` shows: what a file would change, or why it is no file of rows."""
    unread = isinstance(found, ApiError)
    return {
        "form": form,
        "found": None if unread else found,
        "problem": found if unread else problem,
        "most_shown": MOST_ROWS,
        "longest_why": LONGEST_WHY,
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
