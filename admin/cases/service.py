"""Cases: which there are, making one, trying one again, and what their receiver says of them."""

import socket
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self
from uuid import uuid4

from admin.cases import hook, intake, repository
from admin.cases.adapters.choice import adapter_of, hook_secret
from admin.cases.case import Case, State
from admin.cases.forms import Order
from admin.cases.lease import Lease
from admin.cases.outbox import Outbox
from admin.records import moment
from admin.store import Store
from admin.telemetry.intake import Home
from admin.v1.paging import Page, page
from contract.settings import Settings
from web.errors import conflict, not_found

Word = Literal["", "waiting", "sending", "sent", "dead", "dropped", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A case as programs are told of it; `reason` says why it is not sent, dead, dropped or closed."""

    id: str
    asset: str
    asset_class: str
    site: str
    incident: str
    severity: str
    priority: str
    subject: str
    description: str
    failure_probability: float | None
    rul_days: float | None
    created: datetime
    actor: str
    state: State
    action: str
    attempts: int
    due: datetime
    receiver: str
    external: str
    work_order: str
    status: str
    status_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Cases:
    """The outbox of an admin: `outbox` is None where no receiver is named; `secret` is what Atlas signs with."""

    outbox: Outbox | None
    receiver: str
    secret: str

    @classmethod
    def of(cls, store: Store, settings: Settings) -> Self:
        """As the settings say. Raises `SettingsError` where a receiver lacks its address or its secret."""
        adapter = adapter_of(settings)
        if adapter is None:
            return cls(None, "", "")
        # The same after a restart, so that a lease of before it holds.
        holder = f"{socket.gethostname()} {settings.forewarn_admin_host}:{settings.forewarn_admin_port}"
        url, least = settings.forewarn_admin_url or "", settings.forewarn_cases_level
        return cls(
            Outbox(store, adapter, Lease(store, holder), least=least, admin_url=url),
            adapter.label,
            hook_secret(settings),
        )

    def start(self) -> None:
        """Begin to send."""
        if self.outbox is not None:
            self.outbox.start()

    def stop(self) -> None:
        """End; what is being sent is waited for."""
        if self.outbox is not None:
            self.outbox.stop()

    def wake(self) -> None:
        """Look for what is due now."""
        if self.outbox is not None:
            self.outbox.wake()


def chosen(store: Store, state: Word, asset: str, cursor: str, limit: int) -> Page[Told]:
    """Those in a state and of an asset ("" is any), the newest first. Raises `ContractError`, `GatewayError`."""
    found = [
        case for case in _all(store) if state in ("", case.state) and asset in ("", case.asset)
    ]  # fmt: skip
    told = page(found, lambda case: (-case.created, case.id), cursor, limit)
    return Page(items=[_told(case) for case in told.items], next=told.next)


def one(store: Store, case: str) -> Told:
    """One case. Raises `GatewayError`, and a 404 `ApiError`."""
    return _told(_known(store, case))


def by_state(store: Store) -> dict[State, list[Told]]:
    """All, by their state. Raises `GatewayError`."""
    found: dict[State, list[Told]] = {state: [] for state in State}
    for case in _all(store):
        found[case.state].append(_told(case))
    return found


def make(store: Store, home: Home | None, order: Order, actor: str) -> Told:
    """A case that a program or a person makes. Raises `ContractError`, `GatewayError`, and a 404 `ApiError`."""
    if home is None:
        raise not_found("asset", order.equipment_id)
    name, now = str(uuid4()), time.time_ns()
    lines = [*order.description.splitlines(), f"Forewarn case {name}"]
    case = Case(
        id=name,
        asset=order.equipment_id,
        asset_class=home.asset_class,
        site=home.site,
        incident="",
        severity="",
        priority=order.priority,
        subject=intake.subject(order.equipment_id, order.subject),
        description=intake.described(lines),
        url="",
        probability=order.failure_probability,
        rul_days=order.rul_days,
        created=now,
        since=now,
        due=now,
        actor=actor,
    )
    return _told(repository.put(store, case, by=actor))


def retry(store: Store, case: str, why: str, actor: str) -> Told:
    """Let a dead case be tried again. Raises `GatewayError`, a 404 `ApiError`, and a 409 one where it is not dead."""
    with repository.changing:
        found, now = _known(store, case), time.time_ns()
        if found.state != State.DEAD:
            raise conflict("state", f"The case is {found.state}, not dead: only those are tried again.")
        again = replace(found, state=State.WAITING, attempts=0, since=now, due=now, reason="")
        return _told(repository.put(store, again, before=found, by=actor, why=why))


def learn(store: Store, said: hook.Said) -> bool:
    """Keep what the receiver says of one of our cases; false for one that is none of ours. Raises `GatewayError`."""
    with repository.changing:
        found = next((case for case in _all(store) if said.of in (case.external, case.work_order)), None)
        if found is None or said.time <= found.status_at:
            return found is not None
        work = said.work_order or found.work_order
        after = replace(found, status=said.status, status_at=said.time, work_order=work)
        repository.put(store, after, before=found)
        return True


def _all(store: Store) -> list[Case]:
    return repository.cases(repository.rows(store))


def _known(store: Store, case: str) -> Case:
    found = repository.find(store, case)
    if found is None:
        raise not_found("case", case[:100])
    return found


def _told(case: Case) -> Told:
    same = {name: getattr(case, name) for name in Told.__dataclass_fields__ if hasattr(case, name)}
    times = {name: moment(getattr(case, name)) for name in ("created", "due")}
    status_at = moment(case.status_at) if case.status_at else None
    return Told(**{**same, **times, "status_at": status_at, "failure_probability": case.probability})
