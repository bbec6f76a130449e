"""Admins to test: one in front of a filled store with the rights it has in service, and one whose store is away."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from contract.time import HOUR, MINUTE
from store.gateway import Gateway
from store.provision import provision
from store.writer import Writer
from tests.admin.fixtures import fleet
from tests.admin.fixtures.browser import installed
from tests.admin.fixtures.server import NOWHERE, RunningAdmin
from tests.collectors.control.running import TOKEN as SIMULATOR_TOKEN
from tests.collectors.control.running import RunningSimulation
from tests.collectors.worlds import asset, scenario
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


@pytest.fixture(scope="module")
def controlling(
    admin: RunningAdmin,  # noqa: ARG001
    operator: Gateway,
    rights: Gateway,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningAdmin]:
    """An admin in front of the small fleet and of a simulation."""
    world = scenario(asset("pump"), asset("ev"), start=time.time_ns() // MINUTE * MINUTE - HOUR)
    folder = tmp_path_factory.mktemp("world")
    with Writer(operator, "telemetry") as writer, RunningSimulation(world, folder, writer) as simulation:
        given = {"FOREWARN_SIMULATOR_URL": simulation.url, "FOREWARN_SIMULATOR_TOKEN": SIMULATOR_TOKEN}
        with RunningAdmin(rights, **given) as running:
            yield running
        assert simulation.alive()


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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser."""
    with installed() as browser:
        yield browser
