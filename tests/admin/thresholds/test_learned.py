"""A smallest deviation that nobody wrote: it is marked as learned, and a row may set it, or leave it to be learned."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from contract.measurements import LEARNED, SCORE
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.fleet import PUMP, risks
from tests.admin.thresholds.test_thresholds import put, setting
from tests.analytics.undescribed import NAME, class_without_facts


@pytest.fixture(autouse=True)
def press(tmp_path: Path) -> Iterator[None]:
    with class_without_facts(tmp_path):
        yield


def marks(row: dict[str, object]) -> tuple[object, ...]:
    return row["min_deviation"], row["learned"], row["learnable"]


def test_what_is_learned_is_marked_and_what_is_written_is_not(program: httpx.Client, person: httpx.Client) -> None:
    assert marks(setting(program, NAME, "oil_temp_c")) == (None, True, True)
    assert marks(setting(program, "machine", "accel_g")) == (0.12, False, False)
    assert 'data-name="Smallest deviation">learned<' in person.get(f"/thresholds?class={NAME}").text
    assert 'data-name="Smallest deviation">learned<' not in person.get("/thresholds?class=machine").text
    assert "empty: it is learned of each machine" in person.get(f"/thresholds/{NAME}/oil_temp_c").text
    assert "empty: it is learned" not in person.get("/thresholds/machine/accel_g").text


def test_a_row_sets_it_and_another_leaves_it_to_be_learned_again(program: httpx.Client, person: httpx.Client) -> None:
    limits = {"warn_low": None, "warn_high": 6.6e3, "crit_low": None, "crit_high": None}
    assert put(program, NAME, "force_kn", **limits, min_deviation=25.0).status_code == 200
    assert marks(setting(program, NAME, "force_kn")) == (25.0, False, True)
    form = {"direction": "above", "sensitivity": "1", "min_deviation": "", "warn_high": "7000", "enabled": "on"}
    reply = person.post(f"/thresholds/{NAME}/force_kn", data={**form, "version": "1", "why": "as it was"})
    assert reply.status_code == 303, reply.text
    found = setting(program, NAME, "force_kn")
    assert (*marks(found), found["warn_high"]) == (None, True, True, 7000.0)


def test_a_row_of_a_signal_that_an_engineer_described_has_to_say_it(program: httpx.Client) -> None:
    reply = put(program, "machine", "accel_nde_g", warn_low=None, crit_low=None, min_deviation=None)
    assert reply.status_code == 422
    assert reply.json()["error"]["field"] == "min_deviation"


def test_the_figure_that_was_learned_of_a_machine_is_shown_as_learned(
    program: httpx.Client, person: httpx.Client, operator: Gateway
) -> None:
    press, now = replace(PUMP, name="PRESS-1", asset_class=NAME), time.time_ns()
    facts = {"min_deviation": 2.5, "resolution": 0.1, "normal_low": 18.0, "normal_high": 42.0}
    tags = press.tags | {"signal": "oil_temp_c"}
    score = {"observed": 31.0, "expected": 30.0, "lower": 25.0, "upper": 35.0, "score": 0.2}
    lines = encode([Point(LEARNED.name, tags, facts, now), Point(SCORE.name, tags, score, now)])
    operator.write("health", [*risks(press, now), *lines])
    (found,) = program.get("/api/assets/PRESS-1").json()["learned"]
    assert {name: found[name] for name in facts} == facts
    page = person.get("/assets/PRESS-1").text
    assert "Learned: deviations matter from 2.5\xa0°C, normal 18 to 42\xa0°C" in page
    assert program.get("/api/assets/PRESS-1").json()["scores"][0]["signal"] == "oil_temp_c"
    assert "of this one 2.5\xa0°C" in person.get("/thresholds/PRESS-1/oil_temp_c").text
