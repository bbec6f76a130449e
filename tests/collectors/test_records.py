"""The truth of a span as lines of JSON."""

import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from collectors import records
from collectors.scenario import Planned
from collectors.truth import Chronicle
from contract.time import DAY, HOUR, SECOND
from tests.collectors.worlds import START, asset, scenario

WORLD = scenario(
    asset("pump"),
    asset("motor"),
    asset("ice"),
    faults=(
        Planned("PUMP-1", "bearing_wear", 2 * HOUR, DAY, DAY + 6 * HOUR, 2 * DAY),
        Planned("MOTOR-1", "sensor_stuck", 5 * HOUR, 0, 3 * HOUR, None, "winding_temp_c"),
        Planned("ICE-1", "radiator_fan", 30 * HOUR, 0),
        Planned("ICE-1", "catalyst_ageing", 40 * HOUR, 60 * DAY, 10 * DAY),
        Planned("ICE-1", "misfire", 9 * DAY, 0),
    ),
)


def _moment(text: str | None) -> int:
    assert text is not None
    assert text.endswith("Z")
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    out = tmp_path_factory.mktemp("truth") / "truth.jsonl"
    count = records.write(WORLD, out, START, START + 3 * DAY)
    read = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert count == len(read)
    return read


def test_every_episode_of_the_span_is_there_once_by_onset(lines: list[dict[str, Any]]) -> None:
    assert [(line["asset"], line["mode"]) for line in lines] == [
        ("PUMP-1", "bearing_wear"),
        ("MOTOR-1", "sensor_stuck"),
        ("ICE-1", "radiator_fan"),
        ("ICE-1", "catalyst_ageing"),
        ("PUMP-1", "bearing_wear"),
    ]
    assert len({line["episode"] for line in lines}) == 5


def test_a_line_says_what_broke_with_its_code_and_when(lines: list[dict[str, Any]]) -> None:
    wear, stuck, fan, catalyst, _ = lines
    assert (wear["class"], wear["code"], wear["signal"]) == ("pump", "", None)
    assert (stuck["signal"], fan["class"], fan["code"]) == ("winding_temp_c", "ice", "P0480")
    assert _moment(wear["onset"]) == START + 2 * HOUR
    assert _moment(wear["failed"]) == START + 26 * HOUR
    assert _moment(wear["repaired"]) == START + 32 * HOUR
    assert _moment(wear["onset"]) < _moment(wear["detectable"]) < _moment(wear["failed"])
    assert fan["repaired"] is None
    assert _moment(fan["failed"]) == _moment(fan["onset"])
    assert catalyst["failed"] is None  # it is repaired before


def test_detectable_is_what_the_chronicle_says_and_null_where_it_is_not_within_the_span(
    lines: list[dict[str, Any]],
) -> None:
    chronicle = Chronicle(WORLD.conditions)
    for line, episode in zip(lines, records.happened(WORLD, START, START + 3 * DAY), strict=True):
        moment = chronicle.detectable(episode, START + 3 * DAY)
        assert line["detectable"] is None if moment is None else _moment(line["detectable"]) == moment
    assert lines[3]["detectable"] is None


def test_severity_is_told_at_least_hourly_and_at_twenty_moments_from_onset_to_repair(
    lines: list[dict[str, Any]],
) -> None:
    for line in lines:
        times, severities = [_moment(time) for time, _ in line["severity"]], [value for _, value in line["severity"]]
        end = START + 3 * DAY if line["repaired"] is None else min(_moment(line["repaired"]), START + 3 * DAY)
        assert (times[0], times[-1]) == (_moment(line["onset"]), end)
        assert len(times) >= 20
        assert all(0 < later - earlier <= HOUR for earlier, later in pairwise(times))
        assert all(0 <= value <= 1 for value in severities)
    assert lines[0]["severity"][-1][1] == 0
    assert max(value for _, value in lines[0]["severity"]) == 1


def test_a_span_without_episodes_gives_an_empty_file(tmp_path: Path) -> None:
    assert records.write(scenario(asset("pump")), tmp_path / "truth.jsonl", START, START + DAY) == 0
    assert (tmp_path / "truth.jsonl").read_text() == ""
