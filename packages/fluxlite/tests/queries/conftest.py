"""A store with small limits on queries, and a conversation with it about a bucket."""

from collections.abc import Iterator

import pytest

from tests.http.talk import Talk
from tests.support.store import RunningStore

MEMORY_MB = 64
SMALL = {
    "FLUXLITE_QUERY_MEMORY_MB": str(MEMORY_MB),
    "FLUXLITE_QUERY_SECONDS": "4",
    "FLUXLITE_QUERY_CONCURRENCY": "2",
    "FLUXLITE_QUERY_QUEUE_SIZE": "6",
}


@pytest.fixture(scope="module")
def small() -> Iterator[RunningStore]:
    with RunningStore(settings=SMALL) as store:
        yield store


@pytest.fixture(scope="module")
def patient() -> Iterator[RunningStore]:
    """The same, but it lets queries compute for a minute."""
    with RunningStore(settings={**SMALL, "FLUXLITE_QUERY_SECONDS": "60"}) as store:
        yield store


@pytest.fixture
def talk(small: RunningStore, request: pytest.FixtureRequest) -> Iterator[Talk]:
    with Talk(small.url, small.token, small.org) as talk:
        talk.create_bucket(f"test-{abs(hash(request.node.nodeid))}")
        yield talk
