"""One store for all tests of the loop, which is empty before each: a worker reads all that is there."""

from collections.abc import Iterator

import pytest

from contract.measurements import BUCKETS
from store.gateway import Gateway
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with our buckets."""
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        yield running


@pytest.fixture
def gateway(store: RunningStore) -> Iterator[Gateway]:
    """A gateway to it, with all rights; what the test wrote goes with it."""
    with Gateway(store.url, store.token, store.org) as opened:
        yield opened
        for bucket in BUCKETS:
            opened.client.delete_api().delete("1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z", "", bucket, store.org)
