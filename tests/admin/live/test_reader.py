"""What a look at the store finds that the looks before it did not."""

import json
import time
from typing import Any

import pytest

from admin.live.reader import ALL_NS, LATE_NS, Reader, Told
from admin.store import Store
from contract.errors import GatewayError
from contract.time import HOUR, MINUTE, SECOND
from store.gateway import Gateway
from tests.admin.fixtures.server import NOWHERE
from tests.admin.live.listening import tags, write_incident, write_risk, write_sample


class Clock:
    """Now, and as much later as is said."""

    def __init__(self) -> None:
        self.more = 0

    def __call__(self) -> int:
        return time.time_ns() + self.more


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(rights: Gateway, clock: Clock) -> Reader:
    """One that has looked at what was there before."""
    found = Reader(Store(rights), clock)
    found.read(())
    return found


def said(told: list[Told]) -> list[dict[str, Any]]:
    return [json.loads(each.json) for each in told]


def test_what_was_told_is_not_told_again(reader: Reader, operator: Gateway) -> None:
    write_risk(operator, "A", 10.0)
    write_incident(operator, "A")
    news = reader.read(())
    assert [each["reason"] for each in said(news.risks)] == ["as expected"]
    assert [each["change"] for each in said(news.events)] == ["raised"]
    assert not reader.read(())


def test_a_point_that_comes_late_is_found(reader: Reader, operator: Gateway, clock: Clock) -> None:
    write_risk(operator, "LATE", 10.0, time.time_ns() - LATE_NS + 30 * SECOND)
    write_incident(operator, "LATE", time.time_ns() - LATE_NS + 30 * SECOND)
    news = reader.read(())
    assert (len(news.risks), len(news.events)) == (1, 1)
    write_risk(operator, "LATER", 10.0, time.time_ns() - 2 * LATE_NS)
    write_incident(operator, "LATER", time.time_ns() - 2 * LATE_NS)
    assert not reader.read(())
    clock.more += ALL_NS
    news = reader.read(())
    assert (len(news.risks), len(news.events)) == (1, 1)


def test_an_older_risk_does_not_stand_in_for_a_newer_one(reader: Reader, operator: Gateway) -> None:
    write_risk(operator, "OLD", 10.0)
    reader.read(())
    write_risk(operator, "OLD", 90.0, time.time_ns() - MINUTE)
    assert not reader.read(())


def test_what_was_open_before_is_known_and_is_no_news(rights: Gateway, operator: Gateway) -> None:
    begun = time.time_ns() - 5 * HOUR
    for at in (begun, begun + 4 * HOUR):
        write_incident(operator, "LONG", at, opened=begun)
    write_incident(operator, "LONG", begun + 270 * MINUTE, opened=begun, severity="critical")
    reader = Reader(Store(rights))
    news = reader.read(())
    assert [each["change"] for each in said(news.events) if each["incident"]["asset"] == "LONG"] == ["worse"]
    told = news.incidents["LONG/1"]
    assert told is not None
    assert json.loads(told.json)["severity"] == "critical"


def test_each_of_several_points_since_the_last_look_counts(reader: Reader, operator: Gateway) -> None:
    now = time.time_ns()
    write_incident(operator, "FAST", now - 3 * SECOND)
    write_incident(operator, "FAST", now - 2 * SECOND, severity="critical", answer="true", opened=now - 3 * SECOND)
    write_incident(operator, "FAST", now - SECOND, state="closed", severity="critical", answer="true", opened=now)
    news = reader.read(())
    found = said(news.events)
    assert [each["change"] for each in found] == ["raised", "worse", "answered", "cleared"]
    assert len({each["id"] for each in found}) == 4
    assert news.incidents == {"FAST/1": None}


def test_a_sample_is_told_with_all_that_is_known_of_the_asset(reader: Reader, operator: Gateway) -> None:
    write_sample(operator, "S", speed_rpm=1480.0, run_state="running")
    write_sample(operator, "OTHER", speed_rpm=1480.0)
    assert [each["values"] for each in said(reader.read({"S"}).samples)] == [
        {"speed_rpm": 1480.0, "run_state": "running"}
    ]
    write_sample(operator, "S", flow_m3_h=4.0)
    assert said(reader.read({"S"}).samples)[0]["values"] == {
        "speed_rpm": 1480.0, "run_state": "running", "flow_m3_h": 4.0,
    }  # fmt: skip
    assert not reader.read({"S"})
    assert not reader.read(())


@pytest.mark.parametrize(
    "line",
    [
        "risk,asset=W risk=1,level=1i",
        "risk,asset=X,asset_class=pump,site=s risk=1",
        "incident,asset=Y,asset_class=pump,site=s,incident=Y/1 count=1i",
        'incident,asset=Z,asset_class=pump,site=s state="open",severity="warning",opened=1i',
    ],
)
def test_a_row_that_breaks_the_contract_hurts_no_other(reader: Reader, gateway: Gateway, line: str) -> None:
    gateway.write("health", [f"{line} {time.time_ns()}"])
    write_risk(gateway, "SOUND", 10.0)
    news = reader.read(())
    assert [each["asset"] for each in said(news.risks)] == ["SOUND"]
    assert not news.events


def test_a_store_that_does_not_answer_takes_nothing_away(operator: Gateway, rights: Gateway) -> None:
    store = Store(rights)
    reader = Reader(store)
    reader.read(())
    write_risk(operator, "AWAY", 10.0)
    store._gateway, working = Gateway(NOWHERE, "any", "forewarn"), store._gateway
    with pytest.raises(GatewayError):
        reader.read(())
    store._gateway = working
    assert [each["asset"] for each in said(reader.read(()).risks)] == ["AWAY"]


def test_names_are_told_as_they_are(reader: Reader, operator: Gateway) -> None:
    name = 'a/b "c" ü\\d'
    write_risk(operator, name, 1.0)
    write_sample(operator, name, speed_rpm=1.0)
    news = reader.read({name})
    assert said(news.risks)[0]["asset"] == said(news.samples)[0]["asset"] == tags(name)["asset"]
