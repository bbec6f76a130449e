"""What lies in a bucket of a foreign shape: which tag names machines and signals, and what these are."""

import time
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from collectors.discover.bucket import Place, look, places
from collectors.discover.writing import class_text, source_text
from contract.time import SECOND
from store.gateway import Gateway
from tests.collectors.discover.tables import noise
from tests.support.lent import lent

ROWS = 120
WIDE = 'plant,machine=P-{n},site=hall OilTemp_degC={a},Strom={b},mode="{mode}",ok={ok} {t}'
NARROW = "historian,equipment=P-{n},tag=OilTemp_degC value={a} {t}\nhistorian,equipment=P-{n},tag=Strom value={b} {t}"
CONSTANT = "ahu,equip=AHU-7,point=SAT value={a} {t}\nahu,equip=AHU-7,point=Fan_CFM value={b} {t}"
SOLE = "chiller,bus=modbus,what=CH-3 OilTemp={a} {t}"
MQTT = "mqtt,topic=plant/P-{n}/OilTemp value={a} {t}"

ODD = ({"mode": "RUN", "ok": "true"}, {"mode": "STOP", "ok": "false"})


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """A store with the same two machines in three shapes."""
    with lent() as store, Gateway(store.url, store.token, store.org) as operator:
        operator.client.buckets_api().create_bucket(bucket_name="plant", org=store.org)
        begin = time.time_ns() // SECOND * SECOND - ROWS * 10 * SECOND
        temperature, current = noise(60, 1, rows=ROWS), [*noise(0.01, 0.01, rows=60), *noise(12, 0.5, rows=60)]
        for shape in (WIDE, NARROW, MQTT, CONSTANT, SOLE):
            rows = [
                shape.format(n=n, a=temperature[at], b=current[at], t=begin + at * 10 * SECOND, **ODD[at % 2])
                for at in range(ROWS)
                for n in (1, 2)
            ]
            operator.write("plant", rows)
        yield operator


def found(gateway: Gateway, measurement: str) -> tuple[Place, dict[str, Any], dict[str, Any]]:
    """A place, and the class and the source that are written from it."""
    place = next(place for place in places(gateway, "plant", "-1d") if place.measurement == measurement)
    guess = look(gateway, place, "-1d", ())
    assert guess is not None
    return place, tomllib.loads(class_text(guess)), tomllib.loads(source_text(guess, place))


def test_every_measurement_is_a_place(gateway: Gateway) -> None:
    assert [place.measurement for place in places(gateway, "plant", "-1d")] == [
        "ahu",
        "chiller",
        "historian",
        "mqtt",
        "plant",
    ]
    assert places(gateway, "plant", "-1s") == []


def test_of_wide_rows_the_fields_are_the_signals(gateway: Gateway) -> None:
    place, machine, source = found(gateway, "plant")
    assert place.assets == ["P-1", "P-2"]
    assert (source["asset"], source["site"], source["cadence_s"]) == ({"tag": "machine"}, {"tag": "site"}, 10)
    assert source["fields"] == {"OilTemp_degC": {"signal": "oil_temp_c"}, "Strom": {"signal": "strom_a"}}
    assert source["run_state"] == {"field": "mode", "values": {"RUN": "running", "STOP": "off"}}
    assert {name: signal["unit"] for name, signal in machine["signals"].items()} == {"oil_temp_c": "°C", "strom_a": "A"}


def test_of_narrow_rows_a_tag_names_the_signal_and_a_rule_the_state(gateway: Gateway) -> None:
    _, _, source = found(gateway, "historian")
    assert (source["signal_tag"], source["value_field"]) == ({"tag": "tag"}, "value")
    assert source["asset"] == {"tag": "equipment"}
    assert set(source["fields"]) == {"OilTemp_degC", "Strom"}
    assert source["run_state"] == {"when": "strom_a > 1"}


@pytest.mark.parametrize(("measurement", "tag", "name"), [("ahu", "equip", "AHU-7"), ("chiller", "what", "CH-3")])
def test_a_tag_of_one_value_on_every_point_may_name_the_machine(
    gateway: Gateway, measurement: str, tag: str, name: str
) -> None:
    place, _, source = found(gateway, measurement)
    assert (source["asset"], place.assets) == ({"tag": tag}, [name])


def test_of_a_topic_the_last_word_is_the_signal_and_the_one_before_the_machine(gateway: Gateway) -> None:
    place, _, source = found(gateway, "mqtt")
    assert place.assets == ["P-1", "P-2"]
    assert source["signal_tag"] == {"tag": "topic", "pattern": "([^/]+)$"}
    assert source["asset"] == {"tag": "topic", "pattern": "([^/]+)/[^/]+$"}
    assert source["fields"] == {"OilTemp": {"signal": "oil_temp_c"}}
