"""How a task is made, changed and closed out: each a version with its audit."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock

from admin.readings.home import home
from admin.store import Store
from admin.tasks import decide, repository, said, service
from admin.tasks.costs import costs
from admin.tasks.forms import Change, CloseOut, NewTask
from admin.tasks.ids import fresh
from admin.tasks.schedule import Scheduled
from admin.tasks.service import Desk
from admin.tasks.task import PERSON, RULE, Row, Task
from admin.versions import next_time
from contract.errors import ContractError
from contract.measurements import NO_SITE
from contract.registry import MEDIUM
from contract.tasks import MANUAL, OPEN, PLANNED
from web.errors import not_found

Seen = Callable[[Task], None]
"""Raises an `ApiError` where a version is not the one that was seen."""

_saving = Lock()


def create(desk: Desk, new: NewTask, actor: str) -> Scheduled:
    """Make a task. Raises `ContractError` for what makes no sense, a 404 `ApiError` for an asset that nobody knows."""
    asset, asset_class, site, criticality = _home(desk, new.asset)
    title = said.line("title", new.title, said.LONGEST_TITLE)
    if not title:
        raise ContractError("title", "say what is to be done")
    mode, due = said.named("mode", new.mode), said.moment("due", new.due)
    planned_on = said.day("planned_on", new.planned_on, desk.today(site))
    made = Task(
        task=fresh(), kind=MANUAL, state=PLANNED if planned_on else OPEN, asset=asset, asset_class=asset_class,
        site=site, title=title, action=said.line("action", new.action, said.LONGEST_TEXT), mode=mode,
        criticality=criticality, due=due, due_by=PERSON if due else RULE,
        because=f"{actor} said so" if due else "", planned_on=planned_on,
        assignee=said.line("assignee", new.assignee), note=said.note("note", new.note),
        created=datetime.now(UTC), **costs(asset_class, mode),
    )  # fmt: skip
    with _saving:
        _put(desk.store, made, None, said.note("why", new.why) or title, actor)
        return service.one(desk.tasks(), made.task)


def change(desk: Desk, task: str, order: Change, actor: str, check_seen: Seen) -> Scheduled:
    """Change a task.

    Raises `ContractError`, what `check_seen` does, a 404 `ApiError`, and a 409 one where the task is over.
    """
    return _decide(
        desk, task, order.why, actor, check_seen,
        lambda before: decide.changed(before, order.changes(desk.today(before.site)), actor, datetime.now(UTC)),
    )  # fmt: skip


def close(desk: Desk, task: str, order: CloseOut, actor: str, check_seen: Seen) -> Scheduled:
    """Close a task out with what was found. Raises as `change` does."""
    note = said.note("note", order.note)

    def closed(before: Task) -> Task:
        after = decide.closed(before, order.fields(), said.moment("closed", order.closed), datetime.now(UTC))
        return after.model_copy(update={"note": note or before.note})

    return _decide(desk, task, order.why, actor, check_seen, closed)


def _decide(
    desk: Desk, task: str, why: str, actor: str, check_seen: Seen, decision: Callable[[Task], Task]
) -> Scheduled:
    why = said.note("why", why)
    with _saving:
        before = service.one(desk.tasks(), task)
        check_seen(before)
        after = decision(before)
        _put(desk.store, after, before, why or decide.in_words(before, after), actor)
        # What follows from what is known, such as a date that people have taken back, is told at once.
        return service.one(desk.tasks(), task)


def _put(store: Store, after: Task, before: Task | None, why: str, actor: str) -> None:
    found = service.stored(store).known(after.task) if before else None
    version = (found.version if found else 0) + 1
    told = after.model_dump() | {"version": version, "actor": actor, "why": why}
    repository.put(store, Row(**told, time=next_time(found)), before)


def _home(desk: Desk, asset: str) -> tuple[str, str, str, str]:
    """The id, class, site and criticality of an asset that the registry or the store knows."""
    if known := desk.registry.sound.get(asset):
        return known.asset, known.asset_class, known.site or NO_SITE, known.criticality
    if not asset or (found := home(desk.store, asset)) is None:
        raise not_found("asset", asset[:100])
    return asset, found.asset_class, found.site, MEDIUM
