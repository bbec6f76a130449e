"""Fixtures that every folder's tests share."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import settings

from store.gateway import Gateway
from tests.support import lent, order
from tests.support.store import RunningStore

# Tests run beside others, and a kernel is compiled at its first call: a time says nothing here.
# Each run draws other examples, and there are many runs: fifty a property are enough.
settings.register_profile("forewarn", deadline=None, max_examples=50)
settings.load_profile("forewarn")

# BLAS threads fight over two cores with the servers that the tests start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Tests speak to this machine alone.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(name, None)
    os.environ.pop(name.lower(), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first."""
    order.sort(items)


def pytest_sessionfinish() -> None:
    """No test needs a store any more."""
    lent.close_all()


@dataclass(frozen=True)
class RealStore:
    """The server that FOREWARN_TEST_INFLUX_URL, _TOKEN and _ORG name."""

    url: str
    token: str
    org: str


def real_store() -> RealStore:
    """The real server, or a skip with the reason."""
    if "FOREWARN_TEST_INFLUX_URL" not in os.environ:
        pytest.skip("FOREWARN_TEST_INFLUX_URL is not set: no real InfluxDB to test against")
    return RealStore(*(os.environ[f"FOREWARN_TEST_INFLUX_{name}"] for name in ("URL", "TOKEN", "ORG")))


@pytest.fixture(scope="module")
def store() -> Iterator[RunningStore]:
    """An embedded store of this test module's own, empty at its begin."""
    with lent.lent() as running:
        yield running


@pytest.fixture
def gateway(store: RunningStore) -> Iterator[Gateway]:
    """A gateway to that store, with all rights."""
    with Gateway(store.url, store.token, store.org) as opened:
        yield opened


@pytest.fixture(scope="module", params=["embedded", pytest.param("real", marks=pytest.mark.real)])
def any_store(request: pytest.FixtureRequest) -> Iterator[RunningStore | RealStore]:
    """The embedded store, and a real InfluxDB where the environment names one."""
    if request.param == "real":
        yield real_store()
        return
    with lent.lent() as running:
        yield running
