"""The outbox: makes cases of incidents and brings them to their receiver, beside the requests.

Before a case is sent, the store holds that it is being sent; after it, what came of that. So a restart finds those
whose outcome is not known, and sends them again with the same key: at least once from here, once at a receiver that
honours the key or can be asked.
"""

import logging
import threading
import time
from collections.abc import Sequence

from admin.cases import backoff, intake
from admin.cases.adapters.contract import Adapter, DeliveryError, Receipt
from admin.cases.book import Book
from admin.cases.case import CLOSE, OPEN, UNDER_WAY, Case, State, id_of
from admin.cases.lease import Lease
from admin.incidents import repository as incidents
from admin.incidents.incident import Incident
from admin.prognosis import service as prognosis
from admin.store import Store
from contract.errors import ForewarnError
from contract.threads import endure

log = logging.getLogger(__name__)

LOOK_S = 5.0
"""How often to look for what is due."""
FIRST_DAYS, DAYS = 30, 1
"""How far back incidents are looked for at the start, and from then on: an open one is written again hourly."""
MOST_NEW = 100
"""Cases that are made at a look."""


class Outbox:
    """Sends the cases of one store to one receiver, in a thread of its own, until it is stopped.

    `least` is the severity from which on an incident is a case, `admin_url` what people reach its page at, or "".
    """

    def __init__(self, store: Store, adapter: Adapter, lease: Lease, *, least: str, admin_url: str = "") -> None:
        self.adapter = adapter
        self._store, self._lease, self._least, self._admin_url = store, lease, least, admin_url
        self._book, self._days, self._rests_until = Book(store), FIRST_DAYS, 0
        self._wake, self._stopped = threading.Event(), False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = endure("admin-cases", self._go_on)

    def stop(self) -> None:
        """End; what is being sent is waited for, and another admin may send at once."""
        self._stopped = True
        self._wake.set()
        if self._thread is None:
            return
        self._thread.join()
        try:
            self._lease.give_up()
        except ForewarnError as error:
            log.warning("the lease of cases could not be given up: %s", error)

    def wake(self) -> None:
        """Look now: something has become due."""
        self._wake.set()

    def look(self) -> None:
        """Make cases of what is new and send what is due, where it is this admin that does. Raises `GatewayError`."""
        if not self._lease.is_ours():
            return
        self._book.learn()
        self._take_in(incidents.incidents(self._store, self._days))
        self._days = DAYS
        self._send()

    def _go_on(self) -> None:
        while not self._stopped:
            self._wake.clear()
            try:
                self.look()
            except ForewarnError as error:
                log.error("cases could not be looked after: %s", error)
            self._wake.wait(LOOK_S)

    def _take_in(self, found: Sequence[Incident]) -> None:
        wanted = [each for each in found if intake.is_wanted(each, self._least)]
        new = [each for each in wanted if id_of(each.id) not in self._book.cases][:MOST_NEW]
        known, _ = prognosis.known(self._store, sorted({each.asset for each in new}))
        for incident in new:
            self._book.add(intake.case_of(incident, known.get(incident.asset), self._admin_url, time.time_ns()))
        for incident in found:
            if case := self._book.cases.get(id_of(incident.id)):
                self._follow(case, incident)

    def _follow(self, case: Case, incident: Incident) -> None:
        """What its incident has become of: one that was nothing is not sent, and the end of another is."""
        now = time.time_ns()
        if case.state == State.WAITING and not case.attempts and case.action == OPEN and intake.is_false(incident):
            self._book.change(case, state=State.DROPPED, reason="people answered that nothing was wrong")
        elif case.state == State.SENT and not incident.is_open and self._closes(case):
            self._book.change(case, state=State.WAITING, action=CLOSE, attempts=0, since=now, due=now)

    def _closes(self, case: Case) -> bool:
        return self.adapter.closes and case.receiver == self.adapter.name

    def _send(self) -> None:
        now = time.time_ns()
        due = [case for case in self._book.cases.values() if case.state in UNDER_WAY and case.due <= now]
        for case in sorted(due, key=lambda case: case.due):
            # One that fails for now is told by the first that it refuses, and left alone with the others.
            if self._stopped or time.time_ns() < self._rests_until or not self._lease.is_ours():
                return
            if not self._deliver(case):
                return

    def _deliver(self, case: Case) -> bool:
        """Send one; says whether the receiver can be given another."""
        due = backoff.after(time.time_ns(), self.adapter.settle_s)
        attempt = {"state": State.SENDING, "attempts": case.attempts + 1, "due": due, "receiver": self.adapter.name}
        begun = self._book.change(case, **attempt)
        if begun is None:
            return True
        try:
            receipt = self._bring(begun)
        except DeliveryError as error:
            self._failed(begun, error)
            return error.permanent
        self._done(begun, receipt)
        return True

    def _bring(self, case: Case) -> Receipt:
        try:
            return self.adapter.open(case) if case.action == OPEN else self.adapter.close(case)
        except DeliveryError:
            raise
        except Exception as error:  # one case that we cannot send must not keep the others
            log.exception("case %s could not be sent", case.id)
            raise DeliveryError("it could not be sent by a fault of ours; the log says which") from error

    def _done(self, case: Case, receipt: Receipt) -> None:
        said = {"external": receipt.external, "status": receipt.status or case.status}
        is_open = case.action == OPEN
        state, reason = (State.SENT, "") if is_open else (State.CLOSED, "its incident is over")
        self._book.change(case, state=state, reason=reason, **said)

    def _failed(self, case: Case, error: DeliveryError) -> None:
        now = time.time_ns()
        pause_s = max(backoff.pause_s(case.attempts, error.retry_after_s), self.adapter.settle_s)
        is_dead = error.permanent or backoff.is_over(case.attempts, case.since, now)
        if error.retry_after_s is not None and not is_dead:
            self._rests_until = backoff.after(now, pause_s)
        log.log(logging.ERROR if is_dead else logging.WARNING, "case %s was not taken: %s", case.id, error)
        state = State.DEAD if is_dead else State.WAITING
        self._book.change(case, state=state, due=backoff.after(now, pause_s), reason=str(error))
