"""Failures that are known, held against alarms."""

from pathlib import Path

import pytest

from analytics.backtest.found import Alarm, Episode, alarms
from analytics.backtest.labels import HORIZON, Failure, judge, read
from contract.errors import ContractError
from contract.time import DAY, HOUR, SECOND


def episode(raised: int, cleared: int | None, asset: str = "P-1", level: int = 2) -> Episode:
    """An episode of which only these matter."""
    return Episode(
        asset, "bearing_temp_c", "X", level, raised, None, cleared, 40.0, 1.0, 0.0, "", "", "", "unknown", 0.0, ""
    )


def test_what_is_raised_within_an_hour_of_each_other_is_one_call() -> None:
    found = alarms([episode(0, 1), episode(HOUR, 2 * HOUR), episode(3 * HOUR, None), episode(3 * HOUR, None, "P-2")])
    assert [(alarm.asset, len(alarm.episodes)) for alarm in found] == [("P-1", 2), ("P-1", 1), ("P-2", 1)]
    assert found[0].cleared(DAY) == 2 * HOUR
    assert found[1].cleared(DAY) == DAY
    assert alarms([episode(0, 1, level=1)]) == []


def test_a_failure_is_warned_of_missed_or_told_late_and_what_belongs_to_none_is_false() -> None:
    calls = alarms([episode(DAY, 2 * DAY), episode(40 * DAY, 41 * DAY), episode(80 * DAY, None)])
    failures = [
        Failure("P-1", 4 * DAY, 5 * DAY, "warned"),
        Failure("P-2", 4 * DAY, 5 * DAY, "of another"),
        Failure("P-1", 40 * DAY - HOUR, 42 * DAY, "told late"),
        Failure("P-1", 200 * DAY, 200 * DAY, "open for long"),
    ]
    judged = judge(failures, calls, 300 * DAY)
    assert [verdict.lead for verdict in judged.verdicts] == [3 * DAY, None, -HOUR, 120 * DAY]
    assert judged.false == []
    assert judge(failures[1:2], calls, 300 * DAY).false == calls
    assert judge([Failure("P-1", 2 * DAY + HORIZON, 90 * DAY, "")], calls[:1], DAY).verdicts[0].lead is None


def test_what_was_raised_for_the_failure_before_is_no_early_warning_of_the_next() -> None:
    calls = alarms([episode(DAY, 2 * DAY), episode(4 * DAY + HOUR, 9 * DAY)])
    failures = [Failure("P-1", day * DAY, (day + 1) * DAY, "") for day in (1, 4, 7)]
    judged = judge(failures, calls, 300 * DAY)
    assert [verdict.lead for verdict in judged.verdicts] == [0, -HOUR, 2 * DAY]


def test_labels_are_read_in_the_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(
        "what,asset,start,end\nlater,P-1,1970-01-03T00:00:00Z,1970-01-04T01:00:00+01:00\nfirst,P-2,1970-01-02 00:00,\n",
        encoding="utf-8-sig",
    )
    assert read(path) == [Failure("P-2", DAY, DAY, "first"), Failure("P-1", 2 * DAY, 3 * DAY, "later")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("asset,begin\nP-1,2\n", "labels.csv, line 1: needs the columns asset, start, end, what"),
        ("asset,start\n,2026-01-01\n", "labels.csv, line 2: empty"),
        ("asset,start\nP-1,yesterday\n", "line 2: 'yesterday' is no time such as"),
        ("asset,start,end\nP-1,2026-01-02,2026-01-01\n", "line 2: 2026-01-01 is before 2026-01-02"),
        ("", "needs the columns"),
    ],
)
def test_a_label_that_makes_no_sense_is_refused_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=reason):
        read(path)


def test_labels_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="cannot be read"):
        read(tmp_path / "none.csv")


def test_an_alarm_is_as_bad_as_its_worst_episode() -> None:
    assert Alarm("P-1", (episode(0, SECOND), episode(1, 2, level=3))).level == 3
