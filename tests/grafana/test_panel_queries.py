"""What the panels' and the alert rule's own queries answer about a small fleet that is known by heart."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from grafana import rules
from telemetry import queries
from telemetry.frame import Frame
from telemetry.gateway import Gateway
from telemetry.provision import provision
from tests.grafana import sample_fleet
from tests.support.store import RunningStore


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A store that holds the sample fleet's last hour."""
    with RunningStore() as store:
        provision(store.url, store.org, tmp_path_factory.mktemp("tokens"), operator=store.token)
        with Gateway(store.url, store.token, store.org) as operator:
            sample_fleet.fill(operator, time.time_ns())
            yield operator


def run(gateway: Gateway, name: str, start: str = "-2h", stop: str = "now()", **variables: Any) -> Frame:
    return gateway.query(queries.render(name, start=start, stop=stop, **variables))


def test_assets_are_offered_with_the_highest_risk_first(gateway: Gateway) -> None:
    assert run(gateway, "panel_assets").strings("asset") == [sample_fleet.SICK, "CONV-001", "MOTOR-001"]


def test_signals_are_offered_for_the_chosen_asset_only(gateway: Gateway) -> None:
    assert run(gateway, "panel_signals", asset=sample_fleet.SICK).strings("signal") == [sample_fleet.SIGNAL]
    assert len(run(gateway, "panel_signals", asset="NOBODY")) == 0


def test_the_rule_fires_on_the_open_episode_with_its_words_as_labels(gateway: Gateway) -> None:
    frame = run(gateway, "alert_open_faults")
    assert frame.strings("episode") == ["E2"]
    assert frame.floats("_value").tolist() == [3]
    assert rules.WARNING <= 3
    assert frame.strings("recommendation") == ["Check the lubrication and plan a bearing change"]


def test_a_fault_says_what_it_looked_like_only_where_that_was_written(gateway: Gateway) -> None:
    assert run(gateway, "alert_open_faults").strings("likely") == ["bearing wear (72 %)"]
    older = {"start": "-3h", "stop": "-45m"}
    assert run(gateway, "alert_open_faults", **older).strings("likely") == ["unknown"]


def test_the_rule_is_silent_before_the_fault_and_after_it_is_cleared(gateway: Gateway) -> None:
    before = run(gateway, "alert_open_faults", start="-3h", stop="-58m")
    between = run(gateway, "alert_open_faults", start="-3h", stop="-35m")
    assert (len(before), len(between)) == (0, 0)


def test_each_alert_has_labels_of_its_own_and_no_other_columns(gateway: Gateway) -> None:
    blocks = gateway.blocks(queries.render("alert_open_faults", start="-2h"))
    columns = set(blocks[0].rows.column_names) - {"result", "table"}
    words = {"asset", "asset_class", "site", "code", "severity", "episode", "description", "recommendation", "likely"}
    assert columns == {"_time", "_value", *words}
