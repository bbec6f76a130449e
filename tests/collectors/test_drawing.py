"""Faults drawn by rate: a pure function of the seed, as often as asked, each one possible."""

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import registry, sensor_faults
from collectors.scenario import Planned, Scenario, parse
from contract.catalogue import CLASSES
from contract.errors import ContractError
from contract.failures import Growth
from contract.time import DAY, HOUR, SECOND


def _fleet(count: int) -> list[dict[str, Any]]:
    return [{"class": name, "count": count, "site": "a"} for name in registry.KINDS]


def _scenario(*draws: dict[str, Any], seed: int = 1, length: str = "300d", count: int = 3) -> Scenario:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    return parse({"seed": seed, "start": start, "length": length, "fleet": _fleet(count), "draw": [*draws]})


def _by_asset(read: Scenario) -> dict[str, list[Planned]]:
    found: dict[str, list[Planned]] = {}
    for fault in read.faults:
        found.setdefault(fault.asset, []).append(fault)
    return found


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(-(2**63), 2**63 - 1), days=st.integers(5, 60))
def test_every_drawn_fault_is_one_that_its_machine_can_have_and_never_two_at_once(seed: int, days: int) -> None:
    read = _scenario({"rate": f"1 per {days}d", "after": "8d"}, seed=seed)
    classes = {asset.name: asset.asset_class for asset in read.assets}
    for name, faults in _by_asset(read).items():
        for fault in faults:
            assert registry.fault(classes[name], fault.mode)
            mode = CLASSES[classes[name]].modes[fault.mode]
            assert 8 * DAY <= fault.after < read.length
            assert fault.grow == 0 or mode.hours[0] * HOUR - SECOND <= fault.grow <= mode.hours[1] * HOUR
            assert fault.repair is not None
            assert 4 * HOUR - SECOND <= fault.repair - fault.grow <= 48 * HOUR
        assert all(before.after + (before.repair or 0) <= later.after for before, later in pairwise(faults))


def test_a_seed_draws_the_same_faults_and_another_one_others() -> None:
    draw = {"rate": "1 per 30d"}
    assert _scenario(draw).faults == _scenario(draw).faults
    assert _scenario(draw).faults != _scenario(draw, seed=2).faults


def test_what_an_asset_draws_does_not_depend_on_the_other_assets() -> None:
    few, many = (_by_asset(_scenario({"rate": "1 per 30d"}, count=count)) for count in (1, 4))
    assert few["ICE-001"] == many["ICE-001"]


def test_the_longer_scenario_begins_as_the_shorter_one() -> None:
    short, long = (_scenario({"rate": "1 per 30d"}, length=length) for length in ("100d", "200d"))
    assert [fault for fault in long.faults if fault.after < short.length] == [*short.faults]


def test_faults_come_as_often_as_the_rate_says_after_each_repair() -> None:
    words = {"rate": "1 per 10d", "modes": ["phase_loss"], "classes": ["pump", "motor", "conveyor"], "repair": "1h"}
    read = _scenario(words, count=20, length="1000d")
    assert abs(len(read.faults) / (60 * 100) - 1) < 0.05
    gaps = np.diff(sorted(fault.after for fault in read.faults if fault.asset == "PUMP-001")) / DAY
    assert abs(gaps.mean() - gaps.std()) < 2.5  # exponential: mean and standard deviation are the same


def test_all_modes_of_the_chosen_classes_are_drawn_and_no_others() -> None:
    read = _scenario({"rate": "1 per 1d", "classes": ["ev"], "grow": "1h", "repair": ["1h", "2h"]}, count=10)
    assert {fault.mode for fault in read.faults} == {*CLASSES["ev"].modes}
    assert {fault.asset.partition("-")[0] for fault in read.faults} == {"EV"}
    assert {fault.grow for fault in read.faults} == {0, HOUR}


def test_sensor_faults_are_drawn_on_request_each_over_what_it_can_lie_over() -> None:
    read = _scenario({"rate": "1 per 2d", "modes": "sensors"}, count=4)
    assert Counter(fault.mode for fault in read.faults).keys() == sensor_faults.MODES.keys()
    owner = {asset.name: CLASSES[asset.asset_class] for asset in read.assets}
    for drawn in read.faults:
        fault = sensor_faults.MODES[drawn.mode]
        assert (drawn.signal is None) == (fault.scope == "asset") or fault.scope == "either"
        if drawn.signal is not None:
            assert not sensor_faults.unfit(drawn.mode, owner[drawn.asset].signals[drawn.signal])
        assert (drawn.grow == 0) == (fault.growth is Growth.STEP)
    dropouts = [drawn.signal for drawn in read.faults if drawn.mode == "sensor_dropout"]
    assert None in dropouts
    assert len(set(dropouts)) > 1


def test_a_fault_of_one_machine_is_left_out_for_a_machine_that_cannot_have_it() -> None:
    read = _scenario({"rate": "1 per 5d", "modes": ["misfire", "dry_run"], "assets": ["ICE-001", "PUMP-001", "EV-001"]})
    assert {(fault.asset, fault.mode) for fault in read.faults} == {("ICE-001", "misfire"), ("PUMP-001", "dry_run")}


@pytest.mark.parametrize(
    ("words", "field", "reason"),
    [
        ({}, "rate", "not a rate"),
        ({"rate": 3}, "rate", "not a rate"),
        ({"rate": "nan per 1d"}, "rate", "not a rate"),
        ({"rate": "0 per 1d"}, "rate", "not between"),
        ({"rate": "25 per 1d"}, "rate", "not between 1 per 3660d and 1 per 1h"),
        ({"rate": "0.5 per 3660d"}, "rate", "not between"),
        ({"rate": "1 per week"}, "rate", "length of time"),
        ({"modes": ["rust"]}, "modes", "not one of"),
        ({"modes": "some"}, "modes", "not one of all, sensors"),
        ({"modes": 5}, "modes", "not a list of names"),
        ({"classes": ["boat"]}, "classes", "not one of"),
        ({"assets": ["ICE-9"]}, "assets", "not one of"),
        ({"assets": ["ICE-001"], "classes": ["ice"]}, "classes", "not both"),
        ({"modes": ["misfire"], "classes": ["ev"]}, "modes", "not one of"),
        ({"grow": ["2d", "1d"]}, "grow", "longer than"),
        ({"grow": ["2d"]}, "grow", "shortest and the longest"),
        ({"grow": 5}, "grow", "length of time"),
        ({"repair": "0s"}, "repair", "after the failure"),
        ({"amount": 5}, "amount", "no such key"),
    ],
)
def test_a_wrong_draw_is_refused(words: dict[str, Any], field: str, reason: str) -> None:
    usual = {} if not words or "rate" in words else {"rate": "1 per 30d"}
    with pytest.raises(ContractError, match=re.escape(reason)) as refused:
        _scenario(usual | words)
    assert refused.value.field == f"draw[0].{field}"


def test_a_draw_over_classes_that_are_not_there_is_refused() -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    fleet = [{"class": "ice", "count": 1, "site": "a"}]
    with pytest.raises(ContractError, match="no asset of ev"):
        parse({"start": start, "fleet": fleet, "draw": [{"rate": "1 per 30d", "classes": ["ev"]}]})


def test_more_faults_than_can_be_simulated_are_refused() -> None:
    with pytest.raises(ContractError, match="20,000 are the most"):
        _scenario({"rate": "1 per 1h"}, count=100, length="100d")
