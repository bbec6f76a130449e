"""Many who ask for the fleet at once: one answer for all, and a page for each; and health beside slow requests."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from admin.roles import Role
from store.annotated_csv import Block
from store.gateway import Gateway
from tests.admin.fixtures.access import PASSPHRASE, add_users
from tests.admin.fixtures.fleet import FLEET
from tests.admin.fixtures.server import PATIENCE_S, PLAIN, USER, RunningAdmin
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

SLOW = 60
"""More requests than there are threads for them."""


class Held(Gateway):
    """A gateway to a real store that answers nothing of maintenance until it may, and counts the other questions."""

    def __init__(self, store: RunningStore) -> None:
        super().__init__(store.url, store.token, store.org, timeout_s=PATIENCE_S)
        self.asked, self.waiting = 0, 0
        self.may_answer = threading.Event()
        self._counting = threading.Lock()

    def blocks(self, flux: str) -> list[Block]:
        """Every question comes by here."""
        slow = '"maintenance"' in flux
        with self._counting:
            self.waiting += slow
            self.asked += not slow
        if slow:
            self.may_answer.wait(PATIENCE_S)
        return super().blocks(flux)


@pytest.fixture
def held(store: RunningStore, admin: RunningAdmin) -> Iterator[Held]:  # noqa: ARG001
    with Held(store) as gateway:
        yield gateway


def test_a_hundred_who_look_at_once_cost_a_few_questions(held: Held) -> None:
    with RunningAdmin(held) as running, running.program() as client, ThreadPoolExecutor(25) as pool:
        client.get("/api/fleet")
        before = held.asked
        found = [reply.json() for reply in pool.map(client.get, ["/api/fleet"] * 100)]
        asked = held.asked - before
    assert {len(each["assets"]) for each in found} == {len(FLEET)}
    assert asked < 100


def test_pages_of_the_same_moment_are_each_of_who_looks(admin: RunningAdmin, operator: Gateway) -> None:
    add_users(operator, Role.VIEWER)
    with admin.person() as steward, admin.person("viewer-1", PASSPHRASE) as viewer:
        for _ in range(2):
            theirs, ours = viewer.get("/").text, steward.get("/").text
            assert "viewer-1" in theirs
            assert 'href="/users"' not in theirs
            assert USER not in theirs
            assert USER in ours
            assert 'href="/users"' in ours
            assert "viewer-1" not in ours


def test_health_answers_while_slow_requests_have_every_thread_and_connection(held: Held) -> None:
    with RunningAdmin(held) as running, running.program() as client, ThreadPoolExecutor(SLOW) as pool:
        slow = [pool.submit(client.get, "/api/maintenance") for _ in range(SLOW)]
        wait_until(lambda: held.waiting > 10)
        for _ in range(3):
            assert httpx.get(f"{running.url}/healthz", verify=PLAIN, timeout=PATIENCE_S / 2).status_code == 200
        assert not any(each.done() for each in slow)
        held.may_answer.set()
        assert {each.result().status_code for each in slow} == {200}
