"""Recordings go through whole, cell by cell; what is bad is refused by name, and time is kept."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.replay import Mapping, Report, Shift, plan, play, replay
from collectors.replay.mapping import Time, parse
from contract.errors import ContractError
from contract.mapping import Who
from contract.time import DAY, SECOND
from tests.collectors.worlds import Lines

NOON = 1_583_755_200 * SECOND
"""2020-03-09 12:00:00 UTC"""
NOW = NOON + 10 * 365 * 86_400 * SECOND

MAPPING = parse(
    {
        "delimiter": ";",
        "time": {"column": "when", "format": "%Y-%m-%d %H:%M:%S"},
        "asset": "BENCH-{stem}",
        "asset_class": "machine",
        "site": "bench",
        "run_state": "running",
        "columns": {
            "A": {"signal": "accel_g"},
            "T": {"signal": "winding_temp_c"},
            "Q": {"signal": "flow_m3h", "scale": 0.06},
        },
    }
)
HEADER = "when;A;T;Q"


def _recording(folder: Path, *rows: str, name: str = "7.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def _rows(count: int, start: int = 0, step: int = 1) -> list[str]:
    return [f"2020-03-09 12:{n // 60:02d}:{n % 60:02d};0.1;50;30" for n in range(start, start + count * step, step)]


def _played(path: Path, mapping: Mapping = MAPPING, shift: Shift = Shift.NONE) -> tuple[list[str], Report]:
    sink = Lines()
    report = replay([path], mapping, sink, None, shift, clock=lambda: NOW)
    return sink.lines, report


def test_a_row_becomes_a_point_in_the_signals_units(tmp_path: Path) -> None:
    lines, report = _played(_recording(tmp_path, "2020-03-09 12:00:00;0.25;51.5;30"))
    assert lines == [
        "telemetry,asset=BENCH-7,asset_class=machine,site=bench "
        f'accel_g=0.25,winding_temp_c=51.5,flow_m3h=1.7999999999999998,run_state="running" {NOON}'
    ]
    assert (report.rows, report.readings, report.refused, report.assets) == (1, 3, 0, {"BENCH-7"})


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("1e999;50;30", "A", "are not finite numbers, first row 3: '1e999'"),
        ("0.1;hot;30", "T", "are not numbers, first row 3: 'hot'"),
        ("0.1;900;30", "T", "are outside what is physically possible for winding_temp_c, -40 to 300 °C"),
    ],
)
def test_a_bad_cell_is_refused_by_file_column_reason_and_row_and_the_others_go_through(
    tmp_path: Path, cells: str, column: str, reason: str
) -> None:
    path = _recording(tmp_path, _rows(1)[0], f"2020-03-09 12:00:01;{cells}", *_rows(1, 2))
    lines, report = _played(path)
    assert report.refused == 1
    (message,) = report.messages
    assert message.startswith(f"7.csv: {column}: 1 of 3 ")
    assert reason in message
    assert (len(lines), report.rows, report.readings) == (3, 3, 8)


@pytest.mark.parametrize("when", ["yesterday", "", "2020-13-01 00:00:00"])
def test_a_row_whose_time_cannot_be_read_is_refused_whole(tmp_path: Path, when: str) -> None:
    lines, report = _played(_recording(tmp_path, f"{when};0.1;50;30", *_rows(2)))
    assert (len(lines), report.refused) == (2, 1)
    assert report.messages[0].startswith("7.csv: when: 1 are no time as %Y-%m-%d %H:%M:%S, first row 2")


def test_a_row_from_the_future_is_refused_whole(tmp_path: Path) -> None:
    lines, report = _played(_recording(tmp_path, "2090-03-09 12:00:00;0.1;50;30", *_rows(1)))
    assert (len(lines), report.refused) == (1, 1)
    assert "ahead of now" in report.messages[0]


def test_empty_cells_and_blank_lines_are_no_readings_and_no_errors(tmp_path: Path) -> None:
    lines, report = _played(_recording(tmp_path, "2020-03-09 12:00:00;0.1;;30", "", "2020-03-09 12:00:01;;;"))
    assert (len(lines), report.refused, report.readings, report.tally.missing) == (1, 0, 2, 4)
    assert "winding_temp_c" not in lines[0]


def test_many_refusals_are_all_counted_and_summed_up_by_column_and_reason(tmp_path: Path) -> None:
    _, report = _played(_recording(tmp_path, *(row.replace("0.1", "x") for row in _rows(100))))
    assert report.refused == 100
    assert report.messages == ["7.csv: A: 100 of 100 are not numbers, first row 2: 'x'"]


def test_tags_may_come_from_columns_and_an_unknown_class_or_state_is_refused(tmp_path: Path) -> None:
    from_columns = parse(
        {
            "time": {"column": "t", "unit": "ms"},
            "asset": {"column": "unit"},
            "asset_class": {"column": "kind"},
            "site": {"column": "hall"},
            "run_state": {"column": "state"},
            "columns": {"v": {"signal": "speed_kmh"}},
        }
    )
    path = _recording(
        tmp_path,
        "1583755200500,V1,ice,north,city,50",
        "1583755201000,V2,ev,south,drive,60",
        "1583755202000,V3,boat,south,drive,60",
        "1583755203000,V4,ev,south,flying,60",
        "1583755204000,,ev,south,drive,60",
        header="t,unit,kind,hall,state,v",
    )
    lines, report = _played(path, from_columns)
    assert lines[0] == (
        f'telemetry,asset=V1,asset_class=ice,site=north speed_kmh=50.0,run_state="city" {NOON + SECOND // 2}'
    )
    assert lines[2] == f"telemetry,asset=V4,asset_class=ev,site=south speed_kmh=60.0 {NOON + 3 * SECOND}"
    assert (len(lines), report.refused, report.assets) == (3, 3, {"V1", "V2", "V4"})
    assert sorted(report.messages) == [
        "7.csv: kind: 1 are no asset_class; known are conveyor, ev, ice, machine, motor, pump, rig,"
        " first row 4: 'boat'",
        "7.csv: state: 1 of 5 are no run state: 'flying' is not one of off, drive, charge; `values` can say"
        " which of them it is, first row 5",
        "7.csv: unit: 1 are no asset, as they are empty, first row 6",
    ]


@pytest.mark.parametrize(
    ("unit", "cell"),
    [
        ("s", "1583755200.25"),
        ("ms", "1583755200250"),
        ("us", "1583755200250000"),
        ("ns", "1583755200250000000"),
    ],
)
def test_epoch_times_are_read_to_the_nanosecond(tmp_path: Path, unit: str, cell: str) -> None:
    document = {"time": {"column": "t", "unit": unit}, "asset": "A", "asset_class": "machine", "site": "s"}
    mapping = parse({**document, "columns": {"A": {"signal": "accel_g"}}})
    lines, _ = _played(_recording(tmp_path, f"{cell},0.5", header="t,A"), mapping)
    assert lines[0].endswith(f" {NOON + SECOND // 4}")


def test_a_time_with_a_zone_is_read_in_it(tmp_path: Path) -> None:
    document = {"time": {"column": "t", "format": "iso"}, "asset": "A", "asset_class": "machine", "site": "s"}
    mapping = parse({**document, "columns": {"A": {"signal": "accel_g"}}})
    lines, _ = _played(_recording(tmp_path, "2020-03-09T14:00:00+02:00,0.5", header="t,A"), mapping)
    assert lines[0].endswith(f" {NOON}")


def test_a_shift_moves_each_asset_s_last_or_first_row_to_now(tmp_path: Path) -> None:
    early, late = _recording(tmp_path, *_rows(5), name="1.csv"), _recording(tmp_path, *_rows(5, 600), name="2.csv")
    for shift, offsets in ((Shift.LAST, (-4, 0)), (Shift.FIRST, (0, 4))):
        sink = Lines()
        replay([early, late], MAPPING, sink, None, shift, clock=lambda: NOW)
        for asset in ("BENCH-1", "BENCH-2"):
            times = [int(line.rpartition(" ")[2]) for line in sink.lines if f"asset={asset}," in line]
            assert (times[0], times[-1]) == tuple(NOW + offset * SECOND for offset in offsets)


def test_recordings_are_played_together_in_the_order_of_time(tmp_path: Path) -> None:
    odd, even = (
        _recording(tmp_path, *_rows(10, 1, 2), name="odd.csv"), _recording(tmp_path, *_rows(10, 0, 2), name="even.csv"),
    )  # fmt: skip
    sink = Lines()
    replay([odd, even], MAPPING, sink, None, clock=lambda: NOW)
    times = [int(line.rpartition(" ")[2]) for line in sink.lines]
    assert times == [NOON + n * SECOND for n in range(20)]


@dataclass
class Stopwatch(Lines):
    """A sink that notes when lines came."""

    def __post_init__(self) -> None:
        self.came: list[float] = []

    def write(self, lines: Sequence[str]) -> None:
        super().write(lines)
        self.came += [time.monotonic()] * len(lines)


def test_at_a_speed_rows_come_no_sooner_than_they_are_due(tmp_path: Path) -> None:
    sink = Stopwatch()
    begin = time.monotonic()
    replay([_recording(tmp_path, *_rows(5))], MAPPING, sink, 20.0)
    assert len(sink.came) == 5
    assert all(came - begin >= n / 20 - 0.005 for n, came in enumerate(sink.came))


def _minutes(count: int) -> list[str]:
    return [f"2020-03-09 12:{n:02d}:00;0.1;50;30" for n in range(count)]


def test_a_recording_that_is_moved_and_played_faster_is_stamped_as_it_is_written(tmp_path: Path) -> None:
    path = _recording(tmp_path, *_minutes(50))
    sink = Stopwatch()
    report = replay([path], MAPPING, sink, 6000.0, Shift.FIRST)
    times = [int(line.rpartition(" ")[2]) for line in sink.lines]
    assert {late - early for early, late in pairwise(times)} == {SECOND // 100}  # a minute at 6000 times
    assert (report.refused, report.readings) == (0, 150)
    sink = Stopwatch()
    replay([path], MAPPING, sink, 6000.0, Shift.LAST)
    begun, ended = (int(sink.lines[place].rpartition(" ")[2]) for place in (0, -1))
    assert (ended - begun, ended <= time.time_ns()) == (49 * SECOND // 100, True)


def test_a_recording_that_is_not_moved_keeps_its_times_at_any_speed(tmp_path: Path) -> None:
    sink = Lines()
    replay([_recording(tmp_path, *_minutes(3))], MAPPING, sink, 1e6, clock=time.time_ns)
    assert [int(line.rpartition(" ")[2]) for line in sink.lines] == [NOON + n * 60 * SECOND for n in range(3)]


def test_a_plan_says_from_when_the_recording_is_what_the_store_keeps_and_what_helps(tmp_path: Path) -> None:
    path, keeps = _recording(tmp_path, *_minutes(3)), 30 * DAY
    old = plan([path], MAPPING, now=NOW)
    assert old.warning(keeps, NOW) == (
        "the recording is of 2020-03-09T12:00:00Z to 2020-03-09T12:02:00Z, and the store keeps 30 days: nothing of it"
        " can be stored; --shift last moves the last row of each asset to now"
    )
    assert "only what is later can be stored" in old.warning(NOW - NOON - 60 * SECOND, NOW)
    assert old.warning(0, NOW) == old.warning(None, NOW) == old.warning(NOW - NOON + 1, NOW) == ""
    assert plan([path], MAPPING, shift=Shift.LAST, now=NOW).warning(keeps, NOW) == ""


def test_rows_that_the_store_does_not_keep_are_refused_and_counted_before_they_are_sent(tmp_path: Path) -> None:
    sink, keeps = Lines(), NOW - NOON - 60 * SECOND
    path = _recording(tmp_path, *_minutes(3))
    report = play(plan([path], MAPPING, now=NOW), sink, keeps_ns=keeps, clock=lambda: NOW)
    assert (len(sink.lines), report.readings, report.tally.lost, report.tally.readings) == (2, 6, 3, 9)
    assert report.messages[0].startswith("7.csv: time: 1 rows are older than the ")


def test_recordings_of_many_days_are_opened_one_after_the_other(tmp_path: Path) -> None:
    files = [
        _recording(tmp_path, *(row.replace("03-09", f"03-{day:02d}") for row in _minutes(5)), name=f"{day}.csv")
        for day in (12, 10, 11)
    ]
    lines = Lines()
    report = replay(files, MAPPING.model_copy(update={"asset": Who(text="ONE")}), lines, clock=lambda: NOW)
    times = [int(line.rpartition(" ")[2]) for line in lines.lines]
    assert times == sorted(times)
    assert (len(times), report.rows, report.assets) == (15, 15, {"ONE"})


def test_a_replay_ends_early_when_it_is_stopped(tmp_path: Path) -> None:
    stop, sink = threading.Event(), Lines()
    stop.set()
    report = replay([_recording(tmp_path, *_rows(50))], MAPPING, sink, 1.0, stop_event=stop)
    assert (report.rows, sink.lines) == (0, [])


def test_progress_ends_with_all_rows(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    replay(
        [_recording(tmp_path, *_rows(50))], MAPPING, Lines(), progress=lambda done, total: seen.append((done, total))
    )
    assert seen[-1] == (50, 50)


def test_a_caller_may_choose_signals(tmp_path: Path) -> None:
    sink = Lines()
    replay([_recording(tmp_path, *_rows(1))], MAPPING, sink, signals=["accel_g"])
    assert "winding_temp_c" not in sink.lines[0]


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_an_impossible_speed_is_refused(tmp_path: Path, speed: float) -> None:
    with pytest.raises(ContractError, match="speed"):
        replay([_recording(tmp_path, *_rows(1))], MAPPING, Lines(), speed)


def test_a_missing_an_empty_and_a_wrong_file_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    wrong = _recording(tmp_path, "1;2", header="when;A", name="wrong.csv")
    for path, reason in (
        (tmp_path / "none.csv", "cannot be read"),
        (tmp_path, "cannot be read"),
        (empty, "is empty"),
        (wrong, "T: .* no such column; it has when, A "),
    ):
        with pytest.raises(ContractError, match=reason):
            _played(path)
    with pytest.raises(ContractError, match="no recording"):
        replay([], MAPPING, Lines())


@settings(deadline=None, max_examples=60)
@given(
    cells=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters='\r\n";\x00'), max_size=12),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_a_cell_holds_it_is_written_as_a_finite_number_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    rows = [f"2020-03-09 12:00:{n:02d};{cell};50;30" for n, cell in enumerate(cells)]
    path = _recording(tmp_path_factory.mktemp("any"), *rows)
    lines, report = _played(path)
    assert len(lines) == len(cells)
    taken = sum("accel_g=" in line for line in lines)
    assert taken + report.refused + report.tally.missing == len(cells)
    assert not any("accel_g=nan" in line or "accel_g=inf" in line for line in lines)


@pytest.mark.parametrize("cell", ["-inf", "1e400", "9" * 5000, "1_0", "0x10", "true", "1,5", "--1"])
def test_a_cell_that_is_no_finite_number_is_refused_and_its_neighbours_are_not(tmp_path: Path, cell: str) -> None:
    lines, report = _played(_recording(tmp_path, f"2020-03-09 12:00:00;{cell};50;30"))
    assert [refusal.split(": ")[1] for refusal in report.messages] == ["A"]
    assert (report.refused, len(report.messages[0]) < 300) == (1, True)
    assert "winding_temp_c=50.0" in lines[0]
    assert "accel_g" not in lines[0]


@pytest.mark.parametrize(
    "cell", ["nan", "inf", "1e400", "1e999999", "-1e999999", "9" * 5000, "1_583_755_200", "-1e12", "1e12", "noon", ""]
)
def test_a_time_that_is_none_is_refused_at_once_and_the_next_row_is_not(tmp_path: Path, cell: str) -> None:
    epoch = MAPPING.model_copy(update={"time": Time(column=("when",), unit="s")})
    rows = [f"{cell};0.1;50;30", f"{NOON // SECOND};0.1;50;30"]
    lines, report = _played(_recording(tmp_path, *rows), epoch)
    assert len(lines) == 1
    assert [refusal.split(": ")[1] for refusal in report.messages] == ["when"]
    assert len(report.messages[0]) < 300


def test_a_row_that_cannot_be_read_is_refused_and_those_after_it_are_not(tmp_path: Path) -> None:
    rows = _rows(3)
    rows[1] = "x" * 200_000
    lines, report = _played(_recording(tmp_path, *rows))
    assert len(lines) == 2
    assert report.messages[0].startswith("7.csv: when: 1 are no time as %Y-%m-%d %H:%M:%S, first row 3: 'xxxxxx")
    assert len(report.messages[0]) < 200


@pytest.mark.parametrize("speed", [float("nan"), float("inf"), 0.0, -1.0, 1e-300, 1e300])
def test_a_speed_that_is_none_is_refused(tmp_path: Path, speed: float) -> None:
    with pytest.raises(ContractError, match="speed: "):
        replay([_recording(tmp_path, *_rows(2))], MAPPING, Lines(), speed)
