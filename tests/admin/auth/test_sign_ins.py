"""What the audit has of the door: who came in, who was refused, and never more than so many."""

from collections.abc import Iterator

import pytest

from admin.auth.accounts import Account, Denied
from admin.auth.sign_ins import MOST, WINDOW_S, Bounded, SignIns
from admin.chain.entry import Entry
from admin.roles import Role
from admin.store import Store
from tests.admin.auth.clock import Clock
from tests.admin.fixtures.access import PASSPHRASE, add_users, users_of
from tests.admin.fixtures.server import RunningAdmin
from tests.support.memory import MemoryGateway
from tests.support.waiting import wait_until

ANNA = Account("anna", Role.VIEWER)


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    with MemoryGateway() as opened:
        yield opened


def told(gateway: MemoryGateway, action: str) -> list[Entry]:
    """The entries of an action, once all that was begun has been written."""
    store = Store(gateway)
    rows = store.points("admin_audit", "action", "chain")
    store.close()
    return [entry for entry in map(Entry.of, rows) if entry.action == action]


def signs_in(running: RunningAdmin, user: str, password: str) -> None:
    with running.stranger() as browser:
        browser.post("/sign-in", data={"user": user, "password": password})


def test_who_came_in_and_who_was_refused_and_why_is_in_the_audit(gateway: MemoryGateway) -> None:
    add_users(gateway, Role.VIEWER, Role.OPERATOR)
    with users_of(gateway) as users:
        users.change("operator-1", 1, "left", "tester", disabled=True)
    with RunningAdmin(gateway) as running:
        for user, password in (("Viewer-1", PASSPHRASE), ("viewer-1", "wrong"), ("operator-1", PASSPHRASE)):
            signs_in(running, user, password)
    assert [(entry.actor, entry.target) for entry in told(gateway, "sign_in")] == [("viewer-1", "127.0.0.1")]
    refused = {(entry.actor, entry.target, entry.why) for entry in told(gateway, "sign_in_refused")}
    assert refused == {("viewer-1", "127.0.0.1", "wrong password"), ("operator-1", "127.0.0.1", "disabled")}


def test_what_is_typed_for_a_name_is_not_kept_where_nobody_has_it_as_it_may_be_a_password(
    gateway: MemoryGateway,
) -> None:
    with RunningAdmin(gateway) as running:
        signs_in(running, "correct-horse-battery", "")
        wait_until(lambda: len(told(gateway, "sign_in_refused")) == 1)
    (entry,) = told(gateway, "sign_in_refused")
    assert (entry.actor, entry.why) == ("unknown", "no such user")
    assert "correct" not in repr(gateway._cells)


def test_who_hammers_the_door_does_not_fill_the_audit_and_what_was_left_out_is_counted(gateway: MemoryGateway) -> None:
    store, clock = Store(gateway), Clock()
    told_of = SignIns(store, Bounded(clock))
    for number in range(10 * MOST):
        told_of.refuse(Denied("anna", "wrong password"), f"192.0.2.{number}")
        told_of.refuse(Denied("", "no such user"), f"192.0.2.{number}")
    told_of.begin(ANNA, "10.0.0.1")
    clock.now = WINDOW_S
    told_of.refuse(Denied("anna", "wrong password"), "10.0.0.1")
    store.close()
    refused = told(gateway, "sign_in_refused")
    assert len(refused) == 2 * MOST + 1
    assert [entry.why for entry in refused if "more" in entry.why] == [
        f"wrong password; {9 * MOST} more were left out before"
    ]
    assert len(told(gateway, "sign_in")) == 1


def test_without_the_store_the_door_opens_and_the_log_says_what_the_audit_lacks(
    stranded: RunningAdmin, caplog: pytest.LogCaptureFixture
) -> None:
    with stranded.person():
        wait_until(lambda: "sign_in of steward is not in the audit" in caplog.text)
