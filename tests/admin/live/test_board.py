"""What a stream is told next, by what it was told last."""

import json
from typing import Any

import pytest

from admin.live.board import MOST_EVENTS, Board
from admin.live.message import Message
from admin.live.reader import KEPT_NS, LATE_NS, News, Told
from contract.time import SECOND

NOW = 1_800_000_000 * SECOND


def told(asset: str, value: int, time: int = NOW) -> Told:
    return Told(asset, time, json.dumps({"asset": asset, "value": value}).encode())


def read(message: Message | None) -> dict[str, Any]:
    assert message is not None
    found: dict[str, Any] = json.loads(message.json)
    return found


def values(message: Message | None, part: str) -> list[tuple[str, int]]:
    return [(each["asset"], each["value"]) for each in read(message)[part]]


@pytest.fixture
def board() -> Board:
    """One that knows two assets."""
    return Board(News(risks=[told("A", 1), told("B", 1)]), NOW)


def test_one_that_has_nothing_gets_all_that_is_known(board: Board) -> None:
    message = board.after(None, "")
    assert values(message, "risks") == [("A", 1), ("B", 1)]
    assert read(message)["why"] == "new"
    assert read(message)["time"] == "2027-01-15T08:00:00Z"


def test_one_that_has_all_gets_nothing(board: Board) -> None:
    assert board.after(NOW, "") is None
    assert board.take(News(), NOW + SECOND) is False
    assert board.after(NOW, "") is None


def test_one_that_is_behind_gets_of_each_asset_the_newest_only(board: Board) -> None:
    for turn in range(2, 5):
        board.take(News(risks=[told("B", turn), told("A", turn)]), NOW + turn * SECOND)
    board.take(News(risks=[told("B", 5)]), NOW + 5 * SECOND)
    assert values(board.after(NOW, ""), "risks") == [("A", 4), ("B", 5)]
    assert values(board.after(NOW + 4 * SECOND, ""), "risks") == [("B", 5)]


def test_and_every_event_in_the_order_in_which_they_came(board: Board) -> None:
    for turn in range(1, 4):
        board.take(News(events=[told("A", turn), told("B", turn)]), NOW + turn * SECOND)
    assert values(board.after(NOW + SECOND, ""), "events") == [("A", 2), ("B", 2), ("A", 3), ("B", 3)]
    assert values(board.after(NOW + SECOND, "B"), "events") == [("B", 2), ("B", 3)]


def test_one_that_has_missed_an_event_is_told_so_and_gets_all_that_is_known(board: Board) -> None:
    board.take(News(events=[told("A", turn) for turn in range(MOST_EVENTS)]), NOW + SECOND)
    assert read(board.after(NOW, ""))["type"] == "event"
    board.take(News(events=[told("A", 0)], incidents={"A/1": told("A", 9)}), NOW + 2 * SECOND)
    message = board.after(NOW, "")
    assert (read(message)["type"], read(message)["why"]) == ("snapshot", "behind")
    assert values(message, "incidents") == [("A", 9)]
    assert values(board.after(NOW + SECOND, ""), "events") == [("A", 0)]


@pytest.mark.parametrize("cursor", [0, NOW - KEPT_NS - 1, NOW + 1, 10**19 - 1])
def test_one_from_long_ago_or_from_the_future_gets_all_that_is_known(board: Board, cursor: int) -> None:
    assert read(board.after(cursor, ""))["why"] == "behind"


def test_one_of_another_process_is_told_again_what_may_have_come_late() -> None:
    events = [told("A", ago, NOW - ago * 60 * SECOND) for ago in (40, 12, 9, 1)]
    board = Board(News(events=events), NOW)
    since = board.cursor(NOW - 10 * 60 * SECOND)
    assert since == NOW - 10 * 60 * SECOND - LATE_NS
    assert values(board.after(since, ""), "events") == [("A", 12), ("A", 9), ("A", 1)]
    assert board.cursor(NOW) == NOW


def test_an_incident_that_has_closed_is_in_no_snapshot(board: Board) -> None:
    board.take(News(incidents={"A/1": told("A", 1), "B/1": told("B", 2)}), NOW + SECOND)
    assert values(board.after(None, "B"), "incidents") == [("B", 2)]
    board.take(News(incidents={"A/1": None, "C/1": None}), NOW + 2 * SECOND)
    assert values(board.after(None, ""), "incidents") == [("B", 2)]


def test_a_stream_of_an_asset_is_not_told_of_others(board: Board) -> None:
    board.take(News(risks=[told("B", 2)], samples=[told("B", 3)]), NOW + SECOND)
    assert board.after(NOW, "A") is None
    assert values(board.after(NOW, "B"), "samples") == [("B", 3)]
    assert read(board.after(NOW, ""))["samples"] == []


def test_that_the_store_is_away_and_back_is_told_once_to_all(board: Board) -> None:
    assert [board.lose(NOW + SECOND), board.lose(NOW + 2 * SECOND)] == [True, False]
    assert read(board.after(NOW, "A"))["store"] == read(board.after(None, ""))["store"] == "away"
    assert board.take(News(), NOW + 3 * SECOND) is True
    assert read(board.after(NOW + SECOND, "A"))["store"] == "up"


def test_ids_rise_where_the_clock_is_set_back(board: Board) -> None:
    board.take(News(risks=[told("A", 2)]), NOW - 3600 * SECOND)
    message = board.after(NOW, "")
    assert message is not None
    assert message.id == NOW + 1


def test_those_who_are_as_far_as_each_other_share_a_message(board: Board) -> None:
    board.take(News(risks=[told("A", 2)]), NOW + SECOND)
    assert board.after(NOW, "") is board.after(NOW, "")
    assert board.after(None, "") is board.after(None, "")
