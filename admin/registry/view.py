"""The pages of the registry: which assets there are, and the form of one with its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from admin.names import class_label
from admin.readings.presence import Presence
from admin.registry.asset import Shown
from admin.registry.differences import differences
from admin.registry.exchange import Difference
from admin.registry.forms import FileForm
from admin.registry.page_forms import AssetForm, RetireForm
from admin.versions import LONGEST_WHY
from contract.catalogue import CLASSES
from contract.registry import COMPONENT_TYPES, WEIGHTS
from web.errors import ApiError

MOST = 200
"""Assets that a page lists: the others are found by the search."""

Which = Literal["service", "retired", "unknown"]


@dataclass(frozen=True, slots=True)
class Tab:
    """Some of the assets, and how many they are."""

    which: Which
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Past:
    """A version, and what it changed in words."""

    one: Shown
    changes: str


def list_view(found: Sequence[Shown], unknown: Sequence[Presence], which: Which, search: str) -> dict[str, Any]:
    """Everything that `registry.html` shows; `found` and `unknown` are what the search finds."""
    service, retired = [one for one in found if not one.retired], [one for one in found if one.retired]
    shown = retired if which == "retired" else service
    return {
        "which": which,
        "search": search,
        "tabs": [
            Tab("service", "In service", len(service)),
            Tab("retired", "Retired", len(retired)),
            Tab("unknown", "Unknown, but sending", len(unknown)),
        ],
        "assets": shown[:MOST],
        "unknown": unknown[:MOST],
        "left_out": max(0, len(unknown if which == "unknown" else shown) - MOST),
    }


def new_view(form: AssetForm, problem: ApiError | None) -> dict[str, Any]:
    """Everything that `asset.html` shows of an asset that is to be created."""
    return {**_shared(form, problem), "asset": None, "history": [], "seen": 0}


def one_view(history: Sequence[Shown], form: AssetForm | None, problem: ApiError | None) -> dict[str, Any]:
    """Everything that it shows of one that is there: what was typed, or the asset as it is."""
    newest = history[0]
    typed = form or AssetForm.of(newest)
    # Who did not see the newest version is told so when saving, and only then may save on top of it.
    seen = typed.version if not (problem and problem.status == 409) else newest.version
    return {**_shared(typed, problem), "asset": newest, "history": _past(history), "seen": seen}


def refused_view(history: Sequence[Shown], form: RetireForm, problem: ApiError) -> dict[str, Any]:
    """The same where it was not retired: with what was typed, and why not."""
    return {**one_view(history, None, None), "retiring": form, "not_retired": problem}


def file_view(form: FileForm | ApiError, found: Difference | ApiError, problem: ApiError | None) -> dict[str, Any]:
    """Everything that `difference.html` shows: what a file would change, or why it is no file of assets."""
    unread = isinstance(found, ApiError)
    return {
        "form": form,
        "found": None if unread else found,
        "problem": found if unread else problem,
        "most_shown": MOST,
        "longest_why": LONGEST_WHY,
    }


def _past(history: Sequence[Shown]) -> list[Past]:
    pairs = zip(history, [*history[1:], None], strict=True)
    return [Past(one, "; ".join(map(str, differences(before, one)))) for one, before in pairs]


def _shared(form: AssetForm, problem: ApiError | None) -> dict[str, Any]:
    return {
        "form": form,
        "problem": problem,
        "classes": sorted(((name, class_label(name)) for name in CLASSES), key=lambda pair: pair[1].casefold()),
        "criticalities": tuple(WEIGHTS.items()),
        "component_types": COMPONENT_TYPES,
        "longest_why": LONGEST_WHY,
        "retiring": None,
        "not_retired": None,
    }
