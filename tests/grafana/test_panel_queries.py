"""What the panels' own queries answer about a small fleet that is known by heart."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from store import queries
from store.frame import Frame
from store.gateway import Gateway
from tests.grafana import sample_fleet
from tests.support.provisioned import provisioned


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A store that holds the sample fleet's last hour."""
    with (
        provisioned(tmp_path_factory.mktemp("tokens")) as store,
        Gateway(store.url, store.token, store.org) as operator,
    ):
        sample_fleet.fill(operator, time.time_ns())
        yield operator


def run(gateway: Gateway, name: str, start: str = "-2h", stop: str = "now()", **variables: Any) -> Frame:
    return gateway.query(queries.render(name, start=start, stop=stop, **variables))


def test_assets_are_offered_with_the_highest_risk_first(gateway: Gateway) -> None:
    assert run(gateway, "panel_assets").strings("asset") == [sample_fleet.SICK, "CONV-001", "MOTOR-001"]


def test_signals_are_offered_for_the_chosen_asset_only(gateway: Gateway) -> None:
    assert run(gateway, "panel_signals", asset=sample_fleet.SICK).strings("signal") == [sample_fleet.SIGNAL]
    assert len(run(gateway, "panel_signals", asset="NOBODY")) == 0
