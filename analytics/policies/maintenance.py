"""Maintenance: while it lasts an asset is not judged, and after it, where it says so, its level is learned anew.

A row of config/maintenance is one window: from when until when, on which signals, what is done and by whom. Each window
counts by itself, also where several overlap. Rows are only ever added: one that `amends` an earlier one, named by that
one's time, stands in its place from then on, so that a window can end early or be `cancelled`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from contract.checks import text
from contract.errors import ContractError
from contract.time import SECOND

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2262, 1, 1, tzinfo=UTC)
"""The moments that the store can hold: nanoseconds since 1970 in 64 bits."""
LONGEST_TEXT = 2000
"""Of a row: more than the admin ever writes, and room for the name of every signal of a class."""


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work; times in nanoseconds. Without `signals` it is on all of them."""

    asset: str
    begin: int
    end: int
    relearn: bool
    signals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window as it stands: `id` names it among its asset's, `recorded` is when it was first told, in nanoseconds."""

    id: str
    work: Work
    what: str
    actor: str
    recorded: int
    cancelled: bool = False


def standing(records: Iterable[Mapping[str, object]]) -> tuple[list[Window], list[str]]:
    """The windows of rows, the oldest first, each as it was last amended; and what is wrong with each of the others.

    A record has `_time` in nanoseconds.
    """
    found: dict[tuple[str, str], Window] = {}
    refused = []
    for record in sorted(records, key=_moment_of):
        try:
            _take(found, record)
        except ContractError as error:
            refused.append(f"maintenance of {str(record.get('asset'))[:100]} is refused: {error}")
    return list(found.values()), refused


def spans(windows: Iterable[Window]) -> dict[str, tuple[Work, ...]]:
    """Of each asset when it is worked on, the first span first: windows that overlap or meet are one span."""
    found: defaultdict[str, list[Work]] = defaultdict(list)
    for work in sorted((each.work for each in windows if not each.cancelled), key=lambda work: work.begin):
        own = found[work.asset]
        if own and work.begin <= own[-1].end:
            own[-1] = _joined(own[-1], work)
        else:
            own.append(work)
    return {asset: tuple(own) for asset, own in found.items()}


def parse(record: Mapping[str, object]) -> Work:
    """A row from untyped data. Raises `ContractError` that names the field and the reason."""
    asset = record.get("asset")
    if not isinstance(asset, str) or not asset:
        raise ContractError("asset", "must not be empty")
    begin, end = _moment(record, "from"), _moment(record, "until")
    if begin >= end:
        raise ContractError("until", "is not after from")
    names = text("signals", record.get("signals") or "", LONGEST_TEXT).split(",")
    signals = frozenset(name.strip() for name in names if name.strip())
    return Work(text("asset", asset, LONGEST_TEXT), begin, end, _flag(record, "relearn"), signals)


def _take(found: dict[tuple[str, str], Window], record: Mapping[str, object]) -> None:
    """One more row, the newest so far."""
    work, recorded = parse(record), _moment_of(record)
    window = Window(
        id=str(recorded),
        work=work,
        what=text("what", record.get("what") or "", LONGEST_TEXT),
        actor=text("actor", record.get("actor") or "", LONGEST_TEXT),
        recorded=recorded,
        cancelled=_flag(record, "cancelled"),
    )
    if amends := text("amends", record.get("amends") or "", LONGEST_TEXT):
        old = found.get((work.asset, amends))
        if old is None:
            raise ContractError("amends", f"{amends[:100]!r} is no window of {work.asset[:100]}")
        window = replace(window, id=old.id, recorded=old.recorded)
    found[work.asset, window.id] = window


def _moment_of(record: Mapping[str, object]) -> int:
    time = record.get("_time")
    return time if isinstance(time, int) else 0


def _joined(first: Work, second: Work) -> Work:
    """Two pieces of work as one: what any of them wants to learn anew is learned anew."""
    wanting = [work for work in (first, second) if work.relearn]
    every = any(not work.signals for work in wanting)
    signals = frozenset[str]() if every else frozenset[str]().union(*(work.signals for work in wanting))
    return Work(first.asset, first.begin, max(first.end, second.end), bool(wanting), signals)


def _flag(record: Mapping[str, object], field: str) -> bool:
    value = record.get(field)
    if not isinstance(value, bool | None):
        raise ContractError(field, "is neither true nor false")
    return value is True


def _moment(record: Mapping[str, object], field: str) -> int:
    value = record.get(field)
    said = str(value)[:100]
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise ContractError(field, f"{said!r} is not a moment such as 2026-11-21T08:00:00Z") from None
    if moment.tzinfo is None:
        raise ContractError(field, f"{said!r} does not say its time zone")
    if not FIRST <= moment < LAST:
        raise ContractError(field, f"{said!r} is not between {FIRST:%Y} and {LAST:%Y}")
    return round(moment.timestamp()) * SECOND
