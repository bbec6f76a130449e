"""Many who ask for assets at once: what that costs the store, and that nobody gets what is not theirs."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from admin.pages.forms import LOCAL
from store.annotated_csv import Block
from store.gateway import Gateway
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import FLEET, PUMP
from tests.admin.fixtures.server import PATIENCE_S, RunningAdmin
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

QUESTIONS = 10
"""At most for a report; so many were asked for every single asset."""
CLIENTS = 24
PATHS = [f"/api/assets/{asset.name}" for asset in FLEET]


class Counting(Gateway):
    """A gateway to a real store that counts what it is asked."""

    def __init__(self, store: RunningStore) -> None:
        super().__init__(store.url, store.token, store.org, timeout_s=PATIENCE_S)
        self.asked = 0
        self._counting = threading.Lock()

    def blocks(self, flux: str) -> list[Block]:
        """Every question comes by here."""
        with self._counting:
            self.asked += 1
        return super().blocks(flux)


@pytest.fixture
def counting(store: RunningStore, operator: Gateway) -> Iterator[Counting]:
    fleet.fill(operator, time.time_ns())
    with Counting(store) as gateway:
        yield gateway


def test_many_who_ask_for_many_assets_cost_a_few_questions_and_each_gets_its_own(counting: Counting) -> None:
    with RunningAdmin(counting) as running, running.program() as client, ThreadPoolExecutor(CLIENTS) as pool:
        client.get(PATHS[0])
        before = counting.asked
        paths = PATHS * (CLIENTS // len(PATHS))
        replies = list(pool.map(client.get, paths))
        asked = counting.asked - before
    assert [f"/api/assets/{reply.json()['asset']}" for reply in replies] == paths
    # One question that is open when they come, one for all who wait for it, and the same again where it takes a second.
    assert asked <= 4 * QUESTIONS < CLIENTS * QUESTIONS


def test_an_asset_that_nobody_knows_is_not_found_beside_those_that_are(counting: Counting) -> None:
    with RunningAdmin(counting) as running, running.program() as client, ThreadPoolExecutor(CLIENTS) as pool:
        found = pool.map(client.get, [*PATHS, "/api/assets/NOBODY", "/api/assets/a%0Ab", *PATHS])
        statuses = [reply.status_code for reply in found]
    assert statuses == [200] * len(PATHS) + [404, 404] + [200] * len(PATHS)


def test_what_a_person_tells_is_on_the_page_that_comes_next(counting: Counting) -> None:
    with RunningAdmin(counting) as running, running.person() as person:
        page = f"/assets/{PUMP.name}"
        assert "a new seal" not in person.get(page).text
        typed = {"failed_at": f"{datetime.now(UTC) - timedelta(minutes=1):{LOCAL}}", "failure": "a new seal"}
        reply = person.post("/failures", data={"asset": PUMP.name, **typed})
        assert reply.status_code == 303, reply.text
        assert "a new seal" in person.get(page).text


def test_a_store_that_dies_is_told_of_at_once_and_one_that_is_back_is_asked_anew() -> None:
    with (
        RunningStore() as store,
        Counting(store) as gateway,
        RunningAdmin(gateway) as running,
        running.program() as client,
    ):
        for bucket in ("telemetry", "health", "config"):
            gateway.client.buckets_api().create_bucket(bucket_name=bucket, org=store.org)
        fleet.fill(gateway, time.time_ns())
        assert client.get(PATHS[0]).status_code == 200
        store.kill()
        wait_until(lambda: client.get(PATHS[0]).status_code == 503)
        store.restart()
        assert client.get(PATHS[0]).status_code == 200
