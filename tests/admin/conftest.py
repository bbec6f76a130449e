"""Admins to test: one in front of a filled store with the rights it has in service, and one whose store is away."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from store.gateway import Gateway
from store.provision import provision
from tests.admin.fixtures import fleet
from tests.admin.fixtures.server import NOWHERE, RunningAdmin
from tests.support.store import RunningStore


@pytest.fixture(scope="module")
def provisioned(store: RunningStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the components' tokens for the module's store, which has its buckets then."""
    folder = tmp_path_factory.mktemp("tokens")
    provision(store.url, store.org, folder, operator=store.token)
    return folder


@pytest.fixture(scope="module")
def rights(store: RunningStore, provisioned: Path) -> Iterator[Gateway]:
    """A gateway with the admin's own rights and no more."""
    token = (provisioned / "admin.token").read_text(encoding="utf-8").strip()
    with Gateway(store.url, token, store.org) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def operator(store: RunningStore, provisioned: Path) -> Iterator[Gateway]:  # noqa: ARG001
    """A gateway that may write everything, for what collectors and worker would write."""
    with Gateway(store.url, store.token, store.org) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def empty_admin(rights: Gateway) -> Iterator[RunningAdmin]:
    """An admin whose store holds nothing but what the test writes."""
    with RunningAdmin(rights) as running:
        yield running


@pytest.fixture(scope="module")
def admin(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    """An admin in front of the small fleet."""
    fleet.fill(operator, time.time_ns())
    with RunningAdmin(rights) as running:
        yield running


@pytest.fixture(scope="module")
def stranded() -> Iterator[RunningAdmin]:
    """An admin whose store does not answer."""
    with Gateway(NOWHERE, "any-token", "forewarn") as gateway, RunningAdmin(gateway) as running:
        yield running


@pytest.fixture
def program(admin: RunningAdmin) -> Iterator[httpx.Client]:
    """A client of the JSON API."""
    with admin.program() as client:
        yield client


@pytest.fixture
def person(admin: RunningAdmin) -> Iterator[httpx.Client]:
    """A browser that is signed in."""
    with admin.person() as client:
        yield client
