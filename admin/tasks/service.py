"""Tasks of maintenance: which there are, a choice among them, and one of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from admin.incidents import service as incidents
from admin.prognosis import service as prognosis
from admin.prognosis.outlook import Checkup, Prognosis
from admin.prognosis.service import Outlooks
from admin.records import Record, moment, number, text
from admin.registry.service import Rows
from admin.store import Store
from admin.tasks import repository
from admin.tasks.fold import Evidence, fold
from admin.tasks.schedule import Scheduled, scheduled
from admin.tasks.task import Row, Task
from admin.v1.paging import Place
from admin.versions import Newest
from contract.capacity import Capacity
from contract.tasks import TO_DO
from contract.zones import Zones
from web.errors import not_found

MOST_ASKED = 1000
"""Assets that the store is asked about at a time."""
NO_DATE = 2**62
ALL = "all"
ANY_STATE = ("", ALL)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tasks: "" is any asset, site and person; `state` is one, "" those to be done, `all` every one."""

    state: str = ""
    site: str = ""
    asset: str = ""
    assignee: str = ""

    def takes(self, task: Task) -> bool:
        """Whether a task is chosen."""
        is_of = self.site in ("", task.site) and self.asset in ("", task.asset)
        states = {"": TO_DO, ALL: (task.state,)}.get(self.state, (self.state,))
        return is_of and task.state in states and self.assignee in ("", task.assignee)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where tasks are looked at and decided on: the store, what is known of the fleet now, how its sites work."""

    store: Store
    ahead: Outlooks
    registry: Rows
    zones: Zones
    capacity: Capacity

    def tasks(self) -> list[Scheduled]:
        """All tasks as they are now, in no order. Raises `GatewayError`."""
        asking = self.store.start(repository.rows, self.store)
        known = self._evidence()
        return scheduled(fold(asking.result().sound.values(), known), known, self.today, self.capacity, self.zones)

    def today(self, site: str) -> date:
        """The day that it is at a site."""
        return datetime.now(ZoneInfo(self.zones.of(site))).date()

    def _evidence(self) -> Evidence:
        going_on = incidents.open_by_asset(self.store)
        waiting = frozenset(filter(self.ahead.waits, self.ahead.forecasts))
        prognoses, conditions = _known(self.store, sorted({*going_on, *waiting}))
        return Evidence(going_on, prognoses, conditions, self.registry.sound, waiting)


def chosen(found: Iterable[Scheduled], choice: Choice) -> list[Scheduled]:
    """Those of a choice, what is due first first."""
    return sorted(filter(choice.takes, found), key=place)


def place(task: Task) -> Place:
    """Where a task stands in the list: what is due first first, without a date last."""
    return (int(task.due.timestamp()) if task.due else NO_DATE, task.task)


def one(found: Iterable[Scheduled], task: str) -> Scheduled:
    """The task of that id. Raises a 404 `ApiError` where there is none."""
    for each in found:
        if each.task == task:
            return each
    raise not_found("task", task[:100])


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a task: when, by whom, why, and what was said of it."""

    version: int
    time: datetime
    actor: str
    why: str
    state: str


def history(store: Store, task: str) -> list[Version]:
    """Every version of a task, the newest first; none of one that nobody has touched. Raises `GatewayError`."""
    return [_version(row) for row in reversed(repository.versions(store, task))]


def stored(store: Store) -> Newest[Row]:
    """What people have decided of tasks. Raises `GatewayError`."""
    return repository.rows(store)


def _version(row: Record) -> Version:
    version = int(number(row, "version") or 0)
    return Version(version, moment(row["_time"]), text(row, "actor"), text(row, "why"), text(row, "state"))


def _known(store: Store, assets: Sequence[str]) -> tuple[Mapping[str, Prognosis], Mapping[str, Checkup]]:
    prognoses: dict[str, Prognosis] = {}
    conditions: dict[str, Checkup] = {}
    for start in range(0, len(assets), MOST_ASKED):
        when, how = prognosis.known(store, assets[start : start + MOST_ASKED])
        prognoses |= when
        conditions |= how
    return prognoses, conditions
