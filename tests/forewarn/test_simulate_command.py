"""`forewarn simulate` into files: by name or path, the same bytes each time, with the truth beside them."""

import json
from pathlib import Path

import pytest

from collectors.registry import FAULTS
from collectors.scenario import SHIPPED
from contract.failures.sensors import SENSOR_FAULTS
from tests.support.command import forewarn

SMALL = """
seed = 3
start = 2026-01-05T08:00:00Z
length = "2h"
step = "30s"
[[fleet]]
class = "pump"
count = 2
site = "x"
[[draw]]
rate = "1 per 1h"
modes = ["phase_loss", "sensor_stuck"]
repair = "10m"
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def _made(small: Path, name: str, *options: str) -> str:
    out = small.parent / name
    result = forewarn("simulate", str(small), "--out", str(out), *options)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""  # no progress bar where there is no terminal
    return out.read_text()


def test_the_same_scenario_gives_the_same_bytes_and_another_seed_others(small: Path) -> None:
    first = _made(small, "a.lp")
    assert _made(small, "b.lp") == first
    assert _made(small, "c.lp", "--seed", "3") == first
    other = _made(small, "d.lp", "--seed", "4")
    assert other != first
    truths = ([line for line in text.splitlines() if line.startswith("truth,")] for text in (first, other))
    assert len({tuple(lines) for lines in truths}) == 2  # what is drawn is drawn anew


def test_length_and_step_are_the_scenario_s_own_unless_others_are_given(small: Path) -> None:
    def pump(text: str) -> int:
        return text.count("telemetry,asset=PUMP-001")

    assert pump(_made(small, "a.lp")) == 240
    assert pump(_made(small, "b.lp", "--length", "10m", "--step", "1s")) == 600


def test_a_hundred_rows_six_minutes_apart_span_nearly_ten_hours(small: Path) -> None:
    span = ("--from", "2026-02-01T00:00:00Z", "--to", "2026-02-01T10:00:00Z")
    text = _made(small, "a.lp", *span, "--step", "6m")
    rows = [line for line in text.splitlines() if line.startswith("telemetry,asset=PUMP-001")]
    first, last = (int(line.rpartition(" ")[2]) for line in (rows[0], rows[-1]))
    assert (len(rows), (last - first) / 3600e9) == (100, 9.9)
    assert _made(small, "b.lp", "--start", span[1], "--length", "10h", "--step", "360s") == text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--to", "2026-02-01T00:00:00Z", "--length", "1h"), "--to: --length says already where it ends"),
        (("--to", "2026-01-05T08:00:00Z"), "--to: must be after 2026-01-05T08:00:00Z, and within 3660d"),
        (("--to", "9999-12-31T00:00:00Z"), "--to: must be after 2026-01-05T08:00:00Z, and within 3660d"),
        (("--to", "later"), "--to: 'later' is not a moment such as 2026-11-13T08:00:00Z"),
        (("--step", "11m"), "step: must be between 0.02 s and 600 s"),
    ],
)
def test_an_end_or_a_step_that_cannot_be_is_refused(small: Path, options: tuple[str, ...], said: str) -> None:
    result = forewarn("simulate", str(small), "--out", str(small.parent / "a.lp"), *options)
    assert (result.returncode, result.stderr) == (1, f"forewarn: {said}\n")


def test_the_start_can_be_moved(small: Path) -> None:
    text = _made(small, "a.lp", "--start", "2026-02-01T00:00:00Z", "--length", "1m")
    assert text.splitlines()[-1].endswith(" 1769904060000000000")
    result = forewarn("simulate", str(small), "--out", str(small.parent / "b.lp"), "--start", "soon")
    assert (result.returncode, result.stderr) == (
        1,
        "forewarn: --start: 'soon' is not a moment such as 2026-11-13T08:00:00Z\n",
    )


def test_the_truth_comes_as_a_line_of_json_an_episode_with_lines_or_without(small: Path) -> None:
    beside, alone = small.parent / "beside.jsonl", small.parent / "alone.jsonl"
    text = _made(small, "a.lp", "--truth", str(beside))
    assert forewarn("simulate", str(small), "--truth", str(alone)).returncode == 0
    assert beside.read_bytes() == alone.read_bytes()
    lines = [json.loads(line) for line in beside.read_text().splitlines()]
    assert lines
    assert {line["mode"] for line in lines} <= {"phase_loss", "sensor_stuck"}
    # An equals sign and a space of a tag are escaped in line protocol; an episode's name has neither.
    assert all(f"episode={line['episode']}," in text for line in lines)


def test_a_shipped_scenario_is_simulated_by_its_name(tmp_path: Path) -> None:
    result = forewarn("simulate", "cold_monday", "--out", str(tmp_path / "a.lp"), "--length", "10m")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "a.lp").read_text().count("\n") == 14 * 10
    assert "lines to" in result.stdout


def test_what_is_no_scenario_is_refused_with_the_names_that_ship() -> None:
    result = forewarn("simulate", "nowhere", "--out", "a.lp")
    assert result.returncode == 1
    assert result.stderr.startswith("forewarn: scenario: 'nowhere' is neither a file nor one of cold_monday, demo")


def test_a_wrong_scenario_is_told_by_its_key(small: Path) -> None:
    small.write_text(SMALL.replace('"pump"', '"boat"'))
    result = forewarn("simulate", str(small), "--out", str(small.parent / "a.lp"))
    assert result.returncode == 1
    assert result.stderr.startswith("forewarn: fleet[0].class: 'boat' is not one of")


def test_without_anything_to_do_it_says_what_there_is() -> None:
    result = forewarn("simulate")
    assert result.returncode == 2
    assert "--list-scenarios" in result.stderr


def test_failure_modes_are_listed_a_line_each() -> None:
    lines = forewarn("simulate", "--list-faults").stdout.splitlines()
    assert len(lines) == len(FAULTS) + len(SENSOR_FAULTS)
    assert ["ice", "radiator_fan", "P0480", "step"] in [line.split() for line in lines]
    assert {len(line.split()) for line in lines} == {4}


def test_scenarios_are_listed_a_line_each_with_what_they_are() -> None:
    lines = forewarn("simulate", "--list-scenarios").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*SHIPPED]
    assert all(len(line.split(maxsplit=1)[1]) > 20 for line in lines)
