"""One running store for the tests of this folder, and a bucket of its own for each."""

from collections.abc import Iterator

import pytest

from tests.http.talk import Talk
from tests.support.store import RunningStore


@pytest.fixture(scope="session")
def running() -> Iterator[RunningStore]:
    with RunningStore() as store:
        yield store


@pytest.fixture
def talk(running: RunningStore, request: pytest.FixtureRequest) -> Iterator[Talk]:
    """A conversation with the store about a fresh bucket."""
    with Talk(running.url, running.token, running.org) as talk:
        talk.create_bucket(f"test-{abs(hash(request.node.nodeid))}")
        yield talk
        talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}")
