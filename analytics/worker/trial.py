"""A trial of a proposal on what lies in the store: the rows that are in force, the history of all assets that may be
judged otherwise by it (and of their peers), and the same history by the proposal."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.backtest import bucket
from analytics.backtest.budget import Suggested, search
from analytics.backtest.known import Known
from analytics.backtest.lessons import Lessons
from analytics.backtest.shelf import Shelf
from analytics.backtest.straight import How, Progress
from analytics.backtest.trial import RUN_UP, Trial
from analytics.backtest.trial_report import Report, report
from analytics.ground.source import Telemetry
from analytics.policies.maintenance import Work
from analytics.policies.policy import DEFAULT_SCOPE
from analytics.policies.proposal import proposal, with_proposal
from analytics.policies.silence import Silence
from analytics.worker.known import known
from analytics.worker.maintenance_watch import Maintenance
from analytics.worker.scopes import class_of
from analytics.worker.threshold_watch import Thresholds
from analytics.worker.trial_side import side_by_side
from analytics.worker.trial_silences import hidden
from contract.catalogue import CLASSES
from contract.errors import ContractError
from contract.time import rfc3339
from contract.zones import Zones
from store.gateway import Gateway
from store.sources.place import Wanted

READING = 0.3
"""The part of a trial that reading takes, about."""
_OF = 1000
AT_ONCE = 5
"""Assets that are read at once: what is read of them is held several times until it is a table."""
MOST_BUDGET = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be tried from `start` to before `stop` (ns): other policies for a signal in a scope, `changes` of what
    is in force there, and more work on assets; or those policies that are found for a class (`scope`) to keep its
    alarms, an asset and week, within a `budget`; or, by themselves, `silences` of what was told."""

    start: int
    stop: int
    scope: str = ""
    signal: str = ""
    changes: Mapping[str, object] = field(default_factory=dict)
    works: Sequence[Work] = ()
    budget: float | None = None
    silences: Sequence[Silence] = ()

    @property
    def judges(self) -> bool:
        """Whether it asks for anything to be judged anew, as silences do not."""
        return bool(self.scope or self.signal or self.changes or self.works) or self.budget is not None


@dataclass(frozen=True, slots=True)
class Tried:
    """What an order came to, what is known of its span, and what was found where a budget was given."""

    trial: Trial
    known: Known
    suggested: Suggested | None = None


def reported(
    gateway: Gateway, telemetry: Telemetry, zones: Zones, order: Order, progress: Progress, folder: Path | None = None
) -> Report:
    """What an order comes to, as it is told; raises what `run` raises."""
    if not order.silences:
        found = run(gateway, telemetry, zones, order, progress, folder)
        return report(found.trial, found.known, found.suggested)
    if order.judges:
        raise ContractError("silences", "are tried by themselves, as nothing is judged anew for them")
    if not order.start < order.stop:
        raise ContractError("stop", "the span ends before it begins")
    return hidden(gateway, zones, order.silences, order.start, order.stop)


def run(
    gateway: Gateway, telemetry: Telemetry, zones: Zones, order: Order, progress: Progress, folder: Path | None = None
) -> Tried:
    """Judge the span by what is in force and by what is proposed; nothing is written but into the folder, which holds
    the history meanwhile, some hundreds of megabytes of a large fleet; one of its own where there is none.

    Raises `GatewayError`, `ContractError` for a proposal that makes no sense or a span in which nothing lies,
    `TrialError` where its second process ended, and `OSError` where the folder cannot be written.
    """
    if not order.start < order.stop:
        raise ContractError("stop", "the span ends before it begins")
    kind = _class_of(gateway, order)
    now, then = _sides(gateway, zones, order, kind)
    with nullcontext(folder) if folder else TemporaryDirectory(prefix="forewarn-trial-") as room:
        reading, judging = _part(progress, 0.0, READING), _part(progress, READING, 1.0)
        if not read(telemetry, Shelf(Path(room)), order, Wanted(kind or None), reading):
            told = f"nothing lies between {rfc3339(order.start)} and {rfc3339(order.stop)}"
            raise ContractError("start", f"{told}{f' of class {kind}' if kind else ''}")
        if order.budget is not None:
            return _suggested(gateway, Path(room), order, now, judging)
        trial = side_by_side(Path(room), order.start, now, then, judging, order.signal)
    return Tried(trial, _known(gateway, order, trial.before.assets))


def _suggested(gateway: Gateway, room: Path, order: Order, now: How, progress: Progress) -> Tried:
    courses, budget = Shelf(room).all(), order.budget or 0.0
    of = _known(gateway, order, (course.tags[0] for course in courses))
    found = search(courses, order.start, now, of, budget, Lessons(room).teach, progress)
    return Tried(found.trial, of, found)


def _known(gateway: Gateway, order: Order, assets: Iterable[str]) -> Known:
    return known(gateway, frozenset(assets), order.start, order.stop)


def read(telemetry: Telemetry, shelf: Shelf, order: Order, wanted: Wanted, progress: Progress) -> bool:
    """Put the history that an order is tried on upon a shelf, a few assets at a time; gives whether something of it
    lies in the span. Raises `GatewayError` and `OSError`."""
    since, found = order.start - RUN_UP, False
    names = bucket.names(telemetry, since, order.stop, wanted)
    for first in range(0, len(names), AT_ONCE):
        part = names[first : first + AT_ONCE]
        progress(first, len(names))
        own = replace(wanted, assets=part)
        courses = bucket.read_with_past(telemetry, since, order.stop, lambda _done, _of: None, own).courses
        found = found or any(len(course.between(order.start, order.stop).time) for course in courses)
        shelf.put(courses)
    return found


def _class_of(gateway: Gateway, order: Order) -> str:
    """The class of all assets that may be judged otherwise, "" where they may be of several."""
    if order.budget is not None:
        return _class_to_calm(order)
    scopes = {*([order.scope] if order.signal else []), *(work.asset for work in order.works)}
    if not scopes:
        raise ContractError("signal", "nothing is proposed: name a signal, or work on an asset")
    kinds = {"" if scope == DEFAULT_SCOPE else class_of(gateway, scope) for scope in scopes}
    return kinds.pop() if len(kinds) == 1 else ""


def _class_to_calm(order: Order) -> str:
    if not 0 <= (order.budget or 0.0) <= MOST_BUDGET:
        raise ContractError("budget", f"{order.budget:g} is not between 0 and {MOST_BUDGET:g} alarms an asset and week")
    if order.scope not in CLASSES:
        raise ContractError("scope", f"{order.scope[:100]!r} is no class: policies are looked for a class at a time")
    if order.signal or order.works:
        raise ContractError("signal", "where a budget is given, what to change is found, and not proposed")
    return order.scope


def _sides(gateway: Gateway, zones: Zones, order: Order, kind: str) -> tuple[How, How]:
    rows, works = Thresholds(gateway).changed() or {}, Maintenance(gateway).changed() or {}
    then, more = dict(rows), dict(works)
    if order.signal:
        row = proposal(rows, order.scope, kind, order.signal, order.changes)
        then = with_proposal(rows, row)
    for work in order.works:
        more[work.asset] = (*more.get(work.asset, ()), work)
    since = order.start - RUN_UP
    return How(zones, rows, works, since=since), How(zones, then, more, since=since)


def _part(progress: Progress, begin: float, end: float) -> Progress:
    """Progress of a part of the whole."""
    return lambda done, of: progress(round(_OF * (begin + (end - begin) * done / max(of, 1))), _OF)
