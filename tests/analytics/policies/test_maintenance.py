"""Rows of maintenance."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.policies.maintenance import Work, parse, spans, standing
from contract.errors import ContractError
from contract.time import HOUR

ROW = {"asset": "PUMP-001", "from": "2026-11-21T08:00:00Z", "until": "2026-11-21T10:00:00+01:00", "relearn": True}
EIGHT = 1_795_248_000 * 10**9


def test_a_row_says_from_when_until_when_and_on_what() -> None:
    row = {**ROW, "signals": "vibration_mm_s, flow_m3h"}
    signals = frozenset({"vibration_mm_s", "flow_m3h"})
    assert parse(row) == Work("PUMP-001", EIGHT, EIGHT + 3600 * 10**9, True, signals)
    assert parse({**ROW, "relearn": None}).relearn is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asset", ""),
        ("from", None),
        ("from", "yesterday"),
        ("from", "1900-01-01T00:00:00Z"),
        ("until", "2026-11-21T10:00:00"),
        ("until", "9999-12-31T23:59:59Z"),
        ("until", ROW["from"]),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_the_field(field: str, value: object) -> None:
    with pytest.raises(ContractError) as refused:
        parse({**ROW, field: value})
    assert refused.value.field == field


def row(time: int, begin: int, end: int, **more: object) -> dict[str, object]:
    """A row told at a time, of work between two hours of the day."""
    return {
        **ROW,
        "_time": time,
        "from": f"2026-11-21T{begin:02}:00:00Z",
        "until": f"2026-11-21T{end:02}:00:00Z",
        **more,
    }


def hours(*pairs: tuple[int, int]) -> list[tuple[int, int]]:
    """Spans between hours of the day, in nanoseconds."""
    return [(EIGHT + (begin - 8) * HOUR, EIGHT + (end - 8) * HOUR) for begin, end in pairs]


def told(*rows: dict[str, object]) -> list[tuple[int, int]]:
    """When the pump is worked on, by these rows."""
    windows, refused = standing(rows)
    assert not refused
    return [(work.begin, work.end) for work in spans(windows).get("PUMP-001", ())]


def test_each_window_counts_by_itself_in_whatever_order_they_were_told() -> None:
    assert told(row(1, 14, 15), row(2, 8, 9)) == hours((8, 9), (14, 15))


def test_windows_that_overlap_are_one_span_that_learns_anew_what_any_of_them_names() -> None:
    windows, _ = standing([row(1, 8, 10, signals="flow_m3h"), row(2, 9, 12, signals="power_kw"), row(3, 12, 13)])
    (work,) = spans(windows)["PUMP-001"]
    assert [(work.begin, work.end)] == hours((8, 13))
    assert (work.relearn, work.signals) == (True, frozenset())
    (part,) = spans(windows[:2])["PUMP-001"]
    assert part.signals == {"flow_m3h", "power_kw"}


def test_a_row_that_amends_another_stands_in_its_place_and_the_last_one_counts() -> None:
    rows = [row(1, 8, 12), row(2, 9, 14), row(5, 8, 10, amends="1"), row(9, 9, 11, amends="2", cancelled=True)]
    windows, refused = standing(reversed(rows))
    assert not refused
    assert [(window.id, window.recorded, window.cancelled) for window in windows] == [("1", 1, False), ("2", 2, True)]
    assert told(*rows) == hours((8, 10))
    assert told(*rows, row(10, 8, 9, amends="1")) == hours((8, 9))


SPANS = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(st.tuples(SPANS, st.none() | SPANS | st.just("cancelled")), max_size=8), st.randoms())
def test_whatever_is_told_ended_or_cancelled_each_window_excuses_its_own_hours_and_no_others(
    plans: list[tuple[tuple[int, int], tuple[int, int] | str | None]], shuffler: random.Random
) -> None:
    rows: list[dict[str, object]] = []
    left: list[tuple[int, int]] = []
    for told_at, (first, change) in enumerate(plans, start=1):
        rows.append(row(told_at, *first))
        if isinstance(change, tuple):
            rows.append(row(100 + told_at, *change, amends=str(told_at)))
            left.append(change)
        elif change:
            rows.append(row(100 + told_at, *first, amends=str(told_at), cancelled=True))
        else:
            left.append(first)
    shuffler.shuffle(rows)
    excused = told(*rows)
    for hour in range(24):
        ((moment, _),) = hours((hour, hour + 1))
        inside = any(begin <= moment < end for begin, end in excused)
        assert inside == any(begin <= hour < end for begin, end in left)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asset", None),
        ("until", 5),
        ("from", "2026-W01"),
        ("from", "0001-01-01T00:00:00+23:59"),
        ("until", "9999-12-31T23:59:59-23:59"),
        ("what", "w" * 3_000_000),
        ("signals", "a," * 500_000),
        ("relearn", "yes"),
        ("cancelled", 1),
        ("actor", 7.5),
        ("amends", "77"),
        ("amends", 1),
    ],
)
def test_a_row_of_anything_is_refused_by_itself_with_a_short_reason_and_the_others_count(
    field: str, value: object
) -> None:
    windows, refused = standing([row(1, 8, 9), row(2, 9, 10, **{field: value}), row(3, 11, 12)])
    assert [window.id for window in windows] == ["1", "3"]
    (reason,) = refused
    assert f"{field}: " in reason
    assert len(reason) < 300
