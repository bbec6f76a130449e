"""What Telegraf does to each sample: the script in `telegraf.conf`, run here by Python, whose subset its language is.

`test_doors` runs the same through a real Telegraf, where there is one.
"""

import re
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from contract.catalogue.document import NAME
from tests.telegraf.support import COMMON

GOOD = {"asset": "PUMP-001", "asset_class": "machine", "site": "north"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = 1_796_126_400_000_000_000
"""2026-12-01T12:00:00Z."""


@dataclass
class Sample:
    """What the script sees of a metric."""

    name: str
    tags: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    time: int = 0


def unix_nano(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 time, as the language reads it; raises `ValueError` for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text):
        raise ValueError(f"{text!r} is no RFC 3339 time")
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1) * 1000


def caught(act: Callable[[], object]) -> str | None:
    """The language's way to go on after an error."""
    try:
        act()
    except ValueError as error:
        return str(error)
    return None


def script() -> Callable[[Sample], list[Sample]]:
    """The script's function."""
    source = tomllib.loads(COMMON.read_text(encoding="utf-8"))["processors"]["starlark"][0]["source"]
    clock = SimpleNamespace(
        now=lambda: SimpleNamespace(unix_nano=time.time_ns()),
        parse_time=lambda text: SimpleNamespace(unix_nano=unix_nano(text)),
    )
    known: dict[str, Any] = {"time": clock, "Metric": Sample, "catch": caught}
    exec(re.sub(r"^load\(.*$", "", source, flags=re.MULTILINE), known)

    def apply(sample: Sample) -> list[Sample]:
        found = known["apply"](sample)
        return found if isinstance(found, list) else [found]

    return apply


def taken(fields: dict[str, Any], tags: dict[str, str] | None = None) -> tuple[list[Sample], list[Sample]]:
    """What becomes of a sample: points for telemetry, and what is counted as data quality."""
    found = script()(Sample("telemetry", dict(GOOD if tags is None else tags), dict(fields), time=1))
    return (
        [one for one in found if one.name == "telemetry"],
        [one for one in found if one.name == "data_quality"],
    )


@pytest.mark.parametrize(
    "given",
    [
        "2026-12-01T12:00:00Z",
        "2026-12-01 12:00:00Z",
        "2026-12-01T13:00:00+01:00",
        "2026-12-01T12:00:00.000000000Z",
        1_796_126_400.0,
        1_796_126_400_000.0,
        1_796_126_400_000_000.0,
        1_796_126_400_000,
        "1796126400000",
        " 1796126400 ",
    ],
)
def test_a_time_that_is_unambiguous_is_taken(given: object) -> None:
    (point,), counted = taken({"time": given, "power_kw": 1.5})
    assert (point.time, point.fields, counted) == (NOON, {"power_kw": 1.5}, [])


def test_nanoseconds_as_json_has_them_are_taken_as_far_as_a_float_holds_them() -> None:
    (point,), _ = taken({"time": float(NOON), "power_kw": 1.5})
    assert abs(point.time - NOON) < 1_000


def test_a_fraction_of_a_second_is_kept() -> None:
    (point,), _ = taken({"time": 1_796_126_400.25, "power_kw": 1.5})
    assert point.time == NOON + 250_000_000


def test_a_road_is_a_word_and_a_number_is_none() -> None:
    (point,), counted = taken({"road_type": "rural", "speed_kmh": 71})
    assert (point.fields, counted) == ({"road_type": "rural", "speed_kmh": 71}, [])
    (point,), (odd,) = taken({"road_type": 3.0, "speed_kmh": 71})
    assert (point.fields, odd.tags["issue"]) == ({"speed_kmh": 71}, "refused_not_a_word")


def test_a_sample_without_a_time_is_of_the_moment_at_which_it_came() -> None:
    (point,), counted = taken({"power_kw": 1.5})
    assert (point.time, counted) == (1, [])


@pytest.mark.parametrize("given", ["2026-12-01T12:00:00", "2026-12-01 12:00:00", "2026-12-01", "yesterday"])
def test_a_time_without_a_zone_is_refused_and_counted(given: str) -> None:
    points, (counted,) = taken({"time": given, "power_kw": 1.5})
    assert points == []
    assert counted.tags == {"asset": "PUMP-001", "site": "north", "issue": "refused_time_without_zone"}
    assert counted.fields == {"count": 1}


@pytest.mark.parametrize(
    "given", [0.0, -5.0, 12.0, 1e21, True, "2026-13-01T12:00:00Z", "2026-12-01TnoonZ", "12:00+01:00", float("inf")]
)
def test_a_time_that_is_none_is_refused_and_counted(given: object) -> None:
    points, (counted,) = taken({"time": given, "power_kw": 1.5})
    assert points == []
    assert counted.tags["issue"].startswith("refused_time")


@pytest.mark.parametrize(("given", "value"), [("2.5", 2.5), (" 7 ", 7.0), ("-1e3", -1000.0), ("+4", 4.0)])
def test_a_number_as_text_is_a_number(given: str, value: float) -> None:
    (point,), counted = taken({"power_kw": given, "run_state": "running"})
    assert (point.fields, counted) == ({"power_kw": value, "run_state": "running"}, [])


@pytest.mark.parametrize("given", ["2,5", "high", "nan", "inf", "", "1_000", "0x10", "1e", "--1", True])
def test_a_value_that_is_no_number_is_counted_with_its_signal_and_costs_the_others_nothing(given: object) -> None:
    (point,), (counted,) = taken({"power_kw": given, "bearing_temp_c": 61.0})
    assert point.fields == {"bearing_temp_c": 61.0}
    assert (counted.tags["issue"], counted.tags["signal"]) == ("refused_not_a_number", "power_kw")


@pytest.mark.parametrize("given", [3.0, True, "x" * 101])
def test_a_run_state_that_is_no_word_is_counted_and_costs_the_numbers_nothing(given: object) -> None:
    (point,), (counted,) = taken({"run_state": given, "power_kw": 1.5})
    assert point.fields == {"power_kw": 1.5}
    assert (counted.tags["issue"], counted.tags["signal"]) == ("refused_not_a_word", "run_state")


def test_a_sample_of_which_nothing_is_left_is_no_point() -> None:
    points, counted = taken({"power_kw": "high", "rpm": "low"})
    assert points == []
    assert sorted(one.tags["signal"] for one in counted) == ["power_kw", "rpm"]


@pytest.mark.parametrize("tags", [{"asset": "A", "asset_class": "machine"}, {**GOOD, "site": ""}])
def test_a_sample_that_names_no_site_is_taken_and_has_none(tags: dict[str, str]) -> None:
    (point,), counted = taken({"power_kw": 1.5}, tags)
    assert (point.tags["site"], counted) == ("(none)", [])


@pytest.mark.parametrize(
    ("tags", "issue"),
    [
        ({**GOOD, "asset": ""}, "refused_without_asset"),
        ({"asset": "A", "site": "n"}, "refused_without_asset_class"),
        ({**GOOD, "asset_class": "Boat no. 7"}, "refused_unknown_class"),
        ({**GOOD, "asset_class": "7th"}, "refused_unknown_class"),
        ({**GOOD, "asset_class": "b" * 65}, "refused_unknown_class"),
    ],
)
def test_a_sample_that_names_no_asset_is_counted_once(tags: dict[str, str], issue: str) -> None:
    points, (counted,) = taken({"power_kw": 1.5, "time": "yesterday"}, tags)
    assert (points, counted.tags["issue"]) == ([], issue)


@pytest.mark.parametrize("name", ["pump", "air_handler_2", "b", "b" * 64])
def test_a_class_of_any_file_is_taken_as_files_may_come_at_any_time(name: str) -> None:
    assert re.fullmatch(NAME, name)
    (point,), counted = taken({"power_kw": 1.5}, {**GOOD, "asset_class": name})
    assert (point.tags["asset_class"], counted) == (name, [])
